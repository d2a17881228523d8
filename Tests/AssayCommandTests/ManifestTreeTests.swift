import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

/// The tree of manifests that `assay inspect` prints, and the same in its JSON report.
struct ManifestTreeTests {
  private static let parentLabel = "urn:c2pa:00000000-0000-4000-8000-00000000bbbb"

  private static func ingredient(
    _ relationship: String, _ title: String, number: Int, manifest: (label: String, box: [UInt8])?
  ) -> TestAssertion {
    var fields: [(String, TestCBOR)] = [
      ("relationship", .text(relationship)), ("dc:title", .text(title)),
    ]
    if let manifest {
      fields.append(
        (
          "activeManifest",
          ManifestBuilder.reference("self#jumbf=/c2pa/\(manifest.label)", manifest.box)
        ))
      fields.append(("validationResults", .map([("activeManifest", .map([]))])))
    }
    return TestAssertion("c2pa.ingredient.v3__\(number)", .cbor(.map(fields)))
  }

  /// A file made from a generated part, one without credentials, and perhaps one that is lost.
  private static func write(to folder: TemporaryFolder, hasLostPart: Bool) throws {
    let pki = try TestPKI(seed: "tree")
    let signer = try pki.signer { $0.organization = "Tree House" }
    var part = ManifestBuilder(identity: signer)
    part.label = parentLabel
    part.timeStamp = (pki, try pki.timeStamper(), 1_770_000_000)
    let box = try part.manifest(binding: .absentContent)

    var whole = ManifestBuilder(identity: signer)
    whole.ingredients = [box]
    var gathered = TestAssertion.actions(
      .map([("action", .text("c2pa.edited")), ("softwareAgent", .map([("name", .text("Brush"))]))]))
    gathered.label = "c2pa.actions.v2__1"
    gathered.isGathered = true
    whole.assertions = [
      .created("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation", agent: "Desk"),
      gathered,
      ingredient("componentOf", "cat.png", number: 1, manifest: (parentLabel, box)),
      ingredient("componentOf", "dog.png", number: 2, manifest: nil),
      TestAssertion(
        "cawg.training-mining",
        .cbor(
          .map([("entries", .map([("cawg.ai_training", .map([("use", .text("notAllowed"))]))]))]))),
      TestAssertion(
        "cawg.identity",
        .cbor(
          .map([
            (
              "signer_payload",
              .map([("sig_type", .text("org.example.new")), ("referenced_assertions", .array([]))])
            ),
            ("signature", .bytes([1])), ("pad1", .bytes([0])),
          ]))),
    ]
    if hasLostPart {
      whole.assertions.append(
        ingredient(
          "componentOf", "fox.png", number: 3,
          manifest: ("urn:c2pa:lost", [UInt8](repeating: 0, count: 40))))
    }
    try folder.write("a.png", Data(try whole.sign(TestCarrier.png.sample, .png)))
    try folder.write("root.pem", Data(pki.rootPEM))
  }

  private static func inspect(_ folder: TemporaryFolder, _ arguments: String...) throws -> ToolRun {
    try ToolRun(
      [
        "inspect", "--no-pixels", "--no-structure", "--no-fields", "--exit-zero", "--at",
        "2026-06-01", "--trust-list", "none", "--trust-anchors", folder.path + "/root.pem",
      ] + arguments + [folder.path + "/a.png"], environment: ["ASSAY_DATA": folder.path + "/data"])
  }

  @Test func `each manifest and ingredient has one word, and says who, when, with what and what`()
    throws
  {
    let folder = try TemporaryFolder()
    try Self.write(to: folder, hasLostPart: false)
    let text = try Self.inspect(folder).output
    for line in [
      "active: test [trusted]",
      "content    is what was signed", "signed by  Tree House (Test Signer), on root.pem",
      "signature  verifies (EdDSA)",
      "action     c2pa.created by Desk: digitalCreation",
      "action     c2pa.edited by Brush (gathered: the signer does not vouch for it)",
      "identity   unnamed (org.example.new), ",
      "componentOf: cat.png [trusted]",
      "signed at  2026-02-02T02:40:00Z, attested by Assay Test (Test Time-Stamps), who is on no list",
      "says       made by a generative model (fullyGenAIMedia)",
      "componentOf: dog.png [none], without credentials",
    ] { #expect(text.contains(line), "\(line)\n\(text)") }
  }

  @Test func `a part whose manifest is lost is missing, and the whole does not hold`() throws {
    let folder = try TemporaryFolder()
    try Self.write(to: folder, hasLostPart: true)
    let text = try Self.inspect(folder).output
    #expect(text.contains("[invalid]"))
    #expect(text.contains("componentOf: fox.png [missing], its manifest is not in the store"))
    #expect(text.contains("componentOf: cat.png [trusted]"))
  }

  @Test func `a part whose certificate has expired since it was added is valid, and says so`()
    throws
  {
    let folder = try TemporaryFolder()
    let pki = try TestPKI(seed: "tree")
    var part = ManifestBuilder(
      identity: try pki.signer { $0.notAfter = 1_767_225_600 })  // 2026-01-01, before the check
    part.label = Self.parentLabel
    let box = try part.manifest(binding: .absentContent)
    let status: [(String, TestCBOR)] = [
      ("code", .text("claimSignature.insideValidity")),
      ("url", .text("self#jumbf=/c2pa/\(Self.parentLabel)/c2pa.signature")),
    ]
    for (successes, state) in [([TestCBOR.map(status)], "valid"), ([], "invalid")] {
      var whole = ManifestBuilder(identity: try pki.signer())
      whole.ingredients = [box]
      let reference = ManifestBuilder.reference("self#jumbf=/c2pa/\(Self.parentLabel)", box)
      whole.assertions = [
        .created("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation", agent: "Desk"),
        TestAssertion(
          "c2pa.ingredient.v3__1",
          .cbor(
            .map([
              ("relationship", .text("componentOf")), ("dc:title", .text("cat.png")),
              ("activeManifest", reference),
              ("validationResults", .validationResults(success: successes)),
            ]))),
      ]
      try folder.write("a.png", Data(try whole.sign(TestCarrier.png.sample, .png)))
      try folder.write("root.pem", Data(pki.rootPEM))
      let text = try Self.inspect(folder).output
      #expect(text.contains("componentOf: cat.png [\(state)]"), "\(text)")
      #expect(text.contains("whose certificate has expired"))
    }
  }

  @Test func `a manifest that nothing leads to is not checked`() throws {
    let folder = try TemporaryFolder()
    let pki = try TestPKI(seed: "tree")
    let signer = try pki.signer { $0.organization = "Tree House" }
    var part = ManifestBuilder(identity: signer)
    part.label = Self.parentLabel
    let box = try part.manifest(binding: .absentContent)
    var stray = ManifestBuilder(identity: signer)
    stray.label = "urn:c2pa:00000000-0000-4000-8000-00000000cccc"
    stray.assertions = [
      .created("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation", agent: "Desk"),
      Self.ingredient("componentOf", "cat.png", number: 1, manifest: (Self.parentLabel, box)),
    ]
    var whole = ManifestBuilder(identity: signer)
    whole.ingredients = [box, try stray.manifest(binding: .absentContent)]
    try folder.write("a.png", Data(try whole.sign(TestCarrier.png.sample, .png)))
    try folder.write("root.pem", Data(pki.rootPEM))
    #expect(
      try Self.inspect(folder).output.contains("not checked, because nothing leads to them:"))
    let image = try #require(try Self.inspect(folder, "--format", "ndjson").images().first)
    let credentials = try #require(image["credentials"] as? [String: Any])
    let manifests = try #require(credentials["manifests"] as? [[String: Any]])
    let found = try #require(manifests.first { $0["label"] as? String == stray.label })
    #expect(found["state"] as? String == "notChecked")
  }

  @Test func `the JSON report has the same words, identities and permissions`() throws {
    let folder = try TemporaryFolder()
    try Self.write(to: folder, hasLostPart: true)
    let image = try #require(try Self.inspect(folder, "--format", "ndjson").images().first)
    let credentials = try #require(image["credentials"] as? [String: Any])
    let manifests = try #require(credentials["manifests"] as? [[String: Any]])
    let active = try #require(manifests.last)
    #expect(active["state"] as? String == "invalid")
    #expect(active["signature"] as? String == "verified")
    #expect(active["trust"] as? String == "trusted")
    #expect(manifests.first?["state"] as? String == "trusted")
    #expect(manifests.first?["signedAtSource"] as? String == "untrustedTimeStamp")
    let ingredients = try #require(active["ingredients"] as? [[String: Any]])
    #expect(ingredients.compactMap { $0["state"] as? String } == ["trusted", "none", "missing"])
    let actions = try #require(active["actions"] as? [[String: Any]])
    #expect(actions.compactMap { $0["gathered"] as? Bool } == [false, true])
    let identities = try #require(active["identities"] as? [[String: Any]])
    #expect(identities.count == 1)
    #expect(identities.first?["credentialType"] as? String == "org.example.new")
    let evidence = try #require(image["evidence"] as? [[String: Any]])
    #expect(
      evidence.contains {
        $0["name"] as? String == "c2pa.training" && $0["value"] as? String == "cawg.ai_training"
      })
    #expect(evidence.contains { $0["name"] as? String == "c2pa.identity" })
  }
}
