import PixelStatistics
import Pixels

extension DwtDctDecoder {
  /// The number of comparisons of the search: 64 grids in each view, and each message in each of
  /// its placements, whether they were computed or passed over as hopeless.
  var movedComparisons: Double {
    let placements = movedMessages.reduce(0) { $0 + $1.bits.count * $1.bits.count }
    return Double(64 * DwtDctView.all.count * placements)
  }

  /// About how many blocks of a moved grid are read: of larger pictures, every second row or less.
  /// Untouched grids are read as a whole.
  private static let mostMovedBlocks = 5_000

  /// The messages in grids that cropping or pasting moved, the most certain first.
  func movedDetections(
    in pixels: PixelBuffer, budget: FalseAlarmBudget
  ) -> [WatermarkDetection] {
    var best: [String: Found] = [:]
    // Views often agree on where a grid lies, and measuring gives both channel orders.
    var measured: [Int: HaarBlocks] = [:]
    let interval = 1 + max(0, pixels.pixelCount / 64 - 1) / Self.mostMovedBlocks
    for grid in MovedGrid.candidates(in: pixels) {
      let place = grid.y * 8 + grid.x
      let blocks =
        measured[place]
        ?? HaarBlocks.measured(pixels, x: grid.x, y: grid.y, rowInterval: interval)
      measured[place] = blocks
      for found in detections(in: blocks, grid: grid, budget: budget) {
        // A grid that is a little off agrees less.
        let old = best[found.detection.scheme]?.correlation ?? -1
        if found.correlation > old { best[found.detection.scheme] = found }
      }
    }
    return best.values.map(\.detection).sorted {
      ($0.pValue, $0.scheme) < ($1.pValue, $1.scheme)
    }
  }

  private struct Found {
    var detection: WatermarkDetection
    var correlation: Double
  }

  private func detections(
    in blocks: HaarBlocks, grid: MovedGrid, budget: FalseAlarmBudget
  ) -> [Found] {
    let phases = BlockPhases(blocks, view: grid.view, leavesOutFlat: true)
    var found: [Found] = []
    for (length, group) in Dictionary(grouping: movedMessages, by: \.bits.count) {
      let placements = PlacementSearch(phases, length: length).best(of: group.map(\.bits))
      for (message, placement) in zip(group, placements) {
        let tally = VoteTally(
          phases, length: length, firstBit: placement.firstBit, bitsPerRow: placement.bitsPerRow)
        guard let match = MessageMatch(tally, bits: message.bits) else { continue }
        let chance = budget.chance(match.pValue, in: .movedDwtDct)
        guard chance <= FalseAlarmBudget.total else { continue }
        let detection = WatermarkDetection(
          scheme: message.scheme, name: message.name, payload: message.payload,
          matchedBits: match.matchedBits, totalBits: length, pValue: chance,
          view: grid.view.name + ", shifted", robustness: .fragile, generator: message.generator,
          placement: WatermarkDetection.Placement(
            x: grid.x, y: grid.y, firstBit: placement.firstBit,
            bitsPerRow: placement.bitsPerRow))
        found.append(Found(detection: detection, correlation: match.correlation))
      }
    }
    return found
  }
}
