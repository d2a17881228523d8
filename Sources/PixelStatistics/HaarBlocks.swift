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
  /// - Accuracy: Equal to ``measuredBySamples(_:x:y:)``: every intermediate value is a multiple
  ///   of 2⁻¹⁵ below 2⁸, which single precision holds exactly.
  public static func measured(_ pixels: PixelBuffer, x: Int = 0, y: Int = 0) -> HaarBlocks {
    let columns = max(0, (pixels.width - x) / 8)
    let rows = max(0, (pixels.height - y) / 8)
    let count = columns * rows
    let start = Extremes(lowest: 512, highest: 512)
    var blue = [Extremes](repeating: start, count: count)
    var red = blue
    guard pixels.layout != .gray, count > 0 else {
      return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
    }
    let source = pixels.samples.span
    var blueOut = blue.mutableSpan
    var redOut = red.mutableSpan
    let step = pixels.channelCount
    var index = 0
    for row in 0..<rows {
      for column in 0..<columns {
        let at = (y + row * 8) * pixels.rowStride + (x + column * 8) * step
        let pair = block(source, at: at, stride: pixels.rowStride, step: step)
        blueOut[index] = pair.blue
        redOut[index] = pair.red
        index &+= 1
      }
    }
    return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
  }

  @inline(__always)
  private static func block(
    _ source: borrowing Span<UInt8>, at start: Int, stride: Int, step: Int
  ) -> (blue: Extremes, red: Extremes) {
    var blue = Running()
    var red = Running()
    var at = start
    for row in 0..<4 {
      let upper = chroma(source, at: at, step: step)
      let lower = chroma(source, at: at &+ stride, step: step)
      at &+= stride &* 2
      blue.take(upper.blue + lower.blue, isFirst: row == 0)
      red.take(upper.red + lower.red, isFirst: row == 0)
    }
    return (blue.extremes, red.extremes)
  }

  /// U of eight pixels in a row, in both channel orders.
  @inline(__always)
  private static func chroma(
    _ source: borrowing Span<UInt8>, at: Int, step: Int
  ) -> (blue: SIMD8<Float>, red: SIMD8<Float>) {
    let red = lanes(source, at: at, step: step)
    let green = lanes(source, at: at &+ 1, step: step)
    let blue = lanes(source, at: at &+ 2, step: step)
    let middle = green * (9617 * Self.unit)
    return (chroma(blue, red, middle), chroma(red, blue, middle))
  }

  private static var unit: Float { 1 / 16384 }
  /// Adding and subtracting this rounds to the nearest whole number.
  private static var magic: Float { 12_582_912 }
  /// Half of the smallest step: turns "round half to even" into "round half up".
  private static var nudge: Float { 1 / 32768 }

  @inline(__always)
  private static func chroma(
    _ first: SIMD8<Float>, _ last: SIMD8<Float>, _ middle: SIMD8<Float>
  ) -> SIMD8<Float> {
    let sum = first * (1868 * unit) + middle + last * (4899 * unit)
    let luma = (sum + nudge + magic) - magic
    return ((first - luma) * (8061 * unit) + (128 + nudge) + magic) - magic
  }

  @inline(__always)
  private static func lanes(
    _ source: borrowing Span<UInt8>, at: Int, step: Int
  ) -> SIMD8<Float> {
    let whole = SIMD8<Int32>(
      Int32(source[at]), Int32(source[at &+ step]), Int32(source[at &+ step &* 2]),
      Int32(source[at &+ step &* 3]), Int32(source[at &+ step &* 4]),
      Int32(source[at &+ step &* 5]), Int32(source[at &+ step &* 6]),
      Int32(source[at &+ step &* 7]))
    return SIMD8<Float>(whole)
  }

  /// The extremes of the four columns of a block.
  private struct Running {
    var lowest = SIMD4<Float>(repeating: 2048)
    var highest = SIMD4<Float>(repeating: 0)

    @inline(__always)
    mutating func take(_ twoRows: SIMD8<Float>, isFirst: Bool) {
      var sums = twoRows.evenHalf + twoRows.oddHalf
      // The first value of a block does not count: its neighbour stands in for it.
      if isFirst { sums[0] = sums[1] }
      lowest.replace(with: sums, where: sums .< lowest)
      highest.replace(with: sums, where: sums .> highest)
    }

    @inline(__always)
    var extremes: Extremes {
      Extremes(lowest: Int16(lowest.min()), highest: Int16(highest.max()))
    }
  }
}
