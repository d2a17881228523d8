import PixelStatistics
import Pixels

extension DwtDctDecoder {
  /// About how many blocks of each former size are read at first, and how many where they seem to
  /// agree with a message.
  private static let blocksAtFirst = 256
  private static let mostBlocks = 6_000
  /// The chance of one comparison below which more blocks are read. Only a matter of time: the
  /// search itself allows for all sizes.
  private static let hopefulChance = 1e-3

  /// The messages in the picture as it was before it was resized.
  func resizedDetections(
    in pixels: PixelBuffer, sizes: [FormerSize], budget: FalseAlarmBudget
  ) -> [WatermarkDetection] {
    var best: [String: WatermarkDetection] = [:]
    for size in sizes {
      let columns = size.width / 8
      func blocks(_ most: Int) -> HaarBlocks {
        let rows = max(2, most / columns)
        return HaarBlocks.resized(
          pixels, from: size.width, size.height,
          rowInterval: max(1, (size.height / 8 + rows - 1) / rows))
      }
      let few = candidates(in: Self.phases(of: blocks(Self.blocksAtFirst)))
      guard few.contains(where: { $0.match.pValue < Self.hopefulChance }) else { continue }
      let many = candidates(in: Self.phases(of: blocks(Self.mostBlocks)))
      let name = "resized from \(size.width) × \(size.height)"
      for detection in detections(
        many, budget: budget, search: .resizedDwtDct, note: name, columns: columns)
      where detection.pValue < best[detection.scheme]?.pValue ?? 2 {
        best[detection.scheme] = detection
      }
    }
    return best.values.sorted { ($0.pValue, $0.scheme) < ($1.pValue, $1.scheme) }
  }

  private static func phases(of blocks: HaarBlocks) -> [(view: DwtDctView, phases: BlockPhases)] {
    DwtDctView.all.map { ($0, BlockPhases(blocks, view: $0)) }
  }

  private func candidates(
    in views: [(view: DwtDctView, phases: BlockPhases)]
  ) -> [Candidate] {
    let lengths = Set(messages.map(\.bits.count))
    return bestOfViews(views.map(\.view)) { view in
      let phases = views.first { $0.view == view }?.phases
      return phases.map { phases in
        Dictionary(uniqueKeysWithValues: lengths.map { ($0, VoteTally(phases, length: $0)) })
      } ?? [:]
    }
  }
}
