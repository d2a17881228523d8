import ByteReading

/// The Merkle trees of a BMFF hash.
///
/// All leaves of the file are at hand, so whole rows are compared. The proofs of the auxiliary boxes
/// say nothing more, but they must fit.
///
/// - Reference: C2PA 2.4 §A.5.4, §15.12.2.1.
struct MerkleCheck {
  let file: ByteView
  let roots: [BMFFBox]
  let excluded: ExcludedRanges
  let algorithm: String?
  /// Whether the places of boxes are part of the leaves of fragments: only when no hash of the
  /// whole file says where they are.
  let withOffsets: Bool

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
      // Rows of leaves that would do; one of them must fit.
      var candidates: [[[UInt8]]]
      if let initial = tree["initHash"]?.bytes {
        guard let first = fragments.first else {
          return .fail(.bmffHash, .malformed, "the fragments are not in this file")
        }
        let parts = BMFFHash.hashedParts(
          roots, excluded, file, withOffsets: withOffsets, in: 0..<first.range.lowerBound)
        guard digest.digest(parts).elementsEqual(initial.slice) else {
          return .fail(.bmffHash, .mismatch, "the first segment is not what was signed")
        }
        let all = fragments.enumerated().filter {
          trees.count == 1 || isOf(track: localID, $0.element)
        }
        candidates = [fragmentLeaves(all.map(\.offset), of: fragments, digest)]
      } else {
        switch media(localID: localID) {
        case .success(let payloads):
          var failure: Failure?
          candidates = []
          for payload in payloads {
            switch blocks(tree, payload, count: count) {
            case .success(let views): candidates.append(views.map { digest.digest($0) })
            case .failure(let fault): failure = fault
            }
          }
          if candidates.isEmpty, let failure { return failure.result }
        case .failure(let failure): return failure.result
        }
      }
      candidates.removeAll { $0.count != count }
      if candidates.isEmpty {
        return .fail(.bmffHash, .malformed, "the number of leaves is not \(count)")
      }
      let proofs: [Proof]
      do { proofs = try self.proofs(of: tree) } catch {
        return .fail(.bmffHash, .malformed, "an auxiliary box of a Merkle tree cannot be read")
      }
      // Fragments need them always, blocks only when the row is not that of the leaves (§15.12.2).
      if proofs.isEmpty, hashes.count < count || tree["initHash"] != nil {
        return .fail(.bmffHash, .malformed, "the auxiliary boxes of a Merkle tree are missing")
      }
      guard proofs.count <= count, proofs.allSatisfy({ $0.location < count }) else {
        return .fail(.bmffHash, .malformed, "there are more auxiliary boxes than leaves")
      }
      let rows = candidates.compactMap { leaves in
        Self.row(of: leaves, count: hashes.count, digest).map { (leaves: leaves, row: $0) }
      }
      if rows.isEmpty {
        return .fail(.bmffHash, .malformed, "a Merkle tree has no row of that length")
      }
      guard
        let (leaves, row) = rows.first(where: { candidate in
          zip(candidate.row, hashes).allSatisfy { $0.elementsEqual($1.slice) }
        })
      else { return .fail(.bmffHash, .mismatch, "the media data is not what was signed") }
      for proof in proofs where !proof.leads(from: leaves, to: row, digest) {
        return .fail(
          .bmffHash, .mismatch, "the auxiliary box of leaf \(proof.location) does not fit")
      }
    }
    return nil
  }

  // MARK: Auxiliary boxes

  /// What an auxiliary box says about one leaf.
  private struct Proof {
    var location: Int
    var hashes: [ByteView]

    /// Whether the leaf and the hashes beside it give the node of the row.
    func leads(from leaves: [[UInt8]], to row: [[UInt8]], _ digest: DigestAlgorithm) -> Bool {
      guard leaves.indices.contains(location) else { return false }
      var node = leaves[location]
      var (index, count) = (location, leaves.count)
      var rest = hashes[...]
      while count > row.count {
        let sibling = index ^ 1
        if sibling < count {
          guard let other = rest.popFirst() else { return false }
          let pair = index < sibling ? [ByteView(node), other] : [other, ByteView(node)]
          node = digest.digest(pair)
        }
        index /= 2
        count = (count + 1) / 2
      }
      return rest.isEmpty && row.indices.contains(index) && node == row[index]
    }
  }

  /// The proofs of the auxiliary boxes that belong to a tree.
  ///
  /// - Throws: ``ByteReading/ParsingError`` when a box holds anything else than a proof and zeros.
  private func proofs(of tree: CBOR) throws(ParsingError) -> [Proof] {
    var proofs: [Proof] = []
    for root in roots {
      guard let (purpose, content) = root.credentialPurpose(file), purpose == "merkle" else {
        continue
      }
      var decoder = CBORDecoder(content, limits: ParsingLimits())
      let item = try decoder.item(depth: 0)
      guard let location = item["location"]?.integer, location >= 0,
        let unique = item["uniqueId"]?.integer, let local = item["localId"]?.integer,
        decoder.reader.takeRemaining().slice.allSatisfy({ $0 == 0 })
      else {
        throw ParsingError(
          .malformed, at: content.offsetInFile, in: "Merkle box", clause: "C2PA 2.4 §A.5.4")
      }
      guard unique == tree["uniqueId"]?.integer, local == tree["localId"]?.integer else { continue }
      let hashes = item["hashes"]?.array ?? []
      guard hashes.count <= 64 else {
        throw ParsingError(
          .limitExceeded(.count, requested: hashes.count), at: content.offsetInFile,
          in: "Merkle box")
      }
      proofs.append(Proof(location: location, hashes: hashes.compactMap(\.bytes)))
    }
    return proofs
  }

  // MARK: Leaves

  private struct Failure: Error { var result: BindingResult }

  /// What the leaves of the media data with an index may be made of: its payload; or what the hash
  /// of the whole file leaves out of it, where that is all but the first 16 bytes of the box, as it
  /// must be where there is such a hash (§A.5.6). Writers differ, and both cover every byte.
  private func media(localID: Int) -> Result<[ByteView], Failure> {
    let media = roots.filter { $0.type == "mdat" }
    guard media.indices.contains(localID), let payload = media[localID].payload(file) else {
      return .failure(
        Failure(
          result: .fail(
            .bmffHash, .malformed, "a Merkle tree means media data that is not there")))
    }
    let box = media[localID].range
    let start = box.lowerBound + 16
    guard !withOffsets, media[localID].headerCount == 8, start < box.upperBound,
      excluded.kept(of: box) == [box.lowerBound..<start],
      let rest = file.slice(start..<box.upperBound)
    else { return .success([payload]) }
    return .success([payload, rest])
  }

  private func blocks(
    _ tree: CBOR, _ payload: ByteView, count: Int
  ) -> Result<[ByteView], Failure> {
    func malformed(_ text: String) -> Result<[ByteView], Failure> {
      .failure(Failure(result: .fail(.bmffHash, .malformed, text)))
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

  /// The leaves of the fragments with these indices: each from its `moof` box to the next one.
  private func fragmentLeaves(
    _ indices: [Int], of fragments: [BMFFBox], _ digest: DigestAlgorithm
  ) -> [[UInt8]] {
    indices.map { index in
      let end =
        index + 1 < fragments.count ? fragments[index + 1].range.lowerBound : file.count
      return digest.digest(
        BMFFHash.hashedParts(
          roots, excluded, file, withOffsets: withOffsets,
          in: fragments[index].range.lowerBound..<end))
    }
  }

  /// Whether a `moof` box is one of a track: its track fragment header names it.
  ///
  /// - Reference: ISO/IEC 14496-12:2022 §8.8.7; C2PA 2.4 §A.5.4.2.
  private func isOf(track: Int, _ fragment: BMFFBox) -> Bool {
    fragment.children(file).filter { $0.type == "traf" }.contains { run in
      run.children(file).contains { header in
        guard header.type == "tfhd", let payload = header.payload(file) else { return false }
        var reader = ByteReader(payload.suffix(from: 4))
        return (try? reader.uint32()).map { Int($0) } == track
      }
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
