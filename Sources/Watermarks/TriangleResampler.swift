import Pixels

/// Makes one channel of a picture smaller or larger with a triangle as the filter, bit for bit as the
/// library that TrustMark was trained with.
///
/// - Reference: Pillow, `Resample.c`, filter BILINEAR: the triangle is as wide as the step between
///   outputs, weights have 22 bits, and columns are filtered after rows were rounded to 8 bits.
enum TriangleResampler {
  /// The inputs of one output.
  private struct Taps {
    var start: Int
    var weights: [Int32]
  }

  private static let precision: Int32 = 22

  /// Resizes a part of a picture.
  ///
  /// - Precondition: The part lies in the picture, and no size is zero.
  /// - Returns: `toWidth * toHeight` samples, row-major.
  static func resized(
    _ pixels: PixelBuffer, channel: Int, x: Int, y: Int, width: Int, height: Int, toWidth: Int,
    toHeight: Int
  ) -> [UInt8] {
    precondition(x >= 0 && y >= 0 && width > 0 && height > 0 && toWidth > 0 && toHeight > 0)
    precondition(x + width <= pixels.width && y + height <= pixels.height)
    let source = pixels.samples.span
    let step = pixels.channelCount
    let columns = taps(from: width, to: toWidth)
    var narrow = [UInt8](repeating: 0, count: toWidth * height)
    var out = narrow.mutableSpan
    for row in 0..<height {
      let line = (y + row) * pixels.rowStride + x * step + channel
      for column in 0..<toWidth {
        var sum = Int32(1) << (precision - 1)
        var at = line + columns[column].start * step
        for weight in columns[column].weights {
          sum &+= weight &* Int32(source[at])
          at &+= step
        }
        out[row * toWidth + column] = UInt8(clamping: sum >> precision)
      }
    }
    var result = [UInt8](repeating: 0, count: toWidth * toHeight)
    for (row, taps) in taps(from: height, to: toHeight).enumerated() {
      for column in 0..<toWidth {
        var sum = Int32(1) << (precision - 1)
        var at = taps.start * toWidth + column
        for weight in taps.weights {
          sum &+= weight &* Int32(narrow[at])
          at &+= toWidth
        }
        result[row * toWidth + column] = UInt8(clamping: sum >> precision)
      }
    }
    return result
  }

  private static func taps(from input: Int, to output: Int) -> [Taps] {
    let scale = Double(input) / Double(output)
    let reach = max(scale, 1)
    return (0..<output).map { index in
      let center = (Double(index) + 0.5) * scale
      let start = max(0, Int(center - reach + 0.5))
      let end = min(input, Int(center + reach + 0.5))
      let weights = (start..<end).map { place in
        max(0, 1 - abs((Double(place) - center + 0.5) / reach))
      }
      let total = weights.reduce(0, +)
      return Taps(
        start: start,
        weights: weights.map { Int32(($0 / total * Double(1 << precision) + 0.5)) })
    }
  }
}
