/// What comparing a picture with one pattern gave.
public struct PatternMatch: Sendable, Hashable {
  /// The name of the pattern, for example `gemini-image`.
  public var id: String
  /// Which generators the pattern was found in.
  public var generator: String
  /// Who makes them. Less certain than the pattern.
  public var vendor: String
  /// How far the picture agrees with the pattern, in standard deviations of unrelated pictures.
  public var zScore: Double
  /// The z above which the picture counts as carrying the pattern.
  public var threshold: Double
  /// The probability that any of the comparisons made for one picture gives such a z by chance,
  /// `0...1`: the Gaussian tail times the number of comparisons. The tail is an extrapolation.
  public var pValue: Double
  /// Whether the mirrored picture agrees better; `zScore` is then that of the mirrored picture.
  public var isMirrored: Bool
  /// Whether `zScore` is above `threshold`.
  public var isMatch: Bool { zScore > threshold }
  /// The version of the template.
  public var version: Int
}
