public import Pixels

/// A filter of 3 × 3 samples, applied where the whole neighbourhood lies in the plane.
///
/// `out[x, y] = sum over (i, j) of weights[3 j + i] * in[x + i, y + j]`: a correlation, so weights
/// are not mirrored. The result has two columns and two rows less.
public struct NeighborhoodFilter: Sendable, Hashable {
  /// Nine weights, row by row.
  public let weights: [Float]

  /// Creates a filter of nine weights.
  public init(_ weights: [Float]) {
    precondition(weights.count == 9)
    self.weights = weights
  }

  /// What a pixel is beyond the value that its eight neighbours predict.
  ///
  /// - Reference: A. D. Ker and R. Böhme, "Revisiting weighted stego-image steganalysis", SPIE
  ///   6819, 2008; the predictor of M. Kirchner, "Fast and reliable resampling detection by
  ///   spectral analysis of fixed linear predictor residue", ACM MM&Sec 2008.
  public static let predictionError = NeighborhoodFilter([
    0.25, -0.5, 0.25, -0.5, 1, -0.5, 0.25, -0.5, 0.25,
  ])

  /// The second difference along rows, of the middle row.
  public static let secondDifferenceAlongRow = NeighborhoodFilter([
    0, 0, 0, 1, -2, 1, 0, 0, 0,
  ])

  /// The second difference along columns, of the middle column.
  public static let secondDifferenceAlongColumn = NeighborhoodFilter([
    0, 1, 0, 0, -2, 0, 0, 1, 0,
  ])

  /// The difference to the mean of the four nearest neighbours.
  public static let crossDifferenceToMean = NeighborhoodFilter([
    0, -0.25, 0, -0.25, 1, -0.25, 0, -0.25, 0,
  ])

  /// The filtered plane, two columns and two rows smaller; empty where the plane is too small.
  ///
  /// - Accuracy: Within 2⁻²⁰ of the largest magnitude of the input times the sum of the magnitudes
  ///   of the weights of ``referenceApplied(to:)``.
  public func applied(to plane: Plane) -> Plane {
    let (width, height) = (plane.width - 2, plane.height - 2)
    guard width >= 8, height > 0 else { return referenceApplied(to: plane) }
    let stride = plane.width
    // Zero weights cost nothing: most filters have several.
    let taps = weights.indices.filter { weights[$0] != 0 }.map {
      (offset: $0 / 3 * stride + $0 % 3, weight: weights[$0])
    }
    var values = [Float](repeating: 0, count: width * height)
    var out = values.mutableSpan
    let source = plane.values.span
    let tapSpan = taps.span
    for y in 0..<height {
      let row = y &* stride
      var x = 0
      while x < width {
        // The last vector overlaps the one before it.
        x = min(x, width &- 8)
        var sum = Lanes()
        for index in 0..<tapSpan.count {
          let tap = tapSpan[index]
          sum += source.lanes(at: row &+ x &+ tap.offset) * tap.weight
        }
        out.setLanes(sum, at: y &* width &+ x)
        x &+= 8
      }
    }
    return Plane(width: width, height: height, values: values)
  }

  /// What ``applied(to:)`` computes, sample by sample in double precision.
  public func referenceApplied(to plane: Plane) -> Plane {
    let (width, height) = (max(plane.width - 2, 0), max(plane.height - 2, 0))
    var result = Plane(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for j in 0..<3 {
          for i in 0..<3 { sum += Double(weights[3 * j + i]) * Double(plane[x + i, y + j]) }
        }
        result[x, y] = Float(sum)
      }
    }
    return result
  }
}
