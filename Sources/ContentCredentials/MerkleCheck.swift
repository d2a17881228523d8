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
  private static let largestTreeCount = 256

  /// The digests that were made, so that no tree makes one again.
  private var initialDigests: [DigestAlgorithm: [UInt8]] = [:]
  private var leafDigests: [DigestAlgorithm: [Int: [UInt8]]] = [:]

  init(
    file: ByteView, roots: [BMFFBox], excluded: ExcludedRanges, algorithm: String?,
    withOffsets: Bool
  ) {
    self.file = file
    self.roots = roots
    self.excluded = excluded
    self.algorithm = algorithm
    self.withOffsets = withOffsets
  }

  /// Checks all trees; nil when they pass.
  mutating func verify(_ trees: [CBOR]) -> BindingResult? {
    guard trees.count <= Self.largestTreeCount else {
      return .fail(.bmffHash, .malformed, "there are too many Merkle trees")
    }
    let fragments = roots.filter { $0.type == "moof" }
    // The fragments of each track. A tree that is the only one is that of all fragments.
    var fragmentsByTrack: [Int: [Int]] = [:]
    if trees.count > 1, trees.contains(where: { $0["initHash"]?.bytes != nil }) {
      let tracks = Set(
        trees.compactMap { $0["initHash"]?.bytes == nil ? nil : $0["localId"]?.integer })
      for (index, fragment) in fragments.enumerated() {
        let own = self.tracks(of: fragment).intersection(tracks)
        if own.isEmpty {
          return .fail(.bmffHash, .mismatch, "a fragment is of a track that no Merkle tree covers")
        }
        for track in own { fragmentsByTrack[track, default: []].append(index) }
      }
    }
    let proofs: [TreeID: [Proof]]
    do { proofs = try allProofs() } catch {
      return .fail(.bmffHash, .malformed, "an auxiliary box of a Merkle tree cannot be read")
    }
    var seen: Set<Int> = []
    for tree in trees {
      guard let count = tree["count"]?.integer, count > 0, count <= Self.largestCount,
        let localID = tree["localId"]?.integer, let uniqueID = tree["uniqueId"]?.integer,
        let hashes = tree["hashes"]?.array?.compactMap(\.bytes), !hashes.isEmpty,
        hashes.count <= count
      else { return .fail(.bmffHash, .malformed, "a Merkle tree is not well-formed") }
      guard seen.insert(localID).inserted else {
        return .fail(.bmffHash, .malformed, "two Merkle trees are of the same data")
      }
      guard let digest = DigestAlgorithm.named(tree["alg"]?.text ?? algorithm) else {
        return .fail(.bmffHash, .unsupportedAlgorithm, "the digest algorithm is not allowed")
      }
      // Rows of leaves that would do; one of them must fit.
      var candidates: [[[UInt8]]] = []
      if let initial = tree["initHash"]?.bytes {
        guard let first = fragments.first else {
          return .fail(.bmffHash, .malformed, "the fragments are not in this file")
        }
        guard initialDigest(before: first, digest).elementsEqual(initial.slice) else {
          return .fail(.bmffHash, .mismatch, "the first segment is not what was signed")
        }
        let own = trees.count == 1 ? Array(fragments.indices) : fragmentsByTrack[localID] ?? []
        if own.count == count { candidates = [fragmentLeaves(own, of: fragments, digest)] }
      } else {
        switch media(localID: localID) {
        case .success(let payloads):
          var failure: Failure?
          var rows: [[ByteView]] = []
          for payload in payloads {
            switch blocks(tree, payload, count: count) {
            case .success(let views): rows.append(views)
            case .failure(let fault): failure = fault
            }
          }
          if rows.isEmpty, let failure { return failure.result }
          candidates = rows.filter { $0.count == count }.map { $0.map { digest.digest($0) } }
        case .failure(let failure): return failure.result
        }
      }
      if candidates.isEmpty {
        return .fail(.bmffHash, .malformed, "the number of leaves is not \(count)")
      }
      let proofs = proofs[TreeID(unique: uniqueID, local: localID)] ?? []
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

  /// Which tree an auxiliary box is of.
  private struct TreeID: Hashable {
    var unique: Int
    var local: Int
  }

  /// The proofs of the auxiliary boxes, by the tree that they are of.
  ///
  /// - Throws: ``ByteReading/ParsingError`` when a box holds anything else than a proof and zeros.
  private func allProofs() throws(ParsingError) -> [TreeID: [Proof]] {
    var proofs: [TreeID: [Proof]] = [:]
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
      let hashes = item["hashes"]?.array ?? []
      guard hashes.count <= 64 else {
        throw ParsingError(
          .limitExceeded(.count, requested: hashes.count), at: content.offsetInFile,
          in: "Merkle box")
      }
      proofs[TreeID(unique: unique, local: local), default: []].append(
        Proof(location: location, hashes: hashes.compactMap(\.bytes)))
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
      guard size > 0 else {
        return malformed("the block size of a Merkle tree is not possible")
      }
      let (whole, rest) = payload.count.quotientAndRemainder(dividingBy: size)
      guard whole + (rest > 0 ? 1 : 0) == count else {
        return malformed("the number of leaves is not \(count)")
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

  /// The digest of all that is before the first fragment.
  private mutating func initialDigest(
    before first: BMFFBox, _ digest: DigestAlgorithm
  ) -> [UInt8] {
    if let known = initialDigests[digest] { return known }
    let made = digest.digest(
      BMFFHash.hashedParts(
        roots, excluded, file, withOffsets: withOffsets, in: 0..<first.range.lowerBound))
    initialDigests[digest] = made
    return made
  }

  /// The leaves of the fragments with these indices: each from its `moof` box to the next one.
  private mutating func fragmentLeaves(
    _ indices: [Int], of fragments: [BMFFBox], _ digest: DigestAlgorithm
  ) -> [[UInt8]] {
    var known = leafDigests.removeValue(forKey: digest) ?? [:]
    let leaves = indices.map { index in
      if let leaf = known[index] { return leaf }
      let end =
        index + 1 < fragments.count ? fragments[index + 1].range.lowerBound : file.count
      let leaf = digest.digest(
        BMFFHash.hashedParts(
          roots, excluded, file, withOffsets: withOffsets,
          in: fragments[index].range.lowerBound..<end))
      known[index] = leaf
      return leaf
    }
    leafDigests[digest] = known
    return leaves
  }

  /// The tracks that a `moof` box has data of: its track fragment headers name them.
  ///
  /// - Reference: ISO/IEC 14496-12:2022 §8.8.7; C2PA 2.4 §A.5.4.2.
  private func tracks(of fragment: BMFFBox) -> Set<Int> {
    var tracks: Set<Int> = []
    for run in fragment.children(file) where run.type == "traf" {
      for header in run.children(file) where header.type == "tfhd" {
        guard let payload = header.payload(file) else { continue }
        var reader = ByteReader(payload.suffix(from: 4))
        if let track = try? reader.uint32() { tracks.insert(Int(track)) }
      }
    }
    return tracks
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
