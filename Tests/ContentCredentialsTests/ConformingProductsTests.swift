import ByteReading
import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

@testable import ContentCredentials

@Suite("The list of conforming products") struct ConformingProductsTests {
  private static func list(_ json: String) throws -> ConformingProducts {
    try ConformingProducts(parsing: ByteView(Array(json.utf8)))
  }

  private static func record(
    _ identifier: String, _ name: String = "Test Signer", vendor: String = "Assay Test",
    unit: String = "", type: String = "generatorProduct", status: String = "conformant",
    disallowed: String = "", spec: String = "2.2"
  ) -> String {
    """
    {"recordId": "\(identifier)", "status": "\(status)", "specVersion": ["\(spec)"], "new": {},
     "product": {"productType": "\(type)", "DN": {"CN": "\(name)", "O": "\(vendor)", "OU": "\(unit)", "C": "DE"},
     "assurance": {"maxAssuranceLevel": 2}, "disallowedSignals": {"inception": [\(disallowed)]}}}
    """
  }

  private static func certificate(
    record: String? = nil, _ change: (inout TestCertificate) -> Void = { _ in }
  ) throws -> X509Certificate {
    let identity = try TestPKI().signer { certificate in
      if let record {
        certificate.extraExtensions.append(
          DERBuilder.sequence(
            DERBuilder.oid("1.3.6.1.4.1.62558.4"),
            DERBuilder.octets(DERBuilder.text(record))))
      }
      change(&certificate)
    }
    return try X509Certificate(parsing: ByteView(identity.certificate))
  }

  @Test("the record in the certificate decides, then the name")
  func matching() throws {
    let list = try Self.list(
      "[" + Self.record("aa", "Another") + "," + Self.record("bb", disallowed: "\"capturedMedia\"")
        + "," + Self.record("cc", type: "validatorProduct") + "]")
    #expect(list.count == 3)
    #expect(list.product(of: try Self.certificate(record: "AA"))?.name == "Another")
    let product = try #require(list.product(of: try Self.certificate()))
    #expect(product.recordID == "bb" && product.vendor == "Assay Test")
    #expect(product.assuranceLevel == 2 && product.specVersions == ["2.2"] && !product.isRevoked)
    // A list that is older than the certificate knows the product by name.
    #expect(list.product(of: try Self.certificate(record: "dd"))?.recordID == "bb")
    #expect(list.product(of: try Self.certificate { $0.commonName = "Nobody" }) == nil)
    #expect(list.product(of: try Self.certificate { $0.organization = "Nobody" }) == nil)
    let ofUnit = try Self.list("[" + Self.record("aa", unit: "Phones") + "]")
    #expect(ofUnit.product(of: try Self.certificate()) == nil)
  }

  @Test("records of one name are one product, which may not give what none of them may")
  func several() throws {
    let list = try Self.list(
      "["
        + Self.record(
          "aa", status: "revoked_eol", disallowed: "\"capturedMedia\", \"nonGenAIDigitalCreation\"",
          spec: "2.4") + "," + Self.record("bb", disallowed: "\"capturedMedia\"") + "]")
    let product = try #require(list.product(of: try Self.certificate()))
    #expect(product.recordID == nil && product.specVersions == ["2.2", "2.4"])
    #expect(product.disallowedSignals == ["capturedMedia"] && !product.isRevoked)
    #expect(list.product(of: try Self.certificate(record: "aa"))?.isRevoked == true)
    func signal(_ name: CredentialSignal.Name, _ depth: Int) -> CredentialSignal {
      CredentialSignal(name: name, manifest: "m", depth: depth, isOfficial: true)
    }
    let signals = [
      signal(.capturedMedia, 1), signal(.fullyGenAIMedia, 0), signal(.capturedMedia, 0),
    ]
    #expect(product.disallowed(of: signals) == [signal(.capturedMedia, 0)])
  }

  @Test("what is not known is passed over")
  func tolerance() throws {
    let list = try Self.list(
      "{\"version\": 3, \"products\": [" + Self.record("aa")
        + ", {\"recordId\": \"x\"}, null, 4, []]}")
    #expect(list.count == 1 && list.passedOverCount == 4)
    #expect(list.product(of: try Self.certificate())?.recordID == "aa")
    let bare = try Self.list(
      "[{\"product\": {\"DN\": {\"CN\": \"Test Signer\", \"O\": \"Assay Test\"}}}]")
    let product = try #require(bare.product(of: try Self.certificate()))
    #expect(product.status == "" && product.specVersions == [] && product.recordID == nil)
  }

  @Test(
    "what is no list is refused",
    arguments: [
      "", "[]", "{}", "null", "[1, 2]", "{\"a\": [{}]}", "<html></html>", "[{\"product\"",
      String(repeating: "[", count: 100_000),
    ])
  func refused(_ text: String) {
    #expect(throws: ParsingError.self) { try Self.list(text) }
  }

  @Test(
    "the list of August 2026 names the products that sign pictures",
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func official() throws {
    let data = try SharedMaterial.bytes("fixtures/trust/conforming-products-list.json")
    let list = try ConformingProducts(parsing: ByteView(data))
    #expect(list.count == 174 && list.passedOverCount == 0)
  }
}
