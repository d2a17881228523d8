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
  /// Of how many rows one was measured, the first of each; the blocks of the others are 512.
  public let rowInterval: Int
  /// `columns * rows` blocks of U.
  public let blue: [Extremes]
  /// `columns * rows` blocks of what U would be with red and blue exchanged.
  public let red: [Extremes]

  init(columns: Int, rows: Int, rowInterval: Int = 1, blue: [Extremes], red: [Extremes]) {
    self.columns = columns
    self.rows = rows
    self.rowInterval = rowInterval
    self.blue = blue
    self.red = red
  }

  /// Measures all whole blocks of a picture.
  ///
  /// - Parameters:
  ///   - pixels: Any picture; a gray one has U = 128 everywhere. Alpha is ignored.
  ///   - x: The column where the first block starts, at least 0.
  ///   - y: The row where the first block starts, at least 0.
  ///   - rowInterval: Of how many rows of blocks one is measured, at least 1.
  /// - Accuracy: Equal to ``measuredBySamples(_:x:y:)`` where measured.
  /// - Precondition: `x` and `y` are not negative, and `rowInterval` is positive.
  public static func measured(
    _ pixels: PixelBuffer, x: Int = 0, y: Int = 0, rowInterval: Int = 1
  ) -> HaarBlocks {
    precondition(x >= 0 && y >= 0 && rowInterval > 0)
    let columns = max(0, (pixels.width - x) / 8)
    let rows = max(0, (pixels.height - y) / 8)
    let start = Extremes(lowest: 512, highest: 512)
    var blue = [Extremes](repeating: start, count: columns * rows)
    var red = blue
    measure(
      pixels, x: x, y: y, rows: Array(stride(from: 0, to: rows, by: rowInterval)), blue: &blue,
      red: &red)
    return HaarBlocks(
      columns: columns, rows: rows, rowInterval: rowInterval, blue: blue, red: red)
  }

  /// These blocks with the rows that were left out, so that all are measured.
  ///
  /// - Parameter pixels: The picture that the blocks are of, measured from its first pixel on.
  /// - Precondition: The picture has as many blocks.
  public func completed(_ pixels: PixelBuffer) -> HaarBlocks {
    precondition(columns == pixels.width / 8 && rows == pixels.height / 8)
    var (blue, red) = (blue, red)
    let others = (0..<rows).filter { $0 % rowInterval != 0 }
    Self.measure(pixels, x: 0, y: 0, rows: others, blue: &blue, red: &red)
    return HaarBlocks(columns: columns, rows: rows, blue: blue, red: red)
  }

  private static func measure(
    _ pixels: PixelBuffer, x: Int, y: Int, rows: [Int], blue: inout [Extremes],
    red: inout [Extremes]
  ) {
    guard pixels.layout != .gray, !blue.isEmpty else { return }
    var blueOut = blue.mutableSpan
    var redOut = red.mutableSpan
    // A known step lets the compiler place all loads.
    if pixels.layout == .rgba {
      measure(pixels, FourSamples.self, x: x, y: y, rows: rows, blue: &blueOut, red: &redOut)
    } else {
      measure(pixels, ThreeSamples.self, x: x, y: y, rows: rows, blue: &blueOut, red: &redOut)
    }
  }

  private static func measure<Step: PixelStep>(
    _ pixels: PixelBuffer, _: Step.Type, x: Int, y: Int, rows: [Int],
    blue: inout MutableSpan<Extremes>, red: inout MutableSpan<Extremes>
  ) {
    let step = Step.samples
    let source = pixels.samples.span
    let stride = pixels.rowStride
    let columns = (pixels.width - x) / 8
    for row in rows {
      var at = (y + row * 8) * stride + x * step
      for index in (row &* columns)..<(row &* columns &+ columns) {
        var extremes = Running()
        var line = at
        for pair in 0..<4 {
          let (upper, lower) = (line, line &+ stride)
          let above = BlueChroma.eight(source, at: upper, step: step)
          let below = BlueChroma.eight(source, at: lower, step: step)
          extremes.take(
            above.left &+ below.left, above.right &+ below.right, isFirst: pair == 0)
          line &+= stride &* 2
        }
        (blue[index], red[index]) = extremes.found()
        at &+= 8 &* step
      }
    }
  }

  /// The number of samples of a pixel as a type, for each of which the compiler makes a loop.
  private protocol PixelStep {
    static var samples: Int { get }
  }
  private enum ThreeSamples: PixelStep { static var samples: Int { 3 } }
  private enum FourSamples: PixelStep { static var samples: Int { 4 } }

  /// The extremes of the four columns of a block, of U in the lower and of U with red and blue
  /// exchanged in the upper half of each of four numbers.
  private struct Running {
    var lowest = SIMD8<Int16>(repeating: 2048)
    var highest = SIMD8<Int16>(repeating: 0)

    /// Takes what eight pixels in a row, added to those below them, have.
    @inline(__always)
    mutating func take(_ left: SIMD4<Int32>, _ right: SIMD4<Int32>, isFirst: Bool) {
      let even = SIMD4(lowHalf: left.evenHalf, highHalf: right.evenHalf)
      let odd = SIMD4(lowHalf: left.oddHalf, highHalf: right.oddHalf)
      var sums = even &+ odd
      // The first value of a block does not count: its neighbour stands in for it.
      if isFirst { sums[0] = sums[1] }
      // The same 16 bytes; no sum is above 1020, so halves do not touch.
      let halves = unsafe unsafeBitCast(sums, to: SIMD8<Int16>.self)
      lowest = lesser(lowest, halves)
      highest = greater(highest, halves)
    }

    /// The extremes of the block.
    @inline(__always)
    func found() -> (blue: Extremes, red: Extremes) {
      let low = Self.reduced(lowest) { lesser($0, $1) }
      let high = Self.reduced(highest) { greater($0, $1) }
      return (
        Extremes(
          lowest: Int16(truncatingIfNeeded: low), highest: Int16(truncatingIfNeeded: high)),
        Extremes(
          lowest: Int16(truncatingIfNeeded: low &>> 16),
          highest: Int16(truncatingIfNeeded: high &>> 16))
      )
    }

    /// What `combine` makes of the four columns; one half of the number for each channel order.
    @inline(__always)
    private static func reduced(
      _ values: SIMD8<Int16>, _ combine: (SIMD8<Int16>, SIMD8<Int16>) -> SIMD8<Int16>
    ) -> Int32 {
      // Bit casts between vectors of 16 bytes.
      let four = unsafe unsafeBitCast(values, to: SIMD4<Int32>.self)
      let turned = SIMD4(four[2], four[3], four[0], four[1])
      let two = combine(values, unsafe unsafeBitCast(turned, to: SIMD8<Int16>.self))
      let pair = unsafe unsafeBitCast(two, to: SIMD4<Int32>.self)
      let swapped = SIMD4(pair[1], pair[0], pair[3], pair[2])
      let one = combine(two, unsafe unsafeBitCast(swapped, to: SIMD8<Int16>.self))
      return unsafe unsafeBitCast(one, to: SIMD4<Int32>.self)[0]
    }
  }
}
