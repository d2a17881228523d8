public import Pixels

/// What the first four moments tell about samples.
public struct Moments: Sendable, Hashable {
  /// The number of samples.
  public var count: Int
  /// The mean, in units of the samples; 0 without samples.
  public var mean: Double
  /// The mean square of the deviation, over `count`, in squared units.
  public var variance: Double
  /// The third standardized moment, 0 when all samples are equal.
  public var skewness: Double
  /// The fourth standardized moment minus 3, 0 when all samples are equal.
  public var excessKurtosis: Double

  /// The moments of all samples of a plane, in two passes: the mean, then the powers of what
  /// deviates from it. Sums run over 1,024 samples in single precision, over those in double
  /// precision, always in the same order.
  ///
  /// - Accuracy: For samples in `0...255`: mean and standard deviation within 10⁻⁵ of the largest
  ///   magnitude, skewness and kurtosis within 10⁻³ (or 10⁻³ of their value), against
  ///   ``reference(of:)``.
  public init(of plane: Plane) {
    let samples = plane.values.span
    count = samples.count
    (mean, variance, skewness, excessKurtosis) = (0, 0, 0, 0)
    guard count > 0 else { return }
    var total = 0.0
    Self.forEachBlock(count) { start, end in
      var lanes = Lanes()
      var at = start
      while at &+ 8 <= end {
        lanes += samples.vector(at, Lanes.self)
        at &+= 8
      }
      var sum = lanes.sum()
      while at < end {
        sum += samples[at]
        at &+= 1
      }
      total += Double(sum)
    }
    mean = total / Double(count)
    let center = Float(mean)
    var powers = SIMD4<Double>()
    Self.forEachBlock(count) { start, end in
      var (first, second, third, fourth) = (Lanes(), Lanes(), Lanes(), Lanes())
      var at = start
      while at &+ 8 <= end {
        let value = samples.vector(at, Lanes.self) - center
        let square = value * value
        first += value
        second += square
        third += square * value
        fourth += square * square
        at &+= 8
      }
      powers += SIMD4(
        Double(first.sum()), Double(second.sum()), Double(third.sum()), Double(fourth.sum()))
      while at < end {
        let value = Double(samples[at] - center)
        powers += SIMD4(value, value * value, value * value * value, value * value * value * value)
        at &+= 1
      }
    }
    set(powers / Double(count), center: Double(center))
  }

  /// Turns the mean powers of the deviations from `center` into moments about the true mean.
  private mutating func set(_ powers: SIMD4<Double>, center: Double) {
    let (a, b, c, d) = (powers[0], powers[1], powers[2], powers[3])
    mean = center + a
    variance = max(0, b - a * a)
    let third = c - 3 * a * b + 2 * a * a * a
    let fourth = d - 4 * a * c + 6 * a * a * b - 3 * a * a * a * a
    guard variance > 1e-12 * max(1, mean * mean) else { return }
    skewness = third / (variance * variance.squareRoot())
    excessKurtosis = fourth / (variance * variance) - 3
  }

  private static func forEachBlock(_ count: Int, _ body: (Int, Int) -> Void) {
    var start = 0
    while start < count {
      let end = min(start &+ 1024, count)
      body(start, end)
      start = end
    }
  }

  /// What ``init(of:)`` computes, sample by sample in double precision.
  public static func reference(of plane: Plane) -> Moments {
    var result = Moments(of: Plane(width: 0, height: 0))
    result.count = plane.values.count
    guard result.count > 0 else { return result }
    let mean = plane.values.reduce(0.0) { $0 + Double($1) } / Double(result.count)
    var powers = SIMD4<Double>()
    for sample in plane.values {
      let value = Double(sample) - mean
      powers += SIMD4(value, value * value, value * value * value, value * value * value * value)
    }
    result.set(powers / Double(result.count), center: mean)
    return result
  }
}
