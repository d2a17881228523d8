/// Finds how a message lies in a grid whose original width is not known.
///
/// Cropping and pasting change which bit the first block carries, and by how many bits the message
/// moves on from row to row. Both are only known modulo the length of the message, so all of
/// length² pairs are compared.
struct PlacementSearch: Sendable {
  /// The bits that each row votes for, if its first block carried bit 0.
  private let rowSums: [Int32]
  private let rowCounts: [Int32]
  private let rows: Int
  private let rowInterval: Int
  private let length: Int
  /// Whether there are so many votes that only the most promising rows are compared.
  private let isSelective: Bool

  /// Collects the votes of each row.
  init(_ phases: BlockPhases, length: Int) {
    self.length = length
    rows = phases.rows
    rowInterval = phases.rowInterval
    isSelective =
      phases.rows / phases.rowInterval * phases.columns >= Self.votesForSelection * length
    var rowSums = [Int32](repeating: 0, count: length * phases.rows)
    var rowCounts = rowSums
    var sum = rowSums.mutableSpan
    var count = rowCounts.mutableSpan
    let values = phases.values.span
    let table = BlockPhases.votes
    let votes = table.span
    for row in stride(from: 0, to: phases.rows, by: phases.rowInterval) {
      let base = row &* length
      var index = row &* phases.columns
      var bit = 0
      for _ in 0..<phases.columns {
        let phase = values[index]
        index &+= 1
        if phase != BlockPhases.none {
          sum[base &+ bit] &+= votes[Int(phase)]
          count[base &+ bit] &+= 1
        }
        bit &+= 1
        if bit == length { bit = 0 }
      }
    }
    self.rowSums = rowSums
    self.rowCounts = rowCounts
  }

  /// A way to lay a message into the grid.
  struct Placement: Sendable, Equatable {
    var firstBit: Int
    var bitsPerRow: Int
    /// The correlation with the message, `-1...1`.
    var correlation: Float
  }

  /// The placement of each message with the highest correlation; all messages have the length that
  /// the votes were collected for.
  func best(of messages: [[UInt8]]) -> [Placement] {
    let turned = messages.map(Self.turned)
    var best = messages.map { _ in Placement(firstBit: 0, bitsPerRow: 0, correlation: -1) }
    for (bitsPerRow, means) in candidates() {
      let source = means.span
      for (index, message) in turned.enumerated() {
        let target = message.span
        for start in stride(from: 0, to: length, by: 8) {
          var sums = SIMD8<Float>.zero
          for bit in 0..<length { sums += target[bit &+ start] * source[bit] }
          guard sums.max() > best[index].correlation else { continue }
          for lane in 0..<min(8, length - start) where sums[lane] > best[index].correlation {
            best[index] = Placement(
              firstBit: start + lane, bitsPerRow: bitsPerRow, correlation: sums[lane])
          }
        }
      }
    }
    return best
  }

  /// How many votes a bit must have on average before most shifts are passed over.
  private static let votesForSelection = 20
  /// How many shifts are compared then.
  private static let selection = 24

  /// The shifts from row to row that are compared, each with its mean votes.
  ///
  /// With the right shift the votes of all rows agree, and the means lie far apart; with another
  /// one they cancel out. So where there are many votes, only the shifts whose means lie farthest
  /// apart are compared.
  private func candidates() -> [(bitsPerRow: Int, means: [Float])] {
    let all = (0..<length).compactMap { bitsPerRow in
      means(bitsPerRow: bitsPerRow).map { (bitsPerRow: bitsPerRow, found: $0) }
    }
    guard isSelective, all.count > Self.selection else {
      return all.map { ($0.bitsPerRow, $0.found.means) }
    }
    let chosen = all.sorted {
      ($1.found.square, $0.bitsPerRow) < ($0.found.square, $1.bitsPerRow)
    }.prefix(Self.selection)
    return chosen.map { ($0.bitsPerRow, $0.found.means) }
  }

  /// For each place in a message, twice over: its bit there and the next seven, less their mean and
  /// scaled to a sum of squares of 1.
  private static func turned(_ bits: [UInt8]) -> [SIMD8<Float>] {
    let count = bits.count
    let mean = Float(bits.reduce(0) { $0 + Int($1) }) / Float(count)
    let square = bits.reduce(Float(0)) { $0 + (Float($1) - mean) * (Float($1) - mean) }
    let values = bits.map { (Float($0) - mean) / square.squareRoot() }
    return (0..<(2 * count + 8)).map { place in
      var lanes = SIMD8<Float>.zero
      for lane in 0..<8 { lanes[lane] = values[(place + lane) % count] }
      return lanes
    }
  }

  /// The mean vote of each bit less the mean of all, scaled to a sum of squares of 1, and that sum
  /// before.
  private func means(bitsPerRow: Int) -> (means: [Float], square: Float)? {
    var sums = [Int32](repeating: 0, count: length)
    var counts = sums
    var sum = sums.mutableSpan
    var count = counts.mutableSpan
    let rowSum = rowSums.span
    let rowCount = rowCounts.span
    var start = 0
    let rowShift = bitsPerRow * rowInterval % length
    for row in stride(from: 0, to: rows, by: rowInterval) {
      let base = row &* length
      let border = length &- start
      // Two runs without a remainder in the inner loop.
      for bit in 0..<border {
        sum[bit &+ start] &+= rowSum[base &+ bit]
        count[bit &+ start] &+= rowCount[base &+ bit]
      }
      for bit in border..<length {
        sum[bit &- border] &+= rowSum[base &+ bit]
        count[bit &- border] &+= rowCount[base &+ bit]
      }
      start &+= rowShift
      if start >= length { start &-= length }
    }
    var values = zip(sums, counts).map { $1 == 0 ? 0 : Float($0) / Float($1) }
    let mean = values.reduce(0, +) / Float(length)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard square > 1e-6 else { return nil }
    let scale = 1 / square.squareRoot()
    for index in values.indices { values[index] = (values[index] - mean) * scale }
    return (values, square)
  }
}
