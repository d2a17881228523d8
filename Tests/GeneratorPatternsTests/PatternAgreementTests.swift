import ByteReading
import Codecs
import Containers
import Foundation
import Pixels
import Testing
import _TestSupport

@testable import GeneratorPatterns

/// Measurements on third-party pictures. They take minutes in a debug build, so they run on request:
///
///     ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests
@Suite(
  .serialized,
  .enabled(
    if: SharedMaterial.isPresent && ProcessInfo.processInfo.environment["ASSAY_MEASURE"] != nil,
    "skipped: needs the third-party corpus and ASSAY_MEASURE=1"))
struct PatternAgreementTests {
  static let ids = ["openai-image-1", "gemini-image", "openai-image-2"]

  func pixels(_ path: String) throws -> PixelBuffer? {
    let bytes = ByteView(try SharedMaterial.bytes(path))
    guard let format = ImageFormat(sniffing: bytes) else { return nil }
    return try? ImageDecoder.decode(bytes, format: format).pixels
  }

  func write(_ text: String, to name: String) throws {
    let url = SharedMaterial.packageRoot.appending(path: "docs/scores/\(name)")
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  @Test func `z agrees with an independent computation`() throws {
    let detector = PatternDetector()
    var text = """
      # Agreement of z with an independent computation

      z of this implementation against a numpy computation of the same definition, on the stored
      raster. Pictures were selected with z above 5, so this checks the implementation, not its
      power. Allowed: 5 % of z, or 0.3.

          ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests

      | picture | pattern | reference | here |
      |---|---|---|---|

      """
    var worst = 0.0
    for row in try SharedMaterial.table("corpus/patterns/INDEX.tsv") {
      let path = try #require(row["path"])
      let picture = try #require(try pixels("corpus/patterns/" + path))
      let scores = detector.scores(in: picture)
      for id in Self.ids {
        let column = "z_" + id.replacing("-", with: "_")
        guard let expected = row[column].flatMap({ Double($0) }) else { continue }
        let score = try #require(scores.first { $0.id == id }?.plain, "\(path) \(id)")
        #expect(abs(score - expected) <= max(0.3, 0.05 * abs(expected)), "\(path) \(id)")
        worst = max(worst, abs(score - expected))
        text += "| \(path) | \(id) | \(expected) | \(String(format: "%.2f", score)) |\n"
      }
    }
    text += "\nLargest difference: \(String(format: "%.3f", worst)).\n"
    try write(text, to: "pattern-agreement.md")
  }

  @Test func `No photograph or drawing carries a pattern`() throws {
    let detector = PatternDetector()
    var marks: [(sparkle: Double, squares: Double)] = []
    var plain: [String: [Double]] = [:]
    var mirrored: [String: [Double]] = [:]
    for folder in ["corpus/real", "corpus/nonphoto"] {
      let root = SharedMaterial.url(folder)
      let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
      for file in (files ?? []).sorted() {
        // Folders and notes are no pictures.
        guard let picture = try? pixels(folder + "/" + file),
          min(picture.width, picture.height) >= PatternDetector.minimumSide
        else { continue }
        marks.append(
          (
            VisibleMarks.sparkle(in: picture)?.score ?? 0,
            VisibleMarks.squares(in: picture)?.score ?? 255
          ))
        for score in detector.scores(in: picture) {
          plain[score.id, default: []].append(score.plain)
          mirrored[score.id, default: []].append(score.mirrored)
        }
        for match in detector.detect(in: picture) {
          #expect(!match.isMatch, "\(file) \(match.id) \(match.zScore)")
        }
      }
    }
    var text = """
      # Generator patterns on pictures that no generator made

      Photographs and drawings of a third-party corpus, stored raster and mirrored. Should be N(0, 1).

          ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests

      | pattern | raster | n | mean | sd | max | threshold | above |
      |---|---|---|---|---|---|---|---|

      """
    for id in Self.ids {
      let threshold = try #require(detector.bank.templates.first { $0.id == id }?.threshold)
      for (name, values) in [("stored", plain[id] ?? []), ("mirrored", mirrored[id] ?? [])] {
        #expect(values.count > 10)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
        let numbers = [mean, variance.squareRoot(), values.max() ?? 0].map {
          String(format: "%.2f", $0)
        }
        text += "| \(id) | \(name) | \(values.count) | \(numbers.joined(separator: " | ")) |"
        text += " \(Int(threshold)) | \(values.count { $0 > threshold }) |\n"
      }
    }
    try write(text, to: "patterns.md")
    let sparkle = marks.map(\.sparkle).max() ?? 0
    let squares = marks.map(\.squares).min() ?? 0
    #expect(sparkle < VisibleMarks.sparkleThreshold && squares > VisibleMarks.squaresThreshold)
    try write(
      """
      # Visible marks on pictures that no generator made

      \(marks.count) photographs and drawings of a third-party corpus.

          ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests

      | mark | threshold | most similar | found |
      |---|---|---|---|
      | gemini-sparkle | correlation at least 0.85 | \(String(format: "%.2f", sparkle)) | \(marks.count { $0.sparkle >= 0.85 }) |
      | dalle2-squares | difference at most 30 | \(String(format: "%.0f", squares)) | \(marks.count { $0.squares <= 30 }) |

      """, to: "visible-marks.md")
  }

  @Test func `Cost of the whole bank`() throws {
    for (width, height) in [(1024, 1024), (1000, 700), (4000, 3000), (4242, 2828)] {
      var generator = SplitMix64(seed: 1)
      let picture = PixelBuffer(
        width: width, height: height, layout: .rgb,
        samples: (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &generator)
        })
      let detector = PatternDetector()
      _ = detector.detect(in: picture)
      let best = (0..<5).map { _ in
        ContinuousClock().measure { _ = detector.detect(in: picture) }
      }.min()
      print("cost \(width)x\(height): \(best.map { "\($0)" } ?? "")")
    }
  }
}
