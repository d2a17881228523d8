import ByteReading
import Codecs
import Containers
import Foundation
import PixelStatistics
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

/// How long the readings take; run by hand, built for release.
struct WatermarkCostTests {
  /// The seconds of processor time that `body` takes.
  static func cpuTime(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    body()
    return now() - start
  }

  @Test(
    .enabled(if: WatermarkNullTests.isMeasuring, "skipped: set ASSAY_MEASURE=1 to measure costs"))
  func `nanoseconds per pixel`() {
    var random = SplitMix64(seed: 5)
    for (layout, side) in [
      (PixelBuffer.Layout.rgb, 256), (.rgb, 512), (.rgb, 1024), (.rgb, 3000), (.rgba, 1024),
    ] {
      let samples = (0..<(side * side * layout.rawValue)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      let pixels = PixelBuffer(width: side, height: side, layout: layout, samples: samples)
      func time(_ name: String, _ body: () -> Void) {
        body()
        // Time that this thread had, so that other work on the machine counts less.
        let best = (0..<15).map { _ in Self.cpuTime(body) }.min() ?? 0
        let value = best * 1e9 / Double(pixels.pixelCount)
        print(layout, side, name, String(format: "%.2f ns per pixel", value))
      }
      time("blocks") { _ = HaarBlocks.measured(pixels) }
      time("restored blocks") { _ = HaarBlocks.restored(pixels) }
      let blocks = HaarBlocks.measured(pixels)
      let decoder = DwtDctDecoder()
      let budget = WatermarkDetector().budget(for: decoder)
      time("messages") {
        _ = decoder.detections(in: blocks, budget: budget)
      }
      time("moved grids") { _ = MovedGrid.candidates(in: pixels) }
      time("all") { _ = WatermarkDetector().detect(in: pixels) }
      time("all, chroma restored") {
        _ = WatermarkDetector().detect(in: pixels, hasHalvedChroma: true)
      }
    }
  }

  @Test(
    .enabled(if: WatermarkNullTests.isMeasuring, "skipped: set ASSAY_MEASURE=1 to measure costs"))
  func `milliseconds of a search for moved grids`() throws {
    var random = SplitMix64(seed: 7)
    func message(_ length: Int, _ index: Int) throws -> WatermarkMessage {
      let bits = (0..<length).map { _ in UInt8(random.next() & 1) }
      return try #require(
        WatermarkMessage(scheme: "user-\(index)", name: "User", payload: "x", bits: bits))
    }
    let marked = DwtDctEmbedder.embed(
      WatermarkMessage.wellKnown[0].bits, view: DwtDctView.all[0],
      in: DwtDctEmbedder.picture(width: 776, height: 440))
    let part = try #require(marked.cropped(x: 3, y: 5, width: 768, height: 432))
    let grids = MovedGrid.candidates(in: part).count
    for lengths in [[], [256], [Int](repeating: 80, count: 32), [Int](repeating: 1024, count: 32)] {
      let custom = try lengths.enumerated().map { try message($0.element, $0.offset) }
      let decoder = DwtDctDecoder(messages: custom)
      let budget = WatermarkDetector(WatermarkOptions(messages: custom)).budget(for: decoder)
      let seconds =
        (0..<3).map { _ in
          Self.cpuTime { _ = decoder.movedDetections(in: part, budget: budget) }
        }.min() ?? 0
      let all =
        (0..<3).map { _ in
          Self.cpuTime {
            _ = WatermarkDetector(WatermarkOptions(messages: custom)).detect(in: part)
          }
        }.min() ?? 0
      print(
        lengths.count, "messages of", lengths.first ?? 0, "bits,", grids, "grids:",
        String(format: "%.1f ms, all %.1f ms", seconds * 1e3, all * 1e3))
    }
  }

  @Test(
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    .enabled(if: WatermarkNullTests.isMeasuring, "skipped: set ASSAY_MEASURE=1 to measure costs"),
    arguments: [
      "fixtures/c2pa/c2pa-org-public-testfiles__adobe-20220124-CI.jpg",
      "fixtures/clean/Exiv2-exiv2__exiv2-bug922.jpg",
    ])
  func `the share of decoding a PNG of two megapixels`(path: String) throws {
    let photo = try #require(try WatermarkFixtureTests.pixels(SharedMaterial.url(path)))
    let (width, height) = photo.width > photo.height ? (1632, 1224) : (1224, 1632)
    let part = try #require(photo.cropped(x: 100, y: 100, width: width, height: height))
    let file = ByteView(try ImageEncoder.encodePNG(part))
    func best(_ body: () -> Void) -> Double {
      (0..<9).map { _ in Self.cpuTime(body) }.min() ?? 0
    }
    let decoding = best { _ = try? ImageDecoder.decode(file, format: .png) }
    let marks = best { _ = WatermarkDetector().detect(in: part) }
    print(
      path, width, height, file.count, "bytes",
      String(
        format: "decoding %.1f ms, marks %.2f ms, %.1f %%", decoding * 1e3, marks * 1e3,
        marks / decoding * 100))
  }
}
