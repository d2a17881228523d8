import PixelStatistics

extension VoteTally {
  /// What ``init(_:length:)`` gives for each of some lengths, from one look at each block.
  ///
  /// The votes of all blocks are one series, and a payload starts again after its length. So the
  /// series is added up in rows of a common multiple of several lengths, in whole vectors, and the
  /// sums are folded.
  static func all(
    _ blocks: HaarBlocks, view: DwtDctView, lengths: Set<Int>
  ) -> [Int: VoteTally] {
    let count = blocks.blue.count
    let ballots = ballots(of: blocks, view: view)
    var tallies: [Int: VoteTally] = [:]
    for (period, members) in groups(of: lengths) {
      let totals = totals(ballots, period: period)
      for length in members {
        var tally = VoteTally(length: length)
        for (place, total) in totals.enumerated() where place < count {
          let bit = place % length
          // Each block was counted with 64 more than it says.
          let blocks = Int32(truncatingIfNeeded: (count - place + period - 1) / period)
          tally.sums[bit] += total.sum - 64 * blocks
          tally.ones[bit] += total.ones
          tally.counts[bit] += blocks
        }
        tallies[length] = tally
      }
    }
    return tallies
  }

  /// For each value of a block, `0...1020`: its graded vote and 64 in the lower half, and whether it
  /// says 1 in the upper half.
  private static let ballotsByValue: [Int32] = (0..<1024).map { value in
    let phase = value % Int(BlockPhases.step)
    return BlockPhases.votes[phase] + 64 + (phase > 36 ? 1 << 16 : 0)
  }

  /// The ballots of all blocks, in order; zeros fill the last vector.
  private static func ballots(of blocks: HaarBlocks, view: DwtDctView) -> [SIMD8<Int32>] {
    let source = (view.exchangesRedAndBlue ? blocks.red : blocks.blue).span
    let table = ballotsByValue
    let values = table.span
    let center = view.isFloat ? BlockPhases.floatCenter : 0
    func ballot(_ index: Int) -> Int32 {
      let block = source[index]
      // The value farthest from the centre is one of the two extremes.
      let largest = max(abs(block.highest &- center), abs(block.lowest &- center))
      return values[Int(largest) & 1023]
    }
    var ballots = [SIMD8<Int32>](repeating: .zero, count: (source.count + 7) / 8)
    var out = ballots.mutableSpan
    for vector in 0..<(source.count / 8) {
      let at = vector &* 8
      out[vector] = SIMD8(
        ballot(at), ballot(at &+ 1), ballot(at &+ 2), ballot(at &+ 3), ballot(at &+ 4),
        ballot(at &+ 5), ballot(at &+ 6), ballot(at &+ 7))
    }
    for index in (source.count / 8 * 8)..<source.count { out[index / 8][index % 8] = ballot(index) }
    return ballots
  }

  /// The sums of the ballots at each place of a period, which is a multiple of 8.
  private static func totals(
    _ ballots: [SIMD8<Int32>], period: Int
  ) -> [(sum: Int32, ones: Int32)] {
    let width = period / 8
    var totals = [(sum: Int32, ones: Int32)](repeating: (0, 0), count: period)
    var running = [SIMD8<Int32>](repeating: .zero, count: width)
    let source = ballots.span
    // 255 ballots of at most 128 fit into the lower half.
    for start in stride(from: 0, to: source.count, by: 255 * width) {
      let end = min(start + 255 * width, source.count)
      var sums = running.mutableSpan
      for row in stride(from: start, to: end, by: width) {
        for column in 0..<min(width, end &- row) { sums[column] &+= source[row &+ column] }
      }
      for place in 0..<period {
        let packed = running[place / 8][place % 8]
        totals[place].sum += packed & 0xFFFF
        totals[place].ones += packed >> 16
      }
      for column in 0..<width { running[column] = .zero }
    }
    return totals
  }

  /// Lengths by a common multiple of them and of 8, not much above 512 unless one length asks for it.
  private static func groups(of lengths: Set<Int>) -> [(period: Int, members: [Int])] {
    var groups: [(period: Int, members: [Int])] = []
    for length in lengths.sorted(by: >) where length > 0 {
      if let index = groups.firstIndex(where: { commonMultiple($0.period, length) <= 512 }) {
        groups[index].period = commonMultiple(groups[index].period, length)
        groups[index].members.append(length)
      } else {
        groups.append((commonMultiple(8, length), [length]))
      }
    }
    return groups
  }

  private static func commonMultiple(_ a: Int, _ b: Int) -> Int {
    var (divisor, rest) = (a, b)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    return a / divisor * b
  }
}
