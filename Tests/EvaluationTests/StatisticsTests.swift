import Evaluation
import Testing

struct StatisticsTests {
  @Test(arguments: [
    (0, 10, 0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1), (1, 500, 0.00035, 0.01124),
  ])
  func `Wilson intervals are those of the tables`(_ example: (Int, Int, Double, Double)) {
    let interval = RateInterval(example.0, of: example.1)
    #expect(abs(interval.lower - example.2) < 1e-4)
    #expect(abs(interval.upper - example.3) < 1e-4)
    #expect(interval.rate == Double(example.0) / Double(example.1))
  }

  @Test func `Without cases everything is possible`() {
    let interval = RateInterval(0, of: 0)
    #expect(interval.rate == nil && interval.lower == 0 && interval.upper == 1)
  }

  @Test func `The area counts ties as half`() {
    #expect(ReceiverCurve(positives: [2, 3], negatives: [0, 1]).area == 1)
    #expect(ReceiverCurve(positives: [0], negatives: [1]).area == 0)
    #expect(ReceiverCurve(positives: [1, 1], negatives: [1]).area == 0.5)
    #expect(ReceiverCurve(positives: [1, 3], negatives: [2, 0]).area == 0.75)
    #expect(ReceiverCurve(positives: [], negatives: [1]).area == nil)
    #expect(ReceiverCurve(positives: [.nan], negatives: [1]).area == nil)
  }

  @Test func `The area is the share of pairs in order`() {
    let positives = (0..<40).map { Double(($0 * 37) % 23) / 3 }
    let negatives = (0..<30).map { Double(($0 * 29) % 19) / 4 }
    var sum = 0.0
    for a in positives { for b in negatives { sum += a > b ? 1 : a == b ? 0.5 : 0 } }
    let area = ReceiverCurve(positives: positives, negatives: negatives).area ?? -1
    #expect(abs(area - sum / 1200) < 1e-12)
  }

  @Test func `Hits at a rate of false alarms never cost more than that rate`() throws {
    let negatives = (0..<200).map { Double($0) }
    let positives = [150.0, 197.5, 198.5, 250]
    let curve = ReceiverCurve(positives: positives, negatives: negatives)
    // One in a hundred of two hundred is two: the threshold lies just above 197.
    #expect(try #require(curve.hits(atFalseAlarmRate: 0.01)).count == 3)
    #expect(try #require(curve.hits(atFalseAlarmRate: 0.001)).count == 1)
    #expect(try #require(curve.hits(atFalseAlarmRate: 0.5)).count == 4)
    #expect(ReceiverCurve(positives: [1], negatives: []).hits(atFalseAlarmRate: 0.1) == nil)
  }

  @Test func `Equal scores are called together`() throws {
    let curve = ReceiverCurve(positives: [1, 1], negatives: [1, 0])
    #expect(curve.points.count == 2)
    #expect(try #require(curve.hits(atFalseAlarmRate: 0)).count == 0)
  }

  @Test func `Calibration compares what was said with what came true`() throws {
    let cases =
      (0..<10).map { (probability: 0.25, isPositive: $0 < 5) }
      + (0..<10).map { (probability: 0.95, isPositive: $0 < 9) } + [(.nan, true)]
    let curve = CalibrationCurve(cases)
    #expect(curve.bins.count == 10)
    #expect(curve.bins[2].observed == RateInterval(5, of: 10))
    #expect(curve.bins[9].observed == RateInterval(9, of: 10))
    #expect(abs(curve.expectedError - 0.15) < 1e-9)
    #expect(abs(curve.brierScore - (0.3125 + 0.0925) / 2) < 1e-9)
    #expect(CalibrationCurve([]).expectedError == 0)
    #expect(CalibrationCurve([(1, true), (7, true), (-1, false)]).bins[9].observed.total == 2)
  }
}
