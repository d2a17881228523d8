import ByteReading
import Containers
import ContentCredentials
import DeclaredOrigin
import EvidenceModel
import Foundation
import Metadata

/// Turns the report of the validator into signed evidence and the summary of credentials.
extension Inspection {
  /// Validates the Content Credentials of the file.
  mutating func validateCredentials() {
    guard let container else { return }
    let remote = provenance.flatMap { $0.value.lowercased().hasPrefix("http") ? $0.value : nil }
    let time = options.validationTime ?? Date()
    let validator = CredentialValidator(trust: options.trust)
    let moment = CredentialTime(seconds: Int(time.timeIntervalSince1970.rounded(.down)))
    var found = validator.validate(
      file: file, container: container, sidecar: sidecarStore, remoteURL: remote, at: moment)
    if found.state == .remoteOnly, let remote, let store = remoteStore(at: remote) {
      found = validator.validate(
        file: file, container: container, remoteURL: remote, remoteStore: store, at: moment)
    }
    credentials = found
    let manifests = ManifestSummaries(found)
    summarize(found, manifests)
    if let writing = options.crJSON, found.store != nil {
      let document = CrJSON(
        found, generatorName: writing.generatorName, generatorVersion: writing.generatorVersion,
        hidesPersonal: writing.hidesPersonal)
      report.credentials.crJSON = writing.sortsKeys ? document.sortedText : document.text
    }
    noteStore(found, container)
    guard found.state != .none, found.state != .remoteOnly else { return }
    report.diagnostics += options.trustDiagnostics
    noteStatements(found, vouched: manifests.vouched)
    noteClaims(found)
    noteProduct(found)
    for range in found.uncoveredRanges {
      report.diagnostics.append(
        Diagnostic(
          .note, code: "credentials.uncovered",
          message: "No digest of the credentials covers \(range.count) bytes",
          offset: range.lowerBound,
          stage: "credentials"))
    }
  }

  /// The manifest store at an address, where the options allow to fetch it; nil when not, or when
  /// it cannot be had.
  private mutating func remoteStore(at address: String) -> ByteView? {
    guard let fetch = options.remoteManifest else { return nil }
    do {
      return ByteView(try fetch(address))
    } catch {
      report.diagnostics.append(
        Diagnostic(
          .warning, code: "credentials.remoteUnavailable",
          message: "The remote manifest could not be fetched: \(error)", stage: "credentials"))
      return nil
    }
  }

  // MARK: - Summary

  private mutating func summarize(_ found: CredentialReport, _ manifests: ManifestSummaries) {
    var summary = CredentialSummary()
    summary.state = .init(rawValue: found.state.rawValue) ?? .none
    summary.integrity = .init(rawValue: found.integrity.rawValue) ?? .unknown
    summary.signature = .init(rawValue: found.signature.rawValue) ?? .unknown
    summary.trust = .init(rawValue: found.trust.rawValue) ?? .notChecked
    summary.trustList = found.trustList?.name
    summary.remoteURL = found.remoteURL
    summary.codes = ManifestSummaries.codes(found.statuses)
    for ingredient in found.ingredients {
      let codes = ManifestSummaries.codes(ingredient.statuses)
      summary.ingredientCodes.success += codes.success
      summary.ingredientCodes.informational += codes.informational
      summary.ingredientCodes.failure += codes.failure
    }
    for use in found.digitalSourceTypes where !summary.digitalSourceTypes.contains(use.value) {
      summary.digitalSourceTypes.append(use.value)
    }
    summary.manifests = manifests.all
    if let active = found.active {
      summary.signer = active.signer?.displayName
      summary.signedAt = active.signedAt.map { "\($0.time)" }
      summary.claimGenerator = active.claimGenerator
    }
    report.credentials = summary
  }

  // MARK: - Evidence

  private mutating func noteStore(_ found: CredentialReport, _ container: Container) {
    if found.storeCount > 1 {
      report.diagnostics.append(
        Diagnostic(
          .warning, code: "credentials.multipleStores",
          message: "The file holds \(found.storeCount) manifest stores; none of them counts",
          stage: "credentials"))
      let second = container.payloads(of: .c2pa).dropFirst().first
      report.evidence.add(
        Evidence(
          .signed, "c2pa.multipleStores", value: .integer(found.storeCount),
          source: second.map { EvidenceSource(container: $0.carrier, range: $0.rangeInFile) }
            ?? EvidenceSource(container: "C2PA")))
    }
    if found.state == .remoteOnly, let provenance {
      report.evidence.add(
        Evidence(
          .signed, "c2pa.remoteManifest", value: .string(provenance.value),
          source: Self.source(provenance)))
      return
    }
    guard found.state != .none else {
      // A reference into the file itself names a store that is no longer there.
      if let provenance, !provenance.value.lowercased().hasPrefix("http") {
        report.evidence.add(
          Evidence(
            .signed, "c2pa.stripped", value: .string(provenance.value),
            source: Self.source(provenance)))
      }
      return
    }
    let payload = container.payloads(of: .c2pa).first
    storeSource =
      payload.map { EvidenceSource(container: $0.carrier, range: $0.rangeInFile) }
      ?? EvidenceSource(
        container: found.isSidecar ? "sidecar .c2pa" : found.isRemote ? "remote manifest" : "C2PA")
    var attributes: [String: EvidenceValue] = [
      "integrity": .string(found.integrity.rawValue),
      "signature": .string(found.signature.rawValue), "trust": .string(found.trust.rawValue),
    ]
    attributes["signer"] = .string(found.active?.signer?.displayName ?? "an unknown signer")
    attributes["trustList"] = found.trustList.map { .string($0.name) }
    report.evidence.add(
      Evidence(
        .signed, "c2pa.store", value: .string(found.state.rawValue), source: storeSource,
        attributes: attributes))
    if let fault = found.fault { note(fault, .warning, stage: "credentials") }
    for status in found.statuses.all where status.outcome != .success {
      report.evidence.add(
        Evidence(
          .signed, "c2pa.statusCode", value: .string(status.code.rawValue), source: storeSource,
          attributes: [
            "outcome": .string(status.outcome.rawValue),
            "explanation": .string(status.explanation ?? ""),
          ]))
    }
    for ingredient in found.ingredients {
      for status in ingredient.statuses.all where status.outcome == .failure {
        report.evidence.add(
          Evidence(
            .signed, "c2pa.ingredientStatusCode", value: .string(status.code.rawValue),
            source: storeSource,
            attributes: [
              "outcome": .string(status.outcome.rawValue),
              "manifest": .string(ingredient.manifest ?? ""),
            ]))
      }
    }
  }

  /// How a manifest relates to the picture: what was done to the picture itself, to a part of it,
  /// or to what a model was given.
  private enum Line: Comparable {
    case input, component, picture
  }

  /// The line of each manifest, from the active one over its ingredients.
  private static func lines(_ found: CredentialReport) -> [String: Line] {
    guard let active = found.active else { return [:] }
    let byLabel = Dictionary(
      found.manifests.map { ($0.label, $0) }, uniquingKeysWith: { a, _ in a })
    var lines = [active.label: Line.picture]
    var waiting = [active.label]
    while let label = waiting.popLast() {
      guard let manifest = byLabel[label], let line = lines[label] else { continue }
      // A manifest that creates nothing and has one ingredient only wraps it, whatever it calls
      // the relationship: services sign the picture of their model again that way.
      let isWrapper =
        manifest.ingredients.count == 1
        && !manifest.actions.contains { $0.action == "c2pa.created" }
      for ingredient in manifest.ingredients {
        guard let child = ingredient.manifest else { continue }
        let own: Line =
          switch ingredient.relationship {
          case "componentOf": isWrapper ? .picture : .component
          case "inputTo": .input
          default: .picture
          }
        let new = min(line, own)
        // A manifest that is reached in two ways counts in the stronger one.
        if lines[child].map({ $0 >= new }) ?? false { continue }
        lines[child] = new
        waiting.append(child)
      }
    }
    return lines
  }

  /// The class of a term as evidence names it, in the place where it stands.
  private static func evidenceClass(
    _ meaning: ContentCredentials.DigitalSourceType.Class, _ line: Line
  ) -> String {
    switch meaning {
    case .aiGenerated:
      switch line {
      case .picture: "aiGenerated"
      case .component: "aiEdited"
      case .input: "possiblyAI"
      }
    case .aiEdited: line == .input ? "possiblyAI" : "aiEdited"
    case .ambiguous: "ambiguous"
    case .algorithmic, .enhanced: "notAI"
    case .captured: line == .picture ? "capture" : "neutral"
    case .humanMade: line == .picture ? "human" : "neutral"
    case .empty: "neutral"
    case .unknown: "unknown"
    }
  }

  private mutating func noteStatements(_ found: CredentialReport, vouched: Set<String>) {
    let lines = Self.lines(found)
    let catalogue = try? GeneratorCatalogue.builtIn()
    for manifest in found.manifests {
      guard let line = lines[manifest.label] else { continue }
      for action in manifest.actions {
        let agent = action.softwareAgent?.name
        let generator = catalogue?.generatorName(
          forClaimGenerator: manifest.claimGenerator, softwareAgent: agent,
          signer: manifest.signer?.displayName)?.generator
        var attributes: [String: EvidenceValue] = [
          "action": .string(action.action), "manifest": .string(manifest.label),
          "isActive": .boolean(manifest.isActive), "depth": .integer(manifest.depth),
        ]
        attributes["softwareAgent"] = action.softwareAgent.map {
          .string(ManifestSummaries.text($0))
        }
        attributes["generator"] = generator.map { .string($0) }
        if let value = action.digitalSourceType {
          let type = ContentCredentials.DigitalSourceType(value)
          attributes["code"] = .string(type.term)
          let meaning = Self.evidenceClass(type.meaning, line)
          attributes["class"] = .string(meaning)
          if meaning == "capture" || meaning == "human" {
            attributes["isVouched"] = .boolean(vouched.contains(manifest.label))
          }
          report.evidence.add(
            Evidence(
              .signed, "c2pa.digitalSourceType", value: .string(value), source: storeSource,
              attributes: attributes))
        } else if let agent, let match = catalogue?.generatorName(softwareAgent: agent) {
          // Some generators name themselves and leave the source type out.
          let isCreation = action.action == "c2pa.created" || action.action == "c2pa.opened"
          let meaning: ContentCredentials.DigitalSourceType.Class? =
            match.classification == nil
            ? nil : isCreation || action.action == "c2pa.converted" ? .aiGenerated : .aiEdited
          if let meaning {
            attributes["class"] = .string(Self.evidenceClass(meaning, line))
            attributes["generator"] = .string(match.generator)
            report.evidence.add(
              Evidence(
                .signed, "c2pa.softwareAgent", value: .string(agent), source: storeSource,
                attributes: attributes))
          }
        }
      }
    }
    for signal in found.signals {
      report.evidence.add(
        Evidence(
          .signed, "c2pa.signal", value: .string(signal.name.rawValue), source: storeSource,
          attributes: [
            "manifest": .string(signal.manifest), "depth": .integer(signal.depth),
            "isActive": .boolean(signal.depth == 0), "isOfficial": .boolean(signal.isOfficial),
          ]))
    }
    for (index, use) in found.digitalSourceTypes.enumerated() where use.action == nil && index < 256
    {
      guard let line = lines[use.manifest] else { continue }
      report.evidence.add(
        Evidence(
          .signed, "c2pa.digitalSourceType", value: .string(use.value), source: storeSource,
          attributes: [
            "code": .string(use.type.term),
            "class": .string(Self.evidenceClass(use.type.meaning, min(line, .component))),
            "action": "ingredient", "manifest": .string(use.manifest), "depth": .integer(use.depth),
          ]))
    }
  }

  /// Names the product that signed, and what it says that it may not say.
  private mutating func noteProduct(_ found: CredentialReport) {
    // A name proves nothing unless somebody who is trusted vouches for it.
    guard found.trust == .trusted, let certificate = found.active?.signer?.certificate,
      let lists = options.conformingProducts?.content
    else { return }
    for fault in lists.faults {
      report.diagnostics.append(
        Diagnostic(.note, code: "trust.products", message: fault, stage: "credentials"))
    }
    guard let product = lists.products?.product(of: certificate) else { return }
    var summary = CredentialSummary.Product()
    summary.vendor = product.vendor
    summary.name = product.name
    summary.specVersions = product.specVersions
    summary.assuranceLevel = product.assuranceLevel
    summary.recordID = product.recordID
    summary.status = product.status
    report.credentials.product = summary
    var attributes: [String: EvidenceValue] = [
      "vendor": .string(product.vendor), "status": .string(product.status),
      "specVersions": .list(product.specVersions.map { .string($0) }),
      "isRevoked": .boolean(product.isRevoked),
    ]
    attributes["recordID"] = product.recordID.map { .string($0) }
    attributes["assuranceLevel"] = product.assuranceLevel.map { .integer($0) }
    report.evidence.add(
      Evidence(
        .signed, "c2pa.product", value: .string(product.name), source: storeSource,
        attributes: attributes))
    for signal in product.disallowed(of: found.signals) {
      report.evidence.add(
        Evidence(
          .signed, "c2pa.disallowedSignal", value: .string(signal.name.rawValue),
          source: storeSource,
          attributes: [
            "product": .string(product.name), "vendor": .string(product.vendor),
            "manifest": .string(signal.manifest),
          ]))
    }
  }

  private mutating func noteClaims(_ found: CredentialReport) {
    for manifest in found.manifests where manifest.isReferenced || manifest.isActive {
      for binding in manifest.softBindings {
        report.evidence.add(
          Evidence(
            .signed, "c2pa.softBinding", value: .string(binding.algorithm), source: storeSource,
            attributes: ["manifest": .string(manifest.label)]))
      }
      for action in manifest.actions where action.action.hasPrefix("c2pa.watermarked") {
        var attributes: [String: EvidenceValue] = ["manifest": .string(manifest.label)]
        attributes["softwareAgent"] = action.softwareAgent.map {
          .string(ManifestSummaries.text($0))
        }
        report.evidence.add(
          Evidence(
            .signed, "c2pa.watermarkAction", value: .string(action.action), source: storeSource,
            attributes: attributes))
      }
      for disclosure in manifest.aiDisclosures {
        var attributes: [String: EvidenceValue] = [:]
        attributes["modelName"] = disclosure.modelName.map { .string($0) }
        attributes["oversight"] = disclosure.humanOversightLevel.map { .string($0) }
        report.evidence.add(
          Evidence(
            .signed, "c2pa.aiDisclosure", value: .string(disclosure.modelType ?? "unnamed"),
            source: storeSource, attributes: attributes))
      }
      for permission in manifest.trainingPermissions {
        report.evidence.add(
          Evidence(
            .signed, "c2pa.training", value: .string(permission.name), source: storeSource,
            attributes: [
              "use": .string(permission.value), "manifest": .string(manifest.label),
            ]))
      }
      note(manifest.identities, of: manifest)
      for assertion in manifest.iabAssertions {
        report.evidence.add(
          Evidence(
            .signed, "c2pa.iab", value: .string(assertion.label), source: storeSource,
            attributes: Dictionary(
              assertion.fields.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { a, _ in a }
            )))
      }
    }
  }

  /// Identity assertions, apart from the verdict on the manifest.
  private mutating func note(_ identities: [IdentityReport], of manifest: ManifestReport) {
    for identity in identities.prefix(64) {
      var attributes: [String: EvidenceValue] = [
        "outcome": .string(identity.outcome.rawValue), "manifest": .string(manifest.label),
        "codes": .list(identity.problemCodes.map { .string($0) }),
      ]
      attributes["credentialType"] = identity.credentialType.map { .string($0) }
      report.evidence.add(
        Evidence(
          .signed, "c2pa.identity", value: .string(identity.name ?? "unnamed"),
          source: storeSource, attributes: attributes))
      guard identity.outcome == .notEvaluated else { continue }
      report.leaveOut(
        "cawg-identity",
        because: identity.statuses.all.last?.explanation
          ?? "The credential is of a kind that cannot be checked offline.")
    }
  }
}
