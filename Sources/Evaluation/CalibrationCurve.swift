/// How often what was given a probability came true, by bins of the probability.
///
/// - Reference: A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities with supervised
///   learning", ICML 2005.
public struct CalibrationCurve: Sendable, Hashable {
  /// The cases of a range of probabilities.
  public struct Bin: Sendable, Hashable {
    /// The lower end of the range, inclusive.
    public let lower: Double
    /// The upper end, exclusive but for 1.
    public let upper: Double
    /// The mean probability given; the middle of the range without cases.
    public let meanProbability: Double
    /// How many of the cases were positive.
    public let observed: RateInterval
  }

  /// Bins of equal width.
  public let bins: [Bin]
  /// The mean distance of given and observed, weighted by cases (expected calibration error).
  public let expectedError: Double
  /// The mean squared distance of the probability and what came true.
  public let brierScore: Double

  /// Creates the curve of probabilities, `0...1`; what lies outside is clamped.
  public init(_ cases: [(probability: Double, isPositive: Bool)], binCount: Int = 10) {
    precondition(binCount > 0)
    var sums = [Double](repeating: 0, count: binCount)
    var (counts, positives) = (
      [Int](repeating: 0, count: binCount), [Int](repeating: 0, count: binCount)
    )
    var squares = 0.0
    var used = 0
    for item in cases where item.probability.isFinite {
      let probability = min(max(item.probability, 0), 1)
      let bin = min(Int(probability * Double(binCount)), binCount - 1)
      sums[bin] += probability
      counts[bin] += 1
      if item.isPositive { positives[bin] += 1 }
      let distance = probability - (item.isPositive ? 1 : 0)
      squares += distance * distance
      used += 1
    }
    var distanceSum = 0.0
    bins = (0..<binCount).map { index in
      let lower = Double(index) / Double(binCount)
      let upper = Double(index + 1) / Double(binCount)
      let mean = counts[index] == 0 ? (lower + upper) / 2 : sums[index] / Double(counts[index])
      let observed = RateInterval(positives[index], of: counts[index])
      distanceSum += abs(mean - (observed.rate ?? mean)) * Double(counts[index])
      return Bin(lower: lower, upper: upper, meanProbability: mean, observed: observed)
    }
    expectedError = used == 0 ? 0 : distanceSum / Double(used)
    brierScore = used == 0 ? 0 : squares / Double(used)
  }
}
