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
      let blocks = HaarBlocks.measured(pixels)
      let decoder = DwtDctDecoder()
      let budget = WatermarkDetector().budget(for: decoder)
      time("messages") {
        _ = decoder.detections(in: blocks, budget: budget)
      }
      time("moved grids") { _ = MovedGrid.candidates(in: pixels) }
      time("all") { _ = WatermarkDetector().detect(in: pixels) }
    }
  }
}
