import PixelStatistics

extension VoteTally {
  /// What ``init(_:length:)`` gives for each of some positive lengths, from one look at each block.
  ///
  /// The votes of all blocks are one series, and a payload starts again after its length. So the
  /// series is added up in rows of a common multiple of several lengths, in whole vectors, and the
  /// sums are folded.
  static func all(
    _ blocks: HaarBlocks, view: DwtDctView, lengths: [Int]
  ) -> [VoteTally] {
    let ballots = Ballots(blocks, view: view)
    var tallies = lengths.map { VoteTally(length: $0) }
    for (period, members) in groups(of: lengths) {
      let totals = ballots.totals(period: period)
      for member in members {
        tallies[member].fold(totals)
      }
    }
    return tallies
  }

  /// Adds the totals of a multiple of the length.
  private mutating func fold(_ totals: [(sum: Int32, ones: Int32, count: Int32)]) {
    let source = totals.span
    let length = length
    for bit in 0..<length {
      var (sum, ones, count) = (Int32(0), Int32(0), Int32(0))
      for place in stride(from: bit, to: source.count, by: length) {
        let total = source[place]
        sum += total.sum
        ones += total.ones
        count += total.count
      }
      // Each block was counted with 64 more than it says.
      sums[bit] += sum - 64 * count
      self.ones[bit] += ones
      counts[bit] += count
    }
  }

  /// The places of lengths by a common multiple of them and of 8, not much above 512 unless one
  /// length asks for it.
  private static func groups(of lengths: [Int]) -> [(period: Int, members: [Int])] {
    var groups: [(period: Int, members: [Int])] = []
    for place in lengths.indices.sorted(by: { lengths[$0] > lengths[$1] }) {
      let length = lengths[place]
      if let index = groups.firstIndex(where: { commonMultiple($0.period, length) <= 512 }) {
        groups[index].period = commonMultiple(groups[index].period, length)
        groups[index].members.append(place)
      } else {
        groups.append((commonMultiple(8, length), [place]))
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
