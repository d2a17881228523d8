import EvidenceModel

/// The manifests of a store as a tree for people: each with one word for its state, who signed it,
/// when, with what, what was done, and what it was made from.
struct ManifestTree {
  private let manifests: [CredentialSummary.Manifest]
  private let signals: [String: [String]]
  private let integrity: CredentialSummary.Integrity
  private var lines: [String] = []
  private var shown: Set<String> = []

  /// Hostile stores can hold many manifests that name each other; this is what is printed.
  private static let depthLimit = 32
  private static let itemLimit = 200

  /// Creates the tree of a report.
  init(_ report: InspectionReport) {
    manifests = report.credentials.manifests
    integrity = report.credentials.integrity
    var signals: [String: [String]] = [:]
    for item in report.evidence.items where item.name == "c2pa.signal" {
      guard case .string(let name) = item.value,
        case .string(let manifest)? = item.attributes["manifest"]
      else { continue }
      if signals[manifest]?.contains(name) != true { signals[manifest, default: []].append(name) }
    }
    self.signals = signals
  }

  /// The lines of the tree; empty without manifests.
  func text() -> [String] {
    var tree = self
    if let active = manifests.last(where: \.isActive) {
      tree.add(active, depth: 1, relationship: "active")
    }
    let rest = manifests.filter { !$0.isActive && $0.state == .notChecked }
      .filter { !tree.shown.contains($0.label) }
    if !rest.isEmpty {
      tree.lines.append("  not checked, because nothing leads to them:")
      for manifest in rest.prefix(Self.itemLimit) {
        tree.lines.append("      \(Terminal.visible(manifest.title ?? manifest.label))")
      }
    }
    return tree.lines
  }

  private mutating func add(
    _ manifest: CredentialSummary.Manifest, depth: Int, relationship: String
  ) {
    let indent = String(repeating: "  ", count: depth)
    let title = Terminal.visible(manifest.title ?? manifest.label)
    let role = relationship.isEmpty ? "ingredient" : relationship
    lines.append("\(indent)\(Terminal.visible(role)): \(title) [\(manifest.state.rawValue)]")
    func line(_ name: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      let padded = name + String(repeating: " ", count: max(1, 11 - name.count))
      lines.append("\(indent)    \(padded)\(Terminal.visible(value))")
    }
    if manifest.isActive { line("content", content) }
    line("signed by", signer(manifest))
    line("signature", signature(manifest))
    line("signed at", time(manifest))
    line("made with", manifest.claimGenerator)
    line("says", meaning(manifest))
    for action in manifest.actions.prefix(Self.itemLimit) { line("action", text(action)) }
    rest(manifest.actions.count, "actions", indent)
    for identity in manifest.identities.prefix(Self.itemLimit) { line("identity", text(identity)) }
    line("failures", unique(manifest.codes.failure))
    if manifest.kind != "standard" { line("kind", manifest.kind) }
    line("manifest", manifest.label)
    guard shown.insert(manifest.label).inserted, depth < Self.depthLimit else { return }
    for ingredient in manifest.ingredients.prefix(Self.itemLimit) {
      add(ingredient, depth: depth + 2)
    }
    rest(manifest.ingredients.count, "ingredients", indent)
  }

  private mutating func add(_ ingredient: CredentialSummary.Ingredient, depth: Int) {
    let child = manifests.first { $0.label == ingredient.manifest }
    if var child, !shown.contains(child.label) {
      // The reference to a manifest can be broken where the manifest itself is not.
      child.state = ingredient.state
      // What the ingredient is called here says more than what it called itself.
      if let title = ingredient.title { child.title = title }
      add(child, depth: depth, relationship: ingredient.relationship)
      return
    }
    let role = ingredient.relationship.isEmpty ? "ingredient" : ingredient.relationship
    let title = ingredient.title ?? child?.title ?? ingredient.manifest ?? "untitled"
    let why =
      switch ingredient.state {
      case .none: "without credentials"
      case .missing: "its manifest is not in the store"
      case .notChecked, .invalid, .valid, .trusted: "shown above"
      }
    let indent = String(repeating: "  ", count: depth)
    lines.append(
      "\(indent)\(Terminal.visible(role)): \(Terminal.visible(title)) [\(ingredient.state.rawValue)], \(why)"
    )
  }

  private mutating func rest(_ count: Int, _ what: String, _ indent: String) {
    if count > Self.itemLimit {
      lines.append("\(indent)    … \(count - Self.itemLimit) more \(what)")
    }
  }

  private var content: String {
    switch integrity {
    case .intact: "is what was signed"
    case .altered: "was changed after it was signed"
    case .unknown: "could not be compared with what was signed"
    }
  }

  private func signer(_ manifest: CredentialSummary.Manifest) -> String? {
    guard let signer = manifest.signer else { return nil }
    let words: String? =
      switch manifest.trust {
      case .trusted: "on \(manifest.trustList ?? "a trust list")"
      case .legacy: "on the frozen interim list only"
      case .untrusted: "on no trust list"
      case .expired: "whose certificate has expired"
      case .revoked: "whose certificate was revoked"
      case .notChecked: manifest.state == .notChecked ? nil : "not looked up, for want of a list"
      }
    return [signer, words].compactMap(\.self).joined(separator: ", ")
  }

  private func signature(_ manifest: CredentialSummary.Manifest) -> String? {
    let algorithm = manifest.algorithm.map { " (\($0))" } ?? ""
    return switch manifest.signature {
    case .verified: "verifies\(algorithm)"
    case .failed: "does not verify\(algorithm)"
    case .missing: "is missing"
    case .unknown: nil
    }
  }

  private func time(_ manifest: CredentialSummary.Manifest) -> String? {
    guard let time = manifest.signedAt else { return nil }
    let authority = manifest.timeStampAuthority ?? "an authority"
    let who: String? =
      switch manifest.signedAtSource {
      case "trustedTimeStamp": "attested by \(authority)"
      case "legacyTimeStamp": "attested by \(authority) (claim of version 1, no list needed)"
      case "untrustedTimeStamp": "attested by \(authority), who is on no list"
      case "claimed": "says the signer, and nobody else"
      default: nil
      }
    return [time, who].compactMap(\.self).joined(separator: ", ")
  }

  /// What the signals of the official rubric say about the part of AI, or of a camera.
  private func meaning(_ manifest: CredentialSummary.Manifest) -> String? {
    let words: [String: String] = [
      "fullyGenAIMedia": "made by a generative model",
      "partlyGenAICreation": "composed with generative AI",
      "compositionMayContainGenAI": "a composite, which may hold generated parts",
      "screenCaptureMayContainGenAI": "a screen capture, which may show generated parts",
      "capturedMedia": "captured by a device",
      "capturedMediaStitched": "joined from captures",
      "nonGenAIDigitalCreation": "created digitally, without generative AI",
      "blankCanvas": "begun on an empty canvas",
      "mediaUnknownProvenance": "contains something without credentials",
      "perceptibleGenAI": "edited with generative AI",
      "perceptiblePossiblyGenAI": "edited, perhaps with generative AI",
      "perceptibleNonGenAI": "edited without generative AI",
      "nonEditorial": "changed in technical ways only, or enhanced",
    ]
    let said = (signals[manifest.label] ?? []).compactMap { name in
      words[name].map { "\($0) (\(name))" }
    }
    return said.isEmpty ? nil : said.joined(separator: "; ")
  }

  private func text(_ action: CredentialSummary.Action) -> String {
    var text = action.action
    if let agent = action.softwareAgent { text += " by \(agent)" }
    if let type = action.digitalSourceType {
      text += ": " + (type.split(separator: "/").last.map(String.init) ?? type)
    }
    if let when = action.when { text += ", \(when)" }
    if action.isGathered { text += " (gathered: the signer does not vouch for it)" }
    return text
  }

  private func text(_ identity: CredentialSummary.Identity) -> String {
    let outcome =
      switch identity.outcome {
      case "trusted": "holds, on a list"
      case "verified": "holds, on no list"
      case "failed": "does not hold"
      default: "not evaluated"
      }
    let type = identity.credentialType.map { " (\($0))" } ?? ""
    let codes = identity.codes.isEmpty ? "" : ": " + identity.codes.joined(separator: ", ")
    return "\(identity.name ?? "unnamed")\(type), \(outcome)\(codes)"
  }

  private func unique(_ codes: [String]) -> String {
    var seen: Set<String> = []
    return codes.filter { seen.insert($0).inserted }.joined(separator: ", ")
  }
}
