import ByteReading
import Containers

/// A digest of all bytes but the excluded ones.
///
/// - Reference: C2PA 2.4 §18.5, §15.12.1.
enum DataHash {
  /// Checks an assertion against content.
  ///
  /// - Parameters:
  ///   - fields: The content of the assertion.
  ///   - algorithm: The name of the algorithm where the assertion has none.
  static func verify(
    _ fields: CBOR.Map, algorithm: String?, content: BoundContent
  ) -> BindingResult {
    let exclusions: [Range<Int>]
    switch ranges(fields["exclusions"]) {
    case .some(let found): exclusions = found
    case .none:
      return .fail(.dataHash, .malformed, "the exclusions overlap, are negative or have no length")
    }
    guard fields["pad"]?.bytes != nil || fields["pad"]?.text != nil || fields["pad"]?.array != nil
    else { return .fail(.dataHash, .malformed, "the assertion has no padding field") }
    guard let digest = DigestAlgorithm.named(fields["alg"]?.text ?? algorithm) else {
      return .fail(.dataHash, .unsupportedAlgorithm, "the digest algorithm is not allowed")
    }
    guard let expected = fields["hash"]?.bytes, !expected.isEmpty else {
      return .fail(.dataHash, .mismatch, "the assertion has no hash")
    }
    return verify(
      exclusions, digest: digest, expected: expected, content: content,
      canUpdate: content.hasUpdates)
  }

  private static func verify(
    _ stated: [Range<Int>], digest: DigestAlgorithm, expected: ByteView, content: BoundContent,
    canUpdate: Bool
  ) -> BindingResult {
    var exclusions = stated
    if canUpdate, let store = content.store {
      exclusions = shifted(stated, to: store)
    }
    guard exclusions.allSatisfy({ $0.upperBound <= content.bytes.count }) else {
      return .fail(.dataHash, .mismatch, "an exclusion ends behind the end of the file")
    }
    var additional = exclusions
    if let store = content.store {
      guard let index = exclusions.firstIndex(where: { covers($0, store) }) else {
        return .fail(.dataHash, .mismatch, "no exclusion covers the manifest store")
      }
      let range = additional.remove(at: index)
      if let fault = fault(of: range, store: store, content: content) {
        return .fail(.dataHash, .mismatch, fault)
      }
    } else if let range = additional.first(where: { !isMetadata($0, content) }) {
      // What once was the store of a file can hold anything once the store is kept elsewhere.
      return .fail(
        .dataHash, .mismatch,
        "the bytes \(range) are excluded, but the file holds no manifest store there")
    }
    var parts: [ByteView] = []
    var position = 0
    for range in exclusions {
      if let part = content.bytes.slice(position..<range.lowerBound) { parts.append(part) }
      position = range.upperBound
    }
    parts.append(content.bytes.suffix(from: position))
    guard digest.digest(parts).elementsEqual(expected.slice) else {
      return .fail(.dataHash, .mismatch, "the file is not what was signed")
    }
    var result = BindingResult(kind: .dataHash, verdict: .match)
    result.additionalExclusions = additional
    result.hasAdditionalExclusions = !additional.isEmpty
    return result
  }

  /// The exclusions in order; nil when they are not well-formed.
  static func ranges(_ item: CBOR?) -> [Range<Int>]? {
    guard let item, item != .null else { return [] }
    guard let list = item.array else { return nil }
    var ranges: [Range<Int>] = []
    for entry in list {
      guard let start = entry["start"]?.integer, let length = entry["length"]?.integer,
        start >= 0, length >= 0
      else { return nil }
      let (end, overflows) = start.addingReportingOverflow(length)
      guard start >= ranges.last?.upperBound ?? 0 else { return nil }
      // Whatever ends behind the last number ends behind the file, too.
      ranges.append(start..<(overflows ? .max : end))
    }
    return ranges
  }

  private static func covers(_ range: Range<Int>, _ store: StoreLocation) -> Bool {
    range.lowerBound <= store.data.lowerBound && range.upperBound >= store.data.upperBound
  }

  /// What is wrong with the exclusion that covers the store; nil when nothing is.
  ///
  /// Only the store and zeros may be there, or anybody could add data that no digest covers.
  private static func fault(
    of range: Range<Int>, store: StoreLocation, content: BoundContent
  ) -> String? {
    let hull = store.hull
    if content.format == .jpeg {
      // The lengths of the segments are inside of the exclusion (§15.12.1.2).
      guard range == hull, store.isContiguous else {
        return "the exclusion is not exactly the segments of the manifest store"
      }
      return nil
    }
    for gap in [
      range.lowerBound..<max(range.lowerBound, min(hull.lowerBound, range.upperBound)),
      min(range.upperBound, max(hull.upperBound, range.lowerBound))..<range.upperBound,
    ] where !gap.isEmpty {
      guard let part = content.bytes.slice(gap), part.slice.allSatisfy({ $0 == 0 }) else {
        return "the exclusion covers more than the manifest store"
      }
    }
    return nil
  }

  private static func isMetadata(_ range: Range<Int>, _ content: BoundContent) -> Bool {
    content.metadataRanges.contains {
      $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound
    }
  }

  /// The exclusions as they are after update manifests made the store grow.
  ///
  /// - Reference: C2PA 2.4 §15.12.1.1.
  private static func shifted(_ ranges: [Range<Int>], to store: StoreLocation) -> [Range<Int>] {
    // Writers of SVG exclude the text alone, without the element around it.
    guard
      let index = ranges.firstIndex(where: {
        $0.lowerBound == store.hull.lowerBound || $0.lowerBound == store.data.lowerBound
      })
    else { return ranges }
    let whole = ranges[index].lowerBound == store.hull.lowerBound ? store.hull : store.data
    let growth = whole.count - ranges[index].count
    return ranges.enumerated().map { position, range in
      if position < index { return range }
      if position == index { return whole }
      return
        (range.lowerBound &+ growth)..<max(
          range.lowerBound &+ growth, range.upperBound &+ growth)
    }
  }
}
