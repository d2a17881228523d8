public import Pixels

/// The extremes that ``HaarBlocks`` has for each block, for a block at *every* pixel of a tile.
///
/// This is what a search for the position of a block grid needs: 64 grids at once.
public struct HaarSurface: Sendable {
  /// The extremes at every position.
  public struct Extremes: Sendable {
    /// The smallest of 15 sums at each position, as in ``HaarBlocks/Extremes``, for eight
    /// positions of a row at a time; rows lie ``HaarSurface/vectorsPerRow`` apart.
    public let lowest: [SIMD8<Int16>]
    /// The largest of 15 sums at each position.
    public let highest: [SIMD8<Int16>]
  }

  /// The number of positions in a row.
  public let width: Int
  /// The number of rows of positions.
  public let height: Int
  /// The number of vectors in a row. Lanes to the right of `width` are of no meaning.
  public let vectorsPerRow: Int
  /// The extremes of U, row-major: of the block whose first pixel is this one.
  public let blue: Extremes
  /// The same with red and blue exchanged.
  public let red: Extremes

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
    vectorsPerRow = (width + 7) / 8
    let stride = vectorsPerRow * 8
    // Room for vectors that start in a row and end behind it.
    let wide = stride + 16
    let planes = Self.chroma(pixels, x: x, y: y, width: width + 7, height: height + 7, wide: wide)
    blue = Self.extremes(planes.blue, wide: wide, stride: stride, height: height)
    red = Self.extremes(planes.red, wide: wide, stride: stride, height: height)
  }

  /// U in both channel orders, in rows of `wide` values.
  private static func chroma(
    _ pixels: PixelBuffer, x: Int, y: Int, width: Int, height: Int, wide: Int
  ) -> (blue: [Int16], red: [Int16]) {
    var blue = [Int16](repeating: 128, count: wide * (height + 1))
    var red = blue
    var blueOut = blue.mutableSpan
    var redOut = red.mutableSpan
    let source = pixels.samples.span
    let step = pixels.channelCount
    for row in 0..<height {
      let line = (y + row) * pixels.rowStride + x * step
      for start in Swift.stride(from: 0, to: width, by: 8) {
        // The last eight overlap those before them.
        let column = min(start, width &- 8)
        let eight = BlueChroma(source, at: line &+ column &* step, step: step)
        blueOut.setEight(SIMD8<Int16>(truncatingIfNeeded: eight.blue), at: row &* wide &+ column)
        redOut.setEight(SIMD8<Int16>(truncatingIfNeeded: eight.red), at: row &* wide &+ column)
      }
    }
    return (blue, red)
  }

  private static func extremes(
    _ chroma: [Int16], wide: Int, stride: Int, height: Int
  ) -> Extremes {
    let sums = squares(chroma, wide: wide, stride: stride, height: height + 6)
    let sum = sums.span
    // The extremes of four neighbours in a row (at every second pixel).
    var rowLow = [Int16](repeating: 0, count: stride * (height + 6))
    var rowHigh = rowLow
    var lowOut = rowLow.mutableSpan
    var highOut = rowHigh.mutableSpan
    for row in 0..<(height + 6) {
      for column in Swift.stride(from: 0, to: stride, by: 8) {
        let at = row &* wide &+ column
        let (a, b) = (sum.eight(at: at), sum.eight(at: at &+ 2))
        let (c, d) = (sum.eight(at: at &+ 4), sum.eight(at: at &+ 6))
        lowOut.setEight(lesser(lesser(a, b), lesser(c, d)), at: row &* stride &+ column)
        highOut.setEight(greater(greater(a, b), greater(c, d)), at: row &* stride &+ column)
      }
    }
    // Four rows of these, less the first value of the first row.
    var lowest = [SIMD8<Int16>](repeating: .zero, count: stride / 8 * height)
    var highest = lowest
    var lowestOut = lowest.mutableSpan
    var highestOut = highest.mutableSpan
    let (low, high) = (rowLow.span, rowHigh.span)
    for row in 0..<height {
      for column in Swift.stride(from: 0, to: stride, by: 8) {
        let from = row &* wide &+ column
        let (b, c, d) = (
          sum.eight(at: from &+ 2), sum.eight(at: from &+ 4), sum.eight(at: from &+ 6)
        )
        let at = row &* stride &+ column
        let (second, third, fourth) = (
          at &+ 2 &* stride, at &+ 4 &* stride, at &+ 6 &* stride
        )
        lowestOut[at / 8] = lesser(
          lesser(lesser(b, c), lesser(d, low.eight(at: second))),
          lesser(low.eight(at: third), low.eight(at: fourth)))
        highestOut[at / 8] = greater(
          greater(greater(b, c), greater(d, high.eight(at: second))),
          greater(high.eight(at: third), high.eight(at: fourth)))
      }
    }
    return Extremes(lowest: lowest, highest: highest)
  }

  /// The sums over 2 × 2 pixels at every position, in rows of `wide` values.
  private static func squares(
    _ chroma: [Int16], wide: Int, stride: Int, height: Int
  ) -> [Int16] {
    var sums = [Int16](repeating: 0, count: wide * height)
    var out = sums.mutableSpan
    let source = chroma.span
    for row in 0..<height {
      for column in Swift.stride(from: 0, to: stride &+ 8, by: 8) {
        let at = row &* wide &+ column
        let upper = source.eight(at: at) &+ source.eight(at: at &+ 1)
        let lower = source.eight(at: at &+ wide) &+ source.eight(at: at &+ wide &+ 1)
        out.setEight(upper &+ lower, at: at)
      }
    }
    return sums
  }
}
