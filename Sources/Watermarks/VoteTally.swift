/// The votes of all blocks, collected by the bit they vote for.
struct VoteTally: Sendable, Equatable {
  /// The sum of graded votes for each bit.
  var sums: [Int32]
  /// The number of blocks that say 1, for each bit.
  var ones: [Int32]
  /// The number of blocks that say anything, for each bit.
  var counts: [Int32]

  var length: Int { sums.count }

  /// A tally without votes.
  init(length: Int) {
    sums = [Int32](repeating: 0, count: length)
    ones = sums
    counts = sums
  }

  /// Collects the votes of `phases` for a payload of `length` bits that starts in the first block
  /// and goes on from each row to the next.
  init(_ phases: BlockPhases, length: Int) {
    self.init(phases, length: length, firstBit: 0, bitsPerRow: phases.columns % length)
  }

  /// Collects the votes of a grid whose rows start with other bits than the width tells.
  init(_ phases: BlockPhases, length: Int, firstBit: Int, bitsPerRow: Int) {
    var totals = [SIMD4<Int32>](repeating: .zero, count: length)
    var total = totals.mutableSpan
    let values = phases.values.span
    let table = Self.ballots
    let ballots = table.span
    var rowStart = firstBit
    let rowShift = bitsPerRow * phases.rowInterval % length
    for row in stride(from: 0, to: phases.rows, by: phases.rowInterval) {
      var index = row &* phases.columns
      var bit = rowStart
      for _ in 0..<phases.columns {
        total[bit] &+= ballots[Int(values[index])]
        index &+= 1
        bit &+= 1
        if bit == length { bit = 0 }
      }
      rowStart = (rowStart &+ rowShift) % length
    }
    sums = totals.map { $0[0] }
    ones = totals.map { $0[1] }
    counts = totals.map { $0[2] }
  }

  /// What a phase adds: its graded vote, whether it says 1, and whether it says anything.
  private static let ballots: [SIMD4<Int32>] = (0...255).map { phase in
    guard phase != BlockPhases.none else { return .zero }
    return SIMD4(BlockPhases.votes[phase], phase > 36 ? 1 : 0, 1, 0)
  }
}
