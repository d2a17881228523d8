import ByteReading
import Codecs
import Containers
import Foundation
import PixelStatistics
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

      z of this implementation against a numpy computation at full resolution, on the stored
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
        let score = try #require(scores.first { $0.template.id == id }?.plain, "\(path) \(id)")
        #expect(abs(score - expected) <= max(0.3, 0.05 * abs(expected)), "\(path) \(id)")
        worst = max(worst, abs(score - expected))
        text += "| \(path) | \(id) | \(expected) | \(String(format: "%.2f", score)) |\n"
      }
    }
    text += "\nLargest difference: \(String(format: "%.3f", worst)).\n"
    try write(text, to: "pattern-agreement.md")
  }

  /// A group of pictures that none of the three generators made.
  private struct NullGroup {
    var name: String
    /// Folders, each with a test of the file names in it.
    var sources: [(folder: String, accepts: (String) -> Bool)]
    var isTiled = false
    var pictures = 0
    var scores: [String: [Double]] = [:]
    var crops: [Double] = []
    var shifts: [String: ShiftTally] = [:]
  }

  /// How often shifted pictures exceed some scores.
  private struct ShiftTally {
    var pictures = 0
    var count = 0
    var squares = 0.0
    var maximum = -Double.infinity
    var above: [Int] = [0, 0, 0]
    static let limits = [4.0, 4.5, 5.0]

    mutating func add(_ surface: Plane) {
      pictures += 1
      count += surface.values.count
      for value in surface.values where value > 4 {
        for (index, limit) in Self.limits.enumerated() where Double(value) > limit {
          above[index] += 1
        }
        maximum = max(maximum, Double(value))
      }
    }
  }

  private var groups: [NullGroup] {
    let other = ["gpt", "nano-banana", "unknown"]
    let generated = ["bing", "firefly", "openai", "dalle", "chatgpt", "gemini", "imagen"]
    let isPhoto: (String) -> Bool = { name in
      !generated.contains { name.lowercased().contains($0) }
    }
    let kinds = (try? SharedMaterial.table("corpus/patterns/INDEX.tsv")) ?? []
    func isNone(_ name: String, real: Bool) -> Bool {
      kinds.contains {
        $0["path"] == name && $0["expected_pattern"] == "none"
          && ($0["generator"] == "real") == real
      }
    }
    return [
      NullGroup(
        name: "photographs and drawings, regions",
        sources: [("corpus/real", { _ in true }), ("corpus/nonphoto", { _ in true })]),
      NullGroup(
        name: "photographs and drawings, whole pictures",
        sources: [
          ("corpus/patterns", { isNone($0, real: true) }), ("fixtures/clean", isPhoto),
          ("fixtures/disclosure", isPhoto), ("fixtures/c2pa", isPhoto),
          ("fixtures/c2pa-real", { $0.contains("TRUEPIC") }),
        ], isTiled: true),
      NullGroup(
        name: "other generators",
        sources: [
          ("corpus/ai", { name in !other.contains { name.contains($0) } }),
          ("corpus/patterns", { isNone($0, real: false) }), ("fixtures/generator", isPhoto),
          ("fixtures/watermark", { $0.contains("420_q90") }),
        ], isTiled: true),
    ]
  }

  /// Parts of a picture next to each other, of several shapes, each as large as half the template
  /// of `openai-image-1` or as the template.
  private func tiles(of picture: PixelBuffer) -> [PixelBuffer] {
    var result: [PixelBuffer] = []
    for (width, height) in [(512, 512), (768, 512), (512, 768), (1024, 1024)] {
      for y in stride(from: 0, through: picture.height - height, by: height) {
        for x in stride(from: 0, through: picture.width - width, by: width) {
          if let tile = picture.cropped(x: x, y: y, width: width, height: height) {
            result.append(tile)
          }
        }
      }
    }
    return result
  }

  @Test func `No photograph or drawing carries a pattern`() throws {
    let detector = PatternDetector()
    let templates = PatternBank.standard.templates
    var marks: [(sparkle: Double, squares: Double)] = []
    var table = ""
    var tails = ""
    var total: [String: [Double]] = [:]
    var seen: Set<[UInt8]> = []
    for var group in groups {
      for source in group.sources {
        let root = SharedMaterial.url(source.folder)
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
        for file in (files ?? []).sorted() where source.accepts(file) {
          // Folders and notes are no pictures; the same picture counts once.
          guard let picture = try? pixels(source.folder + "/" + file),
            min(picture.width, picture.height) >= PatternDetector.minimumSide,
            seen.insert(fingerprint(picture)).inserted
          else { continue }
          group.pictures += 1
          if !group.name.contains("generators") {
            marks.append(
              (
                VisibleMarks.sparkle(in: picture)?.score ?? 0,
                VisibleMarks.squares(in: picture)?.score ?? 255
              ))
          }
          for match in detector.detect(in: picture) {
            #expect(!match.isMatch, "\(file) \(match.id) \(match.zScore)")
          }
          for score in detector.scores(in: picture) where !score.plain.isNaN {
            group.scores[score.template.id, default: []] += [score.plain, score.mirrored]
          }
          guard group.isTiled else { continue }
          for tile in tiles(of: picture) {
            for score in detector.scores(in: tile)
            where score.template.statistic == .phase && !score.plain.isNaN {
              let name = score.template.id + (tile.width == 1024 ? " (1:1)" : " (enlarged)")
              group.scores[name, default: []] += [score.plain, score.mirrored]
              #expect(max(score.plain, score.mirrored) < score.template.threshold, "\(file)")
            }
          }
          for (x, y) in [(0, 0), (picture.width - 983, picture.height - 983)] {
            guard x >= 0, y >= 0, let part = picture.cropped(x: x, y: y, width: 983, height: 983)
            else { continue }
            group.crops += detector.scores(in: part).compactMap { $0.crop?.score }
            #expect(detector.detect(in: part).allSatisfy { !$0.isMatch }, "\(file)")
          }
          for template in templates where template.width == template.height {
            let large = min(picture.width, picture.height)
            guard large >= template.width,
              let square = picture.cropped(x: 0, y: 0, width: large, height: large),
              let surface = detector.correlation(of: square, with: template)
            else { continue }
            group.shifts[template.id, default: ShiftTally()].add(surface)
          }
        }
      }
      for name in group.scores.keys.sorted() {
        let values = group.scores[name] ?? []
        let id = String(name.prefix { $0 != " " })
        total[id, default: []] += values
        table += row("\(name) | \(group.name)", values)
      }
      if !group.crops.isEmpty {
        let name = "openai-image-1, best place of a part of 983 × 983"
        table += row("\(name) | \(group.name)", group.crops)
      }
      for (id, tally) in group.shifts.sorted(by: { $0.key < $1.key }) {
        let cells = ShiftTally.limits.enumerated().map { index, limit in
          let expected = Double(tally.count) * NormalTail.probability(above: limit)
          return "\(tally.above[index]) / \(String(format: "%.1f", expected))"
        }
        tails += "| \(id) | \(group.name) | \(tally.pictures) | \(tally.count) | "
        tails += cells.joined(separator: " | ")
        tails += " | \(String(format: "%.2f", tally.maximum)) |\n"
      }
    }
    var summary = ""
    for id in Self.ids {
      let values = total[id] ?? []
      let template = try #require(templates.first { $0.id == id })
      let null = try #require(PatternTemplate.Null(of: values), "\(id)")
      #expect(values.count > 100, "\(id)")
      #expect(null.standardDeviation < template.null.standardDeviation + 0.05, "\(id)")
      summary += row(id, values)
    }
    try write(
      """
      # Generator patterns on pictures that no generator of them made

      Scores of third-party pictures as stored and mirrored, under the rules of the detector: no
      picture below half the size of a template is compared. Should be N(0, 1). Tiles are parts of
      one picture next to each other: separate tries, but of fewer pictures. "1:1" tiles have the size
      of the template; "enlarged" ones half to three quarters of it, the smallest that are compared.

          ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests

      | pattern | pictures | n | mean | sd | max |
      |---|---|---|---|---|---|
      \(table)
      All of a pattern together:

      | pattern | n | mean | sd | max |
      |---|---|---|---|---|
      \(summary)
      ## Tail

      The correlation at every cyclic shift of the picture against the template (squares as large as
      the picture allows): how many shifts exceed a score / how many would for N(0, 1). Neighbouring
      shifts are not independent, and the place that counts (no shift) is one of them, so this shows
      the shape of the tail, not the spread at that place.

      | pattern | pictures | n | shifts | above 4 | above 4.5 | above 5 | max |
      |---|---|---|---|---|---|---|---|
      \(tails)

      ## What follows

      The bank stores, for each pattern, the number of scores, their mean and maximum, and the largest
      standard deviation of any group above. A picture counts as carrying a pattern when
      `comparisons * Q(z / max(1, sd))` is at most one in a million, Q being the Gaussian tail, and z is
      at least the threshold of the template. All comparisons with all banks count: patterns that apply,
      each mirrored too, and a tenth of the budget for every place of a part cut out where that is
      looked for. With the built-in bank alone this needs z = 5.8 to 6.0 for `gemini-image`, 5.4 to 5.6
      for `openai-image-2`, and 8 for `openai-image-1`.

      The tail beyond the number of tries here is an extrapolation: with n tries and none above, the
      chance is below 3 / n at 95 % confidence. The shifts show that it is Gaussian as far as they reach
      (z = 5). Pictures with `openai-image-1` at their own size are few; most of its tries are enlarged
      tiles.

      """, to: "patterns.md")
    let sparkle = marks.map(\.sparkle).max() ?? 0
    let squares = marks.map(\.squares).min() ?? 0
    #expect(sparkle < VisibleMarks.sparkleThreshold && squares > VisibleMarks.squaresThreshold)
    // The part on texts is written by hand, from what a script prints.
    let page = SharedMaterial.packageRoot.appending(path: "docs/scores/visible-marks.md")
    let old = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    let texts = old.range(of: "\n## Texts").map { String(old[$0.lowerBound...]) } ?? ""
    try write(
      """
      # Visible marks

      \(marks.count) photographs and drawings of a third-party corpus.

          ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests

      | mark | threshold | most similar | found |
      |---|---|---|---|
      | gemini-sparkle | correlation at least 0.85 | \(String(format: "%.2f", sparkle)) | \(marks.count { $0.sparkle >= 0.85 }) |
      | dalle2-squares | difference at most 30 | \(String(format: "%.0f", squares)) | \(marks.count { $0.squares <= 30 }) |

      """ + texts, to: "visible-marks.md")
  }

  private func row(_ name: String, _ values: [Double]) -> String {
    guard let null = PatternTemplate.Null(of: values) else { return "" }
    let numbers = [null.mean, null.standardDeviation, null.maximum].map {
      String(format: "%.2f", $0)
    }
    return "| \(name) | \(values.count) | \(numbers.joined(separator: " | ")) |\n"
  }

  /// Equal for copies of one picture at one size, however they were compressed.
  private func fingerprint(_ picture: PixelBuffer) -> [UInt8] {
    let small = LanczosResampler.resized(picture.luma(), width: 9, height: 8)
    var bits = [UInt8](repeating: 0, count: 8)
    for y in 0..<8 {
      for x in 0..<8 where small[x, y] > small[x + 1, y] { bits[y] |= 1 << UInt8(x) }
    }
    return bits
  }

  @Test func `Every picture with a pattern is found`() throws {
    let detector = PatternDetector()
    var (found, expected) = (0, 0)
    var text = """
      # Pictures with a pattern

      Found or lost under the false-alarm budget of one in a million a picture.

          ASSAY_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter PatternAgreementTests

      | picture | pattern | z | needed | p |
      |---|---|---|---|---|

      """
    for row in try SharedMaterial.table("corpus/patterns/INDEX.tsv") {
      let path = try #require(row["path"])
      guard let picture = try pixels("corpus/patterns/" + path) else { continue }
      let matches = detector.detect(in: picture)
      for match in matches where match.isMatch || match.id == row["expected_pattern"] {
        text += "| \(path) | \(match.id) | \(String(format: "%.2f", match.zScore)) |"
        text += " \(String(format: "%.2f", match.threshold)) |"
        text += " \(match.isMatch ? String(format: "%.1e", match.pValue) : "lost") |\n"
      }
      guard let pattern = row["expected_pattern"], pattern != "none" else {
        #expect(matches.allSatisfy { !$0.isMatch }, "\(path)")
        continue
      }
      expected += 1
      if matches.contains(where: { $0.id == pattern && $0.isMatch }) { found += 1 }
    }
    text += "\n\(found) of \(expected).\n"
    print(text)
    #expect(found == expected)
    try write(text, to: "pattern-matches.md")
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
