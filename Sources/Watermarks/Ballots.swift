import PixelStatistics

/// What each block that was measured says, packed for adding up: from the lowest bit on, its graded
/// vote and 64, 16 bits; whether it says 1, 8 bits; and 1 for the block itself, 8 bits.
struct Ballots {
  /// Blocks that follow one another in the series of all blocks, in whole vectors.
  private struct Run {
    /// Which vector of the series the first one is.
    var place: Int
    /// Where the vectors lie in ``vectors``.
    var range: Range<Int>
  }

  private var runs: [Run] = []
  /// Zeros stand before and behind the blocks of a run where it does not fill its vectors.
  private var vectors: [SIMD8<UInt32>] = []

  /// Reads the ballots of one view.
  init(_ blocks: HaarBlocks, view: DwtDctView) {
    let source = (view.exchangesRedAndBlue ? blocks.red : blocks.blue).span
    let center = view.isFloat ? BlockPhases.floatCenter : 0
    let values = Self.byValue.span
    func ballot(_ index: Int) -> UInt32 {
      let block = source[index]
      // The value farthest from the centre is one of the two extremes.
      let largest = max(abs(block.highest &- center), abs(block.lowest &- center))
      return values[Int(largest) & 1023]
    }
    let isWhole = blocks.rowInterval == 1
    let length = isWhole ? source.count : blocks.columns
    guard length > 0 else { return }
    let starts =
      isWhole
      ? [0]
      : stride(from: 0, to: blocks.rows, by: blocks.rowInterval)
        .map { $0 * blocks.columns }
    vectors.reserveCapacity(starts.count * (length / 8 + 2))
    for start in starts {
      let end = start + length
      let first = vectors.count
      for vector in (start / 8)..<((end + 7) / 8) {
        let at = vector &* 8
        if at >= start, at &+ 8 <= end {
          vectors.append(
            SIMD8(
              ballot(at), ballot(at &+ 1), ballot(at &+ 2), ballot(at &+ 3), ballot(at &+ 4),
              ballot(at &+ 5), ballot(at &+ 6), ballot(at &+ 7)))
        } else {
          var partial = SIMD8<UInt32>.zero
          for index in max(at, start)..<min(at &+ 8, end) { partial[index &- at] = ballot(index) }
          vectors.append(partial)
        }
      }
      runs.append(Run(place: start / 8, range: first..<vectors.count))
    }
  }

  /// The sums of the ballots at each place of a period, which is a multiple of 8.
  func totals(period: Int) -> [(sum: Int32, ones: Int32, count: Int32)] {
    let width = period / 8
    var totals = [(sum: Int32, ones: Int32, count: Int32)](repeating: (0, 0, 0), count: period)
    var running = [SIMD8<UInt32>](repeating: .zero, count: width)
    var added = 0
    func flush() {
      for place in 0..<period {
        let packed = running[place / 8][place % 8]
        totals[place].sum += Int32(truncatingIfNeeded: packed & 0xFFFF)
        totals[place].ones += Int32(truncatingIfNeeded: packed >> 16 & 0xFF)
        totals[place].count += Int32(truncatingIfNeeded: packed >> 24)
      }
      for column in 0..<width { running[column] = .zero }
      added = 0
    }
    let source = vectors.span
    for run in runs {
      var at = run.range.lowerBound
      var column = run.place % width
      while at < run.range.upperBound {
        // Up to the end of the period, each place gets one ballot more; 255 of at most 128 fit.
        let count = min(width - column, run.range.upperBound - at)
        var sums = running.mutableSpan
        for offset in 0..<count { sums[column &+ offset] &+= source[at &+ offset] }
        at += count
        column = 0
        added += 1
        if added == 255 { flush() }
      }
    }
    flush()
    return totals
  }

  /// The ballot of each value of a block, `0...1020`.
  private static let byValue: [UInt32] = (0..<1024).map { value in
    let phase = value % Int(BlockPhases.step)
    return UInt32(BlockPhases.votes[phase] + 64) | (phase > 36 ? 1 << 16 : 0) | 1 << 24
  }
}
