/// Why the forensic score says nothing of a picture.
public enum AbstentionReason: Sendable, Hashable {
  /// The picture is smaller than the least number of pixels a side.
  case tooSmall(width: Int, height: Int, minimumSide: Int)
  /// The JPEG was compressed too much: `quality` is about the IJG scale.
  case compressedTooMuch(quality: Int, minimumQuality: Int)
  /// The quantization tables of the JPEG are not known.
  case unknownCompression
  /// The picture was coded by a lossy method that was not measured.
  case unmeasuredCoding(name: String)
  /// Too few parts of the picture have any texture.
  case tooFlat(informativeTiles: Int, minimum: Int)
  /// The picture was enlarged, turned or stretched after it was made.
  case resampled(strength: Double)
  /// The program holds no weights for this kind of coding, or broken ones.
  case noModel

  /// A stable identifier, for reports.
  public var identifier: String {
    switch self {
    case .tooSmall: "tooSmall"
    case .compressedTooMuch: "compressedTooMuch"
    case .unknownCompression: "unknownCompression"
    case .unmeasuredCoding: "unmeasuredCoding"
    case .tooFlat: "tooFlat"
    case .resampled: "resampled"
    case .noModel: "noModel"
    }
  }

  /// One sentence for people.
  public var explanation: String {
    switch self {
    case .tooSmall(let width, let height, let minimumSide):
      "The picture is \(width) by \(height) pixels; the statistics need at least \(minimumSide) a side."
    case .compressedTooMuch(let quality, let minimumQuality):
      "JPEG quality is about \(quality); below \(minimumQuality) the traces are gone."
    case .unknownCompression:
      "The quantization tables of the JPEG are not known, so its losses are not either."
    case .unmeasuredCoding(let name):
      "The picture was stored with loss as \(name), for which no error rates were measured."
    case .tooFlat(let informativeTiles, let minimum):
      "Only \(informativeTiles) parts of the picture have texture; \(minimum) are needed."
    case .resampled:
      "The picture was enlarged, turned or stretched, which covers the traces of its making."
    case .noModel:
      "This build holds no weights for this kind of picture."
    }
  }
}

/// Decides whether a picture can bear a statement at all, before it is scored.
public struct ApplicabilityGate: Sendable, Hashable {
  /// The least width and height, in pixels.
  public var minimumSide = 192
  /// The least JPEG quality, on the IJG scale.
  public var minimumQuality = 85
  /// The least number of tiles with texture.
  public var minimumTileCount = 3
  /// The resampling detector; its false alarms are abstentions.
  public var resampling = ResamplingDetector()

  /// Creates a gate with the measured defaults.
  public init() {}

  /// Why the picture cannot be scored; nil when it can.
  ///
  /// - Parameters:
  ///   - width: The number of columns of the picture.
  ///   - height: The number of rows.
  ///   - coding: How it was stored.
  ///   - selection: Its tiles.
  ///   - features: The statistics of these tiles; nil checks only what needs no statistics.
  public func abstention(
    width: Int, height: Int, coding: PictureCoding, selection: TileSelection,
    features: ForensicFeatures?
  ) -> AbstentionReason? {
    switch coding {
    case .lossless: break
    case .jpeg:
      guard let quality = coding.quality else { return .unknownCompression }
      guard quality >= minimumQuality else {
        return .compressedTooMuch(quality: quality, minimumQuality: minimumQuality)
      }
    case .otherLossy(let name): return .unmeasuredCoding(name: name)
    }
    guard min(width, height) >= minimumSide else {
      return .tooSmall(width: width, height: height, minimumSide: minimumSide)
    }
    guard selection.tiles.count >= minimumTileCount else {
      return .tooFlat(informativeTiles: selection.tiles.count, minimum: minimumTileCount)
    }
    if let features, let trace = resampling.trace(in: features) {
      return .resampled(strength: trace.strength)
    }
    return nil
  }
}
