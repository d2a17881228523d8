import ByteReading
import ContentCredentials
import Testing
import _CredentialTestSupport

struct IngredientTests {
  static let parentLabel = "urn:c2pa:00000000-0000-4000-8000-00000000aaaa"

  /// An ingredient assertion of version 3 for a manifest.
  static func ingredient(
    _ manifest: [UInt8], label: String = parentLabel, relationship: String = "parentOf",
    name: String = "c2pa.ingredient.v3", recorded: [(code: String, url: String)] = [],
    hash: [UInt8]? = nil, hasResults: Bool = true
  ) -> TestAssertion {
    var fields: [(String, TestCBOR)] = [
      ("relationship", .text(relationship)),
      (
        "activeManifest",
        .map([
          ("url", .text("self#jumbf=/c2pa/\(label)")),
          ("hash", .bytes(hash ?? ManifestBuilder.hash(manifest))),
        ])
      ),
    ]
    if hasResults {
      let failures = recorded.map { entry in
        TestCBOR.map([("code", .text(entry.code)), ("url", .text(entry.url))])
      }
      fields.append(
        ("validationResults", .validationResults(failure: failures)))
    }
    return TestAssertion(name, .cbor(.map(fields)))
  }

  /// A manifest that was once bound to a file, with the AI fact in it.
  static func parent(
    _ pki: TestPKI, _ edit: (inout ManifestBuilder) -> Void = { _ in }
  ) throws -> [UInt8] {
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.label = parentLabel
    edit(&builder)
    return try builder.manifest(binding: builder.isUpdate ? nil : .absentContent)
  }

  @Test("the AI fact of an ingredient is found, with its depth")
  func walk() throws {
    let report = try SignedFile.report { builder, pki in
      let manifest = try Self.parent(pki)
      let ingredient = Self.ingredient(manifest)
      builder.ingredients = [manifest]
      builder.assertions = [.opened(ingredient), ingredient]
    }
    #expect(report.state == .trusted, "\(report.statuses.all) \(report.ingredients)")
    #expect(report.manifests.map(\.depth) == [1, 0])
    let signal = report.signals.first { $0.name == .fullyGenAIMedia }
    #expect(signal?.depth == 1)
    #expect(report.digitalSourceTypes.map(\.depth) == [1])
    let codes = report.ingredients.first?.statuses.codes(.success).map(\.rawValue) ?? []
    #expect(codes.contains("ingredient.manifest.validated"))
  }

  @Test("an ingredient that was replaced is found")
  func replaced() throws {
    let report = try SignedFile.report { builder, pki in
      let manifest = try Self.parent(pki)
      let other = try Self.parent(pki) { $0.assertions = [.created("x")] }
      let ingredient = Self.ingredient(manifest)
      builder.ingredients = [other]
      builder.assertions = [.opened(ingredient), ingredient]
    }
    #expect(report.state == .invalid)
    #expect(report.ingredients[0].statuses.contains(.ingredientManifestMismatch))
  }

  @Test("an ingredient that is gone is found")
  func missing() throws {
    let report = try SignedFile.report { builder, pki in
      let ingredient = Self.ingredient(try Self.parent(pki))
      builder.assertions = [.opened(ingredient), ingredient]
    }
    #expect(report.state == .invalid)
    #expect(report.ingredients[0].statuses.contains(.ingredientManifestMissing))
  }

  @Test("a failure that the ingredient assertion records is no news")
  func recorded() throws {
    for isRecorded in [true, false] {
      let report = try SignedFile.report { builder, pki in
        let manifest = try Self.parent(pki) {
          $0.editSignature = { $0[3] = .bytes([UInt8](repeating: 7, count: 64)) }
        }
        let url = "self#jumbf=/c2pa/\(Self.parentLabel)/c2pa.signature"
        let ingredient = Self.ingredient(
          manifest, recorded: isRecorded ? [("claimSignature.mismatch", url)] : [])
        builder.ingredients = [manifest]
        builder.assertions = [.opened(ingredient), ingredient]
      }
      #expect(report.state == (isRecorded ? .trusted : .invalid))
    }
  }

  @Test("an ingredient assertion without relationship, results, or with both kinds is malformed")
  func malformed() throws {
    let broken: [TestAssertion] = [
      Self.ingredient([UInt8](repeating: 0, count: 16), relationship: "friendOf"),
      Self.ingredient([UInt8](repeating: 0, count: 16), hasResults: false),
      TestAssertion("c2pa.ingredient.v3", .cbor(.map([]))),
    ]
    for ingredient in broken {
      let report = try SignedFile.report { builder, _ in builder.assertions.append(ingredient) }
      #expect(SignedFile.failures(report).contains("assertion.ingredient.malformed"))
    }
  }

  @Test("two parents are too many")
  func parents() throws {
    let report = try SignedFile.report { builder, pki in
      let manifest = try Self.parent(pki)
      builder.ingredients = [manifest]
      let first = Self.ingredient(manifest)
      let second = Self.ingredient(manifest, name: "c2pa.ingredient.v3__1")
      builder.assertions = [.opened(first), first, second]
    }
    #expect(SignedFile.failures(report).contains("manifest.multipleParents"))
  }

  @Test("manifests that lead to each other are walked once")
  func cycle() throws {
    let report = try SignedFile.report { builder, pki in
      let back = Self.ingredient([UInt8](repeating: 0, count: 16), label: builder.label)
      let manifest = try Self.parent(pki) { $0.assertions = [.opened(back), back] }
      let ingredient = Self.ingredient(manifest)
      builder.ingredients = [manifest]
      builder.assertions = [.opened(ingredient), ingredient]
    }
    #expect(report.manifests.count == 2)
    #expect(report.state == .invalid)
  }

  @Test("an ingredient without a manifest is of unknown provenance")
  func unknown() throws {
    let report = try SignedFile.report { builder, _ in
      builder.assertions.append(
        TestAssertion(
          "c2pa.ingredient.v3", .cbor(.map([("relationship", .text("componentOf"))]))))
    }
    #expect(report.state == .trusted)
    #expect(report.ingredients[0].statuses.contains(.ingredientUnknownProvenance))
    #expect(report.signals.contains { $0.name == .mediaUnknownProvenance })
  }

  // MARK: Redaction

  @Test("a redacted assertion may be gone, but may not still be there")
  func redaction() throws {
    let secret = TestAssertion("org.example.secret", .cbor(.map([("name", .text("x"))])))
    for isGone in [true, false] {
      let report = try SignedFile.report { builder, pki in
        let full = try Self.parent(pki) { $0.assertions.append(secret) }
        let stored =
          isGone
          ? try Self.parent(pki) {
            $0.assertions.append(secret)
            $0.assertions[1].isPresent = false
          } : full
        var ingredient = Self.ingredient(full)
        // The manifest is no longer what it was; its signature still is.
        if case .cbor(.map(var fields)) = ingredient.content,
          let box = Self.signatureBox(stored)
        {
          fields.append(
            (
              "claimSignature",
              ManifestBuilder.reference(
                "self#jumbf=/c2pa/\(Self.parentLabel)/c2pa.signature", box)
            ))
          ingredient.content = .cbor(.map(fields))
        }
        builder.redactions = [
          "self#jumbf=/c2pa/\(Self.parentLabel)/c2pa.assertions/org.example.secret"
        ]
        builder.ingredients = [stored]
        builder.assertions = [.opened(ingredient), ingredient]
      }
      let found = report.ingredients.flatMap { $0.statuses.codes(.failure) }
      #expect(report.state == (isGone ? .trusted : .invalid), "\(found)")
      #expect(found.contains(.assertionNotRedacted) == !isGone)
    }
  }

  /// The last superbox of a manifest.
  static func signatureBox(_ manifest: [UInt8]) -> [UInt8]? {
    let name = Array("c2pa.signature".utf8)
    guard
      let position = (0..<(manifest.count - name.count)).last(where: {
        manifest[$0..<($0 + name.count)].elementsEqual(name)
      })
    else { return nil }
    return Array(manifest[(position - 33)...])
  }

  // MARK: Updates

  @Test("an update manifest is bound through its parent")
  func update() throws {
    let pki = try TestPKI()
    let identity = try pki.signer()
    var first = ManifestBuilder(identity: identity)
    first.label = Self.parentLabel
    let sample = TestCarrier.png.sample
    let signed = try first.sign(sample, .png)
    // Take the manifest out of the chunk again, and put both into a new one.
    let length = signed[33..<37].reduce(0) { $0 << 8 | Int($1) }
    let store = Array(signed[41..<(41 + length)])
    let manifest = Array(store[38...])
    var second = ManifestBuilder(identity: identity)
    second.isUpdate = true
    let ingredient = Self.ingredient(manifest)
    second.assertions = [.opened(ingredient), ingredient]
    let update = try second.manifest(binding: nil)
    let file = TestCarrier.png.embed(ManifestBuilder.store([manifest, update]), in: sample).file
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.state == .trusted, "\(report.statuses.all) \(report.ingredients)")
    #expect(report.integrity == .intact)

    second.assertions.append(TestAssertion("c2pa.thumbnail.claim.png", .cbor(.map([]))))
    second.assertions.append(
      .actions(.map([("action", .text("c2pa.edited"))])))
    second.assertions[3].label = "c2pa.actions.v2__1"
    let wrong = TestCarrier.png.embed(
      ManifestBuilder.store([manifest, try second.manifest(binding: nil)]), in: sample
    ).file
    let invalid = try SignedFile.validate(wrong, trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(invalid).contains("manifest.update.invalid"))

    second.assertions = [.created()]
    let orphan = TestCarrier.png.embed(
      ManifestBuilder.store([manifest, try second.manifest(binding: nil)]), in: sample
    ).file
    let lost = try SignedFile.validate(orphan, trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(lost).contains("manifest.update.wrongParents"))
  }
}
