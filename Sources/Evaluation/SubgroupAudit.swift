/// Whether a tool treats groups of people or pictures alike.
///
/// Rates are those of pictures that were examined. A group with fewer photographs than
/// ``minimumCount`` is shown, but no figure is computed from it: with so few, a gap is chance.
///
/// - Reference: Y. Ju, S. Hu, S. Jia, G. H. Chen, S. Lyu, "Improving fairness in deepfake
///   detection", WACV 2024; L. Lin and others, "Preserving fairness generalization in deepfake
///   detection", CVPR 2024, whose F_EFPR, F_EO and F_MEO these are.
public struct SubgroupAudit: Sendable, Hashable {
  /// The least number of photographs of a group for which fairness can be spoken of.
  public static let minimumCount = 30

  /// The column that names the group.
  public let column: String
  /// All groups.
  public let groups: [GroupRates]
  /// The names of groups that are too small.
  public let tooSmall: [String]
  /// The figures; nil when fewer than two groups are large enough.
  public let figures: Figures?

  /// How far groups differ.
  public struct Figures: Sendable, Hashable {
    /// The sum over groups of `|FPR of the group - FPR of all|`.
    public let equalFalsePositiveRate: Double
    /// The sum over groups of the distances of FPR and of TPR to those of all; nil when a group has
    /// too few synthetic pictures.
    public let equalOdds: Double?
    /// The larger of the widest gaps of FPR and of TPR; nil when a group has too few synthetic
    /// pictures.
    public let maximumEqualizedOdds: Double?
    /// The highest FPR of a group minus the lowest, `0...1`.
    public let maximumGap: Double
    /// The groups that were compared.
    public let compared: [String]
  }

  /// Audits the groups of a column.
  public init(_ pictures: [EvaluatedPicture], column: String) {
    self.column = column
    groups = GroupRates.all(pictures, by: column)
    tooSmall = groups.filter { $0.falseAlarms.total < Self.minimumCount }.map(\.name)
    let large = groups.filter { $0.falseAlarms.total >= Self.minimumCount }
    guard large.count >= 2 else {
      figures = nil
      return
    }
    func overall(_ rates: [RateInterval]) -> Double {
      let total = rates.reduce(0) { $0 + $1.total }
      return Double(rates.reduce(0) { $0 + $1.count }) / Double(max(total, 1))
    }
    func spread(_ rates: [RateInterval]) -> (sum: Double, gap: Double) {
      let mean = overall(rates)
      let values = rates.compactMap(\.rate)
      let sum = values.reduce(0) { $0 + abs($1 - mean) }
      return (sum, (values.max() ?? 0) - (values.min() ?? 0))
    }
    let alarms = spread(large.map(\.falseAlarms))
    let hits =
      large.allSatisfy { $0.hits.total >= Self.minimumCount } ? spread(large.map(\.hits)) : nil
    figures = Figures(
      equalFalsePositiveRate: alarms.sum, equalOdds: hits.map { alarms.sum + $0.sum },
      maximumEqualizedOdds: hits.map { max(alarms.gap, $0.gap) }, maximumGap: alarms.gap,
      compared: large.map(\.name))
  }
}
