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
  /// - Accuracy: Within 10⁻³ of ``referenceApplied(to:)`` for luma in `0...255`.
  public func applied(to plane: Plane) -> Plane {
    var residual = smoothing.filtered(plane)
    var squares = residual
    let count = plane.values.count
    do {
      let source = plane.values.span
      var rest = residual.values.mutableSpan
      var power = squares.values.mutableSpan
      for index in 0..<count {
        let value = source[index] - rest[index]
        rest[index] = value
        power[index] = value * value
      }
    }
    let strength = neighborhood.filtered(squares)
    let power = strength.values.span
    var out = residual.values.mutableSpan
    let bound = Lanes(repeating: 3)
    var index = 0
    while index &+ 8 <= count {
      let value = out.span.lanes(at: index) / (power.lanes(at: index).squareRoot() + floor)
      out.setLanes(value.clamped(lowerBound: -bound, upperBound: bound), at: index)
      index &+= 8
    }
    while index < count {
      out[index] = min(max(out[index] / (power[index].squareRoot() + floor), -3), 3)
      index &+= 1
    }
    return residual
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
