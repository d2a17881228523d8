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
    guard width >= GaussianFilter.minimumWidth, height > 0 else {
      return referenceApplied(to: plane)
    }
    var residual = plane
    var near = RowRing(width: width, height: height, radius: smoothing.radius)
    var far = RowRing(width: width, height: height, radius: neighborhood.radius)
    var rows = [Float](repeating: 0, count: RowRing.block * width)
    var squares = [Float](repeating: 0, count: width)
    var y = 0
    while y < height {
      let count = min(RowRing.block, height - y)
      while far.ready < far.needed(for: y, count: count) {
        let top = far.ready
        let more = min(RowRing.block, height - top)
        while near.ready < near.needed(for: top, count: more) {
          smoothing.filterRow(plane.values.span, at: near.ready * width, into: &near)
        }
        near.setStarts(for: top)
        do {
          var smooth = rows.mutableSpan
          smoothing.filterColumns(near, count: more, into: &smooth, at: 0)
        }
        for row in 0..<more {
          Self.subtract(
            rows.span, at: row * width, width: width, from: &residual.values,
            at: (top + row) * width, squares: &squares)
          neighborhood.filterRow(squares.span, at: 0, into: &far)
        }
      }
      far.setStarts(for: y)
      do {
        var power = rows.mutableSpan
        neighborhood.filterColumns(far, count: count, into: &power, at: 0)
      }
      divide(&residual.values, at: y * width, by: rows.span, count: count * width)
      y += count
    }
    return residual
  }

  /// Takes the smooth row away and squares the rest.
  private static func subtract(
    _ smooth: borrowing Span<Float>, at smoothStart: Int, width: Int, from values: inout [Float],
    at start: Int, squares: inout [Float]
  ) {
    precondition(smoothStart + width <= smooth.count && start + width <= values.count)
    precondition(squares.count == width && width >= 8 && smoothStart >= 0 && start >= 0)
    var rest = values.mutableSpan
    var power = squares.mutableSpan
    var x = 0
    while x &+ 8 <= width {
      let value =
        rest.span.vector(start &+ x, Lanes.self) - smooth.vector(smoothStart &+ x, Lanes.self)
      rest.setVector(value, start &+ x)
      power.setVector(value * value, x)
      x &+= 8
    }
    while x < width {
      let value = rest[start &+ x] - smooth[smoothStart &+ x]
      rest[start &+ x] = value
      power[x] = value * value
      x &+= 1
    }
  }

  /// Divides samples of the residual by their strength, and clamps them.
  private func divide(
    _ values: inout [Float], at start: Int, by power: borrowing Span<Float>, count: Int
  ) {
    precondition(count <= power.count && start >= 0 && start + count <= values.count)
    var out = values.mutableSpan
    let bound = Lanes(repeating: 3)
    var x = 0
    while x &+ 8 <= count {
      let strength = power.vector(x, Lanes.self).squareRoot() + floor
      var value = out.span.vector(start &+ x, Lanes.self) / strength
      value.replace(with: bound, where: value .> bound)
      value.replace(with: -bound, where: value .< -bound)
      out.setVector(value, start &+ x)
      x &+= 8
    }
    while x < count {
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
