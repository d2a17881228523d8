/// How well the votes of a picture agree with one message.
///
/// The mean votes of the bits are correlated with the message. Correlation takes care of two things
/// that a count of equal bits does not: blocks of plain areas all vote alike (a common shift is no
/// agreement), and the spread of the votes is measured on the picture itself. Where a row of blocks
/// is a multiple of the message, neighbouring bits are read from neighbouring columns and their
/// votes resemble each other; correlations with the message turned by every other number of bits
/// show how far chance reaches in this picture, and the number of independent bits is lowered to
/// what they tell.
///
/// - Reference: Bartlett 1935, "Some aspects of the time-correlation problem in regard to tests of
///   significance", J. R. Stat. Soc. 98; Student's t for a correlation coefficient.
struct MessageMatch: Sendable {
  /// The number of bits that read as the message says: by majority, as the reference decoder reads
  /// them, or against the mean of all votes, whichever are more. Plain areas can make nearly all
  /// majorities the same, where what the bits say against each other is still plain to see.
  var matchedBits: Int
  /// Those that read so by majority alone, which tells the views of one mark apart.
  private var majorityBits: Int
  /// The correlation of mean votes and message, `-1...1`.
  var correlation: Double
  /// The number of independent bits.
  var effectiveBits: Double
  /// The chance of so high a correlation without the message, for this one comparison.
  ///
  /// Never below 2⁻ⁿ for n independent bits: that many messages of this length agree in full with
  /// whatever a picture holds.
  var pValue: Double

  /// Whether this match is less likely to be chance; where chance explains neither, whether more
  /// bits are equal by majority.
  func isBetter(than other: MessageMatch) -> Bool {
    let areBothSure = max(pValue, other.pValue) < 1e-9
    if pValue != other.pValue, !areBothSure { return pValue < other.pValue }
    return (majorityBits, correlation) > (other.majorityBits, other.correlation)
  }

  /// Compares votes with the bits of a message, both of the same length.
  ///
  /// Graded votes and plain ones are both correlated: the former carry more where values drift a
  /// little, the latter where coarse quantization moves them far. The better one counts, at twice
  /// its chance.
  ///
  /// - Returns: nil when fewer than 16 bits got any vote, or all got the same.
  init?(_ tally: VoteTally, bits: [UInt8]) {
    guard tally.length == bits.count else { return nil }
    var graded: [Double] = []
    var plain: [Double] = []
    var signs: [Double] = []
    graded.reserveCapacity(bits.count)
    plain.reserveCapacity(bits.count)
    signs.reserveCapacity(bits.count)
    var matched = 0
    for (index, bit) in bits.enumerated() where tally.counts[index] > 0 {
      let count = tally.counts[index]
      graded.append(Double(tally.sums[index]) / Double(count))
      plain.append(Double(tally.ones[index]) / Double(count))
      signs.append(bit == 1 ? 1 : -1)
      // The reference decoder compares 255 times the mean with 127.
      if (tally.ones[index] &* 255 > count &* 127) == (bit == 1) { matched += 1 }
    }
    guard signs.count >= 16, let message = Deviations(signs) else { return nil }
    let mean = graded.reduce(0, +) / Double(graded.count)
    let againstMean = zip(graded, signs).count { ($0 > mean) == ($1 > 0) }
    let readings = [graded, plain].compactMap { votes in
      Deviations(votes).map { Agreement($0, message) }
    }
    guard let best = readings.min(by: { $0.pValue < $1.pValue }) else { return nil }
    majorityBits = matched
    matchedBits = max(matched, againstMean)
    correlation = best.correlation
    effectiveBits = best.effectiveBits
    pValue = min(1, 2 * best.pValue)
  }
}

/// The correlation of votes and message, and the chance of it.
private struct Agreement {
  let correlation: Double
  let effectiveBits: Double
  let pValue: Double

  init(_ votes: Deviations, _ message: Deviations) {
    let count = votes.values.count
    let correlation = votes.product(message, lag: 0)
    var square = 0.0
    // A correlation that all bits together do not make remarkable needs no closer look. What the
    // message does not explain shows how far chance reaches.
    if correlation > 0.25,
      let rest = Deviations(zip(votes.values, message.values).map { $0 - correlation * $1 })
    {
      for lag in 1..<count {
        let turned = rest.product(message, lag: lag)
        square += turned * turned
      }
    }
    // The mean square of a correlation of n independent pairs is 1 / (n - 1).
    let spread = max(square / Double(count - 1), 1 / Double(count - 1))
    self.correlation = correlation
    effectiveBits = 1 + 1 / spread
    pValue = max(
      studentTail(correlation: correlation, count: effectiveBits), powerOfTwo(-effectiveBits))
  }
}

/// Numbers less their mean, scaled to a sum of squares of 1.
private struct Deviations {
  let values: [Double]

  /// Returns nil when all are equal.
  init?(_ numbers: [Double]) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let square = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard square > 1e-9 else { return nil }
    let scale = 1 / square.squareRoot()
    values = numbers.map { ($0 - mean) * scale }
  }

  /// The sum of products with another series that is turned by `lag`, as the payload repeats.
  func product(_ other: Deviations, lag: Int) -> Double {
    var sum = 0.0
    let count = values.count
    for index in 0..<count {
      let turned = index + lag < count ? index + lag : index + lag - count
      sum += values[index] * other.values[turned]
    }
    return sum
  }
}
