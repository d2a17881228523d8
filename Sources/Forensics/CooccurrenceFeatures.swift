import PixelStatistics
import Pixels

/// Histograms of neighbouring high-pass values: the shape of fine texture and noise.
///
/// Five groups: second differences of luma in steps of 2 gray levels; prediction errors of luma in
/// steps of 0.7 of their mean magnitude, which no contrast changes; the same of luma and of the
/// difference R - G after 2 × 2 pixels were averaged, where halved chroma makes no difference; and
/// pairs of second differences of two colour channels at the same place, in relative steps.
///
/// - Reference: see ``PixelStatistics/SignedCooccurrence``.
struct CooccurrenceFeatures: FeatureFamily {
  static let names: [String] =
    (0..<SignedCooccurrence.tripleBinCount).map { "cooccurrence.absolute.\($0)" }
    + (0..<SignedCooccurrence.tripleBinCount).map { "cooccurrence.relative.\($0)" }
    + (0..<SignedCooccurrence.tripleBinCount).map { "cooccurrence.half.\($0)" }
    + (0..<SignedCooccurrence.tripleBinCount).map { "cooccurrence.color.\($0)" }
    + (0..<SignedCooccurrence.pairBinCount).map { "cooccurrence.channels.\($0)" }

  private var absolute = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
  private var relative = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
  private var half = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
  private var color = [UInt32](repeating: 0, count: SignedCooccurrence.tripleBinCount)
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
    Self.count(tile.luma, into: &relative)
    Self.count(tile.luma.halved(), into: &half)
    guard !tile.isGray else { return }
    Self.count(tile.red.minus(tile.green).halved(), into: &color)
    let colors = [tile.red, tile.green, tile.blue].map { plane in
      let difference = NeighborhoodFilter.secondDifferenceAlongRow.applied(to: plane)
      return SignedCooccurrence.classes(of: difference, step: Self.step(difference))
    }
    SignedCooccurrence.countPairs(colors[0], colors[1], into: &channels)
    SignedCooccurrence.countPairs(colors[1], colors[2], into: &channels)
  }

  /// Counts the prediction errors of a plane in relative steps, in both directions.
  private static func count(_ plane: Plane, into counts: inout [UInt32]) {
    let errors = NeighborhoodFilter.predictionError.applied(to: plane)
    let classes = SignedCooccurrence.classes(of: errors, step: step(errors))
    for isRow in [true, false] {
      SignedCooccurrence.countTriples(
        classes, width: errors.width, alongRow: isRow, into: &counts)
    }
  }

  private static func step(_ plane: Plane) -> Float {
    max(0.1, 0.7 * Float(plane.meanMagnitude))
  }

  func values() -> [Float] {
    [absolute, relative, half, color, channels].flatMap { counts -> [Float] in
      let total = max(1, counts.reduce(0) { $0 + Int($1) })
      return counts.map { Float($0) / Float(total) }
    }
  }
}
