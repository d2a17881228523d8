import Foundation
import Pixels
import PixelStatistics
import Testing
import _TestSupport

@testable import Watermarks

/// The false alarms of pictures without a mark, read where they are beside the checkout.
///
/// Set `ASSAY_MEASURE=1` and build for release to run these and to print the tables of
/// `docs/scores/dwt-watermark.md`.
struct WatermarkNullTests {
  static var isMeasuring: Bool { ProcessInfo.processInfo.environment["ASSAY_MEASURE"] == "1" }

  @Test(
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    .enabled(if: isMeasuring, "skipped: set ASSAY_MEASURE=1 to measure false alarms"))
  func `no picture of the corpus without a mark gives an alarm`() throws {
    let rows = try SharedMaterial.table("corpus/INDEX.tsv")
    var urls = rows.compactMap { row -> URL? in
      guard let path = row["path"], let label = row["label"], label == "real" || label == "nonphoto"
      else { return nil }
      return SharedMaterial.url("corpus/" + path)
    }
    urls += try WatermarkFixtureTests.files(in: "fixtures/clean")
    let detector = DwtDctDecoder()
    var values: [String: [Double]] = [:]
    var pictureCount = 0
    var gridCount = 0
    var pixelCount = 0
    var elapsed: [Duration] = [.zero, .zero]
    var alarmCount = 0
    for url in urls {
      guard let pixels = try WatermarkFixtureTests.pixels(url) else { continue }
      pictureCount += 1
      pixelCount += pixels.pixelCount
      let start = ContinuousClock.now
      let report = WatermarkDetector().detect(in: pixels, hasHalvedChroma: true)
      elapsed[0] += ContinuousClock.now - start
      let again = ContinuousClock.now
      var plain = WatermarkOptions()
      plain.searchesMovedGrids = false
      _ = WatermarkDetector(plain).detect(in: pixels)
      elapsed[1] += ContinuousClock.now - again
      if !MovedGrid.candidates(in: pixels).isEmpty { gridCount += 1 }
      if !report.detections.isEmpty || report.stealth != nil {
        alarmCount += 1
        print("alarm:", url.lastPathComponent, report.detections)
      }
      var readings = [("", HaarBlocks.measured(pixels)), (", restored", .restored(pixels))]
      // Whether the first blocks of a former size agree does not matter here: all are read.
      readings += FormerSize.candidates(width: pixels.width, height: pixels.height).map {
        (", former size", DwtDctDecoder.blocks(of: $0, in: pixels))
      }
      for (name, blocks) in readings {
        for view in DwtDctView.all {
          let phases = BlockPhases(blocks, view: view)
          for message in detector.messages {
            let tally = VoteTally(phases, length: message.bits.count)
            guard let match = MessageMatch(tally, bits: message.bits) else { continue }
            values[message.scheme + name, default: []].append(match.pValue)
          }
        }
      }
    }
    print("pictures \(pictureCount), with an alarm \(alarmCount)")
    let perPixel = elapsed.map { $0 / .nanoseconds(1) / Double(pixelCount) }
    print("searched for a moved grid: \(gridCount); ns per pixel with and without:", perPixel)
    let levels = [0.5, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7]
    print("scheme           comparisons smallest  | share below", levels)
    for (scheme, list) in values.sorted(by: { $0.key < $1.key }) {
      let shares = levels.map { level in
        String(format: "%.5f", Double(list.count { $0 < level }) / Double(list.count))
      }
      print(scheme, list.count, list.min() ?? 1, shares.joined(separator: " "))
    }
    #expect(pictureCount > 700)
    #expect(alarmCount == 0)
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["ASSAY_MARKED"] != nil,
      "skipped: set ASSAY_MARKED to the folder that Scripts/watermark-robustness.py kept"))
  func `what is found in the files of the comparison`() throws {
    let folder = ProcessInfo.processInfo.environment["ASSAY_MARKED"] ?? ""
    let schemes = [
      "sd1-dwtdct", "sd2-dwtdct", "sdxl-dwtdct", "sdxl-dwtdct", "flux1-dwtdct", "invokeai-dwtdct",
    ]
    var counts: [String: Int] = [:]
    var wrong = 0
    var seconds = [0.0, 0.0]
    var fileCount = 0.0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      let numbers = name.split(separator: ".")[0].split(separator: "-").compactMap { Int($0) }
      guard numbers.count == 3 else { continue }
      var pixels: PixelBuffer?
      seconds[0] += WatermarkCostTests.cpuTime {
        pixels = try? WatermarkFixtureTests.pixels(URL(fileURLWithPath: folder + "/" + name))
      }
      guard let pixels
      else { continue }
      let expected = numbers[1] < schemes.count ? schemes[numbers[1]] : nil
      var found: [String] = []
      seconds[1] += WatermarkCostTests.cpuTime {
        let isHalved = [4, 5, 7].contains(numbers[2])
        found = WatermarkDetector().detect(in: pixels, hasHalvedChroma: isHalved).detections.map(
          \.scheme)
      }
      fileCount += 1
      if found.contains(where: { $0 != expected }) { wrong += 1 }
      if !found.isEmpty { counts["\(numbers[2]) \(numbers[1])", default: 0] += 1 }
    }
    for way in 0..<13 {
      print(way, (0..<7).map { counts["\(way) \($0)"] ?? 0 })
    }
    print("found", counts.values.reduce(0, +), "wrong", wrong)
    print("milliseconds of processor time a file, reading and marks:")
    print(seconds.map { $0 * 1e3 / fileCount })
    #expect(wrong == 0)
  }
}
