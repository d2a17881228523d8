import Foundation
import Pixels
import Testing

@testable import Forensics

/// How long the statistics take; run by hand, built for release.
struct ForensicCostTests {
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["ASSAY_MEASURE"] == "1",
      "skipped: set ASSAY_MEASURE=1 to measure costs"))
  func `milliseconds per picture`() {
    for (width, height) in [(448, 448), (1024, 1024), (4000, 3000)] {
      let picture = SyntheticPictures.noisy(width: width, height: height)
      func time(_ name: String, _ body: () -> Void) {
        body()
        let best = (0..<7).map { _ in ContinuousClock().measure(body) }.min() ?? .zero
        print(width, height, name, String(format: "%.1f ms", best / .milliseconds(1)))
      }
      time("selection") { _ = TileSelection(of: picture) }
      let coding = PictureCoding.lossless
      time("all") { _ = ForensicExamination(of: picture, coding: coding) }
      time("all, JPEG") {
        _ = ForensicExamination(
          of: picture,
          coding: .jpeg(quality: 90, luminanceTable: [UInt16](repeating: 4, count: 64)))
      }
    }
  }
}
