public import Pixels

/// What a picture has beyond its smooth part, in units of its local strength:
/// `clamp(r / (sqrt(G(r²)) + floor), -3, 3)` with `r = Y - S(Y)`.
public struct NormalizedResidual: Sendable, Hashable {
  /// S, what is taken away as smooth.
  public var smoothing: GaussianFilter
  /// G, where the strength is measured.
  public var neighborhood: GaussianFilter
  /// What is added to the local strength, in gray levels, above 0.
  public var floor: Float

  /// Creates a kernel.
  public init(smoothing: GaussianFilter, neighborhood: GaussianFilter, floor: Float) {
    precondition(floor > 0)
    self.smoothing = smoothing
    self.neighborhood = neighborhood
    self.floor = floor
  }

  /// The normalized residual of a plane of luma, each value in `-3...3`.
  ///
  /// One pass over the picture: only as many rows of squares are kept as the neighbourhood needs.
  ///
  /// - Accuracy: Within 10⁻³ of ``referenceApplied(to:)`` for luma in `0...255`.
  public func applied(to plane: Plane) -> Plane {
    let (width, height) = (plane.width, plane.height)
    guard width >= GaussianFilter.minimumWidth, height > 0 else { return referenceApplied(to: plane) }
    let (near, far) = (smoothing.radius, neighborhood.radius)
    var residual = plane
    let kept = min(height, 2 * far + 1)
    var squares = [Float](repeating: 0, count: kept * width)
    var row = [Float](repeating: 0, count: width)
    var nearLine = [Float](repeating: 0, count: width + 2 * near)
    var farLine = [Float](repeating: 0, count: width + 2 * far)
    var nearStarts = [Int](repeating: 0, count: 2 * near + 1)
    var farStarts = [Int](repeating: 0, count: 2 * far + 1)
    var ready = 0
    for y in 0..<height {
      while ready < height, ready <= y + far {
        for k in -near...near {
          nearStarts[near + k] = GaussianFilter.reflected(ready + k, height) * width
        }
        smoothing.filterColumns(
          plane.values.span, starts: nearStarts.span, width: width, into: &nearLine)
        var smooth = row.mutableSpan
        smoothing.filterRow(nearLine.span, width: width, into: &smooth, at: 0)
        Self.subtract(
          row.span, width: width, from: &residual.values, at: ready * width, squares: &squares,
          at: ready % kept * width)
        ready += 1
      }
      for k in -far...far {
        farStarts[far + k] = GaussianFilter.reflected(y + k, height) % kept * width
      }
      neighborhood.filterColumns(
        squares.span, starts: farStarts.span, width: width, into: &farLine)
      var power = row.mutableSpan
      neighborhood.filterRow(farLine.span, width: width, into: &power, at: 0)
      divide(&residual.values, at: y * width, by: row.span, width: width)
    }
    return residual
  }

  /// Takes the smooth row away and squares the rest.
  private static func subtract(
    _ smooth: borrowing Span<Float>, width: Int, from values: inout [Float], at start: Int,
    squares: inout [Float], at ringStart: Int
  ) {
    precondition(smooth.count == width && start + width <= values.count)
    precondition(ringStart + width <= squares.count)
    var rest = values.mutableSpan
    var power = squares.mutableSpan
    var x = 0
    while x &+ 8 <= width {
      let value =
        rest.span.vector(start &+ x, Lanes.self) - smooth.vector(x, Lanes.self)
      rest.setVector(value, start &+ x)
      power.setVector(value * value, ringStart &+ x)
      x &+= 8
    }
    while x < width {
      let value = rest[start &+ x] - smooth[x]
      rest[start &+ x] = value
      power[ringStart &+ x] = value * value
      x &+= 1
    }
  }

  /// Divides a row of the residual by its strength, and clamps it.
  private func divide(
    _ values: inout [Float], at start: Int, by power: borrowing Span<Float>, width: Int
  ) {
    precondition(power.count == width && start + width <= values.count)
    var out = values.mutableSpan
    let bound = Lanes(repeating: 3)
    var x = 0
    while x &+ 8 <= width {
      let strength = power.vector(x, Lanes.self).squareRoot() + floor
      let value = out.span.vector(start &+ x, Lanes.self) / strength
      out.setVector(value.clamped(lowerBound: -bound, upperBound: bound), start &+ x)
      x &+= 8
    }
    while x < width {
      out[start &+ x] = min(max(out[start &+ x] / (power[x].squareRoot() + floor), -3), 3)
      x &+= 1
    }
  }

  /// What ``applied(to:)`` computes, with double-precision filters.
  public func referenceApplied(to plane: Plane) -> Plane {
    let smooth = smoothing.referenceFiltered(plane)
    var residual = plane
    for index in plane.values.indices {
      residual.values[index] = plane.values[index] - smooth.values[index]
    }
    var squares = residual
    for index in squares.values.indices {
      squares.values[index] = residual.values[index] * residual.values[index]
    }
    let strength = neighborhood.referenceFiltered(squares)
    for index in residual.values.indices {
      let value = residual.values[index] / (strength.values[index].squareRoot() + floor)
      residual.values[index] = min(max(value, -3), 3)
    }
    return residual
  }
}
