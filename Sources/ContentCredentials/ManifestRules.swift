import ByteReading

/// The rules for the assertions of a manifest, by its type.
///
/// - Reference: C2PA 2.4 §15.10.
struct ManifestRules {
  let parsed: ParsedManifest
  let claim: Claim
  let store: ManifestStore
  /// The absolute URIs of all assertions that any claim redacts.
  let redacted: Set<String>
  let cache: DigestCache
  /// References that may still be followed.
  private var budget = 4096
  /// The assertions whose digest in the claim does not fit.
  private let altered: Set<String>

  init(
    parsed: ParsedManifest, claim: Claim, store: ManifestStore, redacted: Set<String>,
    cache: DigestCache
  ) {
    self.parsed = parsed
    self.claim = claim
    self.store = store
    self.redacted = redacted
    self.cache = cache
    altered = Set(parsed.assertions.filter { !$0.isIntact && $0.box != nil }.map(\.uri))
  }

  mutating func check(_ statuses: inout ValidationStatuses) {
    switch parsed.manifest.kind {
    case .standard: checkStandard(&statuses)
    case .update: checkUpdate(&statuses)
    case .timeStamp, .compressed: break
    }
    checkRedactions(&statuses)
    for assertion in parsed.assertions where assertion.isIntact {
      checkSpecific(assertion, &statuses)
      checkReferences(assertion, &statuses)
    }
    for info in claim.generatorInfo {
      if let icon = info.icon { check(reference: icon, in: parsed.manifest.uri(), &statuses) }
    }
  }

  private func checkStandard(_ statuses: inout ValidationStatuses) {
    let bindings = parsed.hardBindings
    if bindings.isEmpty {
      statuses.fail(.claimHardBindingsMissing, parsed.manifest.uri())
    } else if bindings.count > 1 {
      statuses.fail(.assertionMultipleHardBindings, parsed.manifest.uri())
    }
    if parsed.ingredients.count(where: { $0.relationship == "parentOf" }) > 1 {
      statuses.fail(.manifestMultipleParents, parsed.manifest.uri())
    }
  }

  private func checkUpdate(_ statuses: inout ValidationStatuses) {
    let uri = parsed.manifest.uri()
    let ingredients = parsed.ingredients + parsed.unverifiedIngredients
    if ingredients.count != 1 || ingredients[0].relationship != "parentOf" {
      statuses.fail(.manifestUpdateWrongParents, uri)
    }
    for assertion in parsed.assertions {
      let isForbidden =
        AssertionLabel.hardBindings.contains(assertion.base)
        || assertion.base == "c2pa.hash.multi-asset" || assertion.base == "c2pa.hash.bmff"
        || assertion.base.hasPrefix("c2pa.thumbnail")
      if isForbidden {
        statuses.fail(
          .manifestUpdateInvalid, assertion.uri, "\(assertion.label) is not allowed here")
      }
    }
  }

  /// Checks what this claim redacts.
  private func checkRedactions(_ statuses: inout ValidationStatuses) {
    for text in claim.redacted {
      guard let uri = JUMBFURI(text), let label = uri.path.last else { continue }
      if uri.manifest == nil || uri.manifest == parsed.manifest.label {
        statuses.fail(.assertionSelfRedacted, text)
        continue
      }
      if AssertionLabel.isActions(label) {
        statuses.fail(.assertionActionRedacted, text)
      } else if AssertionLabel.isHardBinding(label) {
        statuses.fail(.assertionHardBindingRedacted, text)
      }
    }
  }

  private func checkSpecific(
    _ assertion: ParsedManifest.ParsedAssertion, _ statuses: inout ValidationStatuses
  ) {
    switch assertion.base {
    case "c2pa.cloud-data": checkCloudData(assertion, &statuses)
    case "c2pa.external-reference":
      if assertion.isCreated, claim.version > 1 {
        statuses.fail(.assertionExternalReferenceCreated, assertion.uri)
      }
      if assertion.fields?["location"]?.map?["url"]?.text == nil {
        statuses.fail(.assertionExternalReferenceMalformed, assertion.uri)
      }
    case "c2pa.time-stamp":
      guard let fields = assertion.fields, !fields.pairs.isEmpty,
        fields.pairs.allSatisfy({ $0.value.bytes != nil })
      else {
        statuses.fail(.assertionTimestampMalformed, assertion.uri)
        break
      }
    case "c2pa.soft-binding":
      if assertion.content != nil, !Self.isSoftBinding(assertion.fields) {
        statuses.fail(.claimMalformed, assertion.uri, "the soft binding is not well-formed")
      }
    case "c2pa.metadata", "cawg.metadata":
      guard assertion.content != nil else { break }
      if assertion.fields?["@context"] == nil {
        statuses.fail(.assertionJSONInvalid, assertion.uri, "it is no JSON-LD with a context")
      }
    case "c2pa.alternative-content-representation":
      checkAlternative(assertion, &statuses)
    default: break
    }
  }

  /// - Reference: C2PA 2.4 §18.10, schema `soft-binding-map`.
  private static func isSoftBinding(_ fields: CBOR.Map?) -> Bool {
    guard let fields, let blocks = fields["blocks"]?.array else { return false }
    if let name = fields["alg"], name.text == nil, name != .null { return false }
    return blocks.allSatisfy { $0["scope"]?.map != nil }
  }

  private func checkCloudData(
    _ assertion: ParsedManifest.ParsedAssertion, _ statuses: inout ValidationStatuses
  ) {
    guard let fields = assertion.fields, let label = fields["label"]?.text,
      fields["size"] != nil, fields["content_type"] != nil, let location = fields["location"]?.map,
      location["url"]?.text != nil, location["alg"]?.text != nil, location["hash"] != nil
    else {
      statuses.fail(.assertionCloudDataMalformed, assertion.uri)
      return
    }
    if AssertionLabel.isHardBinding(label) {
      statuses.fail(.assertionCloudDataHardBinding, assertion.uri)
    } else if parsed.manifest.kind == .update, AssertionLabel.isActions(label) {
      statuses.fail(.assertionCloudDataActions, assertion.uri)
    } else {
      // What is elsewhere is never fetched.
      statuses.note(ValidationCode(rawValue: "assertion.inaccessible"), assertion.uri)
    }
  }

  /// - Reference: C2PA 2.4 §15.10.3.2.
  private func checkAlternative(
    _ assertion: ParsedManifest.ParsedAssertion, _ statuses: inout ValidationStatuses
  ) {
    func malformed(_ text: String) {
      statuses.fail(.assertionAlternativeContentRepresentationMalformed, assertion.uri, text)
    }
    if parsed.assertions(labeled: assertion.base).count > 1 { return malformed("there are two") }
    guard let fields = assertion.fields else { return malformed("it is no map") }
    let embedded = fields["embeddedOriginalPreservationImage"]
    let part = fields["multiAssetPartIndex"]
    switch (embedded, part) {
    case (let embedded?, nil):
      guard let reference = HashedURI(embedded), reference.hash != nil else {
        return malformed("the image has no digest")
      }
      guard isIntact(reference) == true else {
        return statuses.fail(
          .assertionAlternativeContentRepresentationHashMismatch, assertion.uri)
      }
    case (nil, let part?):
      let multi = parsed.assertions(labeled: "c2pa.hash.multi-asset").first
      guard let count = multi?.fields?["parts"]?.array?.count else {
        return malformed("there is no multi-asset hash")
      }
      guard let index = part.integer, index >= 0, index < count else {
        return malformed("there is no part with that index")
      }
    default: return malformed("there is not exactly one image")
    }
    statuses.success(.assertionAlternativeContentRepresentationMatch, assertion.uri)
  }

  // MARK: References

  private static let specialFields: Set<String> = [
    "activeManifest", "c2pa_manifest", "claimSignature", "validationResults", "validationStatus",
    "metadata", "hashAssertion", "referenced_assertions", "embeddedOriginalPreservationImage",
  ]

  /// Checks every hashed URI in the fields of a standard assertion.
  ///
  /// - Reference: C2PA 2.4 §15.10.3.3.
  private mutating func checkReferences(
    _ assertion: ParsedManifest.ParsedAssertion, _ statuses: inout ValidationStatuses
  ) {
    guard assertion.base.hasPrefix("c2pa."), case .structured(let root)? = assertion.content
    else { return }
    // Whether the ingredients of actions can be found is a rule of its own.
    let isActions = AssertionLabel.isActions(assertion.label)
    var pending = [root]
    var itemBudget = 10_000
    while let item = pending.popLast(), itemBudget > 0 {
      itemBudget -= 1
      switch item.untagged {
      case .array(let elements): pending += elements
      case .map(let map):
        if map["url"]?.text != nil, map["hash"] != nil || map["alg"] != nil {
          check(reference: item, in: assertion.uri, mayBeMissing: isActions, &statuses)
        }
        for pair in map.pairs where !Self.specialFields.contains(pair.key.text ?? "") {
          pending.append(pair.value)
        }
      default: continue
      }
    }
  }

  private mutating func check(
    reference: CBOR, in uri: String, mayBeMissing: Bool = false,
    _ statuses: inout ValidationStatuses
  ) {
    guard let reference = HashedURI(reference), reference.url.hasPrefix("self#jumbf") else {
      return
    }
    if let target = JUMBFURI(reference.url),
      redacted.contains(target.absolute(in: parsed.manifest.label))
    {
      return
    }
    // That an assertion is not what it was is told once, where the claim refers to it.
    if let target = JUMBFURI(reference.url)?.absolute(in: parsed.manifest.label),
      altered.contains(target)
    {
      return
    }
    budget -= 1
    guard budget >= 0 else { return }
    let found = isIntact(reference)
    if claim.version < 2, found != true {
      // Writers of version 1 claims took these digests before the boxes were final; no validator
      // of that time compared them.
      statuses.note(.hashedURIMismatch, uri, "\(reference.url): not compared in version 1 claims")
      return
    }
    switch found {
    case nil:
      if mayBeMissing { break }
      statuses.fail(.hashedURIMissing, uri, "\(reference.url) cannot be found")
    case false?:
      statuses.fail(.hashedURIMismatch, uri, "\(reference.url) is not what was referred to")
    case true?: break
    }
  }

  /// Whether the digest of what is referred to fits; nil when there is nothing.
  func isIntact(_ reference: HashedURI) -> Bool? {
    guard let uri = JUMBFURI(reference.url),
      let found = store.resolve(uri, from: parsed.manifest)
    else { return nil }
    guard let hash = reference.hash,
      let digest = DigestAlgorithm.named(reference.algorithm ?? claim.algorithm)
    else { return false }
    return hash.slice.elementsEqual(cache.digest(of: found.box, in: found.manifest, digest))
  }
}
