import PixelStatistics

/// Compares the bits of `dwtDct` with known messages.
struct DwtDctDecoder: Sendable {
  let messages: [WatermarkMessage]
  /// The lengths of the messages, each once.
  private let lengths: [Int]
  /// Where the length of each message stands in ``lengths``.
  private let places: [Int]
  /// Those of them that moved grids are searched for.
  let movedMessages: [WatermarkMessage]

  /// Creates a decoder for the well-known messages and those of the caller.
  ///
  /// Those of the caller are searched for in moved grids while their cost is allowed.
  init(messages custom: [WatermarkMessage] = []) {
    messages = WatermarkMessage.wellKnown + custom
    var lengths: [Int] = []
    places = messages.map { message in
      if let place = lengths.firstIndex(of: message.bits.count) { return place }
      lengths.append(message.bits.count)
      return lengths.count - 1
    }
    self.lengths = lengths
    var cost = 0
    movedMessages =
      WatermarkMessage.wellKnown
      + custom.prefix { message in
        // At most 1024 bits each, so far from overflow.
        let length = message.bits.count
        cost += length * length * length
        return cost <= WatermarkOptions.maximumSearchCost
      }
  }

  /// One message in one reading.
  struct Candidate: Sendable {
    var message: WatermarkMessage
    var view: DwtDctView
    var match: MessageMatch
  }

  /// The number of comparisons of a grid that lies where an untouched file has it.
  var comparisons: Int { DwtDctView.all.count * messages.count }

  /// The best reading of each message.
  func candidates(in blocks: HaarBlocks) -> [Candidate] {
    var best: [Candidate?] = messages.map { _ in nil }
    for view in DwtDctView.all {
      let tallies = VoteTally.all(blocks, view: view, lengths: lengths)
      for (index, message) in messages.enumerated() {
        guard let match = MessageMatch(tallies[places[index]], bits: message.bits) else { continue }
        if let old = best[index], !match.isBetter(than: old.match) { continue }
        best[index] = Candidate(message: message, view: view, match: match)
      }
    }
    return best.compactMap(\.self)
  }

  /// The messages that chance does not explain, the most certain first.
  func detections(
    in blocks: HaarBlocks, budget: FalseAlarmBudget, search: FalseAlarmBudget.Search = .dwtDct
  ) -> [WatermarkDetection] {
    detections(
      candidates(in: blocks), budget: budget, search: search,
      note: search == .restoredDwtDct ? "chroma restored" : nil, columns: blocks.columns)
  }

  /// Those of the candidates that chance does not explain, the most certain first.
  ///
  /// - Parameters:
  ///   - note: What is to be said of the reading beside its view.
  ///   - columns: The number of blocks in a row.
  func detections(
    _ candidates: [Candidate], budget: FalseAlarmBudget, search: FalseAlarmBudget.Search,
    note: String?, columns: Int
  ) -> [WatermarkDetection] {
    candidates.compactMap { candidate in
      let chance = budget.chance(candidate.match.pValue, in: search)
      guard chance <= FalseAlarmBudget.total else { return nil }
      let message = candidate.message
      return WatermarkDetection(
        scheme: message.scheme, name: message.name, payload: message.payload,
        matchedBits: candidate.match.matchedBits, totalBits: message.bits.count, pValue: chance,
        view: candidate.view.name + (note.map { ", " + $0 } ?? ""),
        robustness: .fragile, generator: message.generator,
        placement: WatermarkDetection.Placement(bitsPerRow: columns % message.bits.count))
    }.sorted { $0.pValue < $1.pValue }
  }
}
