import Pixels
import _TestSupport

/// Pictures drawn by code, with textures that the statistics can measure.
enum SyntheticPictures {
  /// Smooth shapes with noise of the given strength, in colour.
  static func noisy(
    width: Int, height: Int, noise: Double = 6, seed: UInt64 = 1
  ) -> PixelBuffer {
    var generator = SplitMix64(seed: seed)
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let base = Double((x * 3 + y * 2) % 160) * 0.5 + 60
        for channel in 0..<3 {
          // The sum of three even distributions is near enough to a Gaussian.
          let grain =
            (Double.random(in: -1...1, using: &generator)
              + Double.random(in: -1...1, using: &generator)
              + Double.random(in: -1...1, using: &generator)) * noise
          samples.append(UInt8(min(max(base + Double(channel * 8) + grain, 0), 255)))
        }
      }
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: samples)
  }

  /// One colour.
  static func plain(width: Int, height: Int, layout: PixelBuffer.Layout = .rgb) -> PixelBuffer {
    PixelBuffer(
      width: width, height: height, layout: layout,
      samples: [UInt8](repeating: 120, count: width * height * layout.rawValue))
  }

  /// The picture enlarged by linear interpolation.
  static func enlarged(_ picture: PixelBuffer, by factor: Double) -> PixelBuffer {
    let width = Int(Double(picture.width) * factor)
    let height = Int(Double(picture.height) * factor)
    let channels = picture.channelCount
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels)
    for y in 0..<height {
      let sy = min(Double(y) / factor, Double(picture.height - 1))
      let (y0, fy) = (Int(sy), sy - Double(Int(sy)))
      let y1 = min(y0 + 1, picture.height - 1)
      for x in 0..<width {
        let sx = min(Double(x) / factor, Double(picture.width - 1))
        let (x0, fx) = (Int(sx), sx - Double(Int(sx)))
        let x1 = min(x0 + 1, picture.width - 1)
        for channel in 0..<channels {
          func at(_ x: Int, _ y: Int) -> Double {
            Double(picture.samples[(y * picture.width + x) * channels + channel])
          }
          let upper = at(x0, y0) * (1 - fx) + at(x1, y0) * fx
          let lower = at(x0, y1) * (1 - fx) + at(x1, y1) * fx
          samples.append(UInt8((upper * (1 - fy) + lower * fy).rounded()))
        }
      }
    }
    return PixelBuffer(width: width, height: height, layout: picture.layout, samples: samples)
  }
}
