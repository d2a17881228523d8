import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

/// What is believed of an ingredient, and what is shown of it, when its assertion records that it
/// does not hold.
struct ManifestTreeOriginTests {
  private static let partLabel = "urn:c2pa:00000000-0000-4000-8000-00000000cccc"

  /// How the ingredient is.
  enum Part: CaseIterable {
    case right, rogue, swapped, broken

    var recorded: String? {
      switch self {
      case .right: nil
      case .rogue: "signingCredential.untrusted"
      case .swapped: "ingredient.manifest.mismatch"
      case .broken: "claimSignature.mismatch"
      }
    }

    var state: String {
      switch self {
      case .right: "trusted"
      case .rogue: "valid"
      case .swapped, .broken: "invalid"
      }
    }
  }

  private static func part(_ pki: TestPKI, _ type: String, isBroken: Bool) throws -> [UInt8] {
    var part = ManifestBuilder(identity: try pki.signer())
    part.label = partLabel
    part.assertions = [
      .created("http://cv.iptc.org/newscodes/digitalsourcetype/" + type, agent: "Firmware")
    ]
    if isBroken { part.editSignature = { $0[3] = .bytes([UInt8](repeating: 7, count: 64)) } }
    return try part.manifest(
      binding: .absentContent)
  }

  /// A file of a trusted editor that opened a picture whose manifest says `type`.
  private static func write(_ kind: Part, _ type: String, to folder: TemporaryFolder) throws {
    let pki = try TestPKI(seed: "editor")
    let maker = kind == .rogue ? try TestPKI(seed: "rogue") : pki
    let box = try part(maker, type, isBroken: kind == .broken)
    let referred =
      kind == .swapped ? try part(maker, "trainedAlgorithmicMedia", isBroken: false) : box
    let failures = kind.recorded.map { [TestCBOR.map([("code", .text($0))])] } ?? []
    let ingredient = TestAssertion(
      "c2pa.ingredient.v3",
      .cbor(
        .map([
          ("relationship", .text("parentOf")),
          ("activeManifest", ManifestBuilder.reference("self#jumbf=/c2pa/\(partLabel)", referred)),
          ("validationResults", .validationResults(failure: failures)),
        ])))
    var whole = ManifestBuilder(identity: try pki.signer())
    whole.ingredients = [box]
    whole.assertions = [.opened(ingredient), ingredient]
    try folder.write("a.png", Data(try whole.sign(TestCarrier.png.sample, .png)))
    try folder.write("root.pem", Data(pki.rootPEM))
  }

  @Test(arguments: Part.allCases, ["digitalCapture", "digitalCreation"])
  func `a recorded failure is no failure of the whole, and no word of the part is believed`(
    part: Part, type: String
  ) throws {
    let folder = try TemporaryFolder()
    try Self.write(part, type, to: folder)
    let run = try ToolRun(
      [
        "inspect", "--no-pixels", "--no-structure", "--no-fields", "--exit-zero", "--at",
        "2026-06-01", "--trust-list", "none", "--trust-anchors", folder.path + "/root.pem",
        "--format", "ndjson", folder.path + "/a.png",
      ], environment: ["ASSAY_DATA": folder.path + "/data"])
    let image = try #require(try run.images().first, "\(run.errors)")
    let credentials = try #require(image["credentials"] as? [String: Any])
    #expect(credentials["state"] as? String == "trusted")
    let manifests = try #require(credentials["manifests"] as? [[String: Any]])
    let ingredients = try #require(manifests.last?["ingredients"] as? [[String: Any]])
    #expect(ingredients.compactMap { $0["state"] as? String } == [part.state])

    let evidence = try #require(image["evidence"] as? [[String: Any]])
    let claim = try #require(evidence.first { $0["name"] as? String == "c2pa.digitalSourceType" })
    let attributes = try #require(claim["attributes"] as? [String: Any])
    #expect(attributes["isVouched"] as? Bool == (part == .right))
    let origin = try #require(image["origin"] as? [String: Any])
    let right = type == "digitalCapture" ? "captured" : "humanMade"
    #expect(origin["class"] as? String == (part == .right ? right : "noEvidence"), "\(origin)")
  }
}
