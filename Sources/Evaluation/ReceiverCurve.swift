/// The trade between false alarms and hits of a score, over all thresholds.
///
/// - Reference: T. Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27, 2006.
public struct ReceiverCurve: Sendable, Hashable {
  /// One threshold: everything that scores at least this much is called.
  public struct Point: Sendable, Hashable {
    /// The threshold.
    public let threshold: Double
    /// The number of negatives that are called.
    public let falseAlarms: Int
    /// The number of positives that are called.
    public let hits: Int
  }

  /// The points, from the highest threshold down; equal scores make one point.
  public let points: [Point]
  /// The number of positives.
  public let positiveCount: Int
  /// The number of negatives.
  public let negativeCount: Int

  /// Creates the curve of scores; what is not finite is left out.
  public init(positives: [Double], negatives: [Double]) {
    let all =
      (positives.filter(\.isFinite).map { (score: $0, isPositive: true) }
      + negatives.filter(\.isFinite).map { (score: $0, isPositive: false) })
      .sorted { $0.score > $1.score }
    positiveCount = all.count { $0.isPositive }
    negativeCount = all.count - positiveCount
    var points: [Point] = []
    var (hits, alarms) = (0, 0)
    for (index, item) in all.enumerated() {
      if item.isPositive { hits += 1 } else { alarms += 1 }
      if index + 1 == all.count || all[index + 1].score != item.score {
        points.append(Point(threshold: item.score, falseAlarms: alarms, hits: hits))
      }
    }
    self.points = points
  }

  /// The area under the curve: the chance that a positive scores higher than a negative, ties
  /// counted as half. Nil without both.
  public var area: Double? {
    guard positiveCount > 0, negativeCount > 0 else { return nil }
    var area = 0.0
    var last = (hits: 0, alarms: 0)
    for point in points {
      area += Double(point.falseAlarms - last.alarms) * Double(point.hits + last.hits) / 2
      last = (point.hits, point.falseAlarms)
    }
    return area / (Double(positiveCount) * Double(negativeCount))
  }

  /// The standard error of ``area``; nil without both classes.
  ///
  /// - Reference: J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver
  ///   operating characteristic curve", Radiology 143, 1982.
  public var areaError: Double? {
    guard let area else { return nil }
    let (np, nn) = (Double(positiveCount), Double(negativeCount))
    let (q1, q2) = (area / (2 - area), 2 * area * area / (1 + area))
    let variance =
      (area * (1 - area) + (np - 1) * (q1 - area * area) + (nn - 1) * (q2 - area * area))
      / (np * nn)
    return max(0, variance).squareRoot()
  }

  /// The hits at the lowest threshold whose false alarms do not exceed a rate; nil without both
  /// classes. With few negatives that is a threshold without any false alarm.
  public func hits(atFalseAlarmRate rate: Double) -> RateInterval? {
    guard positiveCount > 0, negativeCount > 0 else { return nil }
    let allowed = rate * Double(negativeCount) + 1e-9
    let point = points.last { Double($0.falseAlarms) <= allowed }
    return RateInterval(point?.hits ?? 0, of: positiveCount)
  }
}
