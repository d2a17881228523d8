public import Pixels

/// The statistics of a picture on its tiles: what the score is computed from.
public struct ForensicFeatures: Sendable, Hashable {
  /// The version of names and definitions; a model is bound to one.
  public static let version = 2

  private static let families: [any FeatureFamily.Type] = [
    CrossDifferenceFeatures.self, CooccurrenceFeatures.self, BlockFrequencyFeatures.self,
    SpectrumFeatures.self, ResidualFeatures.self, DemosaicingFeatures.self, NoiseFeatures.self,
    CompressionFeatures.self, ResamplingFeatures.self, BinaryPatternFeatures.self,
  ]

  /// The name of each value, in order.
  public static let names: [String] = families.flatMap { $0.names }

  /// One finite value for each of ``names``.
  public let values: [Float]

  /// The value of a name; nil for an unknown one.
  public subscript(name: String) -> Float? {
    Self.names.firstIndex(of: name).map { values[$0] }
  }

  /// Creates statistics of given values.
  ///
  /// - Precondition: As many values as ``names``.
  public init(values: [Float]) {
    precondition(values.count == Self.names.count)
    self.values = values.map { $0.isFinite ? $0 : 0 }
  }

  /// Measures the tiles of a picture.
  ///
  /// - Parameters:
  ///   - picture: The picture as stored.
  ///   - tiles: Tiles of this picture, all of one side; with none, values are those of no data.
  ///   - coding: How the picture was stored.
  public init(of picture: PixelBuffer, tiles: [PictureTile], coding: PictureCoding) {
    let side = tiles.first?.side ?? 64
    var families = Self.families.map { $0.init(side: side, coding: coding) }
    for tile in tiles {
      let samples = TileSamples(picture, tile)
      for index in families.indices { families[index].add(samples) }
    }
    self.init(values: families.flatMap { $0.values() })
  }
}
