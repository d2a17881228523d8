public import Pixels

/// The extremes of the low band of a Haar transform of blue chroma, for each block of 8 × 8 pixels.
///
/// U is computed as OpenCV's `COLOR_BGR2YUV` does it for 8-bit samples, and U of the picture with
/// red and blue exchanged beside it. The low band is half the sum of each 2 × 2 pixels, so a block
/// has 4 × 4 values. The first one (row 0, column 0) is left out, as the watermark decoder that
/// these numbers are for leaves it out.
///
/// All values are sums of four U, that is *twice* the low band, so they are whole numbers in
/// `0...1020`. Blocks lie row-major; pixels right of and below the last whole block are unused.
///
/// - Reference: OpenCV 4, `imgproc` colour conversions, BGR ↔ YUV: fixed-point coefficients with
///   14 bits. ITU-R BT.601 for the weights.
public struct HaarBlocks: Sendable, Hashable {
  /// The smallest and the largest value of one block.
  public struct Extremes: Sendable, Hashable {
    /// The smallest of 15 sums.
    public var lowest: Int16
    /// The largest of 15 sums.
    public var highest: Int16

    /// Creates a pair.
    public init(lowest: Int16, highest: Int16) {
      self.lowest = lowest
      self.highest = highest
    }
  }

  /// The number of blocks in a row.
  public let columns: Int
  /// The number of rows of blocks.
  public let rows: Int
  /// `columns * rows` blocks of U.
  public let blue: [Extremes]
  /// `columns * rows` blocks of what U would be with red and blue exchanged.
  public let red: [Extremes]

  init(columns: Int, rows: Int, blue: [Extremes], red: [Extremes]) {
    self.columns = columns
    self.rows = rows
    self.blue = blue
    self.red = red
  }

  /// Measures all whole blocks of a picture.
  ///
  /// - Parameters:
  ///   - pixels: Any picture; a gray one has U = 128 everywhere. Alpha is ignored.
  ///   - x: The column where the first block starts, at least 0.
  ///   - y: The row where the first block starts, at least 0.
  /// - Accuracy: Equal to ``measuredBySamples(_:x:y:)``.
  /// - Precondition: `x` and `y` are not negative.
  public static func measured(_ pixels: PixelBuffer, x: Int = 0, y: Int = 0) -> HaarBlocks {
    precondition(x >= 0 && y >= 0)
    let columns = max(0, (pixels.width - x) / 8)
    let rows = max(0, (pixels.height - y) / 8)
    let count = columns * rows
    let start = Extremes(lowest: 512, highest: 512)
    var blue = [Extremes](repeating: start, count: count)
    var red = blue
    guard pixels.layout != .gray, count > 0 else {
      return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
    }
    var blueOut = blue.mutableSpan
    var redOut = red.mutableSpan
    // A known step lets the compiler place all loads.
    if pixels.layout == .rgba {
      measure(pixels, x: x, y: y, step: 4, blue: &blueOut, red: &redOut)
    } else {
      measure(pixels, x: x, y: y, step: 3, blue: &blueOut, red: &redOut)
    }
    return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
  }

  @inline(__always)
  private static func measure(
    _ pixels: PixelBuffer, x: Int, y: Int, step: Int, blue: inout MutableSpan<Extremes>,
    red: inout MutableSpan<Extremes>
  ) {
    let source = pixels.samples.span
    let stride = pixels.rowStride
    let columns = (pixels.width - x) / 8
    // Two blocks at a time; the last pair overlaps the one before it, or is one block twice.
    let apart = columns > 1 ? 1 : 0
    for row in 0..<((pixels.height - y) / 8) {
      let line = (y + row * 8) * stride + x * step
      for pair in 0..<((columns + 1) / 2) {
        let column = min(pair &* 2, columns &- 1 &- apart)
        let at = line &+ column &* 8 &* step
        let found = Pair(
          source, at: at, second: at &+ apart &* 8 &* step, stride: stride, step: step)
        let index = row &* columns &+ column
        blue[index] = found.blue.extremes(of: 0)
        red[index] = found.red.extremes(of: 0)
        blue[index &+ apart] = found.blue.extremes(of: 4)
        red[index &+ apart] = found.red.extremes(of: 4)
      }
    }
  }

  /// The extremes of two blocks.
  private struct Pair {
    var blue = Running()
    var red = Running()

    @inline(__always)
    init(
      _ source: borrowing Span<UInt8>, at: Int, second: Int, stride: Int, step: Int
    ) {
      var (left, right) = (at, second)
      for row in 0..<4 {
        let upper = BlueChroma(source, at: left, step: step)
        let lower = BlueChroma(source, at: left &+ stride, step: step)
        let nextUpper = BlueChroma(source, at: right, step: step)
        let nextLower = BlueChroma(source, at: right &+ stride, step: step)
        blue.take(
          upper.blue &+ lower.blue, nextUpper.blue &+ nextLower.blue, isFirst: row == 0)
        red.take(upper.red &+ lower.red, nextUpper.red &+ nextLower.red, isFirst: row == 0)
        left &+= stride &* 2
        right &+= stride &* 2
      }
    }
  }

  /// The extremes of the four columns of two blocks.
  private struct Running {
    var lowest = SIMD8<Int16>(repeating: 2048)
    var highest = SIMD8<Int16>(repeating: 0)

    @inline(__always)
    mutating func take(_ one: SIMD8<Int32>, _ other: SIMD8<Int32>, isFirst: Bool) {
      var sums = SIMD8<Int16>(
        truncatingIfNeeded: SIMD8(
          lowHalf: one.evenHalf &+ one.oddHalf, highHalf: other.evenHalf &+ other.oddHalf))
      // The first value of a block does not count: its neighbour stands in for it.
      if isFirst {
        sums[0] = sums[1]
        sums[4] = sums[5]
      }
      lowest = lesser(lowest, sums)
      highest = greater(highest, sums)
    }

    /// The extremes of the block whose four columns start at `lane`.
    @inline(__always)
    func extremes(of lane: Int) -> Extremes {
      let low = lane == 0 ? lowest.lowHalf : lowest.highHalf
      let high = lane == 0 ? highest.lowHalf : highest.highHalf
      return Extremes(lowest: low.min(), highest: high.max())
    }
  }
}
