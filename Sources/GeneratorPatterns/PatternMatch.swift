/// What comparing a picture with one pattern gave.
public struct PatternMatch: Sendable, Hashable {
  /// The name of the pattern, for example `gemini-image`.
  public var id: String
  /// Which generators the pattern was found in.
  public var generator: String
  /// Who makes them. Less certain than the pattern.
  public var vendor: String
  /// How far the picture agrees with the pattern, in standard deviations of an ideal null.
  public var zScore: Double
  /// The least z at which this picture counts as carrying the pattern: that of the template, or
  /// what ``PatternDetector/falseAlarmBudget`` demands for this number of comparisons.
  public var threshold: Double
  /// The probability that any of the comparisons made for one picture gives such a z by chance,
  /// `0...1`: the Gaussian tail, of the standard deviation measured on unrelated pictures, times
  /// the number of comparisons with all banks. The tail is an extrapolation.
  public var pValue: Double
  /// The number of comparisons that `pValue` accounts for.
  public var comparisonCount: Int
  /// Whether the mirrored picture agrees better; `zScore` is then that of the mirrored picture.
  public var isMirrored: Bool
  /// The column and row of the picture that the generator made where the part that this picture
  /// shows begins, when it was found as cut out at native size; nil when it was found as a whole.
  public var cropOrigin: SIMD2<Int>?
  /// Whether `zScore` is at least `threshold`.
  public var isMatch: Bool { zScore >= threshold }
  /// The version of the template.
  public var version: Int
}
