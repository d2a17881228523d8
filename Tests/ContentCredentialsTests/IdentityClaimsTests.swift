import ByteReading
import Containers
@testable import ContentCredentials
import Foundation
import Testing
import _CredentialTestSupport

/// Identity assertions whose credential was issued by the holder of a decentralized identifier.
struct IdentityClaimsTests {
  private static let file = TestCarrier.png.sample

  private static func base64(_ bytes: [UInt8], isURL: Bool = false) -> String {
    let text = Data(bytes).base64EncodedString()
    guard isURL else { return text }
    return text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private static func base58(_ bytes: [UInt8]) -> String {
    let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    var digits: [Int] = []
    for byte in bytes {
      var carry = Int(byte)
      for index in digits.indices {
        carry += digits[index] << 8
        digits[index] = carry % 58
        carry /= 58
      }
      while carry > 0 {
        digits.append(carry % 58)
        carry /= 58
      }
    }
    let zeros = bytes.prefix { $0 == 0 }.map { _ in 0 }
    return String((zeros + digits.reversed()).map { alphabet[$0] })
  }

  /// The point of a key: 32 bytes, or *x* and *y* with the byte 4 before them.
  private static func point(_ key: TestKey) -> [UInt8] {
    switch key.kind {
    case .p256: key.publicKeyInfo.suffix(65)
    case .p384: key.publicKeyInfo.suffix(97)
    case .p521: key.publicKeyInfo.suffix(133)
    default: key.publicKeyInfo.suffix(32)
    }
  }

  private static func webKey(_ key: TestKey) -> String {
    let point = point(key)
    let json: String
    if key.kind == .ed25519 {
      json = #"{"kty":"OKP","crv":"Ed25519","x":"\#(base64(point, isURL: true))"}"#
    } else {
      let half = point.count / 2
      let (x, y) = (Array(point[1...half]), Array(point[(half + 1)...]))
      let curve = [TestKey.Kind.p256: "P-256", .p384: "P-384", .p521: "P-521"][key.kind] ?? ""
      json =
        #"{"kty":"EC","crv":"\#(curve)","x":"\#(base64(x, isURL: true))","#
        + #""y":"\#(base64(y, isURL: true))"}"#
    }
    return "did:jwk:" + base64(Array(json.utf8), isURL: true) + "#0"
  }

  private static func multicodec(_ key: TestKey) -> String {
    let point = point(key)
    let code: [UInt8] =
      key.kind == .ed25519 ? [0xED, 0x01] : key.kind == .p256 ? [0x80, 0x24] : [0x81, 0x24]
    let half = point.count / 2
    let bytes = key.kind == .ed25519 ? point : [2 | point[point.count - 1] & 1] + point[1...half]
    return "did:key:z" + base58(code + bytes)
  }

  /// Validates a file whose sidecar holds an identity assertion.
  ///
  /// - Parameters:
  ///   - key: What signs the credential.
  ///   - issuer: Who is said to have issued it.
  private static func identity(
    signedBy key: TestKey, issuer: String, from: String = "2026-01-01T00:00:00Z",
    contentType: String = "application/vc"
  ) throws -> (IdentityReport, CredentialReport.State) {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    let binding = TestAssertion(
      "c2pa.hash.data",
      .cbor(
        .map([
          ("alg", .text("sha256")),
          ("hash", .bytes(DigestAlgorithm.sha256.digest(ByteView(file)))), ("pad", .bytes([])),
          ("name", .text("jumbf manifest")),
        ])))
    let url = "self#jumbf=c2pa.assertions/c2pa.hash.data"
    let hash = ManifestBuilder.hash(ManifestBuilder.encoded(binding))
    let type = "cawg.identity_claims_aggregation"
    let credential = """
      {"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],\
      "issuer":"\(issuer)","validFrom":"\(from)","credentialSubject":{"verifiedIdentities":\
      [{"type":"cawg.social_media","name":"Somebody"}],"c2paAsset":{"sig_type":"\(type)",\
      "referenced_assertions":[{"url":"\(url)","hash":"\(base64(hash))"}]}}}
      """
    let payload = Array(credential.utf8)
    let protected = TestCBOR.numbered([
      (1, .integer(key.coseAlgorithm)), (3, .text(contentType)),
    ]).encoded
    let structure = TestCBOR.array([
      .text("Signature1"), .bytes(protected), .bytes([]), .bytes(payload),
    ]).encoded
    let signature = TestCBOR.tagged(
      18,
      .array([
        .bytes(protected), .map([]), .bytes(payload), .bytes(try key.signCOSE(structure)),
      ]))
    builder.assertions.append(
      TestAssertion(
        "cawg.identity",
        .cbor(
          .map([
            (
              "signer_payload",
              .map([
                (
                  "referenced_assertions",
                  .array([.map([("url", .text(url)), ("hash", .bytes(hash))])])
                ), ("sig_type", .text(type)),
              ])
            ), ("signature", .bytes(signature.encoded)),
            ("pad1", .bytes([UInt8](repeating: 0, count: 8))),
          ]))))
    let report = try SignedFile.validate(
      file, trust: SignedFile.trust(pki), sidecar: try builder.sidecar(for: file))
    return (try #require(report.active?.identities.first), report.state)
  }

  @Test(
    "a credential of a did:jwk is verified with the key in it",
    arguments: [TestKey.Kind.ed25519, .p256, .p384, .p521])
  func webKeys(_ kind: TestKey.Kind) throws {
    let key = try TestKey(kind, seed: "issuer")
    let (report, state) = try Self.identity(signedBy: key, issuer: Self.webKey(key))
    #expect(report.outcome == .verified, "\(report.statuses.all)")
    #expect(report.name == "Somebody")
    #expect(report.statuses.codes(.informational).map(\.rawValue) == ["cawg.ica.untrusted_issuer"])
    #expect(state == .trusted)
    let other = try TestKey(kind, seed: "stranger")
    let (wrong, sameState) = try Self.identity(signedBy: other, issuer: Self.webKey(key))
    #expect(wrong.outcome == .failed)
    #expect(wrong.statuses.codes(.failure).map(\.rawValue) == ["cawg.ica.signature_mismatch"])
    #expect(sameState == .trusted)
  }

  @Test(
    "a credential of a did:key is verified with the key in it",
    arguments: [TestKey.Kind.ed25519, .p256, .p384])
  func multicodecKeys(_ kind: TestKey.Kind) throws {
    let key = try TestKey(kind, seed: "issuer")
    let (report, state) = try Self.identity(signedBy: key, issuer: Self.multicodec(key))
    #expect(report.outcome == .verified, "\(report.statuses.all)")
    #expect(state == .trusted)
    let other = try TestKey(kind, seed: "stranger")
    let (wrong, _) = try Self.identity(signedBy: other, issuer: Self.multicodec(key))
    #expect(wrong.statuses.codes(.failure).map(\.rawValue) == ["cawg.ica.signature_mismatch"])
  }

  @Test("an issuer whose key is elsewhere is not evaluated, and nothing is fetched")
  func elsewhere() throws {
    let key = try TestKey(.ed25519, seed: "issuer")
    for (issuer, words) in [
      ("did:web:localhost%3A9", "without a network"), ("did:web:169.254.169.254", "a network"),
      ("did:example:123", "did:example is not known"),
    ] {
      let (report, state) = try Self.identity(signedBy: key, issuer: issuer)
      #expect(report.outcome == .notEvaluated)
      let note = try #require(report.statuses.all.first)
      #expect(note.code.rawValue == "cawg.ica.did_unavailable" && note.outcome == .informational)
      #expect(note.explanation?.contains(words) == true, "\(note)")
      #expect(state == .trusted)
    }
  }

  @Test("identifiers that are broken fail, and leave the verdict on the file alone")
  func broken() throws {
    let key = try TestKey(.ed25519, seed: "issuer")
    for issuer in [
      "did:key:", "https://example.com", "did", "did::x", "did:key:zO0Il", "did:key:z",
      "did:key:" + String(repeating: "z", count: 9000), "did:jwk:e30", "did:jwk:!!",
      "did:key:z" + String(repeating: "2", count: 2000),
    ] {
      let (report, state) = try Self.identity(signedBy: key, issuer: issuer)
      #expect(report.outcome == .failed, "\(issuer.prefix(40)): \(report.statuses.all)")
      #expect(state == .trusted)
    }
    let (early, _) = try Self.identity(
      signedBy: key, issuer: Self.webKey(key), from: "2027-01-01T00:00:00Z")
    #expect(early.statuses.codes(.failure).map(\.rawValue) == ["cawg.ica.valid_from.invalid"])
    let (type, _) = try Self.identity(
      signedBy: key, issuer: Self.webKey(key), contentType: "text/plain")
    #expect(type.statuses.codes(.failure).map(\.rawValue) == ["cawg.ica.invalid_content_type"])
  }
}
