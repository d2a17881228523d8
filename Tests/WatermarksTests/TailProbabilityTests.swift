import Testing

@testable import Watermarks

struct TailProbabilityTests {
  /// Reference values: scipy.stats 1.16, `t.sf` and `binom.sf`.
  @Test(
    arguments: [
      (0.5, 30.0, 0.0024499668), (0.0, 48.0, 0.5), (-0.5, 30.0, 0.9975500332),
      (0.9, 48.0, 1.66787e-18), (0.2, 12.5, 0.26129),
    ])
  func `chance of a correlation`(correlation: Double, count: Double, expected: Double) {
    let value = studentTail(correlation: correlation, count: count)
    #expect(abs(value - expected) <= expected * 1e-3, "\(value)")
  }

  @Test(arguments: [
    (48, 48, 3.552713678800501e-15), (33, 48, 0.00664164), (0, 10, 1.0), (11, 10, 0),
  ])
  func `chance of heads`(successes: Int, trials: Int, expected: Double) {
    let value = binomialTail(successes: successes, trials: trials)
    #expect(abs(value - expected) <= expected * 1e-3, "\(value)")
  }

  @Test func `no independent pairs, no evidence`() {
    #expect(studentTail(correlation: 1, count: 2) == 1)
    #expect(studentTail(correlation: 1, count: 30) == 0)
  }
}
