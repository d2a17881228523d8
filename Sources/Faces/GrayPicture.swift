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
    // All columns have the same number of weights; those that are too much are 0, and fall into the
    // padding of the line.
    let reach = columns.map(\.weights.count).max() ?? 1
    let starts = columns.map(\.start)
    var factors = [Float](repeating: 0, count: width * reach)
    for (x, column) in columns.enumerated() {
      let sum = Float(column.weights.reduce(0, +))
      for (index, weight) in column.weights.enumerated() {
        factors[x * reach + index] = Float(weight) / sum
      }
    }
    var samples = [UInt8](repeating: 0, count: width * height)
    var sums = [UInt32](repeating: 0, count: stride)
    var luma = [Float](repeating: 0, count: pixels.width + reach)
    var out = samples.mutableSpan
    for (y, row) in rows.enumerated() {
      sum(source, stride: stride, taps: row, into: &sums)
      convert(sums.span, channels: channels, weight: row.weights.reduce(0, +), into: &luma)
      let line = luma.span
      let from = starts.span
      let weights = factors.span
      let base = y &* width
      var at = 0
      for x in 0..<width {
        var value: Float = 0.5
        let first = from[x]
        for index in 0..<reach { value += weights[at &+ index] * line[first &+ index] }
        at &+= reach
        out[base &+ x] = UInt8(min(max(value, 0), 255))
      }
    }
    return PixelBuffer(width: width, height: height, layout: .gray, samples: samples)
  }

  /// The luma of a row of weighted sums.
  private static func convert(
    _ sums: Span<UInt32>, channels: Int, weight: UInt32, into luma: inout [Float]
  ) {
    let scale = 1 / Float(weight)
    let (red, green, blue) = (0.299 * scale, 0.587 * scale, 0.114 * scale)
    var line = luma.mutableSpan
    let count = sums.count / channels
    if channels == 1 {
      for x in 0..<count { line[x] = scale * Float(sums[x]) }
      return
    }
    var from = 0
    for x in 0..<count {
      line[x] =
        red * Float(sums[from]) + green * Float(sums[from &+ 1]) + blue * Float(sums[from &+ 2])
      from &+= channels
    }
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
