public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Resizes with the Lanczos window of three lobes, widened when the picture shrinks, so that it
/// does not alias. The definition resizes the rows first, then the columns. Values are neither rounded nor
/// clamped: results can leave the range of the input by the overshoot of the filter.
///
/// Output `i` of a side is centred at `c = (i + 0.5) s`, `s = input / output`; with `f = max(s, 1)`
/// the weight of input `j` is `L((j + 0.5 - c) / f)`, `L(x) = sinc(x) sinc(x / 3)` for `|x| < 3`,
/// for `j` from `max(0, trunc(c - 3f + 0.5))` up to `min(input, trunc(c + 3f + 0.5))`; the weights
/// of an output add up to 1.
///
/// - Reference: C. E. Duchon, "Lanczos filtering in one and two dimensions", J. Appl. Meteorol. 18,
///   1979; the sampling points are those of Pillow's `Image.resize`.
public enum LanczosResampler {
  /// The inputs of one output, and their weights.
  struct Taps {
    var start: Int
    var weights: [Double]
  }

  /// The taps of every output of one side.
  static func taps(from input: Int, to output: Int) -> [Taps] {
    let scale = Double(input) / Double(output)
    let stretch = max(scale, 1)
    return (0..<output).map { index in
      let center = (Double(index) + 0.5) * scale
      let start = max(0, Int(center - 3 * stretch + 0.5))
      let end = min(input, Int(center + 3 * stretch + 0.5))
      var weights = (start..<max(end, start + 1)).map { tap in
        window((Double(tap) + 0.5 - center) / stretch)
      }
      let sum = weights.reduce(0, +)
      for tap in weights.indices { weights[tap] /= sum }
      return Taps(start: start, weights: weights)
    }
  }

  private static func window(_ x: Double) -> Double {
    if abs(x) >= 3 { return 0 }
    if x == 0 { return 1 }
    let angle = Double.pi * x
    return sin(angle) / angle * sin(angle / 3) / (angle / 3)
  }

  /// The plane at another size; the plane itself when the size fits already.
  ///
  /// - Parameters:
  ///   - plane: At least 1 × 1.
  ///   - width: The new number of columns, at least 1.
  ///   - height: The new number of rows, at least 1.
  /// - Accuracy: Within 2⁻¹⁶ of the largest magnitude of the input of ``referenceResized(_:width:height:)``.
  public static func resized(_ plane: Plane, width: Int, height: Int) -> Plane {
    precondition(plane.width > 0 && plane.height > 0 && width > 0 && height > 0)
    if width == plane.width, height == plane.height { return plane }
    return resized(
      width: plane.width, height: plane.height, to: [SIMD2(width, height)]
    ) { y, left, count, tile, start in
      let source = plane.values.span
      let from = y &* plane.width &+ left
      var x = 0
      while x &+ 8 <= count {
        tile.setLanes(source.lanes(at: from &+ x), at: start &+ x)
        x &+= 8
      }
      while x < count {
        tile[start &+ x] = source[from &+ x]
        x &+= 1
      }
    }[0]
  }

  /// The luma of a picture at several sizes at once: the picture is read only once, in strips that
  /// fit into the cache, and its luma is never stored as a whole.
  ///
  /// - Parameters:
  ///   - pixels: The stored raster; alpha is ignored.
  ///   - sizes: The numbers of columns and rows, at least 1.
  /// - Returns: One plane for each size, in `0...255` but for overshoot.
  /// - Accuracy: That of ``resized(_:width:height:)`` of ``Pixels/PixelBuffer/luma()``.
  public static func resizedLuma(of pixels: PixelBuffer, to sizes: [SIMD2<Int>]) -> [Plane] {
    resized(width: pixels.width, height: pixels.height, to: sizes) { y, left, count, tile, start in
      pixels.writeLuma(
        pixels.samples.span, y: y, left: left, count: count, into: &tile, at: start)
    }
  }

  /// Weights of all outputs of a side, as the kernels use them.
  private struct Weights {
    var starts: [Int]
    var counts: [Int]
    /// Where the weights of each output begin in `values`.
    var offsets: [Int]
    var values: [Float]

    init(from input: Int, to output: Int) {
      let all = taps(from: input, to: output)
      starts = all.map(\.start)
      counts = all.map(\.weights.count)
      offsets = []
      values = []
      for taps in all {
        offsets.append(values.count)
        values += taps.weights.map { Float($0) }
      }
    }
  }

  /// The columns of a strip: two vectors, whose sums stay in registers.
  private static let stripWidth = 2 * WideLanes.scalarCount

  /// Resizes the columns strip by strip, then the rows; the order does not matter but for rounding.
  ///
  /// - Parameter fill: Writes the values of a part of one row of the source: row, first column,
  ///   number of columns, where to, from which position on.
  private static func resized(
    width: Int, height: Int, to sizes: [SIMD2<Int>],
    fill: (Int, Int, Int, inout MutableSpan<Float>, Int) -> Void
  ) -> [Plane] {
    let vertical = sizes.map { $0.y == height ? nil : Weights(from: height, to: $0.y) }
    let stride = (width + stripWidth - 1) / stripWidth * stripWidth
    var middles = sizes.map { [Float](repeating: 0, count: stride * $0.y) }
    var strip = [Float](repeating: 0, count: stripWidth * height)
    var left = 0
    while left < width {
      let count = min(stripWidth, width - left)
      do {
        var tile = strip.mutableSpan
        for y in 0..<height { fill(y, left, count, &tile, y &* stripWidth) }
      }
      for index in sizes.indices {
        resizeStrip(strip.span, vertical[index], to: &middles[index], stride: stride, left: left)
      }
      left += stripWidth
    }
    return sizes.indices.map { index in
      let size = sizes[index]
      return resizedRows(
        middles[index], stride: stride, from: width, width: size.x, height: size.y)
    }
  }

  /// Resizes the columns of one strip; without weights they are copied.
  private static func resizeStrip(
    _ strip: borrowing Span<Float>, _ weights: Weights?, to middle: inout [Float], stride: Int,
    left: Int
  ) {
    var out = middle.mutableSpan
    let rows = out.count / stride
    precondition(left >= 0 && left + stripWidth <= stride)
    guard let weights else {
      precondition(strip.count == rows * stripWidth)
      for y in 0..<rows {
        for x in 0..<stripWidth { out[y &* stride &+ left &+ x] = strip[y &* stripWidth &+ x] }
      }
      return
    }
    let (starts, counts, offsets) = (weights.starts.span, weights.counts.span, weights.offsets.span)
    let factors = weights.values.span
    let half = WideLanes.scalarCount
    for y in 0..<rows {
      let (count, offset) = (counts[y], offsets[y])
      var from = starts[y] &* stripWidth
      precondition(from >= 0 && from + count * stripWidth <= strip.count)
      precondition(offset + count <= factors.count)
      var (first, second) = (WideLanes(), WideLanes())
      var tap = 0
      while tap < count {
        let factor = factors.element(offset &+ tap)
        first += strip.vector(from, WideLanes.self) * factor
        second += strip.vector(from &+ half, WideLanes.self) * factor
        from &+= stripWidth
        tap &+= 1
      }
      out.setVector(first, y &* stride &+ left)
      out.setVector(second, y &* stride &+ left &+ half)
    }
  }

  /// Resizes rows, eight at a time: each in one lane.
  private static func resizedRows(
    _ middle: [Float], stride: Int, from input: Int, width: Int, height: Int
  ) -> Plane {
    var values = [Float](repeating: 0, count: width * height)
    let source = middle.span
    var out = values.mutableSpan
    guard width != input else {
      for y in 0..<height {
        for x in 0..<width { out[y &* width &+ x] = source[y &* stride &+ x] }
      }
      return Plane(width: width, height: height, values: values)
    }
    let weights = Weights(from: input, to: width)
    let (starts, counts, offsets) = (weights.starts.span, weights.counts.span, weights.offsets.span)
    let factors = weights.values.span
    // Columns of eight rows next to each other; the widths are multiples of 4 inside the strips.
    var columns = [Float](repeating: 0, count: stride * 8)
    var results = [Float](repeating: 0, count: (width + 3) / 4 * 32)
    var top = 0
    while top < height {
      // The last eight rows overlap those before them, or repeat the last row.
      let first = max(0, min(top, height - 8))
      do {
        var buffer = columns.mutableSpan
        for half in 0..<2 {
          let rows = SIMD4<Int>(0, 1, 2, 3) &+ (first &+ 4 &* half)
          var x = 0
          while x < stride {
            let lines = transposed(
              source.vector(min(rows[0], height &- 1) &* stride &+ x, SIMD4<Float>.self),
              source.vector(min(rows[1], height &- 1) &* stride &+ x, SIMD4<Float>.self),
              source.vector(min(rows[2], height &- 1) &* stride &+ x, SIMD4<Float>.self),
              source.vector(min(rows[3], height &- 1) &* stride &+ x, SIMD4<Float>.self))
            buffer.setVector(lines.0, 8 &* x &+ 4 &* half)
            buffer.setVector(lines.1, 8 &* x &+ 8 &+ 4 &* half)
            buffer.setVector(lines.2, 8 &* x &+ 16 &+ 4 &* half)
            buffer.setVector(lines.3, 8 &* x &+ 24 &+ 4 &* half)
            x &+= 4
          }
        }
      }
      do {
        let buffer = columns.span
        var sums = results.mutableSpan
        for x in 0..<width {
          let (count, offset) = (counts[x], offsets[x])
          var from = starts[x] &* 8
          precondition(from >= 0 && from + count * 8 <= buffer.count)
          precondition(offset + count <= factors.count)
          var (even, odd) = (Lanes(), Lanes())
          var tap = 0
          while tap &+ 2 <= count {
            even += buffer.vector(from, Lanes.self) * factors.element(offset &+ tap)
            odd += buffer.vector(from &+ 8, Lanes.self) * factors.element(offset &+ tap &+ 1)
            from &+= 16
            tap &+= 2
          }
          if tap < count { even += buffer.vector(from, Lanes.self) * factors.element(offset &+ tap) }
          sums.setVector(even + odd, 8 &* x)
        }
      }
      store(results.span, to: &out, first: first, width: width, height: height)
      top += 8
    }
    return Plane(width: width, height: height, values: values)
  }

  /// Puts columns of eight rows back into the rows.
  private static func store(
    _ sums: borrowing Span<Float>, to out: inout MutableSpan<Float>, first: Int, width: Int,
    height: Int
  ) {
    precondition(sums.count >= (width + 3) / 4 * 32 && out.count == width * height)
    for half in 0..<2 {
      var x = 0
      while x < width {
        let lines = transposed(
          sums.vector(8 &* x &+ 4 &* half, SIMD4<Float>.self),
          sums.vector(8 &* x &+ 8 &+ 4 &* half, SIMD4<Float>.self),
          sums.vector(8 &* x &+ 16 &+ 4 &* half, SIMD4<Float>.self),
          sums.vector(8 &* x &+ 24 &+ 4 &* half, SIMD4<Float>.self))
        let row = first &+ 4 &* half
        if x &+ 4 <= width, row &+ 4 <= height {
          out.setVector(lines.0, row &* width &+ x)
          out.setVector(lines.1, (row &+ 1) &* width &+ x)
          out.setVector(lines.2, (row &+ 2) &* width &+ x)
          out.setVector(lines.3, (row &+ 3) &* width &+ x)
        } else {
          let all = [lines.0, lines.1, lines.2, lines.3]
          for lane in 0..<4 where row &+ lane < height {
            for offset in 0..<4 where x &+ offset < width {
              out[(row &+ lane) &* width &+ x &+ offset] = all[lane][offset]
            }
          }
        }
        x &+= 4
      }
    }
  }

  /// What ``resized(_:width:height:)`` computes, sample by sample in double precision.
  public static func referenceResized(_ plane: Plane, width: Int, height: Int) -> Plane {
    let columns = taps(from: plane.width, to: width)
    let rows = taps(from: plane.height, to: height)
    var middle = [Double](repeating: 0, count: width * plane.height)
    for y in 0..<plane.height {
      for x in 0..<width {
        for (tap, weight) in columns[x].weights.enumerated() {
          middle[y * width + x] += weight * Double(plane[columns[x].start + tap, y])
        }
      }
    }
    var result = Plane(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for (tap, weight) in rows[y].weights.enumerated() {
          sum += weight * middle[(rows[y].start + tap) * width + x]
        }
        result[x, y] = Float(sum)
      }
    }
    return result
  }
}
