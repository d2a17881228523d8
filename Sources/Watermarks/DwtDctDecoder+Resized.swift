import PixelStatistics
import Pixels

extension DwtDctDecoder {
  /// About how many blocks of each former size are read at first, and how many of the one that agrees
  /// best with a message.
  private static let blocksAtFirst = 256
  private static let mostBlocks = 4_096
  /// The chance of one comparison below which more blocks are read. Only a matter of time: the
  /// search itself allows for all sizes.
  private static let hopefulChance = 1e-4

  /// The messages in the picture as it was before it was resized.
  func resizedDetections(
    in pixels: PixelBuffer, sizes: [FormerSize], budget: FalseAlarmBudget
  ) -> [WatermarkDetection] {
    // A picture had one size: of several that seem to agree, chance made all but one.
    let hopes = sizes.map { size in
      let few = candidates(in: Self.blocks(of: size, in: pixels, most: Self.blocksAtFirst))
      return (size: size, chance: few.map(\.match.pValue).min() ?? 1)
    }
    guard let hope = hopes.min(by: { $0.chance < $1.chance }), hope.chance < Self.hopefulChance
    else { return [] }
    let many = candidates(in: Self.blocks(of: hope.size, in: pixels))
    return detections(
      many, budget: budget, search: .resizedDwtDct,
      note: "resized from \(hope.size.width) × \(hope.size.height)", columns: hope.size.width / 8)
  }

  /// The blocks of a picture as it was before it was resized, about `most` of them.
  static func blocks(
    of size: FormerSize, in pixels: PixelBuffer, most: Int = mostBlocks
  ) -> HaarBlocks {
    let rows = max(2, most / (size.width / 8))
    return HaarBlocks.resized(
      pixels, from: size.width, size.height,
      rowInterval: max(1, (size.height / 8 + rows - 1) / rows))
  }

  /// The chance of one comparison, of every second row of blocks, from which on all are read. A mark
  /// that all rows together would show at a chance of 1e-8, the weakest that is a detection, shows
  /// at one of about 4e-5 in half of them, so hardly any is passed over. Only a matter of time: what is
  /// found is judged by all rows.
  private static let hopefulChanceInRows = 0.02

  /// Whether the rows of blocks that were measured leave room for a message in the whole picture.
  func isHopeful(inRowsOf blocks: HaarBlocks) -> Bool {
    candidates(in: blocks).contains { $0.match.pValue < Self.hopefulChanceInRows }
  }
}
