#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The upper tail of the standard normal distribution.
enum NormalTail {
  /// The probability of a value of at least `z`.
  static func probability(above z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

  /// The value that is exceeded with `probability`, in `0...40`; 40 for less than that.
  static func quantile(ofTail probability: Double) -> Double {
    var (low, high) = (0.0, 40.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if Self.probability(above: middle) > probability { low = middle } else { high = middle }
    }
    return high
  }
}
