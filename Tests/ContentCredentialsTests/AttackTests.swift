import ByteReading
import Containers
import ContentCredentials
import Crypto
import Testing
import _CredentialTestSupport

/// Attacks that other validators of Content Credentials fell for.
struct AttackTests {
  private static func big(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  @Test("a store in a sidecar does not excuse what was put where it once was")
  func detachedStore() throws {
    let pki = try TestPKI()
    let signed = try ManifestBuilder(identity: try pki.signer())
      .sign(TestCarrier.png.sample, .png)
    let length = signed[33..<37].reduce(0) { $0 << 8 | Int($1) }
    let store = Array(signed[41..<(41 + length)])
    // A chunk of the same size with other content, which the exclusion covers.
    let other = TestCarrier.chunk("teXt", [UInt8](repeating: 0x41, count: length))
    let file = Array(signed[..<33]) + other + Array(signed[(33 + 12 + length)...])
    let report = try SignedFile.validate(
      file, trust: SignedFile.trust(pki), sidecar: store)
    #expect(report.state == .invalid)
    #expect(SignedFile.failures(report).contains("assertion.dataHash.mismatch"))
  }

  @Test("data that follows the store in its carrier is found")
  func dataBehindStore() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    let sample = TestCarrier.png.sample
    let plain = try builder.sign(sample, .png)
    let length = plain[33..<37].reduce(0) { $0 << 8 | Int($1) }
    // Make room that the exclusion covers, then fill it.
    let room = 64
    builder.editBinding = { fields in
      fields[0].1 = .array([
        .map([("start", .integer(33)), ("length", .integer(12 + length + room))])
      ])
    }
    let grown = try builder.sign(sample, .png)
    let store = Array(grown[41..<(41 + length)])
    for (filling, state) in [(UInt8(0), CredentialReport.State.trusted), (0x41, .invalid)] {
      let chunk = TestCarrier.chunk("caBX", store + [UInt8](repeating: filling, count: room))
      let file = Array(sample[..<33]) + chunk + Array(sample[33...])
      let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
      #expect(report.state == state, "\(report.statuses.all)")
    }
  }

  @Test("an exclusion that covers a byte more than the segments of a JPEG is refused")
  func wideExclusion() throws {
    let report = try SignedFile.report(.jpeg) { builder, _ in
      builder.editBinding = { fields in
        guard case .array(let list) = fields[0].1, case .map(let pairs) = list[0],
          case .integer(let length) = pairs[1].1
        else { return }
        fields[0].1 = .array([.map([pairs[0], ("length", .integer(length + 4))])])
      }
    }
    #expect(SignedFile.failures(report).contains("assertion.dataHash.mismatch"))
  }

  @Test("other exclusions are named, and their ranges reported")
  func additionalExclusion() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    let hidden = 5000..<5040
    let sample = TestCarrier.png.sample + [UInt8](repeating: 0, count: 8000)
    builder.editBinding = { fields in
      guard case .array(let list) = fields[0].1 else { return }
      fields[0].1 = .array(
        list
          + [.map([("start", .integer(hidden.lowerBound)), ("length", .integer(hidden.count))])])
    }
    // The digest that the builder makes covers the hidden bytes: take it without them.
    let draft = try builder.sign(sample, .png)
    let length = draft[33..<37].reduce(0) { $0 << 8 | Int($1) }
    let carrier = 33..<(45 + length)
    let covered =
      Array(draft[..<33]) + draft[carrier.upperBound..<hidden.lowerBound]
      + draft[hidden.upperBound...]
    let hash = Array(SHA256.hash(data: covered))
    let edit = builder.editBinding
    builder.editBinding = { fields in
      edit(&fields)
      StatusCodeTests.set("hash", .bytes(hash), &fields)
    }
    for filling in [UInt8(0), 0x41] {
      var file = try builder.sign(sample, .png)
      #expect(file.count == draft.count)
      file.replaceSubrange(hidden, with: [UInt8](repeating: filling, count: hidden.count))
      let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
      #expect(report.state == .trusted, "\(report.statuses.all)")
      #expect(
        SignedFile.notes(report).contains("assertion.dataHash.additionalExclusionsPresent"))
      #expect(report.uncoveredRanges == [hidden])
    }
  }

  @Test("an exclusion that covers more than the manifest of an SVG is refused")
  func wideExclusionOfText() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    let closing = "</c2pa:manifest></metadata>".utf8.count
    builder.editBinding = { fields in
      guard case .array(let list) = fields[0].1, case .map(let pairs) = list[0],
        case .integer(let length) = pairs[1].1
      else { return }
      fields[0].1 = .array([.map([pairs[0], ("length", .integer(length + closing + 40))])])
    }
    let report = try SignedFile.validate(
      try builder.sign(TestCarrier.svg.sample, .svg), trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(report).contains("assertion.dataHash.mismatch"))
  }

  /// Takes bytes out of a store, and makes the boxes around them shorter.
  private static func shrink(_ store: [UInt8], removing range: Range<Int>) -> [UInt8] {
    var result = store
    var position = 0
    var end = store.count
    while position + 8 <= end {
      let length = store[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard length >= 8 else { break }
      guard (position..<(position + length)).contains(range.lowerBound) else {
        position += length
        continue
      }
      result.replaceSubrange(position..<(position + 4), with: big(length - range.count))
      end = position + length
      guard store[(position + 4)..<(position + 8)].elementsEqual("jumb".utf8) else { break }
      position += 8
    }
    result.removeSubrange(range)
    return result
  }

  @Test("room that the padding of a signature gave up cannot be filled with other content")
  func shrunkPadding() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.padding = [UInt8](repeating: 0, count: 90)
    let sample = TestCarrier.svg.sample
    let signed = try builder.sign(sample, .svg)
    let whole = try SignedFile.validate(signed, trust: SignedFile.trust(pki))
    #expect(whole.state == .trusted, "\(whole.statuses.all)")
    let container = try Container(parsing: ByteView(signed))
    let payload = try #require(container.payloads(of: .c2pa).first)
    var store = payload.data.bytes
    // The text `pad`, then a byte string of 90 bytes, of which 60 go.
    let head: [UInt8] = [0x63, 0x70, 0x61, 0x64, 0x58, 90]
    let start = try #require(
      (0..<(store.count - 96)).first { store[$0..<($0 + 6)].elementsEqual(head) })
    store[start + 5] = 30
    store = Self.shrink(store, removing: (start + 6)..<(start + 66))
    let embedded = TestCarrier.svg.embed(store, in: sample)
    let lost = signed.count - embedded.file.count
    #expect(lost == 80)
    let script = Array("<script>alert(1)</script>".utf8)
    for filling in [script + [UInt8](repeating: 0x20, count: lost - script.count)] {
      // Behind the element, where the exclusion still reaches.
      let text = "</c2pa:manifest></metadata>".utf8
      let end = embedded.carrier.upperBound + text.count
      let file = Array(embedded.file[..<end]) + filling + Array(embedded.file[end...])
      let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
      #expect(report.state == .invalid)
      #expect(SignedFile.failures(report).contains("assertion.dataHash.mismatch"))
    }
  }

  @Test("an address in a manifest or a file is named, and never followed")
  func noRequests() throws {
    // Nothing answers there: a validator that asked would wait or fail.
    let address = "http://127.0.0.1:9/manifest.c2pa"
    let cloud = TestAssertion(
      "c2pa.cloud-data",
      .cbor(
        .map([
          ("label", .text("org.example")), ("size", .integer(1)),
          (
            "location",
            .map([("url", .text(address)), ("alg", .text("sha256")), ("hash", .bytes([1]))])
          ),
          ("content_type", .text("application/cbor")),
        ])))
    let report = try SignedFile.report { builder, _ in builder.assertions.append(cloud) }
    #expect(report.state == .trusted)
    #expect(SignedFile.notes(report).contains("assertion.inaccessible"))
    let file = ByteView(TestCarrier.png.sample)
    let remote = CredentialValidator(trust: TrustStore()).validate(
      file: file, container: try Container(parsing: file), remoteURL: address,
      at: SignedFile.now)
    #expect(remote.state == .remoteOnly)
    #expect(SignedFile.notes(remote) == ["manifest.inaccessible"])
  }

  @Test("data in the padding of a signature is found")
  func signaturePadding() throws {
    for (filling, state) in [(UInt8(0), CredentialReport.State.trusted), (0x41, .invalid)] {
      let report = try SignedFile.report { builder, _ in
        builder.padding = [UInt8](repeating: filling, count: 32)
      }
      #expect(report.state == state, "\(report.statuses.all)")
    }
  }

  @Test("the claim is what is verified, not what the signature carries")
  func attachedPayload() throws {
    let report = try SignedFile.report { builder, _ in
      builder.editSignature = { $0[2] = .bytes([1, 2, 3]) }
    }
    #expect(SignedFile.failures(report).contains("claimSignature.mismatch"))
  }

  @Test("certificates in both headers are refused")
  func twoChains() throws {
    let report = try SignedFile.report { builder, pki in
      let certificate = builder.identity.certificate
      builder.editSignature = { parts in
        parts[1] = .numbered([(33, .bytes(certificate))])
      }
    }
    #expect(SignedFile.failures(report).contains("signingCredential.invalid"))
  }

  @Test("of two stores none counts")
  func twoStores() throws {
    let pki = try TestPKI()
    let signed = try ManifestBuilder(identity: try pki.signer())
      .sign(TestCarrier.png.sample, .png)
    let length = signed[33..<37].reduce(0) { $0 << 8 | Int($1) }
    let chunk = Array(signed[33..<(45 + length)])
    let file = Array(signed[..<33]) + chunk + Array(signed[33...])
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.state == .none)
    #expect(report.storeCount == 2)
  }

  @Test("lengths of boxes that underflow or overrun are faults")
  func boxLengths() throws {
    for length in [0, 1, 7, 0x7FFF_FFFF, 0xFFFF_FFFF] {
      let description = ManifestBuilder.box("jumd", [UInt8](repeating: 0, count: 17))
      let child = Self.big(length) + Array("jumb".utf8)
      let store = ManifestBuilder.box("jumb", description + child)
      #expect(throws: ParsingError.self) { try ManifestStore(parsing: ByteView(store)) }
    }
  }

  @Test("deep nesting of boxes and of CBOR stops at a limit")
  func nesting() throws {
    var box = ManifestBuilder.superbox("c2as", "x", [])
    for _ in 0..<200 { box = ManifestBuilder.superbox("c2as", "x", [box]) }
    do {
      _ = try JUMBFBox(parsing: ByteView(box))
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.identifier == "limit.nesting")
    }
    let arrays = [UInt8](repeating: 0x81, count: 100_000) + [0]
    do {
      _ = try CBOR(decoding: ByteView(arrays))
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.identifier == "limit.nesting")
    }
    #expect(throws: ParsingError.self) {
      try CBOR(decoding: ByteView([0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]))
    }
    #expect(throws: ParsingError.self) {
      try CBOR(decoding: ByteView([0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02]))
    }
  }

  @Test("a compressed manifest that grows beyond the limit is refused")
  func bomb() throws {
    let packed = ManifestBuilder.superbox(
      "c2cm", "urn:c2pa:x", [ManifestBuilder.box("brob", Array("jumb".utf8) + [0xFF, 0x00, 0x13])])
    let store = try ManifestStore(parsing: ByteView(ManifestBuilder.store([packed])))
    #expect(store.manifests[0].kind == .compressed)
    let file = TestCarrier.png.embed(ManifestBuilder.store([packed]), in: TestCarrier.png.sample)
      .file
    let report = try SignedFile.validate(file, trust: TrustStore())
    #expect(report.state == .invalid)
    #expect(SignedFile.failures(report).contains("manifest.compressed.invalid"))
  }

  @Test("a chain through a certificate that may not sign others is none")
  func leafAsAuthority() throws {
    let pki = try TestPKI()
    let leaf = try pki.signer()
    var certificate = TestCertificate()
    certificate.commonName = "Below a leaf"
    var below = try TestPKI.issue(certificate, by: leaf, seed: "below")
    below.chain = [leaf.certificate, pki.intermediate.certificate]
    let file = try ManifestBuilder(identity: below).sign(TestCarrier.png.sample, .png)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.trust == .untrusted)
    #expect(report.state == .valid)
  }

  @Test("path length and name constraints of an authority are kept")
  func constraints() throws {
    let long = try TestPKI(seed: "long") { $0.pathLength = 0 }
    var authority = TestCertificate()
    authority.isAuthority = true
    authority.keyUsage = 0x06
    authority.purposes = nil
    authority.commonName = "Second"
    let second = try TestPKI.issue(authority, by: long.intermediate, seed: "second")
    var leaf = try TestPKI.issue(TestCertificate(), by: second, seed: "leaf")
    leaf.chain = [second.certificate, long.intermediate.certificate]
    let file = try ManifestBuilder(identity: leaf).sign(TestCarrier.png.sample, .png)
    #expect(try SignedFile.validate(file, trust: SignedFile.trust(long)).trust == .untrusted)

    for (organization, trust) in [
      ("Assay Test", CredentialReport.Trust.trusted), ("Somebody", .untrusted),
    ] {
      var permitted = TestCertificate()
      permitted.organization = organization
      // Only the organization: the first attribute of the name.
      let name = DERBuilder.sequence(
        DERBuilder.set(
          DERBuilder.sequence(DERBuilder.oid("2.5.4.10"), DERBuilder.text(organization))))
      let constraint = DERBuilder.sequence(
        DERBuilder.element(0xA0, DERBuilder.sequence(DERBuilder.explicit(4, name))))
      let named = try TestPKI(seed: "named") {
        $0.extraExtensions = [
          DERBuilder.sequence(
            DERBuilder.oid("2.5.29.30"), DERBuilder.yes, DERBuilder.octets(constraint))
        ]
      }
      let file = try ManifestBuilder(identity: try named.signer())
        .sign(TestCarrier.png.sample, .png)
      #expect(try SignedFile.validate(file, trust: SignedFile.trust(named)).trust == trust)
    }
  }

  @Test("thousands of references to a large box cost one digest", .timeLimit(.minutes(1)))
  func manyReferences() throws {
    let report = try SignedFile.report(.jpeg) { builder, pki in
      let manifest = try IngredientTests.parent(pki) {
        $0.assertions.append(
          TestAssertion(
            "c2pa.thumbnail.claim.jpeg",
            .file(mediaType: "image/jpeg", [UInt8](repeating: 1, count: 400_000))))
      }
      builder.ingredients = [manifest]
      builder.assertions += (1...1000).map {
        IngredientTests.ingredient(
          manifest, relationship: "componentOf", name: "c2pa.ingredient.v3__\($0)")
      }
    }
    #expect(report.state == .trusted)
    #expect(report.ingredients.count == 1000)
  }

  @Test("a manifest that nobody refers to says nothing")
  func unreferenced() throws {
    let report = try SignedFile.report { builder, pki in
      builder.ingredients = [try IngredientTests.parent(pki)]
      builder.assertions = [
        .created("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture")
      ]
    }
    #expect(report.state == .trusted)
    #expect(report.manifests[0].statuses.contains(.manifestUnreferenced))
    #expect(!report.manifests[0].isReferenced)
    #expect(report.signals.map(\.name) == [.capturedMedia])
  }

  @Test("any byte of a signed file may change without a trap, and none unnoticed")
  func flippedBytes() throws {
    let pki = try TestPKI()
    let file = try ManifestBuilder(identity: try pki.signer())
      .sign(TestCarrier.png.sample, .png)
    let trust = SignedFile.trust(pki)
    let carrier = 33..<(45 + file[33..<37].reduce(0) { $0 << 8 | Int($1) })
    for position in stride(from: 0, to: file.count, by: 11) {
      var changed = file
      changed[position] ^= 0x55
      let view = ByteView(changed)
      guard let container = try? Container(parsing: view) else { continue }
      let report = CredentialValidator(trust: trust).validate(
        file: view, container: container, at: SignedFile.now)
      if !carrier.contains(position) {
        #expect(report.state != .trusted, "byte \(position)")
      }
    }
  }
}
