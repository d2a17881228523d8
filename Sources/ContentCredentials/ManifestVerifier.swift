import ByteReading

/// Verifies one manifest, apart from the content it is bound to.
struct ManifestVerifier {
  let store: ManifestStore
  let walk: StoreWalk
  let trust: TrustStore
  let now: CredentialTime
  let options: CredentialOptions
  let cache: DigestCache

  /// A manifest with all findings.
  struct Result {
    var report: ManifestReport
    var signature: SignatureFindings
  }

  func verify(_ parsed: ParsedManifest) -> Result {
    var report = ManifestReport(label: parsed.manifest.label)
    report.kind = parsed.manifest.kind
    report.depth = walk.depths[parsed.manifest.label] ?? 0
    report.isReferenced = walk.depths[parsed.manifest.label] != nil
    report.isActive = parsed.manifest.label == store.active?.label
    report.statuses = parsed.statuses
    guard let claim = parsed.claim else {
      return Result(report: report, signature: SignatureFindings())
    }
    let verifier = SignatureVerifier(
      trust: trust, now: now, limits: options.limits, laterTimeStamps: walk.timeStamps,
      laterResponses: walk.responses)
    let signature = verifier.verify(parsed.manifest, claim)
    report.statuses.append(contentsOf: signature.statuses)
    var rules = ManifestRules(
      parsed: parsed, claim: claim, store: store, redacted: walk.redacted, cache: cache)
    rules.check(&report.statuses)
    var actionRules = ActionRules(
      parsed: parsed, claim: claim,
      ingredient: { uri in ingredient(at: uri, from: parsed.manifest) },
      isAssertion: { uri in isAssertion(uri, from: parsed.manifest) })
    actionRules.check(&report.statuses)
    describe(parsed, claim, signature, &report)
    let identities = IdentityVerifier(
      trust: trust, now: now, limits: options.limits)
    report.identities = identities.verify(parsed, claim)
    return Result(report: report, signature: signature)
  }

  private func ingredient(
    at uri: JUMBFURI, from manifest: Manifest
  ) -> (ingredient: Ingredient, manifest: String)? {
    let absolute = uri.absolute(in: manifest.label)
    let label = uri.manifest ?? manifest.label
    guard let parsed = walk.parsed[label],
      let found = (parsed.ingredients + parsed.unverifiedIngredients).first(where: {
        $0.uri == absolute
      })
    else { return nil }
    return (found, label)
  }

  private func isAssertion(_ uri: JUMBFURI, from manifest: Manifest) -> Bool {
    if walk.redacted.contains(uri.absolute(in: manifest.label)) { return true }
    return store.resolve(uri, from: manifest) != nil
  }

  // MARK: What the manifest says

  private func describe(
    _ parsed: ParsedManifest, _ claim: Claim, _ signature: SignatureFindings,
    _ report: inout ManifestReport
  ) {
    report.claimVersion = claim.version
    report.specVersion = claim.specVersion
    report.title = claim.title
    report.format = claim.format
    report.instanceID = claim.instanceID
    report.claimGenerator = claim.generator
    report.generators = claim.generatorInfo.compactMap { ManifestReport.Software($0) }
    report.signer = signature.signer
    report.signature = signature.signature
    report.trust = signature.trust
    report.trustList = signature.trustList
    report.signedAt = signature.signedAt
    report.redactions = claim.redacted
    report.ingredients = parsed.ingredients.map(\.report)
    for assertion in parsed.assertions {
      report.assertions.append(
        AssertionReport(
          label: assertion.label, isCreated: assertion.isCreated,
          isRedacted: assertion.isRedacted, isIntact: assertion.isIntact))
      // What does not fit its digest is nobody's statement.
      guard assertion.isIntact, let fields = assertion.fields else { continue }
      AssertionSummary.add(fields, of: assertion, to: &report)
    }
  }
}

/// Turns the content of assertions into the parts of a report.
enum AssertionSummary {
  static func add(
    _ fields: CBOR.Map, of assertion: ParsedManifest.ParsedAssertion,
    to report: inout ManifestReport
  ) {
    switch assertion.base {
    case "c2pa.actions", "c2pa.actions.v2":
      addActions(fields, of: assertion, to: &report)
    case "c2pa.soft-binding":
      let values = (fields["blocks"]?.array ?? []).prefix(256).compactMap { block in
        block["value"].flatMap { $0.text ?? $0.bytes.map { Base64.encode($0.slice) } }
      }
      report.softBindings.append(
        ManifestReport.SoftBinding(algorithm: fields["alg"]?.text ?? "", values: values))
    case "c2pa.ai-disclosure":
      let profile = fields["contentProfile"]?.map
      report.aiDisclosures.append(
        ManifestReport.AIDisclosure(
          modelType: fields["modelType"]?.text, modelName: fields["modelName"]?.text,
          modelIdentifier: fields["modelIdentifier"]?.text,
          humanOversightLevel: profile?["humanOversightLevel"]?.text,
          scientificDomain: profile?["scientificDomain"]?.text))
    case "c2pa.training-mining", "cawg.training-mining":
      for entry in fields["entries"]?.map?.pairs.prefix(64) ?? [] {
        guard let name = entry.key.text, let use = entry.value["use"]?.text else { continue }
        report.trainingPermissions.append(.init(name: name, value: use))
      }
    case _ where assertion.base.hasPrefix("com.iab."):
      report.iabAssertions.append(
        ManifestReport.LabeledFields(
          label: assertion.label, fields: texts(.map(fields), prefix: "", depth: 0)))
    default: break
    }
  }

  private static func addActions(
    _ fields: CBOR.Map, of assertion: ParsedManifest.ParsedAssertion,
    to report: inout ManifestReport
  ) {
    if let all = fields["allActionsIncluded"]?.boolean {
      report.allActionsIncluded = all && report.allActionsIncluded != false
    }
    let templates = fields["templates"]?.array ?? []
    let agents = fields["softwareAgents"]?.array ?? []
    for action in (fields["actions"]?.array ?? []).prefix(10_000) {
      guard let name = action["action"]?.text, report.actions.count < 20_000 else { continue }
      // A template gives what the action itself leaves out.
      let template = templates.first { $0["action"]?.text == name || $0["action"]?.text == "*" }
      func value(_ key: String) -> CBOR? { action[key] ?? template?[key] }
      var agent = GeneratorInfo(value("softwareAgent"))
      if agent == nil, let index = value("softwareAgentIndex")?.integer,
        agents.indices.contains(index)
      {
        agent = GeneratorInfo(agents[index])
      }
      report.actions.append(
        ActionReport(
          action: name, assertion: assertion.label, softwareAgent: ManifestReport.Software(agent),
          digitalSourceType: value("digitalSourceType")?.text, when: action["when"]?.text,
          description: value("description")?.text, reason: action["reason"]?.text,
          isCreated: assertion.isCreated,
          parameters: texts(action["parameters"] ?? .null, prefix: "", depth: 0)))
    }
  }

  /// The fields of an item that are text or numbers.
  static func texts(
    _ item: CBOR, prefix: String, depth: Int
  ) -> [ManifestReport.LabeledFields.Field] {
    guard depth < 6 else { return [] }
    switch item.untagged {
    case .map(let map):
      return map.pairs.prefix(256).flatMap { pair in
        let name = pair.key.text ?? pair.key.integer.map(String.init) ?? "?"
        return texts(
          pair.value, prefix: prefix.isEmpty ? name : "\(prefix).\(name)", depth: depth + 1)
      }
    case .array(let list):
      return list.prefix(64).enumerated().flatMap { index, element in
        texts(element, prefix: "\(prefix).\(index)", depth: depth + 1)
      }
    case .text(let text): return [.init(name: prefix, value: text)]
    case .unsigned(let number): return [.init(name: prefix, value: String(number))]
    case .negative(let number): return [.init(name: prefix, value: "-\(number &+ 1)")]
    case .float(let number): return [.init(name: prefix, value: String(number))]
    case .boolean(let truth): return [.init(name: prefix, value: String(truth))]
    case .bytes, .null, .simple, .tagged: return []
    }
  }
}
