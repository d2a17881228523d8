/// A rate of events with its Wilson interval at 95 %.
///
/// - Reference: E. B. Wilson, "Probable inference, the law of succession, and statistical
///   inference", JASA 22, 1927.
public struct RateInterval: Sendable, Hashable {
  /// The number of events.
  public let count: Int
  /// The number of cases.
  public let total: Int

  /// Creates a rate.
  ///
  /// - Precondition: `0 <= count <= total`.
  public init(_ count: Int, of total: Int) {
    precondition(count >= 0 && count <= total)
    self.count = count
    self.total = total
  }

  /// The share of events, `0...1`; nil without cases.
  public var rate: Double? { total == 0 ? nil : Double(count) / Double(total) }

  /// The lower end of the interval, `0...1`; 0 without cases.
  public var lower: Double { bounds.lower }
  /// The upper end of the interval, `0...1`; 1 without cases.
  public var upper: Double { bounds.upper }

  private var bounds: (lower: Double, upper: Double) {
    guard total > 0 else { return (0, 1) }
    let z = 1.959963984540054
    let number = Double(total)
    let share = Double(count) / number
    let denominator = 1 + z * z / number
    let center = (share + z * z / (2 * number)) / denominator
    let spread =
      z / denominator * (share * (1 - share) / number + z * z / (4 * number * number)).squareRoot()
    // Rounding must not turn no event into a chance of fewer than none.
    return (
      count == 0 ? 0 : max(0, center - spread), count == total ? 1 : min(1, center + spread)
    )
  }
}
