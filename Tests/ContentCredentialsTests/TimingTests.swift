import ByteReading
import Containers
import ContentCredentials
import Foundation
import Testing
import _TestSupport

struct TimingTests {
  private static let isWanted = ProcessInfo.processInfo.environment["C2PA_TIMING"] != nil

  @Test(
    "the time to validate a file, printed",
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    .enabled(if: isWanted, "set C2PA_TIMING=1, and build with -c release"))
  func timing() throws {
    var trust = TrustStore()
    for (name, roles) in [
      ("C2PA-TRUST-LIST", TrustStore.Role.signers), ("C2PA-TSA-TRUST-LIST", .timeStamps),
      ("ITL-anchors", [.signers, .timeStamps]),
    ] {
      trust.addAnchors(
        pem: ByteView(try SharedMaterial.bytes("fixtures/trust/\(name).pem")), name: name,
        listClass: .official, roles: roles)
    }
    let validator = CredentialValidator(trust: trust)
    var times: [(String, Double)] = []
    let clock = ContinuousClock()
    for folder in ["c2pa", "c2pa-real"] {
      let path = SharedMaterial.url("fixtures/\(folder)").path
      for name in try FileManager.default.contentsOfDirectory(atPath: path) {
        let view = ByteView(try SharedMaterial.bytes("fixtures/\(folder)/\(name)"))
        guard let container = try? Container(parsing: view) else { continue }
        var state = CredentialReport.State.none
        let time = clock.measure {
          state =
            validator.validate(file: view, container: container, at: SignedFile.now).state
        }
        guard state != .none else { continue }
        times.append((name, Double(time.components.attoseconds) / 1e15))
      }
    }
    times.sort { $0.1 > $1.1 }
    for (name, time) in times.prefix(6) { print("\(name) \(time) ms") }
    let mean = times.map(\.1).reduce(0, +) / Double(max(times.count, 1))
    print("timing: \(times.count) files, mean \(mean) ms")
    #expect(mean < 9)
  }
}
