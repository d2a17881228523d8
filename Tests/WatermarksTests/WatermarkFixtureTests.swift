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
      let options = WatermarkOptions(searchesMovedGrids: false)
      let report = WatermarkDetector(options).detect(in: pixels)
      let expected = schemes.first { name.contains("_\($0.key)_") }?.value
      for detection in report.detections {
        #expect(detection.scheme == expected, "\(name)")
      }
      guard let expected, name.hasSuffix(".png") || name.contains("_444_q95") else { continue }
      #expect(report.detections.map(\.scheme) == [expected], "\(name)")
      readCount += 1
    }
    #expect(readCount >= 10)
  }

  @Test(
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    arguments: [
      ("d3x-at-sd-parsers__automatic1111_stealth.png", "Steps: "),
      ("LlmKira-novelai-python__sample-0317.png", "NovelAI"),
      ("enslo-sd-metadata__novelai-curated.webp", "NovelAI"),
    ])
  func `text that generators hid is read`(name: String, part: String) throws {
    let url = SharedMaterial.url("fixtures/generator/" + name)
    let pixels = try #require(try Self.pixels(url))
    let stealth = try #require(WatermarkDetector().detect(in: pixels).stealth)
    #expect(stealth.variant == .packedAlpha)
    #expect(stealth.text.contains(part))
  }

  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `bits of dwtDctSvd are read, after chroma subsampling too`() throws {
    var readCount = 0
    for url in try Self.files(in: "fixtures/watermark") where url.path.contains("_svd_test") {
      let pixels = try #require(try Self.pixels(url))
      let report = WatermarkDetector(WatermarkOptions(schemes: .all, mostRivaGANParts: 0)).detect(
        in: pixels)
      let detection = try #require(report.detections.first { $0.scheme == "dwtdctsvd" })
      #expect(detection.isPresenceUnknown)
      if url.pathExtension != "webp" {
        #expect(detection.payload == "test", "\(url.lastPathComponent)")
        readCount += 1
      }
    }
    #expect(readCount >= 3)
  }
}
