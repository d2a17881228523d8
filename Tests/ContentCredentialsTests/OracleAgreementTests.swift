import ByteReading
import Containers
import ContentCredentials
import Foundation
import Testing
import _TestSupport

/// Compares the validator with the recorded results of c2pa-rs 0.91.3.
struct OracleAgreementTests {
  /// What one run of the other validator found.
  private struct Run: Decodable {
    var state: String
    var failure: [String]
    var success: [String]
    var informational: [String]
  }

  private struct Expected: Decodable {
    var file: String
    var runs: [String: Run]
    var error: String?
    var digital_source_types: [String]?
    var ingredients: Int?
  }

  /// A checked-in difference with its reason.
  private struct Disagreement: Decodable {
    var file: String
    var run: String
    var ours: String
    var theirs: String
    var clause: String
    var reason: String
  }

  private static let runs = ["default", "official", "official_plus_itl", "test"]

  private static func pem(_ name: String) throws -> ByteView {
    ByteView(try SharedMaterial.bytes("fixtures/trust/\(name)"))
  }

  /// The trust material of a run, as it was given to the other validator. That one has a single
  /// pool for signers and time-stamping authorities.
  private static func store(_ run: String) throws -> TrustStore {
    var trust = TrustStore()
    if run == "default" {
      trust.setPurposes(configuration: "1.3.6.1.5.5.7.3.4")
      return trust
    }
    trust.setPurposes(configuration: try pem("ITL-store.cfg").utf8)
    if run != "test" {
      trust.addAnchors(
        pem: try pem("C2PA-TRUST-LIST.pem"), name: "C2PA", listClass: .official,
        roles: .signers)
      trust.addAnchors(
        pem: try pem("C2PA-TSA-TRUST-LIST.pem"), name: "C2PA TSA", listClass: .official,
        roles: .timeStamps)
    }
    if run == "official_plus_itl" {
      trust.addAnchors(
        pem: try pem("ITL-anchors.pem"), name: "ITL", listClass: .legacy,
        roles: [.signers, .timeStamps])
      trust.addAllowed(try pem("ITL-allowed.pem"), name: "ITL", listClass: .legacy)
    }
    if run == "test" {
      for name in ["c2pa-rs-test-roots.pem", "ms-test-root.crt", "ms-test-tsa.pem"] {
        trust.addAnchors(
          pem: try pem(name), name: name, listClass: .user, roles: [.signers, .timeStamps])
      }
    }
    return trust
  }

  private static func path(_ file: String) -> String? {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    for folder in ["c2pa", "c2pa-real", "disclosure", "generator", "clean"] {
      let path = "fixtures/\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: SharedMaterial.url(path).path) { return path }
    }
    return nil
  }

  private static func describe(_ report: CredentialReport) -> String {
    let state =
      switch report.state {
      case .trusted: "Trusted"
      case .valid: "Valid"
      case .invalid: "Invalid"
      case .none, .remoteOnly, .malformed: report.state.rawValue
      }
    let codes = Set(report.statuses.codes(.failure).map(\.rawValue)).sorted()
    return ([state] + codes).joined(separator: " ")
  }

  /// Codes of the identity assertions of the CAWG are no codes of C2PA and left out.
  private static func describe(_ run: Run) -> String {
    let codes = Set(
      run.failure.filter { !$0.hasPrefix("ingredient:") && !$0.hasPrefix("cawg.") }
    ).sorted()
    return ([run.state] + codes).joined(separator: " ")
  }

  /// What an error of the other validator stands for.
  private static func describe(error: String) -> String {
    if error.contains("must fetch remote manifests") { return "remoteOnly" }
    for text in [
      "ManifestNotFound", "NotSupported", "cannot contain C2PA", "too many subfiles",
      "XML bad base64",
    ] where error.contains(text) { return "none" }
    if error.contains("missing hard binding") { return "Invalid claim.hardBindings.missing" }
    return "malformed"
  }

  /// The value of XMP `dcterms:provenance`, found without a reader of XMP.
  private static func provenance(_ container: Container) -> String? {
    for packet in container.payloads(of: .xmp) {
      let text = packet.data.utf8
      guard let range = text.range(of: "dcterms:provenance") else { continue }
      let rest = text[range.upperBound...].drop { "=\">'".contains($0) }
      return String(rest.prefix { !"\"'<".contains($0) })
    }
    return nil
  }

  @Test(
    "every recorded result is equal, or the difference is explained",
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func agreement() throws {
    let root = SharedMaterial.packageRoot
    let table = root.appending(path: "Tests/ContentCredentialsTests/Disagreements.json")
    let known = try JSONDecoder().decode([Disagreement].self, from: Data(contentsOf: table))
    let folder = SharedMaterial.url("fixtures/c2pa-oracle")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var stores: [String: TrustStore] = [:]
    for run in Self.runs { stores[run] = try Self.store(run) }
    let time = CredentialTime(seconds: 1_795_392_000)  // 2026-11-23
    let isVerbose = ProcessInfo.processInfo.environment["C2PA_AGREEMENT"] != nil
    var (equal, explained, total) = (0, 0, 0)
    for name in names where name.hasSuffix(".json") {
      let expected = try JSONDecoder().decode(
        Expected.self, from: Data(contentsOf: folder.appending(path: name)))
      let file = String(name.dropLast(5))
      guard let path = Self.path(file) else { continue }
      let bytes = ByteView(try SharedMaterial.bytes(path))
      let container = try? Container(parsing: bytes)
      for run in Self.runs {
        guard let trust = stores[run] else { continue }
        let theirs: String
        if let found = expected.runs[run] {
          theirs = Self.describe(found)
        } else if let error = expected.error, run == "default" {
          theirs = Self.describe(error: error)
        } else {
          continue
        }
        total += 1
        var ours = "none"
        if let container {
          let report = CredentialValidator(trust: trust).validate(
            file: bytes, container: container, remoteURL: Self.provenance(container), at: time)
          ours = Self.describe(report)
          if isVerbose, ours != theirs {
            for status in report.statuses.all where status.outcome == .failure {
              print("    \(status.code) \(status.url ?? "") \(status.explanation ?? "")")
            }
            for ingredient in report.ingredients {
              for status in ingredient.statuses.all where status.outcome == .failure {
                print(
                  "    ingredient \(status.code) \(status.explanation ?? "") \(status.url ?? "")")
              }
            }
            if let fault = report.fault { print("    \(fault)") }
          }
        }
        // The other validator stops at a missing binding and reports nothing else.
        if expected.error != nil, theirs.hasSuffix("claim.hardBindings.missing"),
          ours.hasPrefix("Invalid"), ours.contains("claim.hardBindings.missing")
        {
          ours = theirs
        }
        if ours == theirs {
          equal += 1
          continue
        }
        let entry = known.first {
          $0.file == file && ($0.run == run || $0.run == "*") && $0.ours == ours
            && $0.theirs == theirs
        }
        if entry != nil {
          explained += 1
        } else {
          Issue.record("\(file) [\(run)]\n  ours   \(ours)\n  theirs \(theirs)")
        }
        if isVerbose { print("DIFF \(file) [\(run)] ours: \(ours) | theirs: \(theirs)") }
      }
    }
    print("agreement: \(equal) equal, \(explained) explained, \(total) in all")
    #expect(equal * 100 >= total * 97)
  }
}
