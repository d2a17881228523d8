import ByteReading
import ContentCredentials
import Testing
import _CredentialTestSupport

/// Each status code that concerns images, produced by a manifest with one thing broken.
struct StatusCodeTests {
  /// One broken thing and the codes that it must give.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var codes: Set<String>
    var carrier = TestCarrier.png
    var signer: @Sendable (inout TestCertificate) -> Void = { _ in }
    var edit: @Sendable (inout ManifestBuilder, TestPKI) throws -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ codes: Set<String>, _ carrier: TestCarrier = .png,
      _ edit: @escaping @Sendable (inout ManifestBuilder, TestPKI) throws -> Void = { _, _ in },
      signer: @escaping @Sendable (inout TestCertificate) -> Void = { _ in }
    ) {
      self.name = name
      self.codes = codes
      self.carrier = carrier
      self.signer = signer
      self.edit = edit
    }
  }

  static func remove(_ name: String, _ fields: inout [(String, TestCBOR)]) {
    fields.removeAll { $0.0 == name }
  }

  static func set(_ name: String, _ value: TestCBOR, _ fields: inout [(String, TestCBOR)]) {
    remove(name, &fields)
    fields.append((name, value))
  }

  static let claims: [Case] = [
    Case("no claim", ["claim.missing"]) { builder, _ in
      builder.editBoxes = { $0.remove(at: 1) }
    },
    Case("two claims", ["claim.multiple"]) { builder, _ in
      builder.editBoxes = { $0.append($0[1]) }
    },
    Case("a claim that is no CBOR", ["claim.cbor.invalid"]) { builder, _ in
      builder.editBoxes = {
        $0[1] = ManifestBuilder.superbox(
          "c2cl", "c2pa.claim.v2", [ManifestBuilder.box("cbor", [0xA1, 0xFF])])
      }
    },
    Case("a claim without instanceID", ["claim.malformed"]) { builder, _ in
      builder.editClaim = { remove("instanceID", &$0) }
    },
    Case("a claim whose generator has no name", ["claim.malformed"]) { builder, _ in
      builder.editClaim = {
        set("claim_generator_info", .map([("version", .text("1"))]), &$0)
      }
    },
    Case("no hard binding", ["claim.hardBindings.missing"]) { builder, _ in
      builder.binding = ManifestBuilder.Binding.none
    },
    Case("two hard bindings", ["assertion.multipleHardBindings"]) { builder, _ in
      builder.assertions.append(
        TestAssertion("c2pa.hash.boxes", .cbor(.map([("boxes", .array([]))]))))
    },
    Case("a signature elsewhere", ["claimSignature.missing"]) { builder, _ in
      builder.editClaim = {
        set("signature", .text("self#jumbf=/c2pa/urn:c2pa:other/c2pa.signature"), &$0)
      }
    },
    Case("no signature", ["claimSignature.missing"]) { builder, _ in
      builder.editBoxes = { $0.remove(at: 2) }
    },
    Case("a wrong signature", ["claimSignature.mismatch"]) { builder, _ in
      builder.editSignature = { $0[3] = .bytes([UInt8](repeating: 7, count: 64)) }
    },
    Case("an algorithm that is not allowed", ["algorithm.unsupported"]) { builder, _ in
      builder.editProtected = { $0[0] = (1, .integer(-65535)) }
    },
    Case("no certificate", ["signingCredential.invalid"]) { builder, _ in
      builder.editProtected = { $0.removeAll { $0.0 == 33 } }
    },
  ]

  static let credentials: [Case] = [
    Case(
      "an expired certificate", ["signingCredential.expired", "signingCredential.untrusted"],
      signer: { $0.notAfter = 1_767_225_600 }),
    Case(
      "a certificate without key usage", ["signingCredential.invalid"],
      signer: { $0.keyUsage = nil }),
    Case(
      "a certificate without extended key usage", ["signingCredential.invalid"],
      signer: { $0.purposes = nil }),
    Case(
      "a certificate for any purpose", ["signingCredential.invalid"],
      signer: { $0.purposes = ["2.5.29.37.0", "1.3.6.1.4.1.62558.2.1"] }),
    Case(
      "a certificate for servers", ["signingCredential.invalid", "signingCredential.untrusted"],
      signer: { $0.purposes = ["1.3.6.1.5.5.7.3.1"] }),
    Case(
      "a certificate that also stamps times", ["signingCredential.invalid"],
      signer: { $0.purposes = ["1.3.6.1.4.1.62558.2.1", "1.3.6.1.5.5.7.3.8"] }),
    Case(
      "the certificate of an authority", ["signingCredential.invalid"],
      signer: { $0.isAuthority = true }),
    Case(
      "a certificate of version 1",
      ["signingCredential.invalid"], signer: { $0.version = 1 }),
    Case(
      "a certificate without authority key identifier", ["signingCredential.invalid"],
      signer: { $0.hasAuthorityKey = false }),
    Case(
      "an unknown critical extension", ["signingCredential.invalid"],
      signer: {
        $0.extraExtensions = [
          DERBuilder.sequence(
            DERBuilder.oid("1.2.3.4"), DERBuilder.yes, DERBuilder.octets(DERBuilder.null))
        ]
      }),
    Case("a signer on no list", ["signingCredential.untrusted"]) { builder, _ in
      builder.identity = try TestPKI(seed: "stranger").signer()
    },
    Case("a revoked certificate", ["signingCredential.ocsp.revoked"]) { builder, pki in
      builder.ocspResponses = [
        try pki.ocspResponse(
          about: builder.identity, .revoked(at: 1_770_000_000), at: 1_771_000_000)
      ]
    },
  ]

  static let assertions: [Case] = [
    Case("an assertion that is not there", ["assertion.missing"]) { builder, _ in
      builder.assertions.append(TestAssertion("org.example", .cbor(.map([]))))
      builder.assertions[1].isPresent = false
    },
    Case("an assertion that nobody declares", ["assertion.undeclared"]) { builder, _ in
      builder.assertions.append(TestAssertion("org.example", .cbor(.map([]))))
      builder.assertions[1].isDeclared = false
    },
    Case("an assertion that was changed", ["assertion.hashedURI.mismatch"]) { builder, _ in
      builder.assertions.append(TestAssertion("org.example", .cbor(.map([]))))
      builder.assertions[1].hasWrongHash = true
    },
    Case("an assertion of another manifest", ["assertion.outsideManifest", "assertion.undeclared"])
    {
      builder, _ in
      builder.assertions.append(TestAssertion("org.example", .cbor(.map([]))))
      builder.assertions[1].uri = "self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/org.example"
    },
    Case("an assertion with broken CBOR", ["assertion.cbor.invalid"]) { builder, _ in
      builder.assertions.append(TestAssertion("org.example", .cbor(.raw([0x82, 0x01]))))
    },
    Case("an assertion with broken JSON", ["assertion.json.invalid"]) { builder, _ in
      builder.assertions.append(TestAssertion("org.example", .json("{\"a\":")))
    },
    Case("a digest that is not allowed", ["algorithm.unsupported"]) { builder, _ in
      builder.editClaim = { set("alg", .text("md5"), &$0) }
    },
    Case("its own assertion redacted", ["assertion.selfRedacted"]) { builder, _ in
      builder.redactions = ["self#jumbf=/c2pa/\(builder.label)/c2pa.assertions/c2pa.actions.v2"]
    },
    Case("actions of another manifest redacted", ["assertion.action.redacted"]) { builder, _ in
      builder.redactions = ["self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/c2pa.actions"]
    },
    Case("a hard binding redacted", ["assertion.hardBinding.redacted"]) { builder, _ in
      builder.redactions = ["self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/c2pa.hash.data"]
    },
    Case("cloud data without a location", ["assertion.cloud-data.malformed"]) { builder, _ in
      builder.assertions.append(
        TestAssertion("c2pa.cloud-data", .cbor(.map([("label", .text("x"))]))))
    },
    Case("a hard binding in the cloud", ["assertion.cloud-data.hardBinding"]) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.cloud-data",
          .cbor(
            .map([
              ("label", .text("c2pa.hash.data")), ("size", .integer(1)),
              (
                "location",
                .map([
                  ("url", .text("https://example.com")), ("alg", .text("sha256")),
                  ("hash", .bytes([1])),
                ])
              ),
              ("content_type", .text("application/cbor")),
            ]))))
    },
    Case("actions in the cloud, in an update manifest", ["assertion.cloud-data.actions"]) {
      builder, pki in
      let manifest = try IngredientTests.parent(pki)
      let ingredient = IngredientTests.ingredient(manifest)
      builder.isUpdate = true
      builder.binding = ManifestBuilder.Binding.none
      builder.ingredients = [manifest]
      builder.assertions = [
        TestAssertion.opened(ingredient), ingredient,
        TestAssertion(
          "c2pa.cloud-data",
          .cbor(
            .map([
              ("label", .text("c2pa.actions.v2")), ("size", .integer(1)),
              (
                "location",
                .map([
                  ("url", .text("https://example.com")), ("alg", .text("sha256")),
                  ("hash", .bytes([1])),
                ])
              ),
              ("content_type", .text("application/cbor")),
            ]))),
      ]
    },
    Case("a redacted assertion that is still there", ["assertion.notRedacted"]) { builder, pki in
      let secret = TestAssertion("org.example.secret", .cbor(.map([("name", .text("x"))])))
      let manifest = try IngredientTests.parent(pki) { $0.assertions.append(secret) }
      let ingredient = IngredientTests.ingredient(manifest)
      builder.redactions = [
        "self#jumbf=/c2pa/\(IngredientTests.parentLabel)/c2pa.assertions/org.example.secret"
      ]
      builder.ingredients = [manifest]
      builder.assertions = [TestAssertion.opened(ingredient), ingredient]
    },
    Case(
      "an original image that was changed",
      ["assertion.alternativeContentRepresentation.hashMismatch"]
    ) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.alternative-content-representation",
          .cbor(
            .map([
              (
                "embeddedOriginalPreservationImage",
                .map([
                  ("url", .text("self#jumbf=c2pa.assertions/c2pa.actions.v2")),
                  ("hash", .bytes([UInt8](repeating: 0, count: 32))),
                ])
              )
            ]))))
    },
    Case("an empty time-stamp assertion", ["assertion.timestamp.malformed"]) { builder, _ in
      builder.assertions.append(TestAssertion("c2pa.time-stamp", .cbor(.map([]))))
    },
    Case(
      "an external reference that was created",
      ["assertion.external-reference.created", "assertion.external-reference.malformed"]
    ) {
      builder, _ in
      builder.assertions.append(TestAssertion("c2pa.external-reference", .cbor(.map([]))))
    },
    Case("a reference that leads nowhere", ["hashedURI.missing"]) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.test",
          .cbor(
            .map([
              (
                "icon",
                .map([
                  ("url", .text("self#jumbf=c2pa.assertions/none")), ("hash", .bytes([1])),
                ])
              )
            ]))))
    },
    Case("a reference to something that was changed", ["hashedURI.mismatch"]) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.test",
          .cbor(
            .map([
              (
                "icon",
                .map([
                  ("url", .text("self#jumbf=c2pa.assertions/c2pa.actions.v2")),
                  ("hash", .bytes([UInt8](repeating: 0, count: 32))),
                ])
              )
            ]))))
    },
    Case(
      "an original image that is not well described",
      ["assertion.alternativeContentRepresentation.malformed"]
    ) { builder, _ in
      builder.assertions.append(
        TestAssertion("c2pa.alternative-content-representation", .cbor(.map([]))))
    },
  ]

  static let actions: [Case] = [
    Case("no actions", ["assertion.action.malformed"]) { builder, _ in
      builder.assertions = []
    },
    Case("an actions assertion without actions", ["assertion.action.malformed"]) { builder, _ in
      builder.assertions = [TestAssertion("c2pa.actions.v2", .cbor(.map([])))]
    },
    Case("created as the second action", ["assertion.action.malformed"]) { builder, _ in
      builder.assertions = [
        .actions(
          .map([("action", .text("c2pa.edited"))]),
          .map([
            ("action", .text("c2pa.created")), ("digitalSourceType", .text("x")),
          ]))
      ]
    },
    Case("created without source type", ["assertion.action.malformed"]) { builder, _ in
      builder.assertions = [.actions(.map([("action", .text("c2pa.created"))]))]
    },
    Case("opened without ingredient", ["assertion.action.ingredientMismatch"]) { builder, _ in
      builder.assertions = [.actions(.map([("action", .text("c2pa.opened"))]))]
    },
    Case("parameters that are no map", ["assertion.action.malformed"]) { builder, _ in
      builder.assertions = [
        .created(more: [
          .map([("action", .text("c2pa.edited")), ("parameters", .text("x"))])
        ])
      ]
    },
    Case("parameters that are no map, in a version 1 claim", ["assertion.required.missing"]) {
      builder, _ in
      builder.claimVersion = 1
      builder.assertions = [
        TestAssertion(
          "c2pa.actions",
          .cbor(
            .map([
              (
                "actions",
                .array([.map([("action", .text("c2pa.edited")), ("parameters", .text("x"))])])
              )
            ])))
      ]
    },
    Case("redacted without target", ["assertion.action.redactionMismatch"]) { builder, _ in
      builder.assertions = [.created(more: [.map([("action", .text("c2pa.redacted"))])])]
    },
    Case("a bound watermark without soft binding", ["assertion.action.softBindingMissing"]) {
      builder, _ in
      builder.assertions = [
        .created(more: [.map([("action", .text("c2pa.watermarked.bound"))])])
      ]
    },
  ]

  static let bindings: [Case] = [
    Case("exclusions that overlap", ["assertion.dataHash.malformed"]) { builder, _ in
      builder.editBinding = {
        set(
          "exclusions",
          .array([
            .map([("start", .integer(0)), ("length", .integer(9))]),
            .map([("start", .integer(5)), ("length", .integer(9))]),
          ]), &$0)
      }
    },
    Case("a negative exclusion", ["assertion.dataHash.malformed"]) { builder, _ in
      builder.editBinding = {
        set(
          "exclusions", .array([.map([("start", .integer(-1)), ("length", .integer(9))])]), &$0)
      }
    },
    Case("an exclusion behind the end", ["assertion.dataHash.mismatch"]) { builder, _ in
      builder.editBinding = {
        set(
          "exclusions", .array([.map([("start", .integer(1)), ("length", .integer(1 << 40))])]),
          &$0)
      }
    },
    Case("a data hash without hash", ["assertion.dataHash.mismatch"]) { builder, _ in
      builder.editBinding = { remove("hash", &$0) }
    },
    Case("a BMFF hash without exclusions", ["assertion.bmffHash.malformed"], .heif) { builder, _ in
      builder.editBinding = { remove("exclusions", &$0) }
    },
    Case("a BMFF hash that is wrong", ["assertion.bmffHash.mismatch"], .heif) { builder, _ in
      builder.editBinding = { set("hash", .bytes([UInt8](repeating: 1, count: 32)), &$0) }
    },
    Case("a box hash without boxes", ["assertion.boxesHash.malformed"]) { builder, _ in
      builder.binding = .boxes
      builder.editBinding = { remove("boxes", &$0) }
    },
    Case("a box that was not signed", ["assertion.boxesHash.unknownBox"]) { builder, _ in
      builder.binding = .boxes
      builder.editBinding = { fields in
        guard case .array(let boxes)? = fields.first(where: { $0.0 == "boxes" })?.1 else { return }
        set("boxes", .array(boxes.dropLast()), &fields)
      }
    },
    Case("boxes in another order", ["assertion.boxesHash.mismatch"]) { builder, _ in
      builder.binding = .boxes
      builder.editBinding = { fields in
        guard case .array(var boxes)? = fields.first(where: { $0.0 == "boxes" })?.1,
          boxes.count > 2
        else { return }
        boxes[boxes.count - 1] = boxes[0]
        set("boxes", .array(boxes), &fields)
      }
    },
    Case("a multi-asset hash without parts", ["assertion.multiAssetHash.malformed"]) {
      builder, _ in
      builder.assertions.append(
        TestAssertion("c2pa.hash.multi-asset", .cbor(.map([("parts", .array([]))]))))
      builder.editBinding = { set("hash", .bytes([UInt8](repeating: 1, count: 32)), &$0) }
    },
    Case("a part that is missing", ["assertion.multiAssetHash.missingPart"]) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.hash.multi-asset",
          .cbor(
            .map([
              (
                "parts",
                .array([
                  .map([
                    (
                      "location",
                      .map([("byteOffset", .integer(1 << 30)), ("length", .integer(1))])
                    ), ("hashAssertion", .text("self#jumbf=c2pa.assertions/c2pa.hash.data.part")),
                  ])
                ])
              )
            ]))))
      builder.editBinding = { set("hash", .bytes([UInt8](repeating: 1, count: 32)), &$0) }
    },
  ]

  static let all = claims + credentials + assertions + actions + bindings

  @Test("a manifest with one thing broken gives the code for it", arguments: all)
  func oneThingBroken(_ item: Case) throws {
    let report = try SignedFile.report(item.carrier, item.edit, signer: item.signer)
    let failures = SignedFile.failures(report)
    #expect(item.codes.isSubset(of: failures), "\(failures.sorted())")
    #expect(report.state != .trusted)
    let isOnlyTrust = item.codes == ["signingCredential.untrusted"]
    #expect(report.state == (isOnlyTrust ? .valid : .invalid))
  }
}
