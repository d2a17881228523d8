import Pixels
import _TestSupport

/// Small pictures drawn by code.
enum SamplePictures {
  /// A smooth colour picture, kind to lossy coding: gradients, at most 8 levels of noise.
  static func smooth(
    _ layout: PixelBuffer.Layout, width: Int = 24, height: Int = 16
  ) -> PixelBuffer {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let values = [
          40 + 160 * x / width, 60 + 120 * y / height, 200 - 100 * (x + y) / (width + height), 255,
        ]
        samples += values.prefix(layout.rawValue).map { UInt8($0) }
      }
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }

  /// Noise in every channel, alpha included: only lossless coding keeps it.
  static func noise(
    _ layout: PixelBuffer.Layout, width: Int = 24, height: Int = 16, seed: UInt64 = 0xC0DEC
  ) -> PixelBuffer {
    var random = SplitMix64(seed: seed)
    let samples = (0..<(width * height * layout.rawValue)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }
}

extension PixelBuffer {
  /// The largest difference of any sample; nil when the pictures have not the same shape.
  func largestDifference(from other: PixelBuffer) -> Int? {
    guard width == other.width, height == other.height, layout == other.layout else { return nil }
    return zip(samples, other.samples).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }
}
