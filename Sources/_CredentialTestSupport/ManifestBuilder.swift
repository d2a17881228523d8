import Crypto
import Foundation

/// Makes signed manifests, with any one thing broken on purpose.
public struct ManifestBuilder: Sendable {
  /// How the manifest is bound to the content.
  public enum Binding: Sendable {
    case data, boxes, bmff, none
  }

  /// The label of the manifest.
  public var label = "urn:c2pa:00000000-0000-4000-8000-000000000001"
  /// The version of the claim, 1 or 2.
  public var claimVersion = 2
  /// Whether it is an update manifest.
  public var isUpdate = false
  /// The type of the manifest's box where it is another: `c2md`, `c2tm`.
  public var type: String?
  /// Whether the signature has its tag.
  public var isTagged = true
  /// How it is bound; nil for what fits the format.
  public var binding: Binding?
  /// The assertions besides the hard binding.
  public var assertions: [TestAssertion] = [.created()]
  /// Who signs.
  public var identity: TestIdentity
  /// Manifests before this one, as boxes.
  public var ingredients: [[UInt8]] = []
  /// The assertions that the claim redacts.
  public var redactions: [String] = []
  /// The authority of a time-stamp with its time; nil for none.
  public var timeStamp: (pki: TestPKI, authority: TestIdentity, seconds: Int)?
  /// Whether the time-stamp is of the old kind.
  public var hasOldTimeStamp = false
  /// OCSP responses to staple.
  public var ocspResponses: [[UInt8]] = []
  /// Zeros at the end of the unprotected header.
  public var padding: [UInt8] = []
  /// Changes the fields of the claim.
  public var editClaim: @Sendable (inout [(String, TestCBOR)]) -> Void = { _ in }
  /// Changes the fields of the hard binding.
  public var editBinding: @Sendable (inout [(String, TestCBOR)]) -> Void = { _ in }
  /// Changes the protected header.
  public var editProtected: @Sendable (inout [(Int, TestCBOR)]) -> Void = { _ in }
  /// Changes the unprotected header.
  public var editUnprotected: @Sendable (inout [(String, TestCBOR)]) -> Void = { _ in }
  /// Changes the four parts of the signature.
  public var editSignature: @Sendable (inout [TestCBOR]) -> Void = { _ in }
  /// Changes the boxes of the manifest.
  public var editBoxes: @Sendable (inout [[UInt8]]) -> Void = { _ in }

  /// Creates a builder.
  public init(identity: TestIdentity) { self.identity = identity }

  // MARK: JUMBF

  private static func big(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// A box.
  public static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    big(content.count + 8) + Array(type.utf8) + content
  }

  /// A superbox with a label.
  public static func superbox(_ type: String, _ label: String, _ contents: [[UInt8]]) -> [UInt8] {
    let tail: [UInt8] = [0, 0x11, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    let identifier =
      type == "bfdb-file"
      ? [
        0x40, 0xCB, 0x0C, 0x32, 0xBB, 0x8A, 0x48, 0x9D, 0xA7, 0x0B, 0x2A, 0xD6, 0xF4, 0x7F, 0x43,
        0x69,
      ] : Array(type.utf8) + tail
    let description = box("jumd", identifier + [3] + Array(label.utf8) + [0])
    return box("jumb", description + contents.flatMap { $0 })
  }

  private static func assertionBox(_ assertion: TestAssertion) -> [UInt8] {
    switch assertion.content {
    case .cbor(let item): superbox("cbor", assertion.label, [box("cbor", item.encoded)])
    case .json(let text): superbox("json", assertion.label, [box("json", Array(text.utf8))])
    case .file(let type, let bytes):
      superbox(
        "bfdb-file", assertion.label,
        [box("bfdb", [0] + Array(type.utf8) + [0]), box("bidb", bytes)])
    case .box(let type, let bytes): superbox("cbor", assertion.label, [box(type, bytes)])
    }
  }

  /// The digest by which a box is referred to.
  public static func hash(_ box: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: box.dropFirst(8)))
  }

  /// A reference to a box.
  public static func reference(_ url: String, _ box: [UInt8]) -> TestCBOR {
    .map([("url", .text(url)), ("hash", .bytes(hash(box)))])
  }

  /// The box of an assertion of this manifest, for references.
  public static func encoded(_ assertion: TestAssertion) -> [UInt8] { assertionBox(assertion) }

  // MARK: Manifest

  /// Makes the manifest with a hard binding.
  public func manifest(binding: TestAssertion?) throws -> [UInt8] {
    let all = assertions + (binding.map { [$0] } ?? [])
    var created: [TestCBOR] = []
    var gathered: [TestCBOR] = []
    var boxes: [[UInt8]] = []
    for assertion in all {
      let box = Self.assertionBox(assertion)
      if assertion.isPresent { boxes.append(box) }
      guard assertion.isDeclared else { continue }
      var hash = Self.hash(box)
      if assertion.hasWrongHash { hash[0] ^= 1 }
      let url = assertion.uri ?? "self#jumbf=c2pa.assertions/\(assertion.label)"
      let reference = TestCBOR.map([("url", .text(url)), ("hash", .bytes(hash))])
      if assertion.isGathered { gathered.append(reference) } else { created.append(reference) }
    }
    let claim = claimBytes(created, gathered)
    let claimLabel = claimVersion == 2 ? "c2pa.claim.v2" : "c2pa.claim"
    var parts = [
      Self.superbox("c2as", "c2pa.assertions", boxes),
      Self.superbox("c2cl", claimLabel, [Self.box("cbor", claim)]),
      Self.superbox("c2cs", "c2pa.signature", [Self.box("cbor", try signature(claim))]),
    ]
    editBoxes(&parts)
    return Self.superbox(type ?? (isUpdate ? "c2um" : "c2ma"), label, parts)
  }

  private func claimBytes(_ created: [TestCBOR], _ gathered: [TestCBOR]) -> [UInt8] {
    var fields: [(String, TestCBOR)] = [
      ("instanceID", .text("xmp:iid:00000000-0000-4000-8000-000000000002")),
      ("signature", .text("self#jumbf=/c2pa/\(label)/c2pa.signature")),
      ("alg", .text("sha256")), ("dc:title", .text("test")),
    ]
    let generator = TestCBOR.map([("name", .text("Assay Tests")), ("version", .text("1.0"))])
    if claimVersion == 2 {
      fields.append(("claim_generator_info", generator))
      fields.append(("created_assertions", .array(created)))
      if !gathered.isEmpty { fields.append(("gathered_assertions", .array(gathered))) }
    } else {
      fields.append(("claim_generator", .text("Assay_Tests/1.0")))
      fields.append(("claim_generator_info", .array([generator])))
      fields.append(("dc:format", .text("image/jpeg")))
      fields.append(("assertions", .array(created + gathered)))
    }
    if !redactions.isEmpty {
      fields.append(("redacted_assertions", .array(redactions.map { .text($0) })))
    }
    editClaim(&fields)
    return TestCBOR.map(fields).encoded
  }

  private static func structure(
    _ context: String, _ protected: [UInt8], _ payload: [UInt8]
  ) -> [UInt8] {
    TestCBOR.array([.text(context), .bytes(protected), .bytes([]), .bytes(payload)]).encoded
  }

  /// Makes the signature of a claim.
  private func signature(_ claim: [UInt8]) throws -> [UInt8] {
    var header: [(Int, TestCBOR)] = [
      (1, .integer(identity.key.coseAlgorithm)),
      (33, .array(([identity.certificate] + identity.chain).map { .bytes($0) })),
    ]
    editProtected(&header)
    let protected = TestCBOR.numbered(header).encoded
    let value = try identity.key.signCOSE(Self.structure("Signature1", protected, claim))
    var unprotected: [(String, TestCBOR)] = []
    if let timeStamp {
      let payload = hasOldTimeStamp ? claim : TestCBOR.bytes(value).encoded
      let token = try timeStamp.pki.timeStamp(
        Self.structure("CounterSignature", protected, payload), at: timeStamp.seconds,
        by: timeStamp.authority)
      let content =
        hasOldTimeStamp
        ? DERBuilder.sequence(DERBuilder.sequence(DERBuilder.integer(0)), token) : token
      unprotected.append(
        (
          hasOldTimeStamp ? "sigTst" : "sigTst2",
          .map([("tstTokens", .array([.map([("val", .bytes(content))])]))])
        ))
    }
    if !ocspResponses.isEmpty {
      unprotected.append(
        ("rVals", .map([("ocspVals", .array(ocspResponses.map { .bytes($0) }))])))
    }
    if !padding.isEmpty { unprotected.append(("pad", .bytes(padding))) }
    editUnprotected(&unprotected)
    var parts: [TestCBOR] = [.bytes(protected), .map(unprotected), .null, .bytes(value)]
    editSignature(&parts)
    return isTagged ? TestCBOR.tagged(18, .array(parts)).encoded : TestCBOR.array(parts).encoded
  }

  /// The token that stamps a signature, for a `c2pa.time-stamp` assertion of a later manifest.
  public static func laterTimeStamp(
    signatureBox content: (protected: [UInt8], signature: [UInt8]), pki: TestPKI,
    authority: TestIdentity, seconds: Int
  ) throws -> [UInt8] {
    try pki.timeStamp(
      structure(
        "CounterSignature", content.protected, TestCBOR.bytes(content.signature).encoded),
      at: seconds, by: authority)
  }

  /// A manifest in its packed form. The Brotli stream holds it without compression.
  public static func compressed(_ manifest: [UInt8], label: String) -> [UInt8] {
    var stream: [UInt8] = []
    var rest = manifest[...]
    var isFirst = true
    while !rest.isEmpty {
      let part = rest.prefix(65_536)
      // The window size (one zero bit, once), then: not the last block, four nibbles of length,
      // the length less one, not compressed.
      let shift = isFirst ? 4 : 3
      let header = (part.count - 1) << shift | 1 << (shift + 16)
      stream += (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) } + Array(part)
      rest = rest.dropFirst(part.count)
      isFirst = false
    }
    stream.append(3)
    return superbox("c2cm", label, [box("brob", stream)])
  }

  /// A store of manifests.
  public static func store(_ manifests: [[UInt8]]) -> [UInt8] {
    superbox("c2pa", "c2pa", manifests)
  }

  // MARK: Files

  /// Signs a file and puts the store into it.
  public func sign(_ file: [UInt8], _ carrier: TestCarrier) throws -> [UInt8] {
    let kind = binding ?? ([.heif, .avif].contains(carrier) ? .bmff : .data)
    var hash = [UInt8](repeating: 0, count: 32)
    var range = 0..<0
    var entries: TestCBOR = .array([])
    var result = file
    // The size of the store depends on the numbers in it; three rounds settle them.
    for _ in 0..<4 {
      let assertion = bindingAssertion(kind, hash: hash, range: range, boxes: entries)
      let store = Self.store(ingredients + [try manifest(binding: assertion)])
      let embedded = carrier.embed(store, in: file)
      result = embedded.file
      range = embedded.carrier
      switch kind {
      case .data:
        hash = Array(
          SHA256.hash(
            data: Array(result[..<range.lowerBound]) + Array(result[range.upperBound...])))
      case .bmff: hash = Self.bmffHash(result)
      case .boxes: entries = Self.boxEntries(result, carrier: range, format: carrier)
      case .none: return result
      }
    }
    return result
  }

  /// Signs a file and gives the store for a sidecar.
  public func sidecar(for file: [UInt8]) throws -> [UInt8] {
    let hash = Array(SHA256.hash(data: file))
    var fields: [(String, TestCBOR)] = [
      ("alg", .text("sha256")), ("hash", .bytes(hash)), ("pad", .bytes([])),
      ("name", .text("jumbf manifest")),
    ]
    editBinding(&fields)
    let assertion = TestAssertion("c2pa.hash.data", .cbor(.map(fields)))
    return Self.store(ingredients + [try manifest(binding: assertion)])
  }

  private func bindingAssertion(
    _ kind: Binding, hash: [UInt8], range: Range<Int>, boxes: TestCBOR
  ) -> TestAssertion? {
    var fields: [(String, TestCBOR)]
    let label: String
    switch kind {
    case .none: return nil
    case .data:
      label = "c2pa.hash.data"
      fields = [
        (
          "exclusions",
          .array([
            .map([("start", .integer(range.lowerBound)), ("length", .integer(range.count))])
          ])
        ), ("alg", .text("sha256")), ("hash", .bytes(hash)), ("pad", .bytes([])),
        ("name", .text("jumbf manifest")),
      ]
    case .bmff:
      label = "c2pa.hash.bmff.v3"
      let type = TestCarrier.uuidBox([])[8..<24]
      fields = [
        (
          "exclusions",
          .array([
            .map([
              ("xpath", .text("/uuid")),
              (
                "data",
                .array([.map([("offset", .integer(8)), ("value", .bytes(Array(type)))])])
              ),
            ]), .map([("xpath", .text("/ftyp"))]), .map([("xpath", .text("/mfra"))]),
          ])
        ), ("alg", .text("sha256")), ("hash", .bytes(hash)), ("name", .text("jumbf manifest")),
      ]
    case .boxes:
      label = "c2pa.hash.boxes"
      fields = [("alg", .text("sha256")), ("boxes", boxes)]
    }
    editBinding(&fields)
    return TestAssertion(label, .cbor(.map(fields)))
  }

  /// The digest of the root boxes other than `uuid`, `ftyp` and `mfra`.
  public static func bmffHash(_ file: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    var position = 0
    while position + 8 <= file.count {
      let length = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self)
      if !["uuid", "ftyp", "mfra"].contains(type) {
        hasher.update(data: [0, 0, 0, 0] + big(position))
        hasher.update(data: file[position..<(position + length)])
      }
      position += length
    }
    return Array(hasher.finalize())
  }

  /// The entries of a box hash of a little-endian TIFF: its header, then each field of the first
  /// directory with what it refers to. A private Exif directory is hashed with its field.
  private static func tiffEntries(_ file: [UInt8]) -> TestCBOR {
    func number(_ position: Int, _ count: Int) -> Int {
      (0..<count).reversed().reduce(0) { $0 << 8 | Int(file[position + $1]) }
    }
    let sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
    func content(_ entry: Int) -> [UInt8] {
      let length = number(entry + 4, 4) * sizes[number(entry + 2, 2)]
      var bytes = Array(file[entry..<(entry + 12)])
      let value = number(entry + 8, 4)
      switch number(entry, 2) {
      case 34665:
        bytes += file[(entry + 8)..<(entry + 12)]
        for index in 0..<number(value, 2) { bytes += content(value + 2 + 12 * index) }
      case 273: bytes += file[value..<(value + 1)]
      default: if length > 4 { bytes += file[value..<(value + length)] }
      }
      return bytes
    }
    func entry(_ name: String, _ hash: [UInt8]) -> TestCBOR {
      .map([
        ("names", .array([.text(name)])), ("hash", .bytes(hash)), ("pad", .bytes([])),
      ])
    }
    var entries = [entry("TIFh", Array(SHA256.hash(data: file[0..<8])))]
    let start = number(4, 4)
    for index in 0..<number(start, 2) {
      let position = start + 2 + 12 * index
      let tag = number(position, 2)
      entries.append(
        tag == 52545
          ? entry("C2PA", [0])
          : entry(String(tag), Array(SHA256.hash(data: content(position)))))
    }
    return .array(entries)
  }

  /// The entries of a box hash, one a box.
  private static func boxEntries(
    _ file: [UInt8], carrier: Range<Int>, format: TestCarrier
  ) -> TestCBOR {
    var entries: [TestCBOR] = []
    func add(_ name: String, _ range: Range<Int>) {
      let isStore = range.lowerBound >= carrier.lowerBound && range.upperBound <= carrier.upperBound
      let hash = isStore ? [0] : Array(SHA256.hash(data: file[range]))
      entries.append(
        .map([
          ("names", .array([.text(isStore ? "C2PA" : name)])), ("hash", .bytes(hash)),
          ("pad", .bytes([])),
        ]))
    }
    switch format {
    case .gif:
      add("GIF89a", 0..<6)
      add("LSD", 6..<carrier.lowerBound)
      add("C2PA", carrier)
      add("2C", carrier.upperBound..<(carrier.upperBound + 10))
      add("TBID", (carrier.upperBound + 10)..<(file.count - 1))
      add("3B", (file.count - 1)..<file.count)
      return .array(entries)
    case .webp:
      add("WEBP", 0..<12)
      add("VP8L", 12..<carrier.lowerBound)
      add("C2PA", carrier)
      return .array(entries)
    case .tiff: return tiffEntries(file)
    default: break
    }
    if format == .png {
      add("PNGh", 0..<8)
      var position = 8
      while position < file.count {
        let length = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
        let name = String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self)
        add(name, position..<(position + length + 12))
        position += length + 12
      }
    } else {
      add("SOI", 0..<2)
      add("C2PA", carrier)
      var position = carrier.upperBound
      let names: [UInt8: String] = [
        0xE0: "APP0", 0xDB: "DQT", 0xC0: "SOF0", 0xC4: "DHT", 0xDA: "SOS",
      ]
      while file[position + 1] != 0xD9 {
        var end = position + 2 + Int(file[position + 2]) << 8 + Int(file[position + 3])
        if file[position + 1] == 0xDA { end = file.count - 2 }
        add(names[file[position + 1]] ?? "COM", position..<end)
        position = end
      }
      add("EOI", position..<(position + 2))
    }
    return .array(entries)
  }
}
