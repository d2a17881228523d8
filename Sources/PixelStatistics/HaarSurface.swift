public import Pixels

/// The extremes that ``HaarBlocks`` has for each block, for a block at *every* pixel of a tile.
///
/// This is what a search for the position of a block grid needs: 64 grids at once.
public struct HaarSurface: Sendable {
  /// The number of positions in a row.
  public let width: Int
  /// The number of rows of positions.
  public let height: Int
  /// `width * height` extremes of U, row-major: the block whose first pixel is this one.
  public let blue: [HaarBlocks.Extremes]
  /// The same with red and blue exchanged.
  public let red: [HaarBlocks.Extremes]

  /// Measures a tile of a picture.
  ///
  /// - Parameters:
  ///   - pixels: Any picture that is not gray.
  ///   - x: The first column of the tile.
  ///   - y: The first row of the tile.
  ///   - width: The number of columns of positions.
  ///   - height: The number of rows of positions.
  /// - Returns: nil when a block of the tile leaves the picture, or the picture is gray.
  public init?(_ pixels: PixelBuffer, x: Int, y: Int, width: Int, height: Int) {
    guard x >= 0, y >= 0, width > 0, height > 0, pixels.layout != .gray,
      width <= pixels.width - x - 7, height <= pixels.height - y - 7
    else { return nil }
    self.width = width
    self.height = height
    blue = Self.extremes(pixels, x: x, y: y, width: width, height: height, first: 2)
    red = Self.extremes(pixels, x: x, y: y, width: width, height: height, first: 0)
  }

  private static func extremes(
    _ pixels: PixelBuffer, x: Int, y: Int, width: Int, height: Int, first: Int
  ) -> [HaarBlocks.Extremes] {
    // U, then its sums over 2 × 2 pixels at every position.
    let (wide, tall) = (width + 8, height + 8)
    var chroma = [Int16](repeating: 128, count: wide * tall)
    let source = pixels.samples.span
    let step = pixels.channelCount
    let last = 2 &- first
    for row in 0..<(height + 7) {
      var line = chroma.mutableSpan
      var at = (y + row) * pixels.rowStride + x * step
      let to = row * wide
      for column in 0..<(width + 7) {
        let value = Int32(source[at &+ first])
        let sum =
          1868 &* value &+ 9617 &* Int32(source[at &+ 1]) &+ 4899 &* Int32(source[at &+ last])
        let luma = (sum &+ 8192) >> 14
        let result = ((value &- luma) &* 8061 &+ (128 << 14) &+ 8192) >> 14
        line[to &+ column] = Int16(truncatingIfNeeded: result)
        at &+= step
      }
    }
    let sums = squares(chroma, wide: wide, width: width + 6, height: height + 6)
    var out = [HaarBlocks.Extremes](
      repeating: HaarBlocks.Extremes(lowest: 0, highest: 0), count: width * height)
    // The extremes of four neighbours in a row (at every second pixel), and of the last three.
    var rowLow = [Int16](repeating: 0, count: wide * tall)
    var rowHigh = rowLow
    var low = rowLow.mutableSpan
    var high = rowHigh.mutableSpan
    let sum = sums.span
    for row in 0..<(height + 6) {
      for column in 0..<width {
        let at = row &* wide &+ column
        let (b, c, d) = (sum[at &+ 2], sum[at &+ 4], sum[at &+ 6])
        low[at] = min(sum[at], min(b, min(c, d)))
        high[at] = max(sum[at], max(b, max(c, d)))
      }
    }
    var target = out.mutableSpan
    for row in 0..<height {
      for column in 0..<width {
        let at = row &* wide &+ column
        let (b, c, d) = (sum[at &+ 2], sum[at &+ 4], sum[at &+ 6])
        let (second, third, fourth) = (at &+ 2 &* wide, at &+ 4 &* wide, at &+ 6 &* wide)
        target[row &* width &+ column] = HaarBlocks.Extremes(
          lowest: min(min(b, min(c, d)), min(low[second], min(low[third], low[fourth]))),
          highest: max(max(b, max(c, d)), max(high[second], max(high[third], high[fourth]))))
      }
    }
    return out
  }

  private static func squares(
    _ chroma: [Int16], wide: Int, width: Int, height: Int
  ) -> [Int16] {
    var sums = [Int16](repeating: 0, count: chroma.count)
    var out = sums.mutableSpan
    let source = chroma.span
    for row in 0..<height {
      for column in 0..<width {
        let at = row &* wide &+ column
        out[at] =
          source[at] &+ source[at &+ 1] &+ source[at &+ wide] &+ source[at &+ wide &+ 1]
      }
    }
    return sums
  }
}
