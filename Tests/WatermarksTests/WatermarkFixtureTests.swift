import ByteReading
import Codecs
import Containers
import Foundation
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

/// Third-party files, read where they are beside the checkout.
struct WatermarkFixtureTests {
  static func pixels(_ url: URL) throws -> PixelBuffer? {
    let bytes = ByteView([UInt8](try Data(contentsOf: url)))
    guard let format = ImageFormat(sniffing: bytes), format != .jxl, format != .svg else {
      return nil
    }
    return try? ImageDecoder.decode(bytes, format: format).pixels
  }

  static func files(in folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: SharedMaterial.url(folder), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `marks of the reference encoder are read`() throws {
    let schemes = [
      "sdxl": "sdxl-dwtdct", "sdv1": "sd1-dwtdct", "sdv2": "sd2-dwtdct", "flux46": "flux1-dwtdct",
      "invokeai": "invokeai-dwtdct",
    ]
    var readCount = 0
    for url in try Self.files(in: "fixtures/watermark") {
      let name = url.lastPathComponent
      guard let pixels = try Self.pixels(url) else { continue }
      let report = WatermarkDetector().detect(in: pixels)
      let expected = schemes.first { name.contains("_\($0.key)_") }?.value
      for detection in report.detections {
        print(name, detection.scheme, detection.matchedBits, detection.totalBits, detection.pValue, detection.view)
        #expect(detection.scheme == expected, "\(name)")
      }
      guard let expected, name.hasSuffix(".png") || name.contains("_444_q95") else { continue }
      #expect(report.detections.map(\.scheme) == [expected], "\(name)")
      readCount += 1
    }
    #expect(readCount >= 10)
  }
}

extension WatermarkFixtureTests {
  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `cropped marks`() throws {
    for url in try Self.files(in: "fixtures/watermark") {
      let name = url.lastPathComponent
      guard let pixels = try Self.pixels(url) else { continue }
      for (x, y, dw, dh) in [(0, 0, 13, 0), (3, 5, 20, 20), (64, 32, 70, 40), (101, 77, 150, 150)] {
        guard let part = pixels.cropped(x: x, y: y, width: pixels.width - dw, height: pixels.height - dh) else { continue }
        let c = MovedGrid.candidates(in: part)
        let start = ContinuousClock.now
        let r = WatermarkDetector().detect(in: part)
        print(name, pixels.width, pixels.height, x, y, c.map { ($0.view.name, $0.x, $0.y, $0.excess) }.prefix(1), r.detections.map { ($0.scheme, $0.matchedBits, $0.pValue) }, ContinuousClock.now - start)
      }
    }
  }
}
