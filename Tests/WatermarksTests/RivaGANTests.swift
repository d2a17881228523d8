import Pixels
import Testing

@testable import Watermarks

struct RivaGANTests {
  private static func picture(width: Int, height: Int) -> PixelBuffer {
    let samples = (0..<(width * height * 3)).map { at in
      let (x, y, c) = (at / 3 % width, at / 3 / width, at % 3)
      return UInt8((x * (7 + c) + y * (5 + 3 * c) + x * y * (c + 1) / 7) % 256)
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: samples)
  }

  /// What ONNX Runtime 1.32 makes of `rivagan_decoder.onnx` and the picture above.
  private static let expected: [Float] = [
    96.8062, 452.7119, 45.5943, -241.5914, 69.3303, 41.7206, 6.5633, -489.5238, 101.8056, -61.0527,
    -14.5035, -85.1453, 85.9986, -318.6092, 13.2798, 51.9816, 159.7287, 45.7363, 7.7442, 62.9499,
    39.4619, -21.7449, 9.4902, -4.5099, -117.8719, 29.3035, 91.6522, 124.387, 15.5426, 20.3764,
    -3.5406, -12.4305,
  ]

  @Test func `the scores are those of ONNX Runtime`() throws {
    let network = try #require(RivaGANNetwork.shared)
    let scores = network.scores(of: Self.picture(width: 90, height: 30), mostTiles: 600)
    for (score, expected) in zip(scores, Self.expected) {
      #expect(abs(score - expected) < 0.002 + 1e-4 * abs(expected))
    }
    #expect(scores.count == 32)
  }

  @Test func `bits are read on request, and their presence stays unknown`() throws {
    let picture = Self.picture(width: 64, height: 64)
    let plain = WatermarkDetector().detect(in: picture)
    #expect(plain.detections.isEmpty)
    #expect(plain.notEvaluated.contains { $0.scheme == "rivagan" })
    let report = WatermarkDetector(WatermarkOptions(schemes: .all, mostRivaGANParts: 1)).detect(
      in: picture)
    let detection = try #require(report.detections.first { $0.scheme == "rivagan" })
    #expect(detection.isPresenceUnknown && detection.pValue == 1 && detection.totalBits == 32)
    #expect(report.evaluated.contains("rivagan"))
    #expect(!report.notEvaluated.contains { $0.scheme == "rivagan" })
  }

  @Test func `what was asked for and cannot be read is told`() {
    let gray = PixelBuffer(
      width: 64, height: 64, layout: .gray, samples: [UInt8](repeating: 90, count: 64 * 64))
    for picture in [gray, Self.picture(width: 20, height: 20)] {
      let report = WatermarkDetector(WatermarkOptions(schemes: .all)).detect(in: picture)
      for scheme in ["dwtdctsvd", "rivagan"] {
        let entry = report.notEvaluated.first { $0.scheme == scheme }
        #expect(entry?.reason.hasPrefix("The ") == true && entry?.howToCheck == nil)
        #expect(!report.evaluated.contains(scheme))
      }
    }
  }
}
