import ByteReading
import Containers
@testable import ContentCredentials
import Testing
import _CredentialTestSupport

/// Box hashes of TIFF, whose boxes are fields that point to their content.
struct TIFFBoxHashTests {
  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Int) -> [UInt8] {
    little(tag, 2) + little(type, 2) + little(count, 4) + little(value, 4)
  }

  /// A picture of one pixel at 8, a description at 10, an Exif directory at 30 with a text at 48,
  /// and the directory of the picture behind.
  private static let file: [UInt8] = {
    let description = Array("a small picture".utf8) + [0]
    let text = Array("2026:06:01 12:00:00".utf8) + [0]
    let exif = little(1, 2) + entry(36867, 2, text.count, 48) + little(0, 4)
    let fields = [
      entry(256, 3, 1, 1), entry(257, 3, 1, 1), entry(258, 3, 1, 8), entry(259, 3, 1, 1),
      entry(262, 3, 1, 1), entry(270, 2, description.count, 10), entry(273, 4, 1, 8),
      entry(277, 3, 1, 1), entry(278, 3, 1, 1), entry(279, 4, 1, 1), entry(34665, 4, 1, 30),
    ]
    let head =
      Array("II".utf8) + little(42, 2) + little(68, 4) + [0x80, 0] + description + [0, 0, 0, 0]
      + exif + text
    return head + little(fields.count, 2) + fields.flatMap { $0 } + little(0, 4)
  }()

  private static func signed(_ pki: TestPKI) throws -> [UInt8] {
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.binding = .boxes
    return try builder.sign(file, .tiff)
  }

  @Test("a box hash covers fields, what they point to, and the directories below")
  func covered() throws {
    let pki = try TestPKI()
    let trust = SignedFile.trust(pki)
    let file = try Self.signed(pki)
    let report = try SignedFile.validate(file, trust: trust)
    #expect(report.state == .trusted, "\(report.statuses.all)")
    #expect(SignedFile.successes(report).contains("assertion.boxesHash.match"))
    // The strip, the description, a field of the Exif directory, and its text.
    for position in [8, 12, 40, 50] {
      var changed = file
      changed[position] ^= 0x20
      let altered = try SignedFile.validate(changed, trust: trust)
      #expect(altered.state == .invalid, "byte \(position)")
      #expect(SignedFile.failures(altered).contains("assertion.boxesHash.mismatch"))
    }
  }

  @Test("a field that was not signed is found")
  func additional() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.binding = .boxes
    builder.editBinding = { fields in
      guard case .array(let boxes)? = fields.first(where: { $0.0 == "boxes" })?.1 else { return }
      fields.removeAll { $0.0 == "boxes" }
      fields.append(("boxes", .array(boxes.dropLast(2) + boxes.suffix(1))))
    }
    let report = try SignedFile.validate(
      try builder.sign(Self.file, .tiff), trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(report).contains("assertion.boxesHash.unknownBox"))
  }

  @Test("directories that lead to each other are read once")
  func cycle() throws {
    let pki = try TestPKI()
    var file = try Self.signed(pki)
    // The Exif field of the Exif directory leads back to it.
    file.replaceSubrange(32..<44, with: Self.entry(34665, 4, 1, 30))
    let report = try SignedFile.validate(file, trust: SignedFile.trust(pki))
    #expect(SignedFile.failures(report).contains("assertion.boxesHash.mismatch"))
  }

  @Test("fields that point to the same bytes over and over end at a limit", .timeLimit(.minutes(1)))
  func amplification() throws {
    let pki = try TestPKI()
    var builder = ManifestBuilder(identity: try pki.signer())
    builder.binding = .boxes
    // 3000 fields of 9000 strips, each strip the whole file.
    let count = 9000
    let fields =
      (0..<3000).map { _ in Self.entry(273, 4, count, 8) } + [
        Self.entry(279, 4, count, 8)
      ]
    let values = (0..<count).flatMap { _ in Self.little(0, 4) }
    let start = 8 + values.count
    let file =
      Array("II".utf8) + Self.little(42, 2) + Self.little(start, 4) + values
      + Self.little(fields.count, 2) + fields.flatMap { $0 } + Self.little(0, 4)
    let container = try Container(parsing: ByteView(file))
    let store = try builder.sidecar(for: file)
    let report = CredentialValidator(trust: SignedFile.trust(pki)).validate(
      file: ByteView(file), container: container, sidecar: ByteView(store), at: SignedFile.now)
    #expect(report.store != nil)
    let map = try #require(BoxMap(BoundContent(bytes: ByteView(file), format: .tiff)))
    let hashed = map.entries.flatMap(\.ranges).reduce(0) { $0 + $1.count }
    #expect(hashed <= 5 * file.count)
  }
}
