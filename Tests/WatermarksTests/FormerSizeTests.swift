import PixelStatistics
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

/// Marks in pictures that were resized after marking.
struct FormerSizeTests {
  private func noise(_ layout: PixelBuffer.Layout, width: Int, height: Int) -> PixelBuffer {
    var random = SplitMix64(seed: UInt64(width * height))
    let samples = (0..<(width * height * layout.rawValue)).map { _ in
      UInt8(truncatingIfNeeded: random.next())
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }

  @Test(
    arguments: [PixelBuffer.Layout.rgb, .rgba, .gray],
    [(20, 12, 40, 24), (33, 30, 24, 16), (31, 17, 40, 20), (64, 64, 16, 16), (3, 9, 16, 16)])
  func `the fast form gives what the form by samples gives`(
    layout: PixelBuffer.Layout, sizes: (Int, Int, Int, Int)
  ) {
    let pixels = noise(layout, width: sizes.0, height: sizes.1)
    let fast = HaarBlocks.resized(pixels, from: sizes.2, sizes.3)
    #expect(fast.columns == sizes.2 / 8 && fast.rows == sizes.3 / 8)
    // Pictures of fewer than four columns are taken for gray.
    guard sizes.0 >= 4 else { return }
    let slow = HaarBlocks.resizedBySamples(pixels, from: sizes.2, sizes.3)
    for (found, expected) in [(fast.blue, slow.blue), (fast.red, slow.red)] {
      for (a, b) in zip(found, expected) {
        #expect(abs(a.lowest - b.lowest) <= 1 && abs(a.highest - b.highest) <= 1)
      }
    }
    let every = HaarBlocks.resized(pixels, from: sizes.2, sizes.3, rowInterval: 2)
    #expect(every.blue.prefix(every.columns) == fast.blue.prefix(every.columns))
  }

  @Test func `a picture that keeps its size reads as it is`() {
    let pixels = noise(.rgb, width: 32, height: 24)
    #expect(HaarBlocks.resized(pixels, from: 32, 24).blue == HaarBlocks.measured(pixels).blue)
  }

  @Test func `usual sizes of the same shape are tried`() {
    func sizes(_ width: Int, _ height: Int) -> [[Int]] {
      FormerSize.candidates(width: width, height: height).map { [$0.width, $0.height] }
    }
    #expect(
      sizes(1080, 1080)
        == [[512, 512], [768, 768], [1024, 1024], [1440, 1440], [720, 720]])
    #expect(sizes(512, 512) == [[768, 768], [1024, 1024]])
    #expect(sizes(608, 416).contains([1216, 832]))
    #expect(sizes(624, 912).contains([832, 1216]))
    #expect(sizes(1600, 1095).contains([1216, 832]))
    #expect(sizes(100, 100).isEmpty)
    #expect(sizes(9000, 9000).isEmpty)
    for size in [(1, 1), (1, 100_000), (4096, 4096), (1632, 1224)] {
      #expect(sizes(size.0, size.1).count <= FormerSize.most)
    }
  }

  @Test(arguments: [("sdxl-dwtdct", 3), ("flux1-dwtdct", 1), ("sd1-dwtdct", 0)])
  func `a mark is found after resizing`(scheme: String, view: Int) throws {
    let message = try #require(WatermarkMessage.wellKnown.first { $0.scheme == scheme })
    let marked = DwtDctEmbedder.embed(
      message.bits, view: DwtDctView.all[view],
      in: Self.doubled(DwtDctEmbedder.picture(width: 256, height: 256)))
    let smaller = marked.downscaled(width: 384, height: 384)
    let larger = Self.doubled(marked)
    for picture in [smaller, larger] {
      let report = WatermarkDetector().detect(in: picture)
      #expect(report.detections.map(\.scheme) == [scheme])
      let detection = try #require(report.detections.first)
      #expect(detection.view == DwtDctView.all[view].name + ", resized from 512 × 512")
      #expect(detection.pValue <= WatermarkDetector.falseAlarmBudget)
    }
    let options = WatermarkOptions(searchesMovedGrids: false, searchesFormerSizes: false)
    #expect(WatermarkDetector(options).detect(in: smaller).detections.isEmpty)
  }

  @Test func `resized pictures without a mark give nothing`() {
    let picture = DwtDctEmbedder.picture(width: 512, height: 512, seed: 4)
    for resized in [picture.downscaled(width: 384, height: 384), Self.doubled(picture)] {
      #expect(WatermarkDetector().detect(in: resized).detections.isEmpty)
    }
  }

  /// The picture at twice its size, each pixel four times.
  private static func doubled(_ picture: PixelBuffer) -> PixelBuffer {
    var samples: [UInt8] = []
    for y in 0..<(picture.height * 2) {
      for x in 0..<(picture.width * 2) {
        let at = y / 2 * picture.rowStride + x / 2 * picture.channelCount
        samples += picture.samples[at..<(at + picture.channelCount)]
      }
    }
    return PixelBuffer(
      width: picture.width * 2, height: picture.height * 2, layout: picture.layout,
      samples: samples)
  }
}
