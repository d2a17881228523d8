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

  /// The luma of a picture at several sizes at once: the picture is read only once, a few rows
  /// at a time, and its luma is never stored as a whole.
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

  /// Rows are resized eight at a time, each in one lane.
  private static let block = 8

  /// One of the sizes, while the source is read from top to bottom.
  private struct Output {
    let columns: Weights?
    let rows: Weights
    let size: SIMD2<Int>
    /// Rows of the new width that columns still need: row `y` of the source is row `y % kept`.
    var ring: [Float]
    let kept: Int
    /// The distance between rows of the ring, not a power of two.
    let stride: Int
    /// Eight rows of the new width, in lanes.
    var lanes: [Float]
    var values: [Float]
    /// The number of finished rows.
    var done = 0

    init(width: Int, height: Int, size: SIMD2<Int>) {
      self.size = size
      columns = width == size.x ? nil : Weights(from: width, to: size.x)
      rows = Weights(from: height, to: size.y)
      kept = (rows.counts.max() ?? 1) + 2 * block
      stride = (size.x + 15) / 16 * 16 + 16
      ring = [Float](repeating: 0, count: kept * stride)
      lanes = [Float](repeating: 0, count: (size.x + 3) / 4 * 4 * block)
      values = [Float](repeating: 0, count: size.x * size.y)
    }
  }

  /// Reads the source once, from top to bottom; the order of the two directions is that of the
  /// definition.
  ///
  /// - Parameter fill: Writes the values of a part of one row of the source: row, first column,
  ///   number of columns, where to, from which position on.
  private static func resized(
    width: Int, height: Int, to sizes: [SIMD2<Int>],
    fill: (Int, Int, Int, inout MutableSpan<Float>, Int) -> Void
  ) -> [Plane] {
    var outputs = sizes.map { Output(width: width, height: height, size: $0) }
    let stride = (width + 3) / 4 * 4
    var rows = [Float](repeating: 0, count: stride * block)
    var lanes = rows
    var top = 0
    while top < height {
      let count = min(block, height - top)
      do {
        var buffer = rows.mutableSpan
        for row in 0..<count { fill(top + row, 0, width, &buffer, row * stride) }
      }
      interleave(rows.span, stride: stride, into: &lanes)
      for index in outputs.indices {
        if let columns = outputs[index].columns {
          resizeRows(lanes.span, columns, into: &outputs[index].lanes)
        } else {
          outputs[index].lanes = lanes
        }
        store(&outputs[index], top: top)
        resizeColumns(&outputs[index], ready: top + count)
      }
      top += count
    }
    return outputs.map { Plane(width: $0.size.x, height: $0.size.y, values: $0.values) }
  }

  /// Puts eight rows into lanes.
  private static func interleave(
    _ rows: borrowing Span<Float>, stride: Int, into lanes: inout [Float]
  ) {
    precondition(rows.count == stride * block && lanes.count == rows.count && stride % 4 == 0)
    var out = lanes.mutableSpan
    for half in 0..<2 {
      let from = half &* 4 &* stride
      var x = 0
      while x < stride {
        let columns = transposed(
          rows.vector(from &+ x, SIMD4<Float>.self),
          rows.vector(from &+ stride &+ x, SIMD4<Float>.self),
          rows.vector(from &+ 2 &* stride &+ x, SIMD4<Float>.self),
          rows.vector(from &+ 3 &* stride &+ x, SIMD4<Float>.self))
        let to = 8 &* x &+ 4 &* half
        out.setVector(columns.0, to)
        out.setVector(columns.1, to &+ 8)
        out.setVector(columns.2, to &+ 16)
        out.setVector(columns.3, to &+ 24)
        x &+= 4
      }
    }
  }

  /// Resizes eight rows in lanes.
  private static func resizeRows(
    _ source: borrowing Span<Float>, _ weights: Weights, into lanes: inout [Float]
  ) {
    let (starts, counts, offsets) = (weights.starts.span, weights.counts.span, weights.offsets.span)
    let factors = weights.values.span
    var out = lanes.mutableSpan
    precondition(out.count >= starts.count * block)
    for x in 0..<starts.count {
      let (count, offset) = (counts[x], offsets[x])
      var from = starts[x] &* 8
      precondition(from >= 0 && from + count * 8 <= source.count)
      precondition(offset + count <= factors.count)
      // Two sums, since each addition waits for the one before it.
      var (even, odd) = (Lanes(), Lanes())
      var tap = 0
      while tap &+ 2 <= count {
        even += source.vector(from, Lanes.self) * factors.element(offset &+ tap)
        odd += source.vector(from &+ 8, Lanes.self) * factors.element(offset &+ tap &+ 1)
        from &+= 16
        tap &+= 2
      }
      if tap < count { even += source.vector(from, Lanes.self) * factors.element(offset &+ tap) }
      out.setVector(even + odd, 8 &* x)
    }
  }

  /// Puts the lanes into rows of the ring, from row `top` of the source on.
  private static func store(_ output: inout Output, top: Int) {
    let values = output.lanes
    let lanes = values.span
    let (stride, kept) = (output.stride, output.kept)
    let padded = (output.size.x + 3) / 4 * 4
    precondition(lanes.count >= padded * block && padded <= stride)
    precondition(output.ring.count == kept * stride)
    // Taken out and put back, so that it is changed in place.
    var ring = output.ring
    output.ring = []
    defer { output.ring = ring }
    var out = ring.mutableSpan
    for half in 0..<2 {
      let row = top &+ 4 &* half
      let first = row % kept &* stride
      let second = (row &+ 1) % kept &* stride
      let third = (row &+ 2) % kept &* stride
      let fourth = (row &+ 3) % kept &* stride
      var x = 0
      while x < padded {
        let from = 8 &* x &+ 4 &* half
        let rows = transposed(
          lanes.vector(from, SIMD4<Float>.self), lanes.vector(from &+ 8, SIMD4<Float>.self),
          lanes.vector(from &+ 16, SIMD4<Float>.self), lanes.vector(from &+ 24, SIMD4<Float>.self))
        out.setVector(rows.0, first &+ x)
        out.setVector(rows.1, second &+ x)
        out.setVector(rows.2, third &+ x)
        out.setVector(rows.3, fourth &+ x)
        x &+= 4
      }
    }
  }

  /// Finishes the rows that need no more of the source than its first `ready` rows.
  private static func resizeColumns(_ output: inout Output, ready: Int) {
    let (width, kept, stride) = (output.size.x, output.kept, output.stride)
    let (weights, source) = (output.rows, output.ring)
    let (starts, counts) = (weights.starts.span, weights.counts.span)
    let (offsets, factors) = (weights.offsets.span, weights.values.span)
    let ring = source.span
    var done = output.done
    // Taken out and put back, so that they are changed in place.
    var values = output.values
    output.values = []
    var out = values.mutableSpan
    precondition(ring.count == kept * stride && stride >= width + WideLanes.scalarCount)
    while done < starts.count, starts[done] &+ counts[done] <= ready {
      let (start, count, offset) = (starts[done], counts[done], offsets[done])
      precondition(offset + count <= factors.count && count <= kept && start >= 0)
      precondition((done + 1) * width <= out.count)
      var x = 0
      while x < width {
        var sum = WideLanes()
        var row = start % kept
        var tap = 0
        while tap < count {
          sum += ring.vector(row &* stride &+ x, WideLanes.self) * factors.element(offset &+ tap)
          row &+= 1
          if row == kept { row = 0 }
          tap &+= 1
        }
        if x &+ WideLanes.scalarCount <= width {
          out.setVector(sum, done &* width &+ x)
        } else {
          for lane in 0..<(width &- x) { out[done &* width &+ x &+ lane] = sum[lane] }
        }
        x &+= WideLanes.scalarCount
      }
      done &+= 1
    }
    output.values = values
    output.done = done
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
