public import Pixels

/// All that the pixel statistics say of one picture.
public struct ForensicExamination: Sendable, Hashable {
  /// What can be said.
  public let outcome: ForensicOutcome
  /// The score; nil when it was not computed. An abstention can have one: it must not be shown.
  public let score: ForensicScore?
  /// The trace of resampling, if there is one: evidence of its own.
  public let resampling: ResamplingTrace?
  /// The statistics.
  public let features: ForensicFeatures
  /// Where they were measured.
  public let selection: TileSelection
  /// The name of the weights; nil without any.
  public let model: String?

  /// Measures a picture.
  ///
  /// Takes at most nine tiles of 128 × 128 pixels, whatever the size of the picture. The picture
  /// must be as stored: not turned, not resized, no colour conversion.
  ///
  /// - Parameters:
  ///   - picture: The picture as stored.
  ///   - coding: How it was stored.
  ///   - regions: Where to look first, such as faces, in pixels of the stored picture.
  ///   - gate: When to abstain.
  ///   - model: The weights.
  public init(
    of picture: PixelBuffer, coding: PictureCoding, preferring regions: [TileSelection.Region] = [],
    gate: ApplicabilityGate = ApplicabilityGate(), model: ForensicModel? = .standard
  ) {
    selection = TileSelection(of: picture, preferring: regions)
    features = ForensicFeatures(of: picture, tiles: selection.tiles, coding: coding)
    self.model = model?.identifier
    resampling = selection.tiles.isEmpty ? nil : gate.resampling.trace(in: features)
    score = model.flatMap { [features] in ForensicScore(features, coding: coding, model: $0) }
    if let reason = gate.abstention(
      width: picture.width, height: picture.height, coding: coding, selection: selection,
      features: features)
    {
      outcome = .abstained(reason)
    } else if let score {
      outcome = score.isCalled ? .likelySynthetic : .inconclusive
    } else {
      outcome = .abstained(.noModel)
    }
  }
}
