import ByteReading
import Containers
import ContentCredentials
import Foundation
import Testing
import _CredentialTestSupport

struct CarrierTests {
  @Test(
    "a signed file of every format is trusted, and altered when a byte changes",
    arguments: TestCarrier.allCases)
  func everyFormat(_ carrier: TestCarrier) throws {
    let pki = try TestPKI()
    let builder = ManifestBuilder(identity: try pki.signer())
    let file = try builder.sign(carrier.sample, carrier)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.state == .trusted, "\(report.statuses.all) \(report.fault as Any)")
    #expect(report.integrity == .intact)
    #expect(report.signature == .verified)
    #expect(report.trust == .trusted)
    #expect(report.trustList?.name == "test")

    var changed = file
    // The last byte but one is content in every sample.
    let position =
      carrier == .tiff
      ? 8 : carrier == .webp ? 22 : carrier == .svg ? file.count - 10 : file.count - 5
    changed[position] ^= 0x01
    let altered = try SignedFile.validate(changed, trust: SignedFile.trust(pki))
    #expect(altered.state == .invalid, "\(altered.statuses.all)")
    #expect(altered.integrity == .altered)
    #expect(altered.signature == .verified)
  }

  @Test("claims signed with every kind of key verify", arguments: TestKey.Kind.allCases)
  func everyKey(_ kind: TestKey.Kind) throws {
    let report = try SignedFile.report(.jpeg, signer: { $0.keyKind = kind })
    #expect(report.state == .trusted, "\(report.statuses.all)")
  }

  @Test(
    "box hashes match, and do not when a byte changes",
    arguments: [TestCarrier.jpeg, .png, .gif, .webp, .tiff])
  func boxHash(_ carrier: TestCarrier) throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.binding = .boxes
    let file = try builder.sign(carrier.sample, carrier)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(SignedFile.successes(report).contains("assertion.boxesHash.match"))
    var changed = file
    changed[carrier == .webp ? 22 : carrier == .tiff ? 8 : file.count - 5] ^= 1
    let altered = try SignedFile.validate(changed, trust: SignedFile.trust(pki))
    #expect(altered.integrity == .altered)
  }

  @Test("bytes behind the last box that was signed are found")
  func appended() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.binding = .boxes
    let file = try builder.sign(TestCarrier.png.sample, .png)
    let report = try SignedFile.validate(file + [1, 2, 3], trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(report).contains("assertion.boxesHash.unknownBox"))
  }

  @Test("version 1 claims are read")
  func versionOne() throws {
    let report = try SignedFile.report { builder, _ in builder.claimVersion = 1 }
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(report.active?.claimVersion == 1)
    #expect(report.active?.claimGenerator == "Assay Tests/1.0")
  }

  @Test("a sidecar is validated like an embedded store")
  func sidecar() throws {
    let pki = try TestPKI()
    let builder = ManifestBuilder(identity: try pki.signer())
    let file = TestCarrier.png.sample
    let store = try builder.sidecar(for: file)
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki), sidecar: store)
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(report.isSidecar)
  }

  @Test("a file without a store has no credentials, and a remote address is only named")
  func nothing() throws {
    let file = ByteView(TestCarrier.png.sample)
    let container = try Container(parsing: file)
    let validator = CredentialValidator(trust: TrustStore())
    let none = validator.validate(file: file, container: container, at: SignedFile.now)
    #expect(none.state == .none)
    let remote = validator.validate(
      file: file, container: container, remoteURL: "https://example.com/a.c2pa",
      at: SignedFile.now)
    #expect(remote.state == .remoteOnly)
    #expect(remote.remoteURL == "https://example.com/a.c2pa")
  }

  @Test("what the manifest says is reported, with the signals of the rubric")
  func description() throws {
    let report = try SignedFile.report()
    let manifest = try #require(report.active)
    #expect(manifest.actions.first?.action == "c2pa.created")
    #expect(manifest.actions.first?.softwareAgent?.name == "Test Model")
    #expect(manifest.allActionsIncluded == true)
    #expect(manifest.signer?.organization == "Assay Test")
    #expect(manifest.generators.first?.name == "Assay Tests")
    #expect(report.digitalSourceTypes.first?.type.meaning == .aiGenerated)
    #expect(report.signals.map(\.name) == [.fullyGenAIMedia])
    #expect(report.signals.allSatisfy { $0.isOfficial && $0.depth == 0 })
  }

  @Test("every prefix of a signed file of every format is handled", arguments: TestCarrier.allCases)
  func prefixes(_ carrier: TestCarrier) throws {
    let pki = try TestPKI()
    let file = try ManifestBuilder(identity: try pki.signer()).sign(carrier.sample, carrier)
    let validator = CredentialValidator(trust: SignedFile.trust(pki))
    var intact = 0
    for length in 0..<file.count {
      let view = ByteView(Array(file[..<length]))
      guard let container = try? Container(parsing: view) else { continue }
      let report = validator.validate(file: view, container: container, at: SignedFile.now)
      if report.state == .trusted || report.state == .valid { intact += 1 }
    }
    #expect(intact == 0)
  }

  @Test("every prefix of a store beside a file is handled")
  func sidecarPrefixes() throws {
    let pki = try TestPKI()
    let file = ByteView(TestCarrier.png.sample)
    let container = try Container(parsing: file)
    let store = try ManifestBuilder(identity: try pki.signer()).sidecar(for: file.bytes)
    let validator = CredentialValidator(trust: SignedFile.trust(pki))
    for length in 0..<store.count {
      let report = validator.validate(
        file: file, container: container, sidecar: ByteView(Array(store[..<length])),
        at: SignedFile.now)
      #expect(report.state == .malformed, "\(length)")
    }
  }

  @Test func `an SVG store counts by its name, and one that is cut off is malformed`() throws {
    let pki = try TestPKI()
    let trust = SignedFile.trust(pki)
    let file = try ManifestBuilder(identity: try pki.signer()).sign(TestCarrier.svg.sample, .svg)
    #expect(try SignedFile.validate(file, trust: trust).state == .trusted)
    let text = String(decoding: file, as: UTF8.self)
    // Another declaration changes the content, and hides nothing.
    let renamed = text.replacingOccurrences(of: "c2pa.org/manifest", with: "c2pa.org/other")
    #expect(renamed != text)
    let altered = try SignedFile.validate(Array(renamed.utf8), trust: trust)
    #expect(altered.state == .invalid && altered.integrity == .altered)
    let start = try #require(text.range(of: "<c2pa:manifest"))
    let end = try #require(text.range(of: "</c2pa:manifest>"))
    let cut = Array(text[..<text.index(end.lowerBound, offsetBy: -40)].utf8)
    let broken = try SignedFile.validate(cut, trust: trust)
    #expect(broken.state == .malformed && broken.storeCount == 1)
    #expect(
      try SignedFile.validate(Array(text[..<start.lowerBound].utf8), trust: trust).state == .none)
  }
}
