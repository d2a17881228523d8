import ByteReading

/// A digest of the boxes of an ISO base media file.
///
/// - Reference: C2PA 2.4 §18.6, §15.12.2.
enum BMFFHash {
  /// Checks an assertion against content.
  ///
  /// - Parameter version: 2 or 3; they differ in nothing that is checked here.
  static func verify(
    _ fields: CBOR.Map, algorithm: String?, content: BoundContent
  ) -> BindingResult {
    let file = content.bytes
    guard let list = fields["exclusions"]?.array, !list.isEmpty else {
      return .fail(.bmffHash, .malformed, "the assertion has no exclusions")
    }
    let exclusions = list.compactMap(BMFFExclusion.init)
    guard exclusions.count == list.count, list.count <= 1024 else {
      return .fail(.bmffHash, .malformed, "an exclusion is not well-formed")
    }
    let name = fields["alg"]?.text ?? algorithm
    guard let digest = DigestAlgorithm.named(name) else {
      return .fail(.bmffHash, .unsupportedAlgorithm, "the digest algorithm is not allowed")
    }
    let roots = BMFFBox.list(file, in: 0..<file.count)
    let merkle = fields["merkle"].flatMap { $0 == .null ? nil : $0.array } ?? []
    var excluded = ExcludedRanges()
    var result = BindingResult(kind: .bmffHash, verdict: .match)
    for exclusion in exclusions {
      let ranges = exclusion.ranges(file, roots: roots)
      excluded.ranges += ranges
      if !exclusion.isRequired(withMerkle: !merkle.isEmpty) {
        result.hasAdditionalExclusions = true
        result.additionalExclusions += ranges
      }
    }
    excluded.merge()
    if let fault = faultOfBoxes(roots, file) { return .fail(.bmffHash, .mismatch, fault) }
    let expected = fields["hash"]?.bytes
    if let expected {
      let parts = hashedParts(roots, excluded, file, withOffsets: true)
      guard digest.digest(parts).elementsEqual(expected.slice) else {
        return .fail(.bmffHash, .mismatch, "the file is not what was signed")
      }
    } else if merkle.isEmpty {
      return .fail(.bmffHash, .mismatch, "the assertion has no hash")
    } else if !merkle.contains(where: { $0["initHash"]?.bytes != nil }) {
      return .fail(
        .bmffHash, .malformed, "no hash covers the boxes beside the media data")
    }
    if !merkle.isEmpty {
      var tree = MerkleCheck(
        file: file, roots: roots, excluded: excluded, algorithm: name,
        withOffsets: expected == nil)
      if let failure = tree.verify(merkle) { return failure }
    }
    return result
  }

  /// What the excluded boxes of C2PA hold beyond what they may; nil when nothing.
  private static func faultOfBoxes(_ roots: [BMFFBox], _ file: ByteView) -> String? {
    for box in roots {
      guard let (purpose, content) = box.credentialPurpose(file) else { continue }
      switch purpose {
      case "manifest", "original", "update":
        let store = content.has("jumb", at: 4) ? content : content.suffix(from: 8)
        var reader = ByteReader(store)
        guard let length = try? reader.uint32(), store.has("jumb", at: 4) else {
          return "a C2PA box holds no manifest store"
        }
        let rest = length == 0 || length == 1 ? nil : store.suffix(from: Int(length))
        if let rest, !rest.slice.allSatisfy({ $0 == 0 }) {
          return "data follows the manifest store in its box"
        }
      case "merkle": continue
      default: return "a C2PA box has the unknown purpose \(purpose)"
      }
    }
    return nil
  }

  /// What is hashed: for each root box that is not left out as a whole its offset and its bytes.
  static func hashedParts(
    _ roots: [BMFFBox], _ excluded: ExcludedRanges, _ file: ByteView, withOffsets: Bool,
    in window: Range<Int>? = nil
  ) -> [ByteView] {
    var parts: [ByteView] = []
    var position = window?.lowerBound ?? 0
    // Boxes stand in the order of their places.
    let first = window.map { window in roots.firstPlace { $0.range.lowerBound >= window.lowerBound }
    }
    for box in roots[(first ?? 0)...] {
      if let window, box.range.lowerBound >= window.upperBound { break }
      position = box.range.upperBound
      let kept = excluded.kept(of: box.range)
      if kept.isEmpty { continue }
      if withOffsets {
        let offset = UInt64(box.range.lowerBound)
        parts.append(
          ByteView((0..<8).map { UInt8(truncatingIfNeeded: offset >> UInt64(56 - 8 * $0)) }))
      }
      parts += kept.compactMap { file.slice($0) }
    }
    // Bytes that are no box are content as well.
    let end = window?.upperBound ?? file.count
    if position < end, let rest = file.slice(position..<end) { parts.append(rest) }
    return parts
  }
}

extension Array {
  /// The place of the first element for which a condition holds that holds for all after it, too.
  fileprivate func firstPlace(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Ranges that a digest leaves out, in order and without overlap.
struct ExcludedRanges {
  var ranges: [Range<Int>] = []

  mutating func merge() {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] =
          last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    ranges = merged
  }

  /// What is left of a range.
  func kept(of range: Range<Int>) -> [Range<Int>] {
    var kept: [Range<Int>] = []
    var position = range.lowerBound
    for hole in ranges[ranges.firstPlace { $0.upperBound > range.lowerBound }...] {
      if hole.lowerBound >= range.upperBound { break }
      if hole.lowerBound > position { kept.append(position..<hole.lowerBound) }
      position = max(position, hole.upperBound)
    }
    if position < range.upperBound { kept.append(position..<range.upperBound) }
    return kept
  }
}
