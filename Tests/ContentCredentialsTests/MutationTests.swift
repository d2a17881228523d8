import ByteReading
import Containers
import ContentCredentials
import Foundation
import Testing
import _CredentialTestSupport
import _TestSupport

struct MutationTests {
  /// The number of mutations of each store; more with `MUTATIONS` in the environment.
  private static let count =
    ProcessInfo.processInfo.environment["MUTATIONS"].flatMap { Int($0) } ?? 60

  /// A manifest with everything in it that has a reader.
  private static func richStore(_ pki: TestPKI) throws -> [UInt8] {
    var builder = ManifestBuilder(identity: try pki.signer { $0.keyKind = .p256 })
    let manifest = try IngredientTests.parent(pki)
    let ingredient = IngredientTests.ingredient(manifest)
    builder.ingredients = [manifest]
    builder.assertions = [
      TestAssertion.opened(ingredient), ingredient,
      TestAssertion("org.example", .json("{\"a\": [1, 2.5, true, null, \"\\u00e4\"]}")),
    ]
    builder.timeStamp = (pki, try pki.timeStamper(), TimeStampTests.signing)
    builder.ocspResponses = [
      try pki.ocspResponse(about: builder.identity, .good, at: TimeStampTests.signing + 60)
    ]
    return try builder.sidecar(for: TestCarrier.png.sample)
  }

  @Test("random damage to a store is never a trap")
  func mutations() throws {
    let pki = try TestPKI()
    let trust = SignedFile.trust(pki)
    let store = try Self.richStore(pki)
    let file = ByteView(TestCarrier.png.sample)
    let container = try Container(parsing: file)
    let validator = CredentialValidator(trust: trust)
    let whole = validator.validate(
      file: file, container: container, sidecar: ByteView(store), at: SignedFile.now)
    #expect(whole.state == .trusted, "\(whole.statuses.all)")
    var random = SplitMix64(seed: 0xC2BA)
    for _ in 0..<Self.count {
      var damaged = store
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let position = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged[position] = UInt8.random(in: 0...255, using: &random)
        case 1: damaged[position] = [0, 0x7F, 0x80, 0xFF][position % 4]
        case 2:
          let end = min(damaged.count, position + Int.random(in: 1...40, using: &random))
          damaged.removeSubrange(position..<end)
        default:
          let end = min(damaged.count, position + Int.random(in: 1...40, using: &random))
          damaged.insert(contentsOf: Array(damaged[position..<end]), at: position)
        }
        if damaged.isEmpty { break }
      }
      let report = validator.validate(
        file: file, container: container, sidecar: ByteView(damaged), at: SignedFile.now)
      _ = CrJSON(report, generatorName: "assay", generatorVersion: "0.1.0").text
      if damaged != store, report.state == .trusted {
        // Only what no signature covers may differ: headers beside it and manifests of nobody.
        #expect(report.signature == .verified && report.integrity == .intact)
      }
    }
  }
}
