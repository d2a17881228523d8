import PixelStatistics
import Pixels

extension DwtDctDecoder {
  /// The number of comparisons of the search: 64 grids in each view, and each message in each of
  /// its placements, whether they were computed or passed over as hopeless.
  var movedComparisons: Double {
    let placements = messages.reduce(0) { $0 + $1.bits.count * $1.bits.count }
    return Double(64 * DwtDctView.all.count * placements)
  }

  /// The messages in grids that cropping or pasting moved, the most certain first.
  func movedDetections(in pixels: PixelBuffer) -> [WatermarkDetection] {
    var best: [String: WatermarkDetection] = [:]
    for grid in MovedGrid.candidates(in: pixels) {
      let blocks = HaarBlocks.measured(pixels, x: grid.x, y: grid.y)
      for detection in detections(in: blocks, grid: grid) {
        // All are within the budget: a grid that is a little off reads fewer bits.
        if let old = best[detection.scheme],
          (old.matchedBits, -old.pValue) >= (detection.matchedBits, -detection.pValue)
        {
          continue
        }
        best[detection.scheme] = detection
      }
    }
    return best.values.sorted { ($0.pValue, $0.scheme) < ($1.pValue, $1.scheme) }
  }

  private func detections(in blocks: HaarBlocks, grid: MovedGrid) -> [WatermarkDetection] {
    let phases = BlockPhases(blocks, view: grid.view)
    var found: [WatermarkDetection] = []
    for (length, group) in Dictionary(grouping: messages, by: \.bits.count) {
      let placements = PlacementSearch(phases, length: length).best(of: group.map(\.bits))
      for (message, placement) in zip(group, placements) {
        let tally = VoteTally(
          phases, length: length, firstBit: placement.firstBit, bitsPerRow: placement.bitsPerRow)
        guard let match = MessageMatch(tally, bits: message.bits) else { continue }
        let chance = min(1, match.pValue * movedComparisons)
        guard chance <= WatermarkDetector.falseAlarmBudget / 2 else { continue }
        found.append(
          WatermarkDetection(
            scheme: message.scheme, name: message.name, payload: message.payload,
            matchedBits: match.matchedBits, totalBits: length, pValue: chance,
            view: grid.view.name + ", shifted", robustness: .fragile, generator: message.generator,
            placement: WatermarkDetection.Placement(
              x: grid.x, y: grid.y, firstBit: placement.firstBit,
              bitsPerRow: placement.bitsPerRow)))
      }
    }
    return found
  }
}
