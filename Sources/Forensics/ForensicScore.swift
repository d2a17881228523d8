#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The calibrated score of a picture.
public struct ForensicScore: Sendable, Hashable {
  /// The sum of the trees, without unit; what thresholds are set on.
  public let output: Double
  /// The natural logarithm of how much likelier the output is from synthetic pictures than from
  /// photographs, as calibrated on held-out sources.
  public let logLikelihoodRatio: Double
  /// The probability that the picture is synthetic if half of all pictures were, `0...1`. It is no
  /// probability for any other mixture.
  public let probability: Double
  /// Whether the output reaches the threshold of its kind of coding.
  public let isCalled: Bool

  /// Scores statistics; nil when the model has no weights for this kind of coding.
  public init?(_ features: ForensicFeatures, coding: PictureCoding, model: ForensicModel) {
    guard let expert = model.expert(for: coding) else { return nil }
    let output = model.ensembles[expert.ensemble].value(features.values)
    self.output = output
    logLikelihoodRatio = expert.slope * output + expert.intercept
    probability = 1 / (1 + exp(-logLikelihoodRatio))
    isCalled = expert.threshold.map { output >= $0 } ?? false
  }
}
