import ByteReading

/// The ingredient tree of a store: which manifests the active one leads to, and what claims say
/// about manifests other than their own.
///
/// - Reference: C2PA 2.4 §15.11.3.3.
struct StoreWalk {
  /// A step from a manifest to an ingredient.
  struct Edge {
    var from: String
    var ingredient: Ingredient
    var depth: Int
    /// The assertions on the way, from the active manifest down; they record findings.
    var ancestors: [Ingredient]
  }

  /// The manifests that were reached, with their distance from the active one, in the order of the
  /// walk.
  private(set) var depths: [String: Int] = [:]
  private(set) var order: [String] = []
  private(set) var edges: [Edge] = []
  /// The absolute URIs of assertions that claims redact.
  private(set) var redacted: Set<String> = []
  /// Time-stamps of `c2pa.time-stamp` assertions, by the label of the manifest they are for.
  private(set) var timeStamps: [String: [ByteView]] = [:]
  /// The OCSP responses of `c2pa.certificate-status` assertions.
  private(set) var responses: [ByteView] = []
  /// The manifests with their assertions read.
  private(set) var parsed: [String: ParsedManifest] = [:]

  init(_ store: ManifestStore, options: CredentialOptions) {
    guard let active = store.active else { return }
    walk(store, active.label, depth: 0, ancestors: [], options)
    // Only claims that the active one leads to may redact. What they redact is read again, because
    // it need not be there.
    let targets = Set(redacted.compactMap { JUMBFURI($0)?.manifest })
    for label in targets {
      guard let old = parsed[label] else { continue }
      parsed[label] = ParsedManifest(
        old.manifest, in: store, redacted: redacted, limits: options.limits)
    }
  }

  private mutating func walk(
    _ store: ManifestStore, _ label: String, depth: Int, ancestors: [Ingredient],
    _ options: CredentialOptions
  ) {
    guard depths[label] == nil, depths.count < options.manifestCount,
      let manifest = store.manifest(label)
    else { return }
    depths[label] = depth
    order.append(label)
    let parsed = ParsedManifest(
      manifest, in: store, redacted: redacted, limits: options.limits)
    self.parsed[label] = parsed
    collect(parsed)
    guard depth < 64 else { return }
    for ingredient in parsed.ingredients.prefix(4096) where edges.count < 20_000 {
      edges.append(
        Edge(from: label, ingredient: ingredient, depth: depth + 1, ancestors: ancestors))
      if let target = ingredient.activeManifest.flatMap({ JUMBFURI($0.url)?.manifest }) {
        walk(store, target, depth: depth + 1, ancestors: ancestors + [ingredient], options)
      }
    }
  }

  private mutating func collect(_ parsed: ParsedManifest) {
    for text in (parsed.claim?.redacted ?? []).prefix(4096) {
      guard let uri = JUMBFURI(text), let target = uri.manifest, target != parsed.manifest.label
      else { continue }
      redacted.insert(uri.absolute(in: target))
    }
    for assertion in parsed.assertions(labeled: "c2pa.time-stamp") where assertion.isIntact {
      for pair in assertion.fields?.pairs ?? [] {
        guard let label = pair.key.text, let token = pair.value.bytes else { continue }
        timeStamps[label, default: []].append(token)
      }
    }
    for assertion in parsed.assertions(labeled: "c2pa.certificate-status") where assertion.isIntact
    {
      responses += (assertion.fields?["ocspVals"]?.array ?? []).prefix(64).compactMap(\.bytes)
    }
  }

  /// The manifest whose hard binding the content of the asset is checked with: the active one, or
  /// the first standard manifest that update manifests lead to.
  ///
  /// - Reference: C2PA 2.4 §15.12.
  func bindingManifest(_ store: ManifestStore) -> (parsed: ParsedManifest, updates: Int)? {
    guard var label = store.active?.label else { return nil }
    var updates = 0
    var seen: Set<String> = []
    while seen.insert(label).inserted, let current = parsed[label] {
      if current.manifest.kind != .update { return (current, updates) }
      updates += 1
      guard
        let parent = current.ingredients.first(where: { $0.relationship == "parentOf" }),
        let next = parent.activeManifest.flatMap({ JUMBFURI($0.url)?.manifest })
      else { return nil }
      label = next
    }
    return nil
  }
}
