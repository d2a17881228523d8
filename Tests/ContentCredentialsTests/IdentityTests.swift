import ByteReading
import Containers
import ContentCredentials
import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

struct IdentityTests {
  private static func identity(_ edit: (inout [(String, TestCBOR)]) -> Void) -> TestAssertion {
    var fields: [(String, TestCBOR)] = [
      (
        "signer_payload",
        .map([
          ("referenced_assertions", .array([])), ("sig_type", .text("cawg.x509.cose")),
        ])
      ), ("signature", .bytes([0xD2, 0x80])), ("pad1", .bytes([0, 0])),
    ]
    edit(&fields)
    return TestAssertion("cawg.identity", .cbor(.map(fields)))
  }

  private static func codes(_ report: CredentialReport) -> Set<String> {
    Set(report.active?.identities.flatMap { $0.statuses.codes(.failure).map(\.rawValue) } ?? [])
  }

  @Test("a broken identity assertion is reported on its own and leaves the verdict alone")
  func broken() throws {
    let cases: [(TestAssertion, String)] = [
      (Self.identity { _ in }, "cawg.identity.hard_binding_missing"),
      (Self.identity { $0[2].1 = .bytes([1]) }, "cawg.identity.pad.invalid"),
      (
        Self.identity {
          $0[0].1 = .map([
            ("referenced_assertions", .array([])), ("sig_type", .text("org.example")),
          ])
        }, "cawg.identity.sig_type.unknown"
      ),
      (
        Self.identity {
          $0[0].1 = .map([
            (
              "referenced_assertions",
              .array([
                .map([
                  ("url", .text("self#jumbf=c2pa.assertions/none")), ("hash", .bytes([1])),
                ])
              ])
            ), ("sig_type", .text("cawg.x509.cose")),
          ])
        }, "cawg.identity.assertion.mismatch"
      ), (Self.identity { $0.removeFirst() }, "cawg.identity.cbor.invalid"),
    ]
    for (assertion, code) in cases {
      let report = try SignedFile.report { builder, _ in builder.assertions.append(assertion) }
      #expect(Self.codes(report).contains(code), "\(Self.codes(report))")
      #expect(report.state == .trusted)
    }
  }

  @Test(
    "identities of X.509 certificates verify, others are not evaluated without a network",
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func recorded() throws {
    let expected: [(String, IdentityReport.Outcome)] = [
      ("x509-es256-jpeg", .verified), ("x509-eddsa-jpeg", .verified),
      ("x509-ps256-jpeg", .verified), ("x509-es256-pad1-jpeg", .verified),
      ("C_with_CAWG_data", .notEvaluated),
    ]
    for (name, outcome) in expected {
      let bytes = ByteView(
        try SharedMaterial.bytes("fixtures/c2pa/encypherai-encypher-c2pa__\(name).jpg"))
      let report = CredentialValidator(trust: TrustStore()).validate(
        file: bytes, container: try Container(parsing: bytes), at: SignedFile.now)
      let identity = try #require(report.active?.identities.first)
      #expect(identity.outcome == outcome, "\(name): \(identity.statuses.all)")
      #expect(identity.name?.isEmpty == false)
    }
  }
}
