import Pixels

/// Makes the gray picture that the detector looks at.
enum GrayPicture {
  /// The luma of a picture at another size, in `0...255`: the area-weighted mean where a side
  /// shrinks, bilinear where it grows.
  ///
  /// - Accuracy: Within 1 of the exact value: row weights are whole 1/256, and the result is rounded.
  static func scaled(_ pixels: PixelBuffer, width: Int, height: Int) -> PixelBuffer {
    precondition(width > 0 && height > 0)
    let rows = taps(from: pixels.height, to: height)
    let columns = taps(from: pixels.width, to: width)
    let stride = pixels.rowStride
    let channels = pixels.channelCount
    let source = pixels.samples.span
    // Luma in 1/1024; a gray picture has it all in its one channel.
    let (red, green, blue): (Float, Float, Float) = (0.299, 0.587, 0.114)
    var samples = [UInt8](repeating: 0, count: width * height)
    var sums = [UInt32](repeating: 0, count: stride)
    var luma = [Float](repeating: 0, count: pixels.width)
    var out = samples.mutableSpan
    for (y, row) in rows.enumerated() {
      sum(source, stride: stride, taps: row, into: &sums)
      let total = sums.span
      do {
        var line = luma.mutableSpan
        var from = 0
        for x in 0..<line.count {
          if channels == 1 {
            line[x] = Float(total[from])
          } else {
            let (r, g, b) = (total[from], total[from &+ 1], total[from &+ 2])
            line[x] = red * Float(r) + green * Float(g) + blue * Float(b)
          }
          from &+= channels
        }
      }
      let line = luma.span
      let rowWeight = row.weights.reduce(0, +)
      for (x, column) in columns.enumerated() {
        var (value, weight): (Float, Float) = (0, 0)
        for (index, factor) in column.weights.enumerated() {
          value += Float(factor) * line[column.start &+ index]
          weight += Float(factor)
        }
        out[y * width + x] = UInt8(min(max(value / (weight * Float(rowWeight)) + 0.5, 0), 255))
      }
    }
    return PixelBuffer(width: width, height: height, layout: .gray, samples: samples)
  }

  /// The inputs of one output, and their weights in whole numbers that add up to about 256 each.
  struct Taps {
    var start: Int
    var weights: [UInt32]
  }

  /// The taps of every output of one side.
  static func taps(from input: Int, to output: Int) -> [Taps] {
    if output >= input {
      // Bilinear: output i lies at (i + 0.5) * input / output - 0.5.
      return (0..<output).map { index in
        let place = (Double(index) + 0.5) * Double(input) / Double(output) - 0.5
        let clamped = min(max(place, 0), Double(input - 1))
        let first = min(Int(clamped), input - 1)
        let share = UInt32(((clamped - Double(first)) * 256).rounded())
        if share == 0 || first + 1 == input { return Taps(start: first, weights: [256]) }
        return Taps(start: first, weights: [256 - share, share])
      }
    }
    return (0..<output).map { index in
      // Borders in units of 1/output inputs are whole numbers.
      let (start, end) = (index * input, (index + 1) * input)
      let range = (start / output)..<((end + output - 1) / output)
      let weights = range.map { tap -> UInt32 in
        let covered = min(end, (tap + 1) * output) - max(start, tap * output)
        return UInt32((covered * 256 + output / 2) / output)
      }
      return Taps(start: range.lowerBound, weights: weights)
    }
  }

  /// The weighted sum of rows. 2¹⁶ rows of weight 256 fit 32 bits.
  private static func sum(
    _ source: Span<UInt8>, stride: Int, taps: Taps, into sums: inout [UInt32]
  ) {
    var out = sums.mutableSpan
    for (index, weight) in taps.weights.enumerated() {
      let base = (taps.start &+ index) &* stride
      if index == 0 {
        for x in 0..<stride { out[x] = weight &* UInt32(source[base &+ x]) }
      } else {
        for x in 0..<stride { out[x] = out[x] &+ weight &* UInt32(source[base &+ x]) }
      }
    }
  }
}
