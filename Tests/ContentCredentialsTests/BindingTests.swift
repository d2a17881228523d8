import ByteReading
import Containers
import ContentCredentials
import Crypto
import Foundation
import Testing
import _CredentialTestSupport

struct BindingTests {
  private static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: Data(Array(bytes))))
  }

  @Test("a compressed manifest is unpacked and validated")
  func compressed() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    // The store shrinks and grows with the stream around it: sign for a sidecar instead.
    let file = TestCarrier.png.sample
    let store = try builder.sidecar(for: file)
    let manifest = Array(store[38...])
    let packed = ManifestBuilder.store([
      ManifestBuilder.compressed(manifest, label: builder.label)
    ])
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki), sidecar: packed)
    #expect(report.state == .trusted, "\(report.statuses.all)")
    // A label that is not the one inside is refused.
    builder.label = "urn:c2pa:other"
    let wrong = ManifestBuilder.store([
      ManifestBuilder.compressed(manifest, label: builder.label)
    ])
    let broken = try SignedFile.validate(file, trust: SignedFile.trust(pki), sidecar: wrong)
    #expect(SignedFile.failures(broken).contains("manifest.compressed.invalid"))
  }

  @Test("what a compressed manifest unpacks to is limited")
  func limit() throws {
    let pki = try TestPKI()
    let builder = ManifestBuilder(identity: try pki.signer())
    let manifest = Array(try builder.sidecar(for: [1])[38...])
    let store = ManifestBuilder.store([
      ManifestBuilder.compressed(manifest, label: builder.label)
    ])
    var limits = ParsingLimits()
    limits.payloadSize = manifest.count - 1
    #expect(
      try ManifestStore(parsing: ByteView(store), limits: limits).manifests[0].kind
        == .compressed)
    limits.payloadSize = manifest.count
    #expect(
      try ManifestStore(parsing: ByteView(store), limits: limits).manifests[0].kind == .standard)
  }

  /// A sidecar for `file` whose data hash is wrong, with a multi-asset hash of two parts.
  static func multiAsset(
    _ pki: TestPKI, split: Int, count: Int, of file: [UInt8]
  ) throws -> [UInt8] {
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.editBinding = {
      $0.removeAll { $0.0 == "hash" }
      $0.append(("hash", .bytes([UInt8](repeating: 9, count: 32))))
    }
    func part(_ name: String, _ bytes: ArraySlice<UInt8>) -> TestAssertion {
      TestAssertion(
        name,
        .cbor(
          .map([
            ("alg", .text("sha256")), ("hash", .bytes(sha256(bytes))), ("pad", .bytes([])),
          ])))
    }
    func entry(_ start: Int, _ length: Int, _ name: String) -> TestCBOR {
      .map([
        ("location", .map([("byteOffset", .integer(start)), ("length", .integer(length))])),
        (
          "hashAssertion",
          .map([
            ("url", .text("self#jumbf=c2pa.assertions/\(name)")), ("hash", .bytes([1])),
          ])
        ),
      ])
    }
    builder.assertions += [
      part("c2pa.hash.data.part", file[..<split]),
      part("c2pa.hash.data.part__1", file[split...]),
      TestAssertion(
        "c2pa.hash.multi-asset",
        .cbor(
          .map([
            (
              "parts",
              .array([
                entry(0, split, "c2pa.hash.data.part"),
                entry(split, count - split, "c2pa.hash.data.part__1"),
              ])
            )
          ]))),
    ]
    return try builder.sidecar(for: file)
  }

  @Test("parts that match replace the failure of the whole")
  func parts() throws {
    let pki = try TestPKI()
    let file = TestCarrier.png.sample
    let store = try Self.multiAsset(pki, split: 40, count: file.count, of: file)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki), sidecar: store)
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(SignedFile.successes(report).contains("assertion.multiAssetHash.match"))

    var changed = file
    changed[45] ^= 1
    let mismatch = try SignedFile.validate(changed, trust: SignedFile.trust(pki), sidecar: store)
    #expect(SignedFile.failures(mismatch).contains("assertion.multiAssetHash.mismatch"))

    let longer = try Self.multiAsset(pki, split: 40, count: file.count + 1, of: file)
    let cut = try SignedFile.validate(file, trust: SignedFile.trust(pki), sidecar: longer)
    #expect(SignedFile.failures(cut).contains("assertion.multiAssetHash.mismatch"))

    let shorter = try Self.multiAsset(pki, split: 40, count: file.count - 1, of: file)
    let hole = try SignedFile.validate(file, trust: SignedFile.trust(pki), sidecar: shorter)
    #expect(SignedFile.failures(hole).contains("assertion.multiAssetHash.malformed"))
  }

  // MARK: BMFF

  /// Signs an AVIF with a Merkle tree over blocks of 16 bytes of its media data, which is the last
  /// box of the sample.
  private static func merkle(
    rows: Int, change: @escaping @Sendable (inout [(String, TestCBOR)]) -> Void = { _ in }
  ) throws -> CredentialReport {
    let media = (0..<64).map { UInt8($0) }
    var row = stride(from: 0, to: 64, by: 16).map { sha256(media[$0..<($0 + 16)]) }
    while row.count > rows {
      row = stride(from: 0, to: row.count, by: 2).map { sha256(row[$0] + row[$0 + 1]) }
    }
    let hashes = row
    return try SignedFile.report(.avif) { builder, _ in
      builder.editBinding = { fields in
        var tree: [(String, TestCBOR)] = [
          ("uniqueId", .integer(1)), ("localId", .integer(0)), ("count", .integer(4)),
          ("fixedBlockSize", .integer(16)), ("hashes", .array(hashes.map { .bytes($0) })),
        ]
        change(&tree)
        fields.append(("merkle", .array([.map(tree)])))
      }
    }
  }

  @Test("the leaves of a Merkle tree are compared")
  func leaves() throws {
    let report = try Self.merkle(rows: 4)
    #expect(report.state == .trusted, "\(report.statuses.all)")
  }

  @Test("a Merkle tree that is wrong is found")
  func brokenTrees() throws {
    let mismatch = try Self.merkle(rows: 4) {
      $0[4].1 = .array((0..<4).map { _ in .bytes([UInt8](repeating: 1, count: 32)) })
    }
    #expect(SignedFile.failures(mismatch).contains("assertion.bmffHash.mismatch"))
    let cases: [@Sendable (inout [(String, TestCBOR)]) -> Void] = [
      { $0[2].1 = .integer(5) }, { $0[1].1 = .integer(7) }, { $0.removeLast() },
      { $0.append(("variableBlockSizes", .array([.integer(64)]))) },
      {
        $0.removeAll { $0.0 == "fixedBlockSize" }
        $0.append(("variableBlockSizes", .array([16, 16, 16, 15].map { .integer($0) })))
      },
    ]
    for change in cases {
      let report = try Self.merkle(rows: 4, change: change)
      #expect(SignedFile.failures(report).contains("assertion.bmffHash.malformed"))
    }
    // A row above the leaves needs auxiliary boxes.
    let above = try Self.merkle(rows: 2)
    #expect(SignedFile.failures(above).contains("assertion.bmffHash.malformed"))
  }

  @Test("other exclusions of a BMFF hash are named")
  func exclusions() throws {
    let report = try SignedFile.report(.heif) { builder, _ in
      builder.editBinding = { fields in
        guard case .array(let list) = fields[0].1 else { return }
        fields[0].1 = .array(list + [.map([("xpath", .text("/moov/trak[2]/udta"))])])
      }
    }
    #expect(
      SignedFile.notes(report).contains("assertion.bmffHash.additionalExclusionsPresent"))
    #expect(report.state == .trusted)
    for path in ["moov", "/", "/mo", "/moov[0]", "//moov", "/moov[x]"] {
      let report = try SignedFile.report(.heif) { builder, _ in
        builder.editBinding = { fields in
          guard case .array(let list) = fields[0].1 else { return }
          fields[0].1 = .array(list + [.map([("xpath", .text(path))])])
        }
      }
      #expect(SignedFile.failures(report).contains("assertion.bmffHash.malformed"), "\(path)")
    }
  }

  @Test("data behind the store in a C2PA box, and boxes of unknown purpose, are found")
  func hiddenData() throws {
    let pki = try TestPKI()
    let builder = ManifestBuilder(identity: try pki.signer())
    let signed = try builder.sign(TestCarrier.heif.sample, .heif)
    // A box at the end that only the exclusion of /uuid covers.
    let hidden = TestCarrier.uuidBox([1, 2, 3], purpose: "secret")
    let report = try SignedFile.validate(signed + hidden, trust: SignedFile.trust(pki))
    #expect(report.state == .invalid)
    #expect(SignedFile.failures(report).contains("assertion.bmffHash.mismatch"))
  }

  @Test("the interim list counts last, and the official one for claim-signing certificates only")
  func order() throws {
    let pki = try TestPKI()
    func trust(_ classes: TrustStore.ListClass...) -> TrustStore {
      var trust = TrustStore()
      for each in classes {
        trust.addAnchors(
          pem: ByteView(pki.rootPEM), name: each.rawValue, listClass: each, roles: .signers)
      }
      return trust
    }
    func trust(of identity: TestIdentity, _ trust: TrustStore) throws -> CredentialReport.Trust {
      let file = try ManifestBuilder(identity: identity).sign(TestCarrier.png.sample, .png)
      return try SignedFile.validate(file, trust: trust).trust
    }
    let signer = try pki.signer()
    let mailer = try pki.signer { $0.purposes = ["1.3.6.1.5.5.7.3.4"] }
    #expect(try trust(of: signer, trust(.legacy, .official)) == .trusted)
    #expect(try trust(of: signer, trust(.official, .legacy)) == .trusted)
    #expect(try trust(of: signer, trust(.legacy, .user)) == .trusted)
    #expect(try trust(of: signer, trust(.legacy)) == .legacy)
    #expect(try trust(of: mailer, trust(.official)) == .untrusted)
    #expect(try trust(of: mailer, trust(.official, .legacy)) == .legacy)
    #expect(try trust(of: mailer, trust(.official, .user)) == .trusted)
    var listed = trust(.official)
    listed.addAllowed(
      ByteView(TestPKI.pem(signer.certificate)), name: "ITL", listClass: .legacy)
    #expect(try trust(of: signer, listed) == .trusted)
  }

  @Test("a trusted list of the interim model is called legacy")
  func legacy() throws {
    let pki = try TestPKI()
    let identity = try pki.signer()
    let file = try ManifestBuilder(identity: identity).sign(TestCarrier.png.sample, .png)
    var trust = TrustStore()
    trust.addAllowed(
      ByteView(TestPKI.pem(identity.certificate)), name: "ITL", listClass: .legacy)
    let report = try SignedFile.validate(file, trust: trust)
    #expect(report.state == .trusted)
    #expect(report.trust == .legacy)
    // The same by the digest of the certificate.
    let digest = Data(Self.sha256(identity.certificate)).base64EncodedString()
    var digests = TrustStore()
    digests.addAllowed(ByteView(Array(digest.utf8)), name: "user", listClass: .user)
    #expect(try SignedFile.validate(file, trust: digests).trust == .trusted)
    #expect(try SignedFile.validate(file, trust: TrustStore()).trust == .notChecked)
  }

  @Test("the official list vouches for claim-signing certificates only")
  func purpose() throws {
    let pki = try TestPKI()
    for (purposes, expected) in [
      (["1.3.6.1.4.1.62558.2.1"], CredentialReport.Trust.trusted),
      (["1.3.6.1.5.5.7.3.4"], .untrusted),
    ] {
      let identity = try pki.signer { $0.purposes = purposes }
      let file = try ManifestBuilder(identity: identity).sign(TestCarrier.png.sample, .png)
      var trust = TrustStore()
      trust.addAnchors(
        pem: ByteView(pki.rootPEM), name: "C2PA", listClass: .official, roles: .signers)
      #expect(try SignedFile.validate(file, trust: trust).trust == expected)
    }
  }
}
