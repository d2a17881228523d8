import PixelStatistics
import Pixels

/// Histograms of neighbouring high-pass values: the shape of fine texture and noise.
///
/// Three groups: second differences of luma in steps of 2 gray levels; prediction errors of luma in
/// steps of 0.7 of their mean magnitude, which no contrast changes; and pairs of second differences
/// of two colour channels at the same place, in relative steps.
///
/// - Reference: see ``PixelStatistics/SignedCooccurrence``.
struct CooccurrenceFeatures: FeatureFamily {
  static let names: [String] =
    (0..<SignedCooccurrence.tripleBinCount).map { "cooccurrence.absolute.\($0)" }
    + (0..<SignedCooccurrence.tripleBinCount).map { "cooccurrence.relative.\($0)" }
    + (0..<SignedCooccurrence.pairBinCount).map { "cooccurrence.channels.\($0)" }

  private var absolute = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
  private var relative = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
  private var channels = [UInt32](repeating: 0, count: SignedCooccurrence.pairBinCount)

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    let alongRow = NeighborhoodFilter.secondDifferenceAlongRow.applied(to: tile.luma)
    let alongColumn = NeighborhoodFilter.secondDifferenceAlongColumn.applied(to: tile.luma)
    for (plane, isRow) in [(alongRow, true), (alongColumn, false)] {
      SignedCooccurrence.countTriples(
        SignedCooccurrence.classes(of: plane, step: 2), width: plane.width, alongRow: isRow,
        into: &absolute)
    }
    let errors = NeighborhoodFilter.predictionError.applied(to: tile.luma)
    let classes = SignedCooccurrence.classes(of: errors, step: Self.step(errors))
    for isRow in [true, false] {
      SignedCooccurrence.countTriples(
        classes, width: errors.width, alongRow: isRow, into: &relative)
    }
    guard !tile.isGray else { return }
    let colors = [tile.red, tile.green, tile.blue].map { plane in
      let difference = NeighborhoodFilter.secondDifferenceAlongRow.applied(to: plane)
      return SignedCooccurrence.classes(of: difference, step: Self.step(difference))
    }
    SignedCooccurrence.countPairs(colors[0], colors[1], into: &channels)
    SignedCooccurrence.countPairs(colors[1], colors[2], into: &channels)
  }

  private static func step(_ plane: Plane) -> Float {
    max(0.25, 0.7 * Float(plane.meanMagnitude))
  }

  func values() -> [Float] {
    [absolute, relative, channels].flatMap { counts -> [Float] in
      let total = max(1, counts.reduce(0) { $0 + Int($1) })
      return counts.map { Float($0) / Float(total) }
    }
  }
}
