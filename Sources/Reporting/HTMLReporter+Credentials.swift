import EvidenceModel

/// The Content Credentials of an image: three statements kept apart, and the tree of manifests.
extension HTMLReporter {
  /// Hostile stores can hold many manifests that name each other; this is what a page shows.
  private static let maximumNodes = 200
  private static let maximumDepth = 10

  func credentials(_ credentials: CredentialSummary) -> String {
    guard credentials.state != .none else { return "" }
    var facts: [(String, String)] = [
      ("Is the file what was signed?", Self.integrity(credentials.integrity)),
      ("Does the signature verify?", Self.signature(credentials.signature)),
      ("Is the signer on a list?", Self.trust(credentials)),
    ]
    if let signer = credentials.signer { facts.append(("Signed by", signer)) }
    if let product = credentials.product { facts.append(("Product", Wording.product(product))) }
    if let time = credentials.signedAt { facts.append(("Signed at", time)) }
    if let generator = credentials.claimGenerator { facts.append(("Made by", generator)) }
    // A remote address is text of the file: shown, never linked.
    if let url = credentials.remoteURL { facts.append(("Kept at", url)) }
    var body = "<p>\(Wording.credentialState(credentials.state)).</p><dl class=\"facts\">"
    for (name, value) in facts {
      body += "<div><dt>\(name)</dt><dd>\(HTMLText.foreign(value))</dd></div>"
    }
    for (name, codes) in [
      ("Failures", credentials.codes.failure),
      ("Failures of ingredients", credentials.ingredientCodes.failure),
      ("Remarks", credentials.codes.informational),
    ] where !codes.isEmpty {
      body += "<div class=\"wide\"><dt>\(name)</dt>"
      body += "<dd>\(HTMLText.foreign(codes.joined(separator: ", ")))</dd></div>"
    }
    body += "</dl>" + tree(credentials.manifests)
    return section("Content Credentials", body)
  }

  private func tree(_ manifests: [CredentialSummary.Manifest]) -> String {
    guard !manifests.isEmpty else { return "" }
    let byLabel = Dictionary(
      manifests.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
    var shown: Set<String> = []
    var list = ""
    // The active manifest is last in the store and first for people; then whatever nobody names.
    for manifest in manifests.reversed() where !shown.contains(manifest.label) {
      guard shown.count < Self.maximumNodes else { break }
      list += node(manifest, role: nil, byLabel: byLabel, shown: &shown, depth: 0)
    }
    return "<div class=\"tree\"><h5 class=\"kind\">Manifests</h5><ul>\(list)</ul></div>"
  }

  private func node(
    _ manifest: CredentialSummary.Manifest, role: String?,
    byLabel: [String: CredentialSummary.Manifest], shown: inout Set<String>, depth: Int
  ) -> String {
    shown.insert(manifest.label)
    let name = manifest.title ?? manifest.label
    var text = "<li><span class=\"name\">\(HTMLText.foreign(name))</span>"
    if manifest.isActive { text += " <span class=\"dim\">active</span>" }
    if let role { text += " <span class=\"dim\">\(HTMLText.escape(role))</span>" }
    text += " <span class=\"dim\">\(manifest.state.rawValue)</span>"
    var made: [String] = []
    if let generator = manifest.claimGenerator { made.append("made by \(generator)") }
    if let signer = manifest.signer { made.append("signed by \(signer)") }
    if let time = manifest.signedAt { made.append(time) }
    if !made.isEmpty {
      text += "<span class=\"sub\">\(HTMLText.foreign(made.joined(separator: ", ")))</span>"
    }
    for action in manifest.actions.prefix(50) {
      let parts = [action.action, action.digitalSourceType, action.softwareAgent, action.when]
      text += "<span class=\"sub\">"
      text += HTMLText.foreign(parts.compactMap { $0 }.joined(separator: " · "))
      text += "</span>"
    }
    if !manifest.codes.failure.isEmpty {
      let codes = manifest.codes.failure.joined(separator: ", ")
      text += "<span class=\"sub bad\">Failed: \(HTMLText.foreign(codes))</span>"
    }
    var children = ""
    for ingredient in manifest.ingredients.prefix(50) {
      if let label = ingredient.manifest, let child = byLabel[label], !shown.contains(label),
        depth < Self.maximumDepth, shown.count < Self.maximumNodes
      {
        children += node(
          child, role: ingredient.relationship, byLabel: byLabel, shown: &shown,
          depth: depth + 1)
      } else {
        let title = ingredient.title ?? ingredient.manifest ?? "unnamed"
        children += "<li>\(HTMLText.foreign(title)) "
        children += "<span class=\"dim\">\(HTMLText.escape(ingredient.relationship)), "
        children += "\(ingredient.state.rawValue)</span></li>"
      }
    }
    if !children.isEmpty { text += "<ul>\(children)</ul>" }
    return text + "</li>"
  }

  private static func integrity(_ integrity: CredentialSummary.Integrity) -> String {
    switch integrity {
    case .intact: "Yes, unchanged since"
    case .altered: "No, it was changed after signing"
    case .unknown: "Cannot be told"
    }
  }

  private static func signature(_ signature: CredentialSummary.Signature) -> String {
    switch signature {
    case .verified: "Yes"
    case .failed: "No"
    case .missing: "There is none"
    case .unknown: "Cannot be told"
    }
  }

  private static func trust(_ credentials: CredentialSummary) -> String {
    let list = credentials.trustList.map { " (\($0))" } ?? ""
    return switch credentials.trust {
    case .trusted: "Yes\(list)"
    case .legacy: "On an older list\(list)"
    case .untrusted: "No"
    case .expired: "Its certificate had expired"
    case .revoked: "Its certificate was revoked"
    case .notChecked: "Was not checked"
    }
  }
}
