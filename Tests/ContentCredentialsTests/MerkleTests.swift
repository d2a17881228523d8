import ByteReading
import ContentCredentials
import Crypto
import Foundation
import Testing
import _CredentialTestSupport

/// Merkle trees over the media data of one file, and over its fragments.
struct MerkleTests {
  private static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: Data(bytes))) }

  private static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// The auxiliary box of a leaf.
  private static func proof(
    _ location: Int, _ hashes: [[UInt8]], localID: Int = 0, padding: [UInt8] = [0, 0]
  ) -> [UInt8] {
    let type: [UInt8] = [
      0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4,
      0x81,
    ]
    let item = TestCBOR.map([
      ("uniqueId", .integer(1)), ("localId", .integer(localID)), ("location", .integer(location)),
      ("hashes", .array(hashes.map { .bytes($0) })),
    ])
    return TestCarrier.box(
      "uuid", type + big(0, 4) + Array("merkle".utf8) + [0] + item.encoded + padding)
  }

  private static func tree(
    _ row: [[UInt8]], count: Int, blockSize: Int? = nil, initial: [UInt8]? = nil, track: Int = 1
  ) -> TestCBOR {
    var fields: [(String, TestCBOR)] = [
      ("uniqueId", .integer(1)), ("localId", .integer(initial == nil ? 0 : track)),
      ("count", .integer(count)), ("hashes", .array(row.map { .bytes($0) })),
    ]
    if let blockSize { fields.append(("fixedBlockSize", .integer(blockSize))) }
    if let initial { fields.append(("initHash", .bytes(initial))) }
    return .map(fields)
  }

  // MARK: Blocks of one file

  /// Five leaves of 16 bytes, the last one shorter, and the row above the two lowest.
  private static func blocks(
    rows: Int, boxes: ([[[UInt8]]]) -> [UInt8]
  ) throws -> CredentialReport {
    let media = (0..<72).map { UInt8($0) }
    var levels = [
      stride(from: 0, to: 72, by: 16).map { sha256(Array(media[$0..<min(72, $0 + 16)])) }
    ]
    while let last = levels.last, last.count > rows {
      levels.append(
        stride(from: 0, to: last.count, by: 2).map { index in
          index + 1 < last.count ? sha256(last[index] + last[index + 1]) : last[index]
        })
    }
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    let row = levels[levels.count - 1]
    builder.editBinding = { fields in
      fields.append(("merkle", .array([Self.tree(row, count: 5, blockSize: 16)])))
    }
    let sample = TestCarrier.avif.sample
    let start = sample.count - 72
    let file = Array(sample[..<start]) + TestCarrier.box("mdat", media) + boxes(levels)
    return try SignedFile.validate(
      try builder.sign(file, .avif), trust: SignedFile.trust(pki))
  }

  @Test("proofs in auxiliary boxes must lead from the leaves to the row that was signed")
  func proofs() throws {
    func all(_ levels: [[[UInt8]]], change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
      var boxes: [UInt8] = []
      for leaf in 0..<5 {
        let sibling = leaf ^ 1
        var hash = sibling < 5 ? [levels[0][sibling]] : []
        if leaf == 2, !hash.isEmpty { change(&hash[0]) }
        boxes += Self.proof(leaf, hash)
      }
      return boxes
    }
    let right = try Self.blocks(rows: 3) { all($0) }
    #expect(right.state == .trusted, "\(right.statuses.all)")
    let wrong = try Self.blocks(rows: 3) { all($0) { $0[0] ^= 1 } }
    #expect(SignedFile.failures(wrong).contains("assertion.bmffHash.mismatch"))
    let none = try Self.blocks(rows: 3) { _ in [] }
    #expect(SignedFile.failures(none).contains("assertion.bmffHash.malformed"))
    let leaves = try Self.blocks(rows: 5) { _ in [] }
    #expect(leaves.state == .trusted, "\(leaves.statuses.all)")
  }

  @Test(
    "leaves may begin where the hash of the file ends, if that covers what is before them",
    arguments: [(0, true), (8, true), (4, false), (9, false)])
  func start(skipped: Int, isRight: Bool) throws {
    let media = (0..<72).map { UInt8($0) }
    let leaves = stride(from: skipped, to: 72, by: 16).map {
      Self.sha256(Array(media[$0..<min(72, $0 + 16)]))
    }
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    let tree = Self.tree(leaves, count: leaves.count, blockSize: 16)
    let subset = TestCBOR.map([
      ("xpath", .text("/mdat")),
      ("subset", .array([.map([("offset", .integer(16)), ("length", .integer(0))])])),
    ])
    let sample = TestCarrier.avif.sample
    let source = Array(sample[..<(sample.count - 72)]) + TestCarrier.box("mdat", media)
    func sign(_ hash: [UInt8]) throws -> [UInt8] {
      builder.editBinding = { fields in
        for index in fields.indices {
          if fields[index].0 == "hash" { fields[index].1 = .bytes(hash) }
          if fields[index].0 == "exclusions", case .array(let list) = fields[index].1 {
            fields[index].1 = .array(list + [subset])
          }
        }
        fields.append(("merkle", .array([tree])))
      }
      return try builder.sign(source, .avif)
    }
    let draft = try sign([UInt8](repeating: 0, count: 32))
    let file = try sign(Self.hash(draft, 0..<draft.count, mediaPrefix: 16))
    let trust = SignedFile.trust(pki)
    let report = try SignedFile.validate(file, trust: trust)
    #expect((report.state == .trusted) == isRight, "\(report.statuses.all)")
    // Every byte of the media data counts.
    guard isRight else { return }
    for offset in [1, 7, 8, 9, 40, 72] {
      var changed = file
      changed[changed.count - offset] ^= 1
      #expect(try SignedFile.validate(changed, trust: trust).integrity == .altered)
      var first = file
      first[first.count - 72 + offset - 1] ^= 1
      #expect(try SignedFile.validate(first, trust: trust).integrity == .altered)
    }
  }

  @Test("an auxiliary box may hold nothing but its proof, and not one of no leaf")
  func strayBoxes() throws {
    for (box, isRight) in [
      (Self.proof(0, []), true), (Self.proof(5, []), false), (Self.proof(-1, []), false),
      (Self.proof(0, [], padding: [0, 0x41]), false), (Self.proof(0, [], localID: 3), true),
      (Self.proof(0, [[UInt8](repeating: 0, count: 32)]), false),
    ] {
      let report = try Self.blocks(rows: 5) { _ in box }
      #expect((report.state == .trusted) == isRight, "\(report.statuses.all)")
    }
  }

  // MARK: Fragments

  /// What is hashed of the root boxes in a range: each with its place, C2PA boxes and `ftyp` left
  /// out.
  private static func hash(
    _ file: [UInt8], _ range: Range<Int>, mediaPrefix: Int = .max
  ) -> [UInt8] {
    var parts: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let length = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self)
      if type != "uuid", type != "ftyp" {
        let kept = type == "mdat" ? min(mediaPrefix, length) : length
        parts += big(position, 8) + file[position..<(position + kept)]
      }
      position += length
    }
    return sha256(parts)
  }

  private static func starts(of type: String, in file: [UInt8]) -> [Int] {
    var starts: [Int] = []
    var position = 0
    while position + 8 <= file.count {
      if String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self) == type {
        starts.append(position)
      }
      position += file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    return starts
  }

  /// An AVIF sequence of three fragments, signed with a Merkle tree of one row.
  private static func fragments(
    pki: TestPKI, withBoxes: Bool = true
  ) throws -> [UInt8] {
    var file = TestCarrier.avif.sample
    for number in 0..<3 {
      if withBoxes { file += proof(number, [], localID: 1) }
      file += TestCarrier.box("moof", TestCarrier.box("mfhd", big(0, 4) + big(number + 1, 4)))
      file += TestCarrier.box("mdat", [UInt8](repeating: UInt8(number), count: 20))
    }
    var builder = ManifestBuilder(identity: try pki.signer())
    func sign(_ row: [[UInt8]], _ initial: [UInt8]) throws -> [UInt8] {
      builder.editBinding = { fields in
        fields.removeAll { $0.0 == "hash" }
        fields.append(("merkle", .array([Self.tree(row, count: 3, initial: initial)])))
      }
      return try builder.sign(file, .avif)
    }
    // The places of the boxes do not depend on the values of the digests.
    let empty = [UInt8](repeating: 0, count: 32)
    let draft = try sign([empty, empty, empty], empty)
    let starts = Self.starts(of: "moof", in: draft)
    let ends = starts.dropFirst() + [draft.count]
    return try sign(
      zip(starts, ends).map { hash(draft, $0..<$1) }, hash(draft, 0..<starts[0]))
  }

  @Test("the fragments of a file are compared with the leaves of a Merkle tree")
  func moof() throws {
    let pki = try TestPKI()
    let trust = SignedFile.trust(pki)
    let file = try Self.fragments(pki: pki)
    let report = try SignedFile.validate(file, trust: trust)
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(SignedFile.successes(report).contains("assertion.bmffHash.match"))

    for position in [file.count - 5, Self.starts(of: "meta", in: file)[0] + 20] {
      var changed = file
      changed[position] ^= 1
      let altered = try SignedFile.validate(changed, trust: trust)
      #expect(altered.integrity == .altered, "byte \(position)")
      #expect(SignedFile.failures(altered).contains("assertion.bmffHash.mismatch"))
    }
    // A fragment that is gone, and one that comes twice.
    let starts = Self.starts(of: "moof", in: file)
    let last = Array(file[starts[2]...])
    for other in [Array(file[..<starts[2]]), file + last] {
      let altered = try SignedFile.validate(other, trust: trust)
      #expect(SignedFile.failures(altered).contains("assertion.bmffHash.malformed"))
    }
  }

  /// What is done to the trees of two tracks.
  enum Trees: CaseIterable {
    case asSigned, swapped, oneTwice
  }

  @Test("each track has one tree of its own, over its own fragments", arguments: Trees.allCases)
  func tracks(kind: Trees) throws {
    let pki = try TestPKI()
    var file = TestCarrier.avif.sample
    let owners = [1, 2, 2, 1, 2]
    for (number, track) in owners.enumerated() {
      let location = owners[..<number].count { $0 == track }
      file += Self.proof(location, [], localID: track)
      let header = TestCarrier.box("tfhd", Self.big(0, 4) + Self.big(track, 4))
      file += TestCarrier.box(
        "moof",
        TestCarrier.box("mfhd", Self.big(0, 4) + Self.big(number + 1, 4))
          + TestCarrier.box("traf", header))
      file += TestCarrier.box("mdat", [UInt8](repeating: UInt8(number), count: 20))
    }
    var builder = ManifestBuilder(identity: try pki.signer())
    func sign(_ leaves: [[UInt8]], _ initial: [UInt8]) throws -> [UInt8] {
      let trees = (kind == .oneTwice ? [1, 2, 1] : [1, 2]).map { track in
        let owner = kind == .swapped ? 3 - track : track
        let own = zip(leaves, owners).filter { $0.1 == owner }.map(\.0)
        return Self.tree(own, count: own.count, initial: initial, track: track)
      }
      builder.editBinding = { fields in
        fields.removeAll { $0.0 == "hash" }
        fields.append(("merkle", .array(trees)))
      }
      return try builder.sign(file, .avif)
    }
    let empty = [UInt8](repeating: 0, count: 32)
    let draft = try sign(owners.map { _ in empty }, empty)
    let starts = Self.starts(of: "moof", in: draft)
    let ends = starts.dropFirst() + [draft.count]
    let signed = try sign(
      zip(starts, ends).map { Self.hash(draft, $0..<$1) }, Self.hash(draft, 0..<starts[0]))
    let trust = SignedFile.trust(pki)
    let report = try SignedFile.validate(signed, trust: trust)
    #expect((report.state == .trusted) == (kind == .asSigned), "\(report.statuses.all)")
    if kind == .oneTwice {
      #expect(SignedFile.failures(report).contains("assertion.bmffHash.malformed"))
    }
    guard kind == .asSigned else { return }
    // A fragment of a track that has no tree is found, and one of no track.
    for header in [TestCarrier.box("tfhd", Self.big(0, 4) + Self.big(3, 4)), []] {
      let more = TestCarrier.box("moof", TestCarrier.box("traf", header))
      let stray = signed + more + TestCarrier.box("mdat", [1, 2, 3])
      let altered = try SignedFile.validate(stray, trust: trust)
      #expect(altered.integrity == .altered)
      #expect(SignedFile.failures(altered).contains("assertion.bmffHash.mismatch"))
    }
    // A change in a fragment of either track is found.
    for start in starts {
      var changed = signed
      changed[start + 70] ^= 1
      #expect(try SignedFile.validate(changed, trust: trust).integrity == .altered)
    }
  }

  @Test("what no tree covers, and trees without end, are found")
  func uncovered() throws {
    let pki = try TestPKI()
    let trust = SignedFile.trust(pki)
    func validate(_ trees: [TestCBOR], fragments: [Int] = []) throws -> Set<String> {
      var builder = ManifestBuilder(identity: try pki.signer())
      builder.editBinding = { fields in
        fields.removeAll { $0.0 == "hash" }
        fields.append(("merkle", .array(trees)))
      }
      var file = TestCarrier.avif.sample
      for track in fragments {
        let header = TestCarrier.box("tfhd", Self.big(0, 4) + Self.big(track, 4))
        file += TestCarrier.box("moof", TestCarrier.box("traf", header))
      }
      return SignedFile.failures(
        try SignedFile.validate(try builder.sign(file, .avif), trust: trust))
    }
    let empty = [UInt8](repeating: 0, count: 32)
    func fragmentTree(_ track: Int) -> TestCBOR {
      Self.tree([empty], count: 1, initial: empty, track: track)
    }
    // The media data alone says nothing of the boxes beside it.
    let media = Array(TestCarrier.avif.sample.suffix(64))
    #expect(
      try validate([Self.tree([Self.sha256(media)], count: 1)]).contains(
        "assertion.bmffHash.malformed"))
    let many = try validate((1...257).map(fragmentTree), fragments: [1])
    #expect(many.contains("assertion.bmffHash.malformed"))
  }

  @Test("fragments without their auxiliary boxes are malformed")
  func bareFragments() throws {
    let pki = try TestPKI()
    let file = try Self.fragments(pki: pki, withBoxes: false)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(report).contains("assertion.bmffHash.malformed"))
  }
}
