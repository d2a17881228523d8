public import Pixels

extension HaarBlocks {
  /// What ``measured(_:x:y:)`` gives, computed sample by sample in whole numbers: the definition
  /// that the fast form is tested against.
  public static func measuredBySamples(
    _ pixels: PixelBuffer, x: Int = 0, y: Int = 0
  ) -> HaarBlocks {
    let columns = max(0, (pixels.width - x) / 8)
    let rows = max(0, (pixels.height - y) / 8)
    func sample(_ column: Int, _ row: Int, _ channel: Int) -> Int {
      let last = pixels.layout == .gray ? 0 : channel
      return Int(pixels.sample(x: column, y: row, channel: last) ?? 0)
    }
    /// U with channel `first` in the place of blue.
    func chroma(_ column: Int, _ row: Int, first: Int) -> Int {
      let value = sample(column, row, first)
      let sum =
        1868 * value + 9617 * sample(column, row, 1) + 4899 * sample(column, row, 2 - first)
      let luma = (sum + 8192) >> 14
      return ((value - luma) * 8061 + (128 << 14) + 8192) >> 14
    }
    func blocks(first: Int) -> [Extremes] {
      (0..<(rows * columns)).map { index in
        let (top, left) = (y + index / columns * 8, x + index % columns * 8)
        let sums = (1..<16).map { element in
          let (row, column) = (top + element / 4 * 2, left + element % 4 * 2)
          return chroma(column, row, first: first) + chroma(column + 1, row, first: first)
            + chroma(column, row + 1, first: first) + chroma(column + 1, row + 1, first: first)
        }
        return Extremes(
          lowest: Int16(sums.min() ?? 512), highest: Int16(sums.max() ?? 512))
      }
    }
    return HaarBlocks(
      columns: columns, rows: rows, blue: blocks(first: 2), red: blocks(first: 0))
  }
}
