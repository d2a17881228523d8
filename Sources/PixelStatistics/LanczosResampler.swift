public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Resizes with the Lanczos window of three lobes, widened when the picture shrinks, so that it
/// does not alias. The rows are resized first, then the columns. Values are neither rounded nor
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
    var result = plane
    if width != plane.width { result = resizedRows(result, width: width) }
    if height != plane.height { result = resizedColumns(result, height: height) }
    return result
  }

  private static func resizedRows(_ plane: Plane, width: Int) -> Plane {
    let all = taps(from: plane.width, to: width)
    // Every output gets the same number of whole vectors; what is too much has weight 0 and falls
    // into the padding of the row.
    let vectors = ((all.map(\.weights.count).max() ?? 1) + 7) / 8
    let starts = all.map(\.start)
    var weights = [Float](repeating: 0, count: width * vectors * 8)
    for (index, taps) in all.enumerated() {
      for (tap, weight) in taps.weights.enumerated() {
        weights[index * vectors * 8 + tap] = Float(weight)
      }
    }
    var values = [Float](repeating: 0, count: width * plane.height)
    var line = [Float](repeating: 0, count: plane.width + vectors * 8)
    let source = plane.values.span
    let factors = weights.span
    let firsts = starts.span
    var out = values.mutableSpan
    for y in 0..<plane.height {
      do {
        var buffer = line.mutableSpan
        let base = y &* plane.width
        for x in 0..<plane.width { buffer[x] = source[base &+ x] }
      }
      let row = line.span
      var at = 0
      for x in 0..<width {
        var sum = Lanes()
        var from = firsts[x]
        for _ in 0..<vectors {
          sum += row.lanes(at: from) * factors.lanes(at: at)
          from &+= 8
          at &+= 8
        }
        out[y &* width &+ x] = sum.sum()
      }
    }
    return Plane(width: width, height: plane.height, values: values)
  }

  private static func resizedColumns(_ plane: Plane, height: Int) -> Plane {
    let all = taps(from: plane.height, to: height)
    let width = plane.width
    var values = [Float](repeating: 0, count: width * height)
    let source = plane.values.span
    var out = values.mutableSpan
    for y in 0..<height {
      let weights = all[y].weights.map { Float($0) }
      let factors = weights.span
      let start = all[y].start &* width
      var x = 0
      while x &+ 8 <= width {
        var sum = Lanes()
        var from = start &+ x
        for tap in 0..<factors.count {
          sum += source.lanes(at: from) * factors[tap]
          from &+= width
        }
        out.setLanes(sum, at: y &* width &+ x)
        x &+= 8
      }
      while x < width {
        var sum: Float = 0
        for tap in 0..<factors.count { sum += source[start &+ tap &* width &+ x] * factors[tap] }
        out[y &* width &+ x] = sum
        x &+= 1
      }
    }
    return Plane(width: width, height: height, values: values)
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
