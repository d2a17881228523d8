import ByteReading

/// A manifest with its claim and assertions read and their digests compared.
struct ParsedManifest {
  let manifest: Manifest
  /// The claim; nil when there is none that can be read.
  var claim: Claim?
  var assertions: [ParsedAssertion] = []
  var ingredients: [Ingredient] = []
  /// The ingredients whose assertions are not what the claim refers to. They lead nowhere, and only
  /// keep one fault from being told as several.
  var unverifiedIngredients: [Ingredient] = []
  /// What was found while reading.
  var statuses = ValidationStatuses()

  /// An assertion that the claim refers to.
  struct ParsedAssertion {
    var reference: HashedURI
    var label: String
    /// The absolute URI.
    var uri: String
    var isCreated: Bool
    var box: JUMBFBox?
    var content: AssertionContent?
    var isIntact = false
    var isRedacted = false

    var base: String { AssertionLabel.base(label) }
    var fields: CBOR.Map? { content?.fields }
  }

  private static let largestCount = 4096

  /// Reads a manifest.
  ///
  /// - Parameter redacted: The absolute URIs that other claims redact.
  init(_ manifest: Manifest, in store: ManifestStore, redacted: Set<String>, limits: ParsingLimits)
  {
    self.manifest = manifest
    if manifest.kind == .compressed {
      statuses.fail(
        .manifestCompressedInvalid, manifest.uri(),
        store.brokenCompression[manifest.label]?.explanation)
      return
    }
    let boxes = manifest.claimBoxes
    guard let box = boxes.first else {
      statuses.fail(.claimMissing, manifest.uri())
      return
    }
    guard boxes.count == 1 else {
      statuses.fail(.claimMultiple, manifest.uri())
      return
    }
    let uri = manifest.uri(box.label ?? "c2pa.claim")
    if manifest.box.boxes.count(where: { $0.type == .assertionStore }) > 1 {
      statuses.fail(.claimMalformed, manifest.uri(), "the manifest has two assertion stores")
    }
    do {
      claim = try Claim(parsing: box, limits: limits)
    } catch {
      statuses.fail(.claimCBORInvalid, uri, error.explanation)
      return
    }
    // The form of labels is younger than version 1 claims.
    let isNamed = ["urn:c2pa:", "urn:uuid:"].contains { manifest.label.contains($0) }
    if claim?.version == 2, !manifest.label.isEmpty, !isNamed {
      statuses.fail(.claimMalformed, manifest.uri(), "the manifest's label is no URN of C2PA")
    }
    for fault in claim?.faults ?? [] { statuses.fail(.claimMalformed, uri, fault) }
    readAssertions(redacted: redacted, limits: limits)
  }

  private mutating func readAssertions(redacted: Set<String>, limits: ParsingLimits) {
    guard let claim else { return }
    var declared: Set<String> = []
    var seen: Set<String> = []
    let references =
      claim.created.map { ($0, true) } + claim.gathered.map { ($0, claim.version == 1) }
    guard references.count <= Self.largestCount,
      manifest.assertionBoxes.count <= Self.largestCount
    else {
      statuses.fail(
        .claimMalformed, manifest.uri(), "the manifest has more than 4096 assertions")
      return
    }
    let stored = Dictionary(grouping: manifest.assertionBoxes) { $0.label ?? "" }
    for (reference, isCreated) in references {
      guard let uri = JUMBFURI(reference.url),
        uri.manifest == nil || uri.manifest == manifest.label,
        uri.path.count == 2, uri.path[0] == "c2pa.assertions"
      else {
        statuses.fail(.assertionOutsideManifest, reference.url)
        continue
      }
      let label = uri.path[1]
      let absolute = uri.absolute(in: manifest.label)
      guard seen.insert(absolute).inserted else {
        statuses.fail(.claimMalformed, absolute, "the claim refers to an assertion twice")
        continue
      }
      declared.insert(label)
      var assertion = ParsedAssertion(
        reference: reference, label: label, uri: absolute, isCreated: isCreated)
      assertion.isRedacted = redacted.contains(absolute)
      let boxes = stored[label] ?? []
      if boxes.count > 1 {
        statuses.fail(.assertionUndeclared, absolute, "two assertions have this label")
      }
      read(&assertion, box: boxes.first, algorithm: claim.algorithm, limits: limits)
      assertions.append(assertion)
    }
    for box in manifest.assertionBoxes where !declared.contains(box.label ?? "") {
      statuses.fail(
        .assertionUndeclared, manifest.uri("c2pa.assertions", box.label ?? "(no label)"))
    }
  }

  /// Compares the digest and reads the content.
  private mutating func read(
    _ assertion: inout ParsedAssertion, box: JUMBFBox?, algorithm: String?, limits: ParsingLimits
  ) {
    if assertion.isRedacted {
      if let box, !AssertionContent.isRedacted(box) {
        statuses.fail(.assertionNotRedacted, assertion.uri)
      }
      return
    }
    guard let box else {
      statuses.fail(.assertionMissing, assertion.uri)
      return
    }
    assertion.box = box
    let name = assertion.reference.algorithm ?? algorithm
    guard let digest = DigestAlgorithm.named(name) else {
      statuses.fail(
        .algorithmUnsupported, assertion.uri,
        "the digest algorithm \(name ?? "(none)") is not allowed")
      return
    }
    guard let hash = assertion.reference.hash,
      hash.slice.elementsEqual(digest.digest(box.content))
    else {
      statuses.fail(.assertionHashedURIMismatch, assertion.uri)
      readContent(&assertion, box, limits)
      return
    }
    assertion.isIntact = true
    statuses.success(.assertionHashedURIMatch, assertion.uri)
    readContent(&assertion, box, limits)
  }

  /// Reads what an assertion says; rules about its form hold whether it is intact or not.
  private mutating func readContent(
    _ assertion: inout ParsedAssertion, _ box: JUMBFBox, _ limits: ParsingLimits
  ) {
    do {
      assertion.content = try AssertionContent(box, limits: limits)
    } catch {
      switch error {
      case .cbor(let fault):
        statuses.fail(.assertionCBORInvalid, assertion.uri, fault.explanation)
      case .json(let fault):
        statuses.fail(.assertionJSONInvalid, assertion.uri, fault.explanation)
      }
      return
    }
    guard AssertionLabel.isIngredient(assertion.label) else { return }
    guard let fields = assertion.fields else {
      statuses.fail(.assertionIngredientMalformed, assertion.uri, "the ingredient is no map")
      return
    }
    let ingredient = Ingredient(label: assertion.label, uri: assertion.uri, fields: fields)
    guard assertion.isIntact else { return unverifiedIngredients.append(ingredient) }
    if let fault = ingredient.fault {
      statuses.fail(.assertionIngredientMalformed, assertion.uri, fault)
    }
    ingredients.append(ingredient)
  }

  /// The assertions of a kind.
  func assertions(labeled base: String) -> [ParsedAssertion] {
    assertions.filter { $0.base == base }
  }

  /// The hard bindings that the claim refers to.
  var hardBindings: [ParsedAssertion] {
    assertions.filter { AssertionLabel.hardBindings.contains($0.base) && !$0.isRedacted }
  }
}
