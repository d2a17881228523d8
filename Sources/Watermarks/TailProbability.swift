#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The chance that a correlation coefficient of `count` independent normal pairs is at least
/// `correlation`.
///
/// - Parameters:
///   - correlation: In `-1...1`.
///   - count: The number of pairs, above 2; need not be whole.
/// - Accuracy: Relative error below 1e-8 down to 1e-300.
/// - Reference: Student's t with `count - 2` degrees of freedom, by the incomplete beta function
///   (DLMF 8.17.22, continued fraction).
func studentTail(correlation: Double, count: Double) -> Double {
  let freedom = count - 2
  guard freedom > 0 else { return 1 }
  let bounded = min(max(correlation, -1), 1)
  // x = freedom / (freedom + t²) = 1 - r².
  let half = 0.5 * incompleteBeta(1 - bounded * bounded, a: freedom / 2, b: 0.5)
  return bounded >= 0 ? half : 1 - half
}

/// e to a power.
func exponential(_ exponent: Float) -> Float { exp(exponent) }

/// The hyperbolic tangent.
func tangent(_ value: Float) -> Float { tanh(value) }

/// Two to a power.
func powerOfTwo(_ exponent: Double) -> Double { exp2(exponent) }

/// The chance of at least `successes` heads in `trials` fair throws.
///
/// - Accuracy: Relative error below 1e-9.
func binomialTail(successes: Int, trials: Int) -> Double {
  guard successes > 0 else { return 1 }
  guard successes <= trials else { return 0 }
  let logHalves = Double(trials) * log(0.5)
  var sum = 0.0
  for hits in (successes...trials).reversed() {
    let choose =
      logGamma(Double(trials + 1)) - logGamma(Double(hits + 1))
      - logGamma(Double(trials - hits + 1))
    sum += exp(choose + logHalves)
  }
  return min(1, sum)
}

/// The regularized incomplete beta function of `x` in `0...1`, for positive `a` and `b`.
func incompleteBeta(_ x: Double, a: Double, b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  let logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
  // The fraction converges fast on one side of the mean only.
  if x < (a + 1) / (a + b + 2) { return exp(logFront) * betaFraction(x, a, b) / a }
  return 1 - exp(logFront) * betaFraction(1 - x, b, a) / b
}

/// Lentz's evaluation of the continued fraction of the incomplete beta function.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / away(1 - (a + b) * x / (a + 1))
  var result = d
  for step in 1...500 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    result *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    let change = d * c
    result *= change
    if abs(change - 1) < 1e-14 { break }
  }
  return result
}

/// The logarithm of the gamma function for `x` of at least 0.5.
///
/// - Reference: Lanczos 1964, with g = 7 and nine coefficients; relative error below 1e-14.
private func logGamma(_ x: Double) -> Double {
  let coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  let base = x - 1
  var sum = 0.99999999999980993
  for (index, coefficient) in coefficients.enumerated() {
    sum += coefficient / (base + Double(index) + 1)
  }
  let shifted = base + 7.5
  return 0.5 * log(2 * .pi) + (base + 0.5) * log(shifted) - shifted + log(sum)
}
