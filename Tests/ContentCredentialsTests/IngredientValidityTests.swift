import ByteReading
import ContentCredentials
import Testing
import _CredentialTestSupport

/// What becomes of an ingredient whose certificate has expired since it was added.
struct IngredientValidityTests {
  /// What the ingredient assertion says of the signature of its manifest.
  enum Record: CaseIterable {
    case absolute, relative, withoutURL, ofAnother, otherCode, nothing
  }

  private static func ingredient(_ manifest: [UInt8], _ record: Record) -> TestAssertion {
    let url: String? =
      switch record {
      case .absolute, .otherCode: "self#jumbf=/c2pa/\(IngredientTests.parentLabel)/c2pa.signature"
      case .relative: "self#jumbf=c2pa.signature"
      case .ofAnother: "self#jumbf=/c2pa/urn:c2pa:another/c2pa.signature"
      case .withoutURL, .nothing: nil
      }
    let code = record == .otherCode ? "claimSignature.validated" : "claimSignature.insideValidity"
    var status: [(String, TestCBOR)] = [("code", .text(code))]
    if let url { status.append(("url", .text(url))) }
    let successes: [TestCBOR] = record == .nothing ? [] : [.map(status)]
    return TestAssertion(
      "c2pa.ingredient.v3",
      .cbor(
        .map([
          ("relationship", .text("parentOf")),
          (
            "activeManifest",
            ManifestBuilder.reference(
              "self#jumbf=/c2pa/\(IngredientTests.parentLabel)", manifest)
          ),
          ("validationResults", .validationResults(success: successes)),
        ])))
  }

  @Test(
    "a certificate that was valid when the ingredient was added may expire afterwards",
    arguments: Record.allCases)
  func expiry(record: Record) throws {
    let report = try SignedFile.report { builder, pki in
      let old = try pki.signer {
        $0.commonName = "Old Signer"
        $0.notAfter = 1_767_225_600  // 2026-01-01, before the files are validated
      }
      let manifest = try IngredientTests.parent(pki) { $0.identity = old }
      let ingredient = Self.ingredient(manifest, record)
      builder.ingredients = [manifest]
      builder.assertions = [TestAssertion.opened(ingredient), ingredient]
    }
    let isAttested = record == .absolute || record == .relative
    let found = report.ingredients.flatMap { $0.statuses.codes(.failure) }
    #expect(found.contains(.signingCredentialExpired) == !isAttested)
    #expect((report.state == .invalid) == !isAttested)
    #expect(report.ingredients.map(\.isValidityAttested) == [isAttested])
    // The ingredient's own findings still say it.
    let parent = report.manifests.first { !$0.isActive }
    #expect(parent?.statuses.contains(.signingCredentialExpired) == true)
    #expect(parent?.trust == .expired)
    #expect(parent?.state == .invalid)
  }

  @Test("what the record says about the signature does not make a broken one whole")
  func broken() throws {
    let report = try SignedFile.report { builder, pki in
      let manifest = try IngredientTests.parent(pki) {
        $0.editSignature = { $0[3] = .bytes([UInt8](repeating: 7, count: 64)) }
      }
      let ingredient = Self.ingredient(manifest, .absolute)
      builder.ingredients = [manifest]
      builder.assertions = [TestAssertion.opened(ingredient), ingredient]
    }
    #expect(report.state == .invalid)
    #expect(report.ingredients[0].statuses.contains(.claimSignatureMismatch))
  }
}
