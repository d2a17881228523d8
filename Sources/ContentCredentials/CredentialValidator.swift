public import ByteReading
public import Containers
import Crypto

/// Validates the Content Credentials of image files, without a network.
///
/// A validator is a value without state: it can be used for any number of files at once.
///
/// - Reference: C2PA 2.4 §15.
public struct CredentialValidator: Sendable {
  /// What is trusted.
  public var trust: TrustStore
  /// How much a store may ask for.
  public var options: CredentialOptions

  /// Creates a validator.
  public init(trust: TrustStore, options: CredentialOptions = CredentialOptions()) {
    self.trust = trust
    self.options = options
  }

  /// Validates the credentials of one file.
  ///
  /// - Parameters:
  ///   - file: All bytes of the file.
  ///   - container: The structure of the file.
  ///   - sidecar: All bytes of the `.c2pa` file beside it; nil without one. It counts only when the
  ///     file itself holds no store.
  ///   - remoteURL: The address of a remote manifest (XMP `dcterms:provenance`); nil without one.
  ///   - remoteStore: All bytes of the remote manifest store, where somebody fetched them; nil
  ///     without. It counts only when neither the file nor a sidecar holds one. What binds it to
  ///     the file is its hard binding alone: the address comes with no digest.
  ///   - time: The moment to judge certificates at.
  /// - Returns: What came of it. Faults of the store are part of the report.
  public func validate(
    file: ByteView, container: Container, sidecar: ByteView? = nil, remoteURL: String? = nil,
    remoteStore: ByteView? = nil, at time: CredentialTime
  ) -> CredentialReport {
    var report = CredentialReport()
    report.remoteURL = remoteURL
    report.validationTime = time
    let payloads = container.payloads(of: .c2pa)
    let stores = Self.stores(payloads.filter { !Self.isForeign($0.data) })
    report.storeCount = stores.count
    if stores.count > 1 { return report }
    if let found = stores.first {
      validate(found, file: file, container: container, &report)
    } else if let broken = Self.brokenStore(container) {
      report.storeCount = 1
      report.state = .malformed
      report.fault = broken
    } else if let sidecar {
      report.isSidecar = true
      validate(
        EmbeddedStore(payloads: [], bytes: [sidecar]), file: file, container: container, &report)
    } else if let remoteStore {
      report.isRemote = true
      validate(
        EmbeddedStore(payloads: [], bytes: [remoteStore]), file: file, container: container,
        &report)
    } else if remoteURL != nil {
      report.state = .remoteOnly
      report.statuses.note(.manifestInaccessible, nil, "the remote manifest was not fetched")
    }
    return report
  }

  /// A store and the payloads that carry it.
  private struct EmbeddedStore {
    var payloads: [EmbeddedPayload]
    var bytes: [ByteView]
  }

  /// Sorts payloads into stores. A BMFF file may split one into an original and its updates.
  private static func stores(_ payloads: [EmbeddedPayload]) -> [EmbeddedStore] {
    let original = payloads.filter { $0.keyword == "original" }
    let updates = payloads.filter { $0.keyword == "update" }
    if original.count == 1, updates.count == 1, payloads.count == 2 {
      return [
        EmbeddedStore(
          payloads: original + updates, bytes: (original + updates).map(\.data))
      ]
    }
    return payloads.map { EmbeddedStore(payloads: [$0], bytes: [$0.data]) }
  }

  /// Whether a payload is a JUMBF box of another kind, well-formed but not of C2PA.
  private static func isForeign(_ data: ByteView) -> Bool {
    guard let box = try? JUMBFBox(parsing: data) else { return false }
    return box.type != .store && box.label != "c2pa"
  }

  /// A box that was meant to be a store: it stands where only stores stand, but cannot be read.
  private static func brokenStore(_ container: Container) -> ParsingError? {
    for payload in container.payloads(of: .jumbf) {
      // The label `c2pa` marks a store even when its type is damaged.
      let isNamed = payload.data.firstRange(of: Array("c2pa\0".utf8)).map { $0.lowerBound < 64 }
      if isNamed == true {
        return ParsingError(
          .badSignature, at: payload.data.offsetInFile, in: "C2PA manifest store",
          clause: "C2PA 2.4 §11.1.4.2")
      }
    }
    return nil
  }

  private func validate(
    _ embedded: EmbeddedStore, file: ByteView, container: Container,
    _ report: inout CredentialReport
  ) {
    let store: ManifestStore
    do {
      var first = try ManifestStore(parsing: embedded.bytes[0], limits: options.limits)
      for more in embedded.bytes.dropFirst() {
        let next = try ManifestStore(parsing: more, limits: options.limits)
        first.manifests += next.manifests
        first.brokenCompression.merge(next.brokenCompression) { old, _ in old }
      }
      store = first
      if let active = store.active, let box = active.claimBoxes.first,
        box.data(of: "cbor") == nil, active.kind != .compressed
      {
        throw ParsingError(
          .malformed, at: box.view.offsetInFile, in: "Claim box without CBOR",
          clause: "C2PA 2.4 §11.1.4.6")
      }
    } catch {
      report.state = .malformed
      report.fault = error as? ParsingError
      return
    }
    report.store = store
    guard let active = store.active else {
      report.statuses.fail(.claimMissing, nil, "the store holds no manifest")
      report.state = .invalid
      return
    }
    let walk = StoreWalk(store, options: options)
    let cache = DigestCache()
    let verifier = ManifestVerifier(
      store: store, walk: walk, trust: trust, now: report.validationTime, options: options,
      cache: cache)
    var results: [String: ManifestVerifier.Result] = [:]
    for manifest in store.manifests {
      // Manifests that nothing leads to are listed, but not judged.
      let parsed =
        walk.parsed[manifest.label]
        ?? ParsedManifest(manifest, in: store, redacted: [], limits: options.limits)
      let isCounted = walk.depths[manifest.label] != nil
      var result =
        isCounted
        ? verifier.verify(parsed)
        : ManifestVerifier.Result(
          report: ManifestReport(label: manifest.label), signature: SignatureFindings())
      if !isCounted {
        result.report.kind = manifest.kind
        result.report.statuses.note(.manifestUnreferenced, manifest.uri())
      }
      results[manifest.label] = result
      report.manifests.append(result.report)
    }
    guard let result = results[active.label] else { return }
    report.statuses = result.report.statuses
    report.signature = result.signature.signature
    report.trust = result.signature.trust
    report.trustList = result.signature.trustList
    checkRedactions(walk, active, &report)
    checkContent(store, walk, embedded.payloads, file, container, &report)
    checkIngredients(store, walk, results, cache, &report)
    conclude(&report)
    SignalRubric.apply(to: &report)
  }

  /// What the active claim says it redacted and is still there makes that claim wrong, too.
  private func checkRedactions(
    _ walk: StoreWalk, _ active: Manifest, _ report: inout CredentialReport
  ) {
    for text in walk.parsed[active.label]?.claim?.redacted.prefix(4096) ?? [] {
      guard let uri = JUMBFURI(text), let label = uri.manifest, label != active.label,
        let statuses = walk.parsed[label]?.statuses
      else { continue }
      let target = uri.absolute(in: label)
      if statuses.all.contains(where: { $0.code == .assertionNotRedacted && $0.url == target }) {
        report.statuses.fail(.assertionNotRedacted, target)
      }
    }
  }

  // MARK: Content

  private func checkContent(
    _ store: ManifestStore, _ walk: StoreWalk, _ payloads: [EmbeddedPayload], _ file: ByteView,
    _ container: Container, _ report: inout CredentialReport
  ) {
    guard let active = store.active else { return }
    guard let (parsed, updates) = walk.bindingManifest(store), let claim = parsed.claim,
      let binding = parsed.hardBindings.first
    else {
      // An update manifest whose ingredient was changed has failed already, and leads nowhere.
      let isCutOff =
        active.kind == .update
        && walk.parsed.values.contains { !$0.unverifiedIngredients.isEmpty }
      if !report.statuses.contains(.claimHardBindingsMissing), active.kind != .compressed,
        walk.parsed[active.label]?.claim != nil, !isCutOff
      {
        report.statuses.fail(.claimHardBindingsMissing, active.uri())
      }
      return
    }
    var content = BoundContent(bytes: file, format: container.format)
    content.hasUpdates = updates > 0
    let kinds: Set<EmbeddedPayload.Kind> = [
      .exif, .xmp, .extendedXMP, .iptc, .photoshopResources, .text, .comment,
    ]
    content.metadataRanges = container.payloads.filter { kinds.contains($0.kind) }
      .flatMap { $0.carrierRanges + $0.pieces }
    if let payload = payloads.first {
      content.store = StoreLocation(
        data: payload.rangeInFile, carriers: payload.carrierRanges)
    }
    if parsed.hardBindings.count > 1 {
      // None of them counts; what each says is told all the same.
      for binding in parsed.hardBindings.prefix(16) where binding.isIntact {
        guard let fields = binding.fields else { continue }
        let result = Self.verify(binding, fields, algorithm: claim.algorithm, content: content)
        result.record(in: &report.statuses, url: binding.uri)
        if result.verdict == .mismatch || result.verdict == .unknownBox {
          report.integrity = .altered
        }
      }
      return
    }
    guard let fields = binding.fields else {
      if binding.isIntact {
        report.statuses.fail(
          ValidationCode(rawValue: "assertion.dataHash.malformed"), binding.uri, "no map")
      }
      return
    }
    var result = Self.verify(binding, fields, algorithm: claim.algorithm, content: content)
    guard binding.isIntact else {
      // The assertion itself was changed. It proves nothing any more; that it does not fit the file
      // is told all the same.
      if result.verdict != .match { result.record(in: &report.statuses, url: binding.uri) }
      return
    }
    if result.verdict == .match, let payload = payloads.first,
      let fault = Self.padding(of: payload, store: store)
    {
      result.verdict = .mismatch
      result.explanation = fault
    }
    var overall: ValidationStatuses = ValidationStatuses()
    result.record(in: &overall, url: binding.uri)
    if result.verdict == .mismatch,
      let multi = parsed.assertions(labeled: "c2pa.hash.multi-asset").first(where: \.isIntact),
      let fields = multi.fields
    {
      let outcome = MultiAssetHash.verify(fields, algorithm: claim.algorithm, content: content) {
        reference in
        guard let uri = JUMBFURI(reference.url),
          let part = parsed.assertions.first(where: {
            $0.uri == uri.absolute(in: parsed.manifest.label) && $0.isIntact
          }), let fields = part.fields
        else { return nil }
        return (part.label, fields)
      }
      overall = ValidationStatuses()
      if outcome.isSuccess {
        overall.success(outcome.code, multi.uri)
        result.verdict = .match
      } else {
        overall.fail(outcome.code, multi.uri, outcome.explanation)
      }
    }
    report.statuses.append(contentsOf: overall)
    report.uncoveredRanges = result.additionalExclusions
    switch result.verdict {
    case .match: report.integrity = .intact
    case .mismatch, .unknownBox: report.integrity = .altered
    case .malformed, .unsupportedAlgorithm, .notEvaluated: report.integrity = .unknown
    }
  }

  private static func verify(
    _ binding: ParsedManifest.ParsedAssertion, _ fields: CBOR.Map, algorithm: String?,
    content: BoundContent
  ) -> BindingResult {
    switch binding.base {
    case "c2pa.hash.data":
      return DataHash.verify(fields, algorithm: algorithm, content: content)
    case "c2pa.hash.boxes":
      return BoxHash.verify(fields, algorithm: algorithm, content: content)
    case "c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3":
      return BMFFHash.verify(fields, algorithm: algorithm, content: content)
    default:
      return .fail(.collectionHash, .notEvaluated, "a collection is not an image")
    }
  }

  /// What stands in the carrier of a store behind the store; nil when it is nothing but zeros.
  private static func padding(of payload: EmbeddedPayload, store: ManifestStore) -> String? {
    guard let box = try? JUMBFBox(parsing: payload.data) else { return nil }
    let rest = payload.data.suffix(from: box.view.count)
    if !rest.slice.allSatisfy({ $0 == 0 }) { return "data follows the manifest store" }
    for manifest in store.manifests {
      for box in manifest.signatureBoxes {
        guard let data = box.data(of: "cbor"),
          let signature = try? COSESignature(parsing: data)
        else { continue }
        if !signature.hasCleanPadding { return "the padding of a signature holds data" }
      }
    }
    return nil
  }

  // MARK: Ingredients

  private func checkIngredients(
    _ store: ManifestStore, _ walk: StoreWalk, _ results: [String: ManifestVerifier.Result],
    _ cache: DigestCache, _ report: inout CredentialReport
  ) {
    let verifier = IngredientVerifier(store: store, walk: walk, cache: cache)
    var judged: Set<String> = store.active.map { [$0.label] } ?? []
    for edge in walk.edges {
      let label = edge.ingredient.activeManifest.flatMap { JUMBFURI($0.url)?.manifest }
      var validation = IngredientValidation(assertion: edge.ingredient.uri, manifest: label)
      validation.isValidityAttested = label.map(edge.ingredient.attestsValidity) ?? false
      var found = ValidationStatuses()
      verifier.check(edge, &found)
      validation.isReferenceIntact = !found.hasFailure
      if edge.depth == 1 {
        // What the active manifest itself refers to and is not there is its own failure too.
        for status in found.all where status.code == .ingredientManifestMissing {
          report.statuses.append(status)
        }
      }
      if let label, judged.insert(label).inserted, let result = results[label] {
        found.append(contentsOf: result.report.statuses)
        if validation.isValidityAttested { found.remove(.signingCredentialExpired) }
      }
      let recorders = edge.ancestors + [edge.ingredient]
      for status in found.all where !recorders.contains(where: { $0.records(status) }) {
        validation.statuses.append(status)
      }
      report.ingredients.append(validation)
    }
  }

  // MARK: Conclusion

  private func conclude(_ report: inout CredentialReport) {
    let altered: Set<ValidationCode> = [
      .assertionHashedURIMismatch, .hashedURIMismatch, .assertionMissing,
    ]
    if report.statuses.all.contains(where: { $0.outcome == .failure && altered.contains($0.code) })
    {
      report.integrity = .altered
    }
    let isValid =
      !report.statuses.hasFailure && report.signature == .verified
      && report.integrity == .intact
      && !report.ingredients.contains { $0.statuses.hasFailure }
    if !isValid {
      report.state = .invalid
    } else {
      // An ingredient whose signer is on no list, and whose own assertion does not say so, leaves
      // the whole without the trust that the active manifest has.
      let isEverySignerTrusted = !report.ingredients.contains {
        $0.statuses.contains(.signingCredentialUntrusted)
      }
      report.state = report.trustList == nil || !isEverySignerTrusted ? .valid : .trusted
    }
  }
}
