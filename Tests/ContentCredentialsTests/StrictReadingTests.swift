import ByteReading
import Containers
import ContentCredentials
import Testing
import _CredentialTestSupport

/// Manifests that are not quite what the specification wants: taken or refused, and with which code.
struct StrictReadingTests {
  typealias Case = StatusCodeTests.Case

  private static func action(_ fields: (String, TestCBOR)...) -> TestCBOR {
    .map([("action", .text("c2pa.edited"))] + fields)
  }

  private static func softBinding(_ fields: (String, TestCBOR)...) -> TestAssertion {
    TestAssertion("c2pa.soft-binding", .cbor(.map(fields)))
  }

  static let signatures: [Case] = [
    Case("a signature without its tag", ["claimSignature.mismatch"]) { builder, _ in
      builder.isTagged = false
    },
    Case("a critical header that is not known", ["claimSignature.mismatch"]) { builder, _ in
      builder.editProtected = { $0 += [(2, .array([.integer(99)])), (99, .integer(1))] }
    },
    Case("critical headers that are all known", []) { builder, _ in
      builder.editProtected = { $0.append((2, .array([.integer(33)]))) }
    },
    Case(
      "an algorithm that is not known", ["algorithm.unsupported", "claimSignature.mismatch"]
    ) { builder, _ in
      builder.editProtected = { $0[0] = (1, .integer(-47)) }
    },
  ]

  static let claims: [Case] = [
    Case("a version 1 claim without its generator", ["claim.malformed"]) { builder, _ in
      builder.claimVersion = 1
      builder.editClaim = { StatusCodeTests.remove("claim_generator", &$0) }
    },
    Case("a version 1 claim without a media type", ["claim.malformed"]) { builder, _ in
      builder.claimVersion = 1
      builder.editClaim = { StatusCodeTests.remove("dc:format", &$0) }
    },
    Case("a label that is no URN", ["claim.malformed"]) { builder, _ in builder.label = "hello" },
    Case("a label that is no URN, in a version 1 claim", []) { builder, _ in
      builder.claimVersion = 1
      builder.label = "hello"
    },
    Case("an old label", []) { builder, _ in
      builder.label = "vendor:urn:uuid:00000000-0000-4000-8000-000000000001"
    },
    Case("two assertion stores", ["claim.malformed"]) { builder, _ in
      builder.editBoxes = { $0.append($0[0]) }
    },
    Case("a manifest of the old type", []) { builder, _ in builder.type = "c2md" },
    Case("a manifest of the old type without binding", ["claim.hardBindings.missing"]) {
      builder, _ in
      builder.type = "c2md"
      builder.binding = ManifestBuilder.Binding.none
    },
    Case("nothing but a time-stamp manifest", ["claim.missing"]) { builder, _ in
      builder.type = "c2tm"
    },
  ]

  static let assertions: [Case] = [
    Case("a data hash without padding field", ["assertion.dataHash.malformed"]) { builder, _ in
      builder.editBinding = { StatusCodeTests.remove("pad", &$0) }
    },
    Case(
      "an exclusion that no file can hold", ["assertion.dataHash.mismatch"]
    ) { builder, _ in
      builder.editBinding = {
        StatusCodeTests.set(
          "exclusions",
          .array([.map([("start", .integer(41)), ("length", .integer(Int.max))])]), &$0)
      }
    },
    Case(
      "two bindings, one of which fails",
      ["assertion.multipleHardBindings", "assertion.dataHash.mismatch"]
    ) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.hash.data__1",
          .cbor(
            .map([
              ("alg", .text("sha256")), ("hash", .bytes([UInt8](repeating: 0, count: 32))),
              ("pad", .bytes([])),
            ]))))
    },
    Case("a time-stamp assertion without tokens", ["assertion.timestamp.malformed"]) {
      builder, _ in
      builder.assertions.append(
        TestAssertion("c2pa.time-stamp", .cbor(.map([("urn:c2pa:x", .integer(1))]))))
    },
    Case("a soft binding without blocks", ["claim.malformed"]) { builder, _ in
      builder.assertions.append(softBinding(("alg", .text("x"))))
    },
    Case("a soft binding whose block has no scope", ["claim.malformed"]) { builder, _ in
      builder.assertions.append(
        softBinding(("alg", .text("x")), ("blocks", .array([.map([("value", .text("a"))])]))))
    },
    Case("a soft binding", []) { builder, _ in
      builder.assertions.append(
        softBinding(
          ("alg", .text("x")),
          ("blocks", .array([.map([("scope", .map([])), ("value", .text("a"))])]))))
    },
    Case("metadata without a context", ["assertion.json.invalid"]) { builder, _ in
      builder.assertions.append(TestAssertion("cawg.metadata", .json(#"{"a": 1}"#)))
    },
    Case("metadata that are a list", ["assertion.json.invalid"]) { builder, _ in
      builder.assertions.append(TestAssertion("c2pa.metadata", .json("[1]")))
    },
    Case("metadata", []) { builder, _ in
      builder.assertions.append(
        TestAssertion("c2pa.metadata", .json(#"{"@context": {"dc": "x"}, "dc:title": "a"}"#)))
    },
    Case("cloud data without an algorithm", ["assertion.cloud-data.malformed"]) { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.cloud-data",
          .cbor(
            .map([
              ("label", .text("x")), ("size", .integer(1)), ("content_type", .text("a/b")),
              ("location", .map([("url", .text("https://e.com")), ("hash", .bytes([1]))])),
            ]))))
    },
  ]

  /// Fields of an action, and whether they are what the schema wants.
  static let fields: [(name: String, value: TestCBOR, isRight: Bool)] = [
    ("digitalSourceType", .integer(5), false), ("softwareAgent", .integer(5), false),
    ("softwareAgent", .map([("version", .text("1"))]), false),
    ("softwareAgent", .text("x"), true), ("softwareAgentIndex", .text("x"), false),
    ("when", .integer(5), false), ("when", .tagged(0, .text("2025-01-01T00:00:00Z")), true),
    ("reason", .integer(5), false), ("description", .integer(5), false),
    ("instanceID", .integer(5), false), ("changes", .integer(5), false),
    ("changes", .array([]), true), ("parameters", .null, true), ("parameters", .integer(5), false),
    ("parameters", .map([("multipleInstances", .text("x"))]), false),
    ("parameters", .map([("redacted", .integer(5))]), false),
    ("parameters", .map([("ingredient", .integer(5))]), false),
    ("parameters", .map([("ingredients", .integer(5))]), false),
    ("related", .integer(5), false), ("related", .array([.map([("x", .integer(1))])]), false),
    ("related", .array([.map([("action", .text("c2pa.edited"))])]), true),
    ("org.example.unknown", .integer(5), true),
  ]

  @Test(arguments: signatures + claims + assertions)
  func `what is not quite right gives its code, and nothing else`(_ item: Case) throws {
    let report = try SignedFile.report(item.carrier, item.edit, signer: item.signer)
    #expect(SignedFile.failures(report) == item.codes)
    #expect(report.state == (item.codes.isEmpty ? .trusted : .invalid))
  }

  @Test(arguments: fields.indices)
  func `a field of an action that is of another type makes it malformed`(_ index: Int) throws {
    let (name, value, isRight) = Self.fields[index]
    for version in [1, 2] {
      let report = try SignedFile.report { builder, _ in
        builder.claimVersion = version
        builder.assertions = [.created(more: [Self.action((name, value))])]
      }
      let code = version == 2 ? "assertion.action.malformed" : "assertion.required.missing"
      #expect(
        SignedFile.failures(report) == (isRight ? [] : [code]), "\(name) in version \(version)")
    }
  }

  @Test(arguments: [
    ("allActionsIncluded", TestCBOR.text("x")), ("softwareAgents", .integer(1)),
    ("softwareAgents", .array([.map([("version", .text("1"))])])), ("templates", .integer(1)),
    ("templates", .array([.map([("x", .text("1"))])])), ("metadata", .integer(1)),
  ])
  func `a field of an actions assertion that is of another type makes it malformed`(
    _ name: String, _ value: TestCBOR
  ) throws {
    let report = try SignedFile.report { builder, _ in
      let action = TestCBOR.map([
        ("action", .text("c2pa.created")), ("digitalSourceType", .text("http://example.com/x")),
      ])
      builder.assertions = [
        TestAssertion(
          "c2pa.actions.v2", .cbor(.map([("actions", .array([action])), (name, value)])))
      ]
    }
    #expect(SignedFile.failures(report) == ["assertion.action.malformed"])
  }

  @Test func `a translation names both languages`() throws {
    for (fields, isRight) in [
      ([("sourceLanguage", TestCBOR.text("en")), ("targetLanguage", .text("de"))], true),
      ([("sourceLanguage", .text("en"))], false), ([], false),
    ] {
      let report = try SignedFile.report { builder, _ in
        builder.assertions = [
          .created(more: [
            .map([("action", .text("c2pa.translated")), ("parameters", .map(fields))])
          ])
        ]
      }
      #expect(SignedFile.failures(report) == (isRight ? [] : ["assertion.action.malformed"]))
    }
  }

  @Test func `a certificate in the header that no signature covers counts under the old name only`()
    throws
  {
    let pki = try TestPKI()
    let signer = try pki.signer()
    let chain = TestCBOR.array(([signer.certificate] + signer.chain).map { .bytes($0) })
    var builder = ManifestBuilder(identity: signer)
    builder.editProtected = { $0.removeAll { $0.0 == 33 } }
    builder.editUnprotected = { $0.append(("x5chain", chain)) }
    let old = try builder.sign(TestCarrier.png.sample, .png)
    #expect(try SignedFile.validate(old, trust: SignedFile.trust(pki)).state == .trusted)
    builder.editUnprotected = { _ in }
    builder.editSignature = { $0[1] = .numbered([(33, chain)]) }
    let new = try builder.sign(TestCarrier.png.sample, .png)
    let report = try SignedFile.validate(new, trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(report) == ["signingCredential.invalid"])
  }

  @Test(arguments: [
    ("dc:title", 1), ("dc:format", 1), ("instanceID", 1), ("dc:title", 2), ("dc:format", 2),
  ])
  func `an ingredient has the fields that its version wants`(_ name: String, _ version: Int) throws
  {
    let report = try SignedFile.report { builder, _ in
      var fields: [(String, TestCBOR)] = [
        ("relationship", .text("inputTo")), ("dc:title", .text("t")),
        ("dc:format", .text("image/png")), ("instanceID", .text("i")),
      ]
      StatusCodeTests.remove(name, &fields)
      let label = version == 1 ? "c2pa.ingredient" : "c2pa.ingredient.v2"
      builder.assertions.append(TestAssertion(label, .cbor(.map(fields))))
    }
    #expect(SignedFile.failures(report) == ["assertion.ingredient.malformed"])
  }

  @Test func `an ingredient whose signer is on no list leaves the whole only valid`() throws {
    let pki = try TestPKI()
    let parent = try IngredientTests.parent(try TestPKI(seed: "stranger"))
    let ingredient = IngredientTests.ingredient(parent)
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.ingredients = [parent]
    builder.assertions = [TestAssertion.opened(ingredient), ingredient]
    let file = try builder.sign(TestCarrier.png.sample, .png)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.state == .valid)
    #expect(report.trust == .trusted)
    #expect(SignedFile.failures(report) == [])
  }

  @Test func `a store in SVG that is no base64 is one that cannot be read, and not none`() throws {
    let pki = try TestPKI()
    var file = try ManifestBuilder(identity: try pki.signer()).sign(TestCarrier.svg.sample, .svg)
    let start = try #require(ByteView(file).firstRange(of: Array("<c2pa:manifest>".utf8)))
    file[start.upperBound + 40] = UInt8(ascii: "~")
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.state == .malformed)
    #expect(report.storeCount == 1)
  }

  @Test(
    "a box that may not be requested is found by no URI",
    arguments: ["c2ma", "c2as", "c2cl", "c2cs"])
  func requestable(type: String) throws {
    let pki = try TestPKI()
    var file = try ManifestBuilder(identity: try pki.signer()).sign(TestCarrier.jpeg.sample, .jpeg)
    let trust = SignedFile.trust(pki)
    #expect(try SignedFile.validate(file, trust: trust).state == .trusted)
    let name = Array(type.utf8)
    let start = try #require(
      file.indices.dropLast(16).first {
        Array(file[$0..<($0 + 4)]) == name && Array(file[($0 + 4)..<($0 + 6)]) == [0, 0x11]
      })
    #expect(file[start + 16] == 0b11)
    file[start + 16] = 0b10
    let report = try SignedFile.validate(file, trust: trust)
    #expect(report.state != .trusted && report.state != .valid, "\(report.statuses.all)")
  }
}
