public import Pixels

extension HaarBlocks {
  /// What ``measured(_:x:y:rowInterval:)`` gives, of a picture as it was before it was resized.
  ///
  /// Each sum over 2 × 2 pixels of the former picture is interpolated in the present one; the picture
  /// is never resized as a whole.
  ///
  /// - Parameters:
  ///   - pixels: Any picture; a gray one has U = 128 everywhere. Alpha is ignored.
  ///   - width: The former width.
  ///   - height: The former height.
  ///   - rowInterval: Of how many rows of blocks one is measured, at least 1.
  /// - Accuracy: Within 1 of ``resizedBySamples(_:from:_:)`` where measured.
  /// - Precondition: All sizes are positive.
  public static func resized(
    _ pixels: PixelBuffer, from width: Int, _ height: Int, rowInterval: Int = 1
  ) -> HaarBlocks {
    precondition(width > 0 && height > 0 && rowInterval > 0)
    precondition(pixels.width > 0 && pixels.height > 0)
    let (columns, rows) = (width / 8, height / 8)
    let none = Extremes(lowest: 512, highest: 512)
    var blue = [Extremes](repeating: none, count: columns * rows)
    var red = blue
    if pixels.layout != .gray, pixels.width >= 4 {
      let across = InterpolationTaps(from: pixels.width, to: width, pairs: 0..<(columns * 4))
      var lines = [SIMD8<Float>](repeating: .zero, count: pixels.width)
      for row in stride(from: 0, to: rows, by: rowInterval) {
        let down = InterpolationTaps(
          from: pixels.height, to: height, pairs: (row * 4)..<(row * 4 + 4))
        sumDown(pixels, down, to: &lines)
        var blueOut = blue.mutableSpan
        var redOut = red.mutableSpan
        interpolate(
          lines.span, across, first: row * columns, count: columns, blue: &blueOut, red: &redOut)
      }
    }
    return HaarBlocks(
      columns: columns, rows: rows, rowInterval: rowInterval, blue: blue, red: red)
  }

  /// The four rows of sums of a row of blocks, not yet summed across, at each column of the picture:
  /// U in the lower half of a vector, and U with red and blue exchanged in the upper half.
  private static func sumDown(
    _ pixels: PixelBuffer, _ taps: InterpolationTaps, to lines: inout [SIMD8<Float>]
  ) {
    let source = pixels.samples.span
    let (step, width) = (pixels.channelCount, pixels.width)
    let first = taps.starts[0]
    let weights = (first..<(taps.starts[3] + taps.count)).map { line in
      var weights = SIMD8<Float>.zero
      for lane in 0..<4 where (0..<taps.count).contains(line - taps.starts[lane]) {
        weights[lane] = taps.weights[lane * taps.count + line - taps.starts[lane]]
        weights[lane + 4] = weights[lane]
      }
      return weights
    }
    let ofLines = weights.span
    var out = lines.mutableSpan
    for column in stride(from: 0, to: width, by: 4) {
      // The last four overlap those before them, which come out the same again.
      let at = min(column, width &- 4)
      var sums = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
      var sample = first &* pixels.rowStride &+ at &* step
      for line in 0..<ofLines.count {
        let four = BlueChroma.both(source, at: sample, step: step)
        let blue = SIMD4<Float>(four & 0xFFFF)
        let red = SIMD4<Float>(four &>> 16)
        let weights = ofLines[line]
        @inline(__always)
        func both(_ lane: Int) -> SIMD8<Float> {
          SIMD8(
            lowHalf: SIMD4(repeating: blue[lane]), highHalf: SIMD4(repeating: red[lane])) * weights
        }
        // Lanes that are known are no loads.
        sums.0 += both(0)
        sums.1 += both(1)
        sums.2 += both(2)
        sums.3 += both(3)
        sample &+= pixels.rowStride
      }
      out[at] = sums.0
      out[at &+ 1] = sums.1
      out[at &+ 2] = sums.2
      out[at &+ 3] = sums.3
    }
  }

  private static func interpolate(
    _ lines: borrowing Span<SIMD8<Float>>, _ taps: InterpolationTaps, first: Int, count: Int,
    blue: inout MutableSpan<Extremes>, red: inout MutableSpan<Extremes>
  ) {
    for block in 0..<count {
      var columns = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
      columns.0 = taps.sum(lines, at: block &* 4)
      columns.1 = taps.sum(lines, at: block &* 4 &+ 1)
      columns.2 = taps.sum(lines, at: block &* 4 &+ 2)
      columns.3 = taps.sum(lines, at: block &* 4 &+ 3)
      // The first value of a block does not count: its neighbour stands in for it.
      columns.0[0] = columns.1[0]
      columns.0[4] = columns.1[4]
      let low = lesser(lesser(columns.0, columns.1), lesser(columns.2, columns.3))
      let high = greater(greater(columns.0, columns.1), greater(columns.2, columns.3))
      blue[first &+ block] = extremes(low.lowHalf.min(), high.lowHalf.max())
      red[first &+ block] = extremes(low.highHalf.min(), high.highHalf.max())
    }
  }

  private static func extremes(_ low: Float, _ high: Float) -> Extremes {
    Extremes(
      lowest: Int16(min(max(low + 0.5, 0), 1020)), highest: Int16(min(max(high + 0.5, 0), 1020)))
  }

  private static func lesser(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    a.replacing(with: b, where: b .< a)
  }

  private static func greater(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    a.replacing(with: b, where: b .> a)
  }

  /// What ``resized(_:from:_:rowInterval:)`` gives, computed pixel by pixel in double precision: the
  /// definition that the fast form is tested against.
  public static func resizedBySamples(
    _ pixels: PixelBuffer, from width: Int, _ height: Int
  ) -> HaarBlocks {
    let (columns, rows) = (width / 8, height / 8)
    /// The pixels that one of the former picture is interpolated from; the weights add up to 1.
    func taps(_ place: Int, from present: Int, to former: Int) -> [(place: Int, weight: Double)] {
      let scale = Double(present) / Double(former)
      let center = (Double(place) + 0.5) * scale
      let taps = (0..<present).map { index in
        (
          place: index,
          weight: InterpolationTaps.cubic(abs(Double(index) + 0.5 - center) / max(1, scale))
        )
      }.filter { $0.weight != 0 }
      let total = taps.reduce(0) { $0 + $1.weight }
      return taps.map { ($0.place, $0.weight / total) }
    }
    let across = (0..<width).map { taps($0, from: pixels.width, to: width) }
    let down = (0..<height).map { taps($0, from: pixels.height, to: height) }
    func chroma(_ x: Int, _ y: Int, first: Int) -> Double {
      func sample(_ channel: Int) -> Int {
        Int(pixels.sample(x: x, y: y, channel: pixels.layout == .gray ? 0 : channel) ?? 0)
      }
      let luma =
        (1868 * sample(first) + 9617 * sample(1) + 4899 * sample(2 - first) + 8192) >> 14
      return Double(((sample(first) - luma) * 8061 + (128 << 14) + 8192) >> 14)
    }
    func blocks(first: Int) -> [Extremes] {
      func pixel(_ x: Int, _ y: Int) -> Double {
        down[y].reduce(0) { sum, row in
          sum
            + row.weight
            * across[x].reduce(0) { $0 + $1.weight * chroma($1.place, row.place, first: first) }
        }
      }
      return (0..<(rows * columns)).map { index in
        let (top, left) = (index / columns * 8, index % columns * 8)
        let sums = (1..<16).map { element in
          let (y, x) = (top + element / 4 * 2, left + element % 4 * 2)
          let sum = pixel(x, y) + pixel(x + 1, y) + pixel(x, y + 1) + pixel(x + 1, y + 1)
          return Int16(min(max(sum + 0.5, 0), 1020))
        }
        return Extremes(lowest: sums.min() ?? 512, highest: sums.max() ?? 512)
      }
    }
    return HaarBlocks(
      columns: columns, rows: rows, blue: blocks(first: 2), red: blocks(first: 0))
  }
}

/// For each two neighbouring pixels of a picture as it was before it was resized: which pixels of the
/// present one their sum is interpolated from, along one side.
///
/// Catmull and Rom's cubic, as wide as the larger of the two distances between pixels.
struct InterpolationTaps {
  /// The first pixel of each pair.
  let starts: [Int]
  /// How many pixels each pair has.
  let count: Int
  /// The weights of the pixels from there on, `count` for each pair; those of a pair add up to 2.
  let weights: [Float]

  /// Finds the pixels and weights of some pairs.
  init(from present: Int, to former: Int, pairs: Range<Int>) {
    let scale = Double(present) / Double(former)
    let reach = max(1, scale)
    count = min(present, Int((4 * reach + scale).rounded(.up)) + 1)
    var starts: [Int] = []
    starts.reserveCapacity(pairs.count)
    var weights = [Float](repeating: 0, count: pairs.count * count)
    for (index, pair) in pairs.enumerated() {
      let left = (Double(2 * pair) + 0.5) * scale - 0.5
      // All that either pixel needs, moved to where there are pixels.
      let first = Int((left - 2 * reach).rounded(.up))
      let start = min(max(first, 0), present - count)
      for center in [left, left + scale] {
        var total = 0.0
        for tap in 0..<count {
          total += Self.cubic(abs(Double(start + tap) - center) / reach)
        }
        for tap in 0..<count {
          weights[index * count + tap] += Float(
            Self.cubic(abs(Double(start + tap) - center) / reach) / total)
        }
      }
      starts.append(start)
    }
    self.starts = starts
    self.weights = weights
  }

  /// The weight of a pixel at a distance, before it is scaled.
  static func cubic(_ x: Double) -> Double {
    if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
    if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
    return 0
  }

  /// The weighted sum of a pair.
  @inline(__always)
  func sum(_ lines: borrowing Span<SIMD8<Float>>, at pair: Int) -> SIMD8<Float> {
    let weights = weights.span
    let (start, base) = (starts[pair], pair &* count)
    var sum = SIMD8<Float>.zero
    for tap in 0..<count { sum += lines[start &+ tap] * weights[base &+ tap] }
    return sum
  }
}
