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
    if let expected = fields["hash"]?.bytes {
      let parts = hashedParts(roots, excluded, file, withOffsets: true)
      guard digest.digest(parts).elementsEqual(expected.slice) else {
        return .fail(.bmffHash, .mismatch, "the file is not what was signed")
      }
    } else if merkle.isEmpty {
      return .fail(.bmffHash, .mismatch, "the assertion has no hash")
    }
    if !merkle.isEmpty {
      let tree = MerkleCheck(file: file, roots: roots, excluded: excluded, algorithm: name)
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
    for box in roots {
      if let window, !window.contains(box.range.lowerBound) { continue }
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
    for hole in ranges where hole.upperBound > range.lowerBound {
      if hole.lowerBound >= range.upperBound { break }
      if hole.lowerBound > position { kept.append(position..<hole.lowerBound) }
      position = max(position, hole.upperBound)
    }
    if position < range.upperBound { kept.append(position..<range.upperBound) }
    return kept
  }
}

/// The Merkle trees of a BMFF hash.
///
/// All leaves of the file are at hand, so whole rows are compared and the proofs of the auxiliary
/// boxes are not needed.
///
/// - Reference: C2PA 2.4 §A.5.4, §15.12.2.1.
struct MerkleCheck {
  let file: ByteView
  let roots: [BMFFBox]
  let excluded: ExcludedRanges
  let algorithm: String?

  private static let largestCount = 1 << 20

  /// Checks all trees; nil when they pass.
  func verify(_ trees: [CBOR]) -> BindingResult? {
    let fragments = roots.filter { $0.type == "moof" }
    for tree in trees {
      guard let count = tree["count"]?.integer, count > 0, count <= Self.largestCount,
        let localID = tree["localId"]?.integer, tree["uniqueId"]?.integer != nil,
        let hashes = tree["hashes"]?.array?.compactMap(\.bytes), !hashes.isEmpty,
        hashes.count <= count
      else { return .fail(.bmffHash, .malformed, "a Merkle tree is not well-formed") }
      guard let digest = DigestAlgorithm.named(tree["alg"]?.text ?? algorithm) else {
        return .fail(.bmffHash, .unsupportedAlgorithm, "the digest algorithm is not allowed")
      }
      let leaves: [[UInt8]]
      if let initial = tree["initHash"]?.bytes {
        guard let first = fragments.first else {
          return .fail(.bmffHash, .malformed, "the fragments are not in this file")
        }
        let parts = BMFFHash.hashedParts(
          roots, excluded, file, withOffsets: true, in: 0..<first.range.lowerBound)
        guard digest.digest(parts).elementsEqual(initial.slice) else {
          return .fail(.bmffHash, .mismatch, "the first segment is not what was signed")
        }
        leaves = fragmentLeaves(fragments, digest)
      } else {
        switch blocks(tree, localID: localID, count: count) {
        case .success(let views): leaves = views.map { digest.digest($0) }
        case .failure(let failure): return failure.result
        }
      }
      guard leaves.count == count else {
        return .fail(.bmffHash, .malformed, "the number of leaves is not \(count)")
      }
      if hashes.count < count,
        !roots.contains(where: {
          $0.credentialPurpose(file)?.purpose == "merkle"
        })
      {
        return .fail(.bmffHash, .malformed, "the auxiliary boxes of a Merkle tree are missing")
      }
      guard let row = Self.row(of: leaves, count: hashes.count, digest) else {
        return .fail(.bmffHash, .malformed, "a Merkle tree has no row of that length")
      }
      guard zip(row, hashes).allSatisfy({ $0.elementsEqual($1.slice) }) else {
        return .fail(.bmffHash, .mismatch, "the media data is not what was signed")
      }
    }
    return nil
  }

  private struct Failure: Error { var result: BindingResult }

  private func blocks(
    _ tree: CBOR, localID: Int, count: Int
  ) -> Result<[ByteView], Failure> {
    func malformed(_ text: String) -> Result<[ByteView], Failure> {
      .failure(Failure(result: .fail(.bmffHash, .malformed, text)))
    }
    let media = roots.filter { $0.type == "mdat" }
    guard media.indices.contains(localID), let payload = media[localID].payload(file) else {
      return malformed("a Merkle tree means media data that is not there")
    }
    let fixed = tree["fixedBlockSize"]?.integer
    let variable = tree["variableBlockSizes"]?.array
    switch (fixed, variable) {
    case (.some, .some): return malformed("a Merkle tree has two kinds of block size")
    case (nil, nil):
      return count == 1 ? .success([payload]) : malformed("a Merkle tree has no block size")
    case (let size?, nil):
      guard size > 0, payload.count / size <= Self.largestCount else {
        return malformed("the block size of a Merkle tree is not possible")
      }
      var views: [ByteView] = []
      var position = 0
      while position < payload.count {
        views.append(
          payload.slice(at: position, count: min(size, payload.count - position))
            ?? payload.suffix(from: position))
        position += size
      }
      return .success(views)
    case (nil, let sizes?):
      guard sizes.count == count else {
        return malformed("the number of block sizes is not the number of leaves")
      }
      var views: [ByteView] = []
      var position = 0
      for size in sizes {
        guard let length = size.integer, let view = payload.slice(at: position, count: length)
        else { return malformed("the block sizes are not those of the media data") }
        views.append(view)
        position += length
      }
      guard position == payload.count else {
        return malformed("the block sizes do not cover the media data")
      }
      return .success(views)
    }
  }

  private func fragmentLeaves(_ fragments: [BMFFBox], _ digest: DigestAlgorithm) -> [[UInt8]] {
    fragments.enumerated().map { index, fragment in
      let end =
        index + 1 < fragments.count ? fragments[index + 1].range.lowerBound : file.count
      return digest.digest(
        BMFFHash.hashedParts(
          roots, excluded, file, withOffsets: true, in: fragment.range.lowerBound..<end))
    }
  }

  /// The row with `count` nodes above `leaves`; nil when there is none.
  private static func row(
    of leaves: [[UInt8]], count: Int, _ digest: DigestAlgorithm
  ) -> [[UInt8]]? {
    var row = leaves
    while row.count > count {
      var above: [[UInt8]] = []
      for index in stride(from: 0, to: row.count, by: 2) {
        if index + 1 < row.count {
          above.append(digest.digest([ByteView(row[index]), ByteView(row[index + 1])]))
        } else {
          above.append(row[index])
        }
      }
      row = above
    }
    return row.count == count ? row : nil
  }
}
