import ByteReading
import Containers
import ContentCredentials
import Foundation
import Testing
import _TestSupport

struct HostileFileTests {
  @Test(
    "hostile files are handled, and hold credentials where another validator sees some",
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func hostile() throws {
    let validator = CredentialValidator(trust: TrustStore())
    var count = 0
    for row in try SharedMaterial.table("fixtures/c2pa-oracle/HOSTILE.tsv") {
      guard let path = row["path"], let expected = row["result"],
        let bytes = try? SharedMaterial.bytes("fixtures/\(path)")
      else { continue }
      let view = ByteView(bytes)
      guard let container = try? Container(parsing: view) else { continue }
      let report = validator.validate(file: view, container: container, at: SignedFile.now)
      count += 1
      if expected.contains("ManifestNotFound") {
        #expect(report.state == .none, "\(path): \(report.state)")
      }
    }
    #expect(count > 0)
  }

  @Test(
    "every cut of a real store is handled",
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func cuts() throws {
    let bytes = try SharedMaterial.bytes(
      "fixtures/c2pa/encypherai-encypher-c2pa__x509-es256-png.png")
    let container = try Container(parsing: ByteView(bytes))
    let store = try #require(container.payloads(of: .c2pa).first?.data)
    for length in stride(from: 0, to: store.count, by: 13) {
      guard let part = store.slice(0..<length) else { continue }
      #expect(throws: ParsingError.self) { try ManifestStore(parsing: part) }
    }
  }
}
