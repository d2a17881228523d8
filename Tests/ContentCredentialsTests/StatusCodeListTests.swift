import ByteReading
import Containers
import ContentCredentials
import Testing
import _CredentialTestSupport

/// The list of status codes, held against what built files produce.
struct StatusCodeListTests {
  /// The codes of C2PA 2.4 §15.2.2, and those beyond it that other validators use.
  static let listed: Set<String> = [
    // Success
    "assertion.accessible", "assertion.alternativeContentRepresentation.match",
    "assertion.bmffHash.match", "assertion.boxesHash.match", "assertion.collectionHash.match",
    "assertion.dataHash.match", "assertion.hashedURI.match", "assertion.multiAssetHash.match",
    "claimSignature.insideValidity", "claimSignature.validated",
    "ingredient.claimSignature.validated", "ingredient.manifest.validated",
    "signingCredential.ocsp.notRevoked", "signingCredential.trusted", "timeStamp.trusted",
    "timeStamp.validated",
    // Informational
    "algorithm.deprecated", "assertion.bmffHash.additionalExclusionsPresent",
    "assertion.boxesHash.additionalExclusionsPresent",
    "assertion.dataHash.additionalExclusionsPresent", "ingredient.unknownProvenance",
    "signingCredential.ocsp.inaccessible", "signingCredential.ocsp.skipped",
    "signingCredential.ocsp.unknown", "timeOfSigning.insideValidity",
    "timeOfSigning.outsideValidity", "timeStamp.credentialInvalid", "timeStamp.malformed",
    "timeStamp.mismatch", "timeStamp.outsideValidity", "timeStamp.untrusted",
    // Failure
    "algorithm.unsupported", "assertion.action.ingredientMismatch", "assertion.action.malformed",
    "assertion.action.redacted", "assertion.action.redactionMismatch",
    "assertion.action.softBindingMissing",
    "assertion.alternativeContentRepresentation.malformed", "assertion.bmffHash.malformed",
    "assertion.bmffHash.mismatch", "assertion.boxesHash.malformed",
    "assertion.boxesHash.mismatch", "assertion.boxesHash.unknownBox", "assertion.cbor.invalid",
    "assertion.cloud-data.actions", "assertion.cloud-data.hardBinding",
    "assertion.cloud-data.labelMismatch", "assertion.cloud-data.malformed",
    "assertion.collectionHash.incorrectFileCount", "assertion.collectionHash.invalidURI",
    "assertion.collectionHash.malformed", "assertion.collectionHash.mismatch",
    "assertion.dataHash.malformed", "assertion.dataHash.mismatch", "assertion.dataHash.redacted",
    "assertion.external-reference.created", "assertion.external-reference.hashMismatch",
    "assertion.external-reference.labelMismatch", "assertion.external-reference.malformed",
    "assertion.hardBinding.redacted", "assertion.hashedURI.mismatch", "assertion.inaccessible",
    "assertion.ingredient.malformed", "assertion.json.invalid", "assertion.missing",
    "assertion.multiAssetHash.malformed", "assertion.multiAssetHash.mismatch",
    "assertion.multiAssetHash.missingPart", "assertion.multipleHardBindings",
    "assertion.notRedacted", "assertion.outsideManifest", "assertion.selfRedacted",
    "assertion.timestamp.malformed", "assertion.undeclared", "claim.cbor.invalid",
    "claim.hardBindings.missing", "claim.malformed", "claim.missing", "claim.multiple",
    "claimSignature.mismatch", "claimSignature.missing", "claimSignature.outsideValidity",
    "general.error", "hashedURI.mismatch", "hashedURI.missing",
    "ingredient.claimSignature.mismatch", "ingredient.claimSignature.missing",
    "ingredient.manifest.mismatch", "ingredient.manifest.missing",
    "livevideo.assertion.invalid", "livevideo.continuityMethod.invalid",
    "livevideo.init.invalid", "livevideo.manifest.invalid", "livevideo.segment.invalid",
    "livevideo.sessionkey.invalid", "manifest.compressed.invalid",
    "manifest.html.multipleManifests", "manifest.inaccessible", "manifest.multipleParents",
    "manifest.structuredText.emptyReference", "manifest.structuredText.malformedReference",
    "manifest.structuredText.multipleReferences", "manifest.structuredText.noManifest",
    "manifest.structuredText.noResolutionPath", "manifest.text.corruptedWrapper",
    "manifest.text.multipleWrappers", "manifest.timestamp.invalid",
    "manifest.timestamp.wrongParents", "manifest.update.invalid", "manifest.update.wrongParents",
    "signingCredential.invalid", "signingCredential.ocsp.revoked", "signingCredential.untrusted",
  ]

  /// Codes that are in no list of the specification; ours, those of c2pa-rs, and of version 2.2.
  static let others: Set<String> = [
    "assertion.alternativeContentRepresentation.hashMismatch",
    "assertion.alternativeContentRepresentation.missing", "assertion.metadata.disallowed",
    "assertion.required.missing", "claim.required.missing", "ingredient.hashedURI.mismatch",
    "manifest.unknownProvenance", "manifest.unreferenced", "signingCredential.expired",
  ]

  /// Codes that no image can give here, each with the reason.
  static let notApplicable: [String: String] = {
    var reasons: [String: String] = [:]
    func note(_ reason: String, _ codes: String...) { for code in codes { reasons[code] = reason } }
    note(
      "nothing that lies elsewhere is fetched", "assertion.accessible",
      "assertion.cloud-data.labelMismatch", "assertion.external-reference.hashMismatch",
      "assertion.external-reference.labelMismatch",
      "assertion.alternativeContentRepresentation.missing")
    note("no responder is asked", "signingCredential.ocsp.inaccessible")
    note(
      "collections are archives, not images", "assertion.collectionHash.match",
      "assertion.collectionHash.incorrectFileCount", "assertion.collectionHash.invalidURI",
      "assertion.collectionHash.malformed", "assertion.collectionHash.mismatch")
    note(
      "video that is sent live is no image", "livevideo.assertion.invalid",
      "livevideo.continuityMethod.invalid", "livevideo.init.invalid",
      "livevideo.manifest.invalid", "livevideo.segment.invalid", "livevideo.sessionkey.invalid")
    note(
      "text and web pages are no images", "manifest.html.multipleManifests",
      "manifest.structuredText.emptyReference", "manifest.structuredText.malformedReference",
      "manifest.structuredText.multipleReferences", "manifest.structuredText.noManifest",
      "manifest.structuredText.noResolutionPath", "manifest.text.corruptedWrapper",
      "manifest.text.multipleWrappers")
    note("the list of deprecated algorithms (§13.1) is empty", "algorithm.deprecated")
    note("replaced by assertion.hardBinding.redacted", "assertion.dataHash.redacted")
    note(
      "time-stamp manifests are ignored since version 2.0 (§11.1.4.2)",
      "manifest.timestamp.invalid", "manifest.timestamp.wrongParents")
    note("version 2.4 must not reject fields of metadata", "assertion.metadata.disallowed")
    note("a name of version 1.0; the list has claim.malformed", "claim.required.missing")
    note(
      "a name of version 1.0; the list has ingredient.manifest.mismatch",
      "ingredient.hashedURI.mismatch")
    note(
      "a name of c2pa-rs; the list has ingredient.unknownProvenance", "manifest.unknownProvenance")
    return reasons
  }()

  // MARK: What gives the codes that need more than one broken thing

  private static func signatureReference(_ box: [UInt8], isWrong: Bool) -> TestCBOR {
    var hash = ManifestBuilder.hash(box)
    if isWrong { hash[0] ^= 1 }
    return .map([
      ("url", .text("self#jumbf=/c2pa/\(IngredientTests.parentLabel)/c2pa.signature")),
      ("hash", .bytes(hash)),
    ])
  }

  /// A file whose ingredient had an assertion redacted, with a reference to its signature that is
  /// right, wrong, or not there.
  private static func redacted(signature: Bool?) throws -> CredentialReport {
    try SignedFile.report { builder, pki in
      let secret = TestAssertion("org.example.secret", .cbor(.map([("name", .text("x"))])))
      let full = try IngredientTests.parent(pki) { $0.assertions.append(secret) }
      let stored = try IngredientTests.parent(pki) {
        $0.assertions.append(secret)
        $0.assertions[1].isPresent = false
      }
      var ingredient = IngredientTests.ingredient(full)
      if let signature, case .cbor(.map(var fields)) = ingredient.content,
        let box = IngredientTests.signatureBox(stored)
      {
        fields.append(("claimSignature", Self.signatureReference(box, isWrong: !signature)))
        ingredient.content = .cbor(.map(fields))
      }
      builder.redactions = [
        "self#jumbf=/c2pa/\(IngredientTests.parentLabel)/c2pa.assertions/org.example.secret"
      ]
      builder.ingredients = [stored]
      builder.assertions = [TestAssertion.opened(ingredient), ingredient]
    }
  }

  @Test(
    "the digest of an ingredient's signature decides where something was redacted",
    arguments: [
      (true, "ingredient.claimSignature.validated"),
      (false, "ingredient.claimSignature.mismatch"), (nil, "ingredient.claimSignature.missing"),
    ] as [(Bool?, String)])
  func claimSignature(_ signature: Bool?, _ code: String) throws {
    let report = try Self.redacted(signature: signature)
    let found = report.ingredients.flatMap { $0.statuses.all.map(\.code.rawValue) }
    #expect(found.contains(code), "\(found)")
    #expect(report.state == (signature == true ? .trusted : .invalid))
  }

  @Test("nothing may hide behind the marker of a redaction")
  func redactionMarker() throws {
    let marker: [UInt8] = [
      0xCA, 0xA9, 0x8E, 0xEE, 0x9D, 0x4D, 0xF8, 0x0E, 0x86, 0xAD, 0x4D, 0xFF, 0xCA, 0x26, 0x39,
      0x73,
    ]
    for (filling, isClean) in [(UInt8(0), true), (0x41, false)] {
      let blank = TestAssertion(
        "org.example.secret", .box("uuid", marker + [UInt8](repeating: filling, count: 32)))
      let report = try SignedFile.report { builder, pki in
        let secret = TestAssertion("org.example.secret", .cbor(.map([("name", .text("x"))])))
        let full = try IngredientTests.parent(pki) { $0.assertions.append(secret) }
        // The claim still has the digest of what was there.
        let stored = try IngredientTests.parent(pki) {
          $0.assertions.append(secret)
          $0.editBoxes = { parts in
            parts[0] = ManifestBuilder.superbox(
              "c2as", "c2pa.assertions",
              [
                ManifestBuilder.encoded(.created()), ManifestBuilder.encoded(blank),
                ManifestBuilder.encoded(.absentContent),
              ])
          }
        }
        var ingredient = IngredientTests.ingredient(full)
        if case .cbor(.map(var fields)) = ingredient.content,
          let box = IngredientTests.signatureBox(stored)
        {
          fields.append(("claimSignature", Self.signatureReference(box, isWrong: false)))
          ingredient.content = .cbor(.map(fields))
        }
        builder.redactions = [
          "self#jumbf=/c2pa/\(IngredientTests.parentLabel)/c2pa.assertions/org.example.secret"
        ]
        builder.ingredients = [stored]
        builder.assertions = [TestAssertion.opened(ingredient), ingredient]
      }
      #expect(report.state == (isClean ? .trusted : .invalid), "\(report.ingredients)")
      #expect(SignedFile.failures(report).contains("assertion.notRedacted") == !isClean)
    }
  }

  private static func ingredientFiles() throws -> [CredentialReport] {
    var reports = [
      try redacted(signature: true), try redacted(signature: false), try redacted(signature: nil),
    ]
    for kind in 0..<5 {
      reports.append(
        try SignedFile.report { builder, pki in
          let manifest = try IngredientTests.parent(pki)
          var ingredient = IngredientTests.ingredient(
            manifest, relationship: kind == 3 ? "friendOf" : "parentOf",
            hash: kind == 1 ? [UInt8](repeating: 0, count: 32) : nil)
          if kind == 2 { builder.ingredients = [] } else { builder.ingredients = [manifest] }
          builder.assertions = [TestAssertion.opened(ingredient), ingredient]
          if kind == 4 {
            ingredient.label = "c2pa.ingredient.v3__1"
            builder.assertions.append(ingredient)
          }
        })
    }
    reports.append(
      try SignedFile.report { builder, pki in
        builder.ingredients = [try IngredientTests.parent(pki)]
        builder.assertions.append(
          TestAssertion(
            "c2pa.ingredient.v3", .cbor(.map([("relationship", .text("componentOf"))]))))
      })
    for label in ["c2pa.thumbnail.claim.png", "c2pa.actions.v2"] {
      reports.append(
        try SignedFile.report { builder, _ in
          builder.isUpdate = true
          builder.binding = ManifestBuilder.Binding.none
          builder.assertions = [TestAssertion(label, .cbor(.map([])))]
        })
    }
    return reports
  }

  private static func signatureFiles() throws -> [CredentialReport] {
    let time = TimeStampTests.signing
    var reports: [CredentialReport] = []
    func add(
      _ moment: CredentialTime = SignedFile.now,
      _ edit: (inout ManifestBuilder, TestPKI) throws -> Void
    ) throws { reports.append(try SignedFile.report(at: moment, edit)) }
    try add { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), time)
      builder.ocspResponses = [
        try pki.ocspResponse(about: builder.identity, .good, at: time + 60)
      ]
      builder.editProtected = { $0.append((15, .numbered([(6, .integer(time - 10))]))) }
    }
    try add { builder, pki in
      builder.ocspResponses = [try pki.ocspResponse(about: builder.identity, .unknown, at: time)]
      builder.editProtected = { $0.append((15, .numbered([(6, .integer(1))]))) }
    }
    try add(TimeStampTests.late) { builder, _ in
      let other = try TestPKI(seed: "other")
      builder.timeStamp = (other, try other.timeStamper { $0.notAfter = 2_000_000_000 }, time)
    }
    try add { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), time)
      builder.editSignature = { $0[3] = .bytes([UInt8](repeating: 7, count: 64)) }
    }
    try add { builder, _ in
      builder.editUnprotected = { $0.append(("sigTst2", .map([("tstTokens", .array([]))]))) }
    }
    try add { builder, pki in
      builder.timeStamp = (
        pki, try pki.timeStamper { $0.purposes = ["1.3.6.1.5.5.7.3.4"] }, time
      )
    }
    try add { builder, pki in
      builder.timeStamp = (pki, try pki.timeStamper(), 1_700_000_000)
    }
    try add { builder, pki in
      builder.timeStamp = (
        pki, try pki.timeStamper { $0.notBefore = 1_600_000_000 }, 1_700_000_000
      )
    }
    return reports
  }

  private static func contentFiles() throws -> [CredentialReport] {
    var reports = [
      try SignedFile.report(.jpeg) { builder, _ in builder.binding = .boxes },
      // An exclusion that the file may have, of a box that is not excluded by rule.
      try SignedFile.report(.heif) { builder, _ in
        builder.editBinding = { fields in
          guard case .array(let list) = fields[0].1 else { return }
          fields[0].1 = .array(list + [.map([("xpath", .text("/moov/trak"))])])
        }
      },
      try SignedFile.report { builder, _ in
        builder.binding = .boxes
        builder.editBinding = { fields in
          guard case .array(var boxes) = fields[1].1, case .map(var box)? = boxes.last else {
            return
          }
          box.append(("excluded", .boolean(true)))
          boxes[boxes.count - 1] = .map(box)
          fields[1].1 = .array(boxes)
        }
      },
      // A hash of a kind that images do not have.
      try SignedFile.report { builder, _ in
        builder.binding = ManifestBuilder.Binding.none
        builder.assertions.append(
          TestAssertion("c2pa.hash.collection.data", .cbor(.map([("uris", .array([]))]))))
      },
      try SignedFile.report { builder, _ in
        builder.assertions.append(
          TestAssertion(
            "c2pa.cloud-data",
            .cbor(
              .map([
                ("label", .text("org.example")), ("size", .integer(1)),
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
      try SignedFile.report { builder, _ in
        let original = TestAssertion(
          "c2pa.thumbnail.claim", .file(mediaType: "image/png", [1, 2, 3]))
        builder.assertions += [
          original,
          TestAssertion(
            "c2pa.alternative-content-representation",
            .cbor(
              .map([
                (
                  "embeddedOriginalPreservationImage",
                  ManifestBuilder.reference(
                    "self#jumbf=c2pa.assertions/c2pa.thumbnail.claim",
                    ManifestBuilder.encoded(original))
                )
              ]))),
        ]
      },
    ]
    let pki = try TestPKI()
    let file = TestCarrier.png.sample
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.editBinding = { fields in
      guard case .array(let list) = fields[0].1 else { return }
      fields[0].1 = .array(list + [.map([("start", .integer(9000)), ("length", .integer(0))])])
    }
    let long = try builder.sign(file + [UInt8](repeating: 0, count: 9000), .png)
    reports.append(try SignedFile.validate(long, trust: SignedFile.trust(pki)))
    for damage in [0, 1] {
      let store = try BindingTests.multiAsset(pki, split: 40, count: file.count, of: file)
      var changed = file
      changed[45] ^= UInt8(damage)
      reports.append(
        try SignedFile.validate(changed, trust: SignedFile.trust(pki), sidecar: store))
    }
    let packed = ManifestBuilder.superbox(
      "c2cm", "urn:c2pa:x", [ManifestBuilder.box("brob", [0xFF, 0x00])])
    reports.append(
      try SignedFile.validate(
        TestCarrier.png.embed(ManifestBuilder.store([packed]), in: file).file,
        trust: TrustStore()))
    let view = ByteView(file)
    reports.append(
      CredentialValidator(trust: TrustStore()).validate(
        file: view, container: try Container(parsing: view),
        remoteURL: "https://example.com/a.c2pa", at: SignedFile.now))
    return reports
  }

  @Test("each status code that concerns images is given by a file that is built here")
  func everyCode() throws {
    var reports = try StatusCodeTests.all.map {
      try SignedFile.report($0.carrier, $0.edit, signer: $0.signer)
    }
    reports += try Self.ingredientFiles() + Self.signatureFiles() + Self.contentFiles()
    var produced: Set<String> = []
    for report in reports {
      for statuses in [report.statuses] + report.manifests.map(\.statuses)
        + report.ingredients.map(\.statuses)
      {
        produced.formUnion(statuses.all.map(\.code.rawValue))
      }
    }
    let wanted = Self.listed.union(Self.others)
    let missing = wanted.subtracting(produced).subtracting(Self.notApplicable.keys)
    #expect(missing.isEmpty, "no file gives \(missing.sorted())")
    let wrong = produced.intersection(Self.notApplicable.keys)
    #expect(wrong.isEmpty, "said not to apply, but given: \(wrong.sorted())")
    let unknown = produced.subtracting(wanted)
    #expect(unknown.isEmpty, "on no list: \(unknown.sorted())")
    #expect(Self.listed.count == 113)
    #expect(Set(Self.notApplicable.keys).isSubset(of: wanted))
  }
}
