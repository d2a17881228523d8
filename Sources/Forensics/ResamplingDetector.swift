/// A trace of enlarging, turning or stretching.
public struct ResamplingTrace: Sendable, Hashable {
  /// The logarithm of the power of the strongest line over its surroundings.
  public var strength: Double
  /// The frequency of that line, in cycles a pixel.
  public var frequency: Double
}

/// Tells whether a picture was visibly resampled.
///
/// It finds enlarging, turning and stretching. Reducing a picture leaves hardly a trace, and strong
/// compression afterwards covers one: that nothing is found proves nothing. Its false alarms are in
/// docs/model-card.md.
public struct ResamplingDetector: Sendable, Hashable {
  /// The least strength of a line that is called a trace.
  public var threshold = 2.6

  /// Creates a detector with the measured threshold.
  public init() {}

  /// The trace in the statistics of a picture; nil without one.
  public func trace(in features: ForensicFeatures) -> ResamplingTrace? {
    guard let strength = features["resampling.peak"], Double(strength) >= threshold,
      let frequency = features["resampling.frequency"]
    else { return nil }
    return ResamplingTrace(strength: Double(strength), frequency: Double(frequency))
  }
}
