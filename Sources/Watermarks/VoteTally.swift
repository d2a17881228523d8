/// The votes of all blocks, collected by the bit they vote for.
struct VoteTally: Sendable, Equatable {
  /// The sum of graded votes for each bit.
  var sums: [Int32]
  /// The number of blocks that say 1, for each bit.
  var ones: [Int32]
  /// The number of blocks that say anything, for each bit.
  var counts: [Int32]

  var length: Int { sums.count }

  /// Collects the votes of `phases` for a payload of `length` bits that starts in the first block
  /// and goes on from each row to the next.
  init(_ phases: BlockPhases, length: Int) {
    self.init(phases, length: length, firstBit: 0, bitsPerRow: phases.columns % length)
  }

  /// Collects the votes of a grid whose rows start with other bits than the width tells.
  init(_ phases: BlockPhases, length: Int, firstBit: Int, bitsPerRow: Int) {
    var sums = [Int32](repeating: 0, count: length)
    var ones = sums
    var counts = sums
    var sum = sums.mutableSpan
    var one = ones.mutableSpan
    var number = counts.mutableSpan
    let values = phases.values.span
    let table = BlockPhases.votes
    let votes = table.span
    var rowStart = firstBit
    var index = 0
    for _ in 0..<phases.rows {
      var bit = rowStart
      for _ in 0..<phases.columns {
        let phase = values[index]
        index &+= 1
        if phase != BlockPhases.none {
          sum[bit] &+= votes[Int(phase)]
          one[bit] &+= phase > 36 ? 1 : 0
          number[bit] &+= 1
        }
        bit &+= 1
        if bit == length { bit = 0 }
      }
      rowStart = (rowStart &+ bitsPerRow) % length
    }
    self.sums = sums
    self.ones = ones
    self.counts = counts
  }
}
