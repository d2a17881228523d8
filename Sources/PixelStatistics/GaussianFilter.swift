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
    var ring = RowRing(width: width, height: height, radius: radius)
    var out = values.mutableSpan
    var y = 0
    while y < height {
      let count = min(RowRing.block, height - y)
      while ring.ready < ring.needed(for: y, count: count) {
        filterRow(plane.values.span, at: ring.ready * width, into: &ring)
      }
      ring.setStarts(for: y)
      filterColumns(ring, count: count, into: &out, at: y * width)
      y += count
    }
    return Plane(width: width, height: height, values: values)
  }

  /// The number of columns from which vectors are used.
  static let minimumWidth = WideLanes.scalarCount

  /// Filters along one row of a plane, and adds the result to the ring.
  func filterRow(_ source: borrowing Span<Float>, at start: Int, into ring: inout RowRing) {
    let (radius, width) = (self.radius, ring.width)
    precondition(ring.radius == radius && width >= Self.minimumWidth)
    precondition(start >= 0 && start + width <= source.count)
    let target = ring.ready % ring.kept * ring.stride
    // Taken out and put back, so that both are changed in place.
    var (margins, rows) = ring.take()
    do {
      var line = margins.mutableSpan
      var x = 0
      while x < width {
        // The last vector overlaps the one before it.
        x = min(x, width &- WideLanes.scalarCount)
        line.setVector(source.vector(start &+ x, WideLanes.self), radius &+ x)
        x &+= WideLanes.scalarCount
      }
      for k in 0..<radius {
        line[k] = line[radius &+ Self.reflected(k &- radius, width)]
        line[radius &+ width &+ k] = line[radius &+ Self.reflected(width &+ k, width)]
      }
    }
    let factors = weights.span
    let line = margins.span
    var out = rows.mutableSpan
    precondition(line.count == width + 2 * radius && target + width <= out.count)
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
      out.setVector(sum, target &+ x)
      x &+= WideLanes.scalarCount
    }
    ring.put(line: margins, rows: rows)
    ring.ready += 1
  }

  /// Filters the columns of up to ``RowRing/block`` rows, whose places ``RowRing/setStarts(for:)``
  /// found, into rows next to each other.
  func filterColumns(
    _ ring: borrowing RowRing, count: Int, into out: inout MutableSpan<Float>, at start: Int
  ) {
    let (radius, width) = (self.radius, ring.width)
    let (starts, source, factors) = (ring.starts.span, ring.rows.span, weights.span)
    precondition(ring.radius == radius && count >= 0 && count <= RowRing.block)
    precondition(starts.count == RowRing.block + 2 * radius && width >= Self.minimumWidth)
    precondition(start >= 0 && start + count * width <= out.count)
    for index in 0..<starts.count {
      precondition(starts[index] >= 0 && starts[index] + width <= source.count)
    }
    var x = 0
    while x < width {
      x = min(x, width &- WideLanes.scalarCount)
      var row = 0
      // What the rows of a block share stays in the nearest cache.
      while row < count {
        let center = row &+ radius
        var sum = source.vector(starts.element(center) &+ x, WideLanes.self) * factors.element(0)
        var k = 1
        while k <= radius {
          let pair =
            source.vector(starts.element(center &- k) &+ x, WideLanes.self)
            + source.vector(starts.element(center &+ k) &+ x, WideLanes.self)
          sum += pair * factors.element(k)
          k &+= 1
        }
        out.setVector(sum, start &+ row &* width &+ x)
        row &+= 1
      }
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
