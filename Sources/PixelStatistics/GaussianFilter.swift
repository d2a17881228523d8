public import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A sampled Gaussian, `exp(-k² / 2σ²)` for `|k| <= radius`, whose weights add up to 1; applied to
/// rows and columns. Beyond the border the picture is mirrored without repeating the edge sample
/// (`cb|abc|ba`).
public struct GaussianFilter: Sendable, Hashable {
  /// `weights[k]` belongs to the distances `-k` and `k`, in samples.
  public let weights: [Float]
  /// The largest distance, in samples.
  public var radius: Int { weights.count - 1 }

  /// Creates a filter.
  ///
  /// - Parameters:
  ///   - sigma: The standard deviation, in samples, above 0.
  ///   - radius: The largest distance, in samples, at least 0.
  public init(sigma: Double, radius: Int) {
    precondition(sigma > 0 && radius >= 0)
    let values = (0...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = values.dropFirst().reduce(values[0]) { $0 + 2 * $1 }
    weights = values.map { Float($0 / sum) }
  }

  /// The position in `0..<count` that the mirrored border shows at `index`.
  static func reflected(_ index: Int, _ count: Int) -> Int {
    if count == 1 { return 0 }
    let period = 2 * (count - 1)
    let rest = ((index % period) + period) % period
    return rest < count ? rest : period - rest
  }

  /// The filtered plane.
  ///
  /// - Accuracy: Within 2⁻¹⁸ of the largest magnitude of the input of ``referenceFiltered(_:)``.
  public func filtered(_ plane: Plane) -> Plane {
    let (width, height) = (plane.width, plane.height)
    guard width >= 8, height > 0 else { return referenceFiltered(plane) }
    let radius = self.radius
    var values = [Float](repeating: 0, count: width * height)
    // One row after the columns were filtered, with mirrored borders.
    var line = [Float](repeating: 0, count: width + 2 * radius)
    var starts = [Int](repeating: 0, count: 2 * radius + 1)
    let source = plane.values.span
    let factors = weights.span
    var out = values.mutableSpan
    for y in 0..<height {
      for k in -radius...radius {
        starts[radius + k] = Self.reflected(y + k, height) * width
      }
      let rows = starts.span
      var buffer = line.mutableSpan
      var x = 0
      while x < width {
        // The last vector overlaps the one before it.
        x = min(x, width &- 8)
        var sum = source.lanes(at: rows[radius] &+ x) * factors[0]
        for k in 1..<max(factors.count, 1) {
          let pair =
            source.lanes(at: rows[radius &- k] &+ x) + source.lanes(at: rows[radius &+ k] &+ x)
          sum += pair * factors[k]
        }
        buffer.setLanes(sum, at: radius &+ x)
        x &+= 8
      }
      for k in 0..<radius {
        buffer[k] = buffer[radius &+ Self.reflected(k &- radius, width)]
        buffer[radius &+ width &+ k] = buffer[radius &+ Self.reflected(width &+ k, width)]
      }
      let row = line.span
      x = 0
      while x < width {
        x = min(x, width &- 8)
        let center = x &+ radius
        var sum = row.lanes(at: center) * factors[0]
        for k in 1..<max(factors.count, 1) {
          sum += (row.lanes(at: center &- k) + row.lanes(at: center &+ k)) * factors[k]
        }
        out.setLanes(sum, at: y &* width &+ x)
        x &+= 8
      }
    }
    return Plane(width: width, height: height, values: values)
  }

  /// What ``filtered(_:)`` computes, sample by sample in double precision.
  public func referenceFiltered(_ plane: Plane) -> Plane {
    let (width, height) = (plane.width, plane.height)
    var middle = [Double](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        for k in -radius...radius {
          middle[y * width + x] +=
            Double(weights[abs(k)]) * Double(plane[x, Self.reflected(y + k, height)])
        }
      }
    }
    var result = plane
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for k in -radius...radius {
          sum += Double(weights[abs(k)]) * middle[y * width + Self.reflected(x + k, width)]
        }
        result[x, y] = Float(sum)
      }
    }
    return result
  }
}
