/// The error rates of the tool on a labelled collection.
public struct EvaluationReport: Sendable, Hashable {
  /// The hits at a rate of false alarms.
  public struct WorkingPoint: Sendable, Hashable {
    /// The rate of false alarms on photographs that is allowed.
    public let falseAlarmRate: Double
    /// The hits at that rate; nil without both classes.
    public let hits: RateInterval?
  }

  /// The false-alarm rates that hits are given for.
  public static let falseAlarmRates = [0.001, 0.01, 0.05]

  /// What was evaluated, for the title.
  public let title: String
  /// The rates of the whole collection.
  public let overall: GroupRates
  /// The number of pictures with each label.
  public let counts: [EvaluatedPicture.Label: Int]
  /// The curve of synthetic pictures against photographs.
  public let curve: ReceiverCurve
  /// The hits at fixed rates of false alarms.
  public let workingPoints: [WorkingPoint]
  /// Whether the scores came true, for scores that are probabilities; nil when they are not.
  public let calibration: CalibrationCurve?
  /// Abstentions of photographs and of synthetic pictures, by reason.
  public let abstentionsByReason: [(reason: String, real: Int, synthetic: Int, other: Int)]
  /// The rates by format, quality, size, source and other columns, in the order asked for.
  public let breakdowns: [(column: String, groups: [GroupRates])]
  /// The audits of the columns that name groups of people.
  public let audits: [SubgroupAudit]
  /// The paths of photographs that were called.
  public let falseAlarmPaths: [String]
  /// What could not be read, with the reason.
  public let failures: [(path: String, reason: String)]
  /// What to know about the figures, in sentences.
  public let remarks: [String]

  /// Evaluates pictures.
  ///
  /// - Parameters:
  ///   - title: What was evaluated.
  ///   - pictures: The pictures.
  ///   - columns: The columns to break rates down by.
  ///   - auditColumns: The columns to audit.
  ///   - failures: What could not be read.
  ///   - remarks: What to know about the figures, in sentences.
  public init(
    title: String, pictures: [EvaluatedPicture], columns: [String] = [],
    auditColumns: [String] = [], failures: [(path: String, reason: String)] = [],
    remarks: [String] = []
  ) {
    self.title = title
    self.remarks = remarks
    self.failures = failures
    overall = GroupRates(name: "all", pictures)
    counts = Dictionary(pictures.map { ($0.label, 1) }, uniquingKeysWith: +)
    let examined = pictures.filter { $0.abstention == nil && $0.score?.isFinite == true }
    func scores(_ label: EvaluatedPicture.Label) -> [Double] {
      examined.filter { $0.label == label }.compactMap(\.score)
    }
    let curve = ReceiverCurve(positives: scores(.synthetic), negatives: scores(.real))
    self.curve = curve
    workingPoints = Self.falseAlarmRates.map {
      WorkingPoint(falseAlarmRate: $0, hits: curve.hits(atFalseAlarmRate: $0))
    }
    let cases = examined.filter { $0.label != .other }.compactMap { picture in
      picture.score.map { (probability: $0, isPositive: picture.label == .synthetic) }
    }
    let areProbabilities =
      !cases.isEmpty && cases.allSatisfy { (0...1).contains($0.probability) }
    calibration = areProbabilities ? CalibrationCurve(cases) : nil
    var reasons: [String: (real: Int, synthetic: Int, other: Int)] = [:]
    for picture in pictures {
      guard let reason = picture.abstention else { continue }
      var entry = reasons[reason] ?? (0, 0, 0)
      switch picture.label {
      case .real: entry.real += 1
      case .synthetic: entry.synthetic += 1
      case .other: entry.other += 1
      }
      reasons[reason] = entry
    }
    abstentionsByReason = reasons.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.real, $0.value.synthetic, $0.value.other)
    }
    breakdowns = columns.map { ($0, GroupRates.all(pictures, by: $0)) }.filter { !$0.1.isEmpty }
    audits = auditColumns.map { SubgroupAudit(pictures, column: $0) }
    falseAlarmPaths = pictures.filter {
      $0.label == .real && $0.isCalled && $0.abstention == nil
    }.map(\.path)
  }

  /// Equal when all figures are.
  public static func == (a: EvaluationReport, b: EvaluationReport) -> Bool { a.json == b.json }

  /// Hashes what ``json`` holds.
  public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
