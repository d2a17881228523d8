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
    guard width >= Self.minimumWidth, height > 0 else { return referenceFiltered(plane) }
    var values = [Float](repeating: 0, count: width * height)
    // One row after the columns were filtered, with mirrored borders.
    var line = [Float](repeating: 0, count: width + 2 * radius)
    var starts = [Int](repeating: 0, count: 2 * radius + 1)
    var out = values.mutableSpan
    for y in 0..<height {
      for k in -radius...radius {
        starts[radius + k] = Self.reflected(y + k, height) * width
      }
      filterColumns(plane.values.span, starts: starts.span, width: width, into: &line)
      filterRow(line.span, width: width, into: &out, at: y * width)
    }
    return Plane(width: width, height: height, values: values)
  }

  /// The number of columns from which rows are filtered with vectors.
  static let minimumWidth = WideLanes.scalarCount

  /// Filters the columns of one row, and mirrors the result into the margins of `line`.
  ///
  /// - Parameters:
  ///   - source: Rows of `width` values.
  ///   - starts: Where the `2 * radius + 1` rows begin in `source`.
  ///   - line: `width + 2 * radius` values, to be written.
  func filterColumns(
    _ source: borrowing Span<Float>, starts: borrowing Span<Int>, width: Int,
    into line: inout [Float]
  ) {
    let radius = self.radius
    let factors = weights.span
    precondition(starts.count == 2 * radius + 1 && width >= Self.minimumWidth)
    precondition(line.count == width + 2 * radius)
    for index in 0..<starts.count {
      precondition(starts[index] >= 0 && starts[index] + width <= source.count)
    }
    var buffer = line.mutableSpan
    var x = 0
    while x < width {
      // The last vector overlaps the one before it.
      x = min(x, width &- WideLanes.scalarCount)
      var sum =
        source.vector(starts.element(radius) &+ x, WideLanes.self) * factors.element(0)
      var k = 1
      while k <= radius {
        let pair =
          source.vector(starts.element(radius &- k) &+ x, WideLanes.self)
          + source.vector(starts.element(radius &+ k) &+ x, WideLanes.self)
        sum += pair * factors.element(k)
        k &+= 1
      }
      buffer.setVector(sum, radius &+ x)
      x &+= WideLanes.scalarCount
    }
    for k in 0..<radius {
      buffer[k] = buffer[radius &+ Self.reflected(k &- radius, width)]
      buffer[radius &+ width &+ k] = buffer[radius &+ Self.reflected(width &+ k, width)]
    }
  }

  /// Filters along one row that ``filterColumns(_:starts:width:into:)`` made.
  func filterRow(
    _ line: borrowing Span<Float>, width: Int, into out: inout MutableSpan<Float>, at start: Int
  ) {
    let radius = self.radius
    let factors = weights.span
    precondition(line.count == width + 2 * radius && width >= Self.minimumWidth)
    precondition(start >= 0 && start + width <= out.count)
    var x = 0
    while x < width {
      x = min(x, width &- WideLanes.scalarCount)
      let center = x &+ radius
      var sum = line.vector(center, WideLanes.self) * factors.element(0)
      var k = 1
      while k <= radius {
        let pair =
          line.vector(center &- k, WideLanes.self) + line.vector(center &+ k, WideLanes.self)
        sum += pair * factors.element(k)
        k &+= 1
      }
      out.setVector(sum, start &+ x)
      x &+= WideLanes.scalarCount
    }
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
