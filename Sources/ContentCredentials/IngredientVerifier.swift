import ByteReading

/// Compares the digests by which ingredient assertions refer to manifests.
///
/// - Reference: C2PA 2.4 §15.11.3.3.
struct IngredientVerifier {
  let store: ManifestStore
  let walk: StoreWalk
  let cache: DigestCache

  /// Checks one reference.
  func check(_ edge: StoreWalk.Edge, _ statuses: inout ValidationStatuses) {
    let ingredient = edge.ingredient
    guard let reference = ingredient.activeManifest else {
      if ingredient.relationship != "inputTo" {
        statuses.note(.ingredientUnknownProvenance, ingredient.uri)
      }
      return
    }
    guard let uri = JUMBFURI(reference.url), let label = uri.manifest, uri.path.isEmpty,
      let manifest = store.manifest(label)
    else {
      statuses.fail(
        .ingredientManifestMissing, ingredient.uri, "\(reference.url) cannot be found")
      return
    }
    let fallback = walk.parsed[edge.from]?.claim?.algorithm
    let isRedacted = walk.redacted.contains { JUMBFURI($0)?.manifest == label }
    if isRedacted {
      // The manifest cannot be what it was; its signature still is.
      checkSignature(ingredient, manifest, fallback, &statuses)
      return
    }
    guard let digest = DigestAlgorithm.named(reference.algorithm ?? fallback) else {
      statuses.fail(.algorithmUnsupported, ingredient.uri)
      return
    }
    let boxes = [manifest.box, manifest.packedBox].compactMap { $0 }
    if let hash = reference.hash,
      boxes.contains(where: {
        cache.digest(of: $0, in: manifest, digest).elementsEqual(hash.slice)
      })
    {
      statuses.success(.ingredientManifestValidated, ingredient.uri)
    } else if ingredient.claimSignature != nil,
      matchesSignature(ingredient, manifest, fallback) == true
    {
      // Either method may be used.
      statuses.success(.ingredientClaimSignatureValidated, ingredient.uri)
    } else if ingredient.version < 3, let hash = reference.hash,
      let claim = manifest.claimBoxes.first?.data(of: "cbor"),
      digest.digest(claim).elementsEqual(hash.slice)
    {
      // The first version of the specification had writers take the digest of the claim alone.
      statuses.success(
        .ingredientManifestValidated, ingredient.uri, "by the digest of the claim (version 1.0)")
    } else {
      statuses.fail(.ingredientManifestMismatch, ingredient.uri)
    }
  }

  private func checkSignature(
    _ ingredient: Ingredient, _ manifest: Manifest, _ fallback: String?,
    _ statuses: inout ValidationStatuses
  ) {
    guard ingredient.version == 3 else { return }
    switch matchesSignature(ingredient, manifest, fallback) {
    case nil: statuses.fail(.ingredientClaimSignatureMissing, ingredient.uri)
    case false?: statuses.fail(.ingredientClaimSignatureMismatch, ingredient.uri)
    case true?: statuses.success(.ingredientClaimSignatureValidated, ingredient.uri)
    }
  }

  /// Whether the digest of the ingredient's signature fits; nil when there is none to compare.
  private func matchesSignature(
    _ ingredient: Ingredient, _ manifest: Manifest, _ fallback: String?
  ) -> Bool? {
    guard let reference = ingredient.claimSignature, let uri = JUMBFURI(reference.url),
      uri.manifest == manifest.label, let found = store.resolve(uri, from: manifest)
    else { return nil }
    guard let hash = reference.hash,
      let digest = DigestAlgorithm.named(reference.algorithm ?? fallback)
    else { return false }
    return cache.digest(of: found.box, in: manifest, digest).elementsEqual(hash.slice)
  }
}
