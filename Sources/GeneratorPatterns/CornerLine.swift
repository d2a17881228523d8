/// A line of text cut out of a strip and scaled so that its capitals are as high as those of
/// ``CornerGlyph``.
struct CornerLine: Sendable {
  /// How the line lies in the strip.
  struct Frame: Sendable {
    /// Where column 0 lies.
    var x: Double
    /// The row where capitals start.
    var top: Double
    /// The width of a column of the line, in pixels of the strip.
    var columnWidth: Double
    /// The height of a row.
    var rowHeight: Double
  }

  let columns: Int
  /// The levels, column by column, eight of the ``CornerGlyph/rows`` rows at a time.
  private let levels: [SIMD8<Float>]
  /// The sums of the levels and of their squares in the columns before each column.
  private let sums: [SIMD2<Double>]

  /// Cuts out a line. Outside of the strip its border goes on.
  init(_ plane: CornerPlane, frame: Frame, columns: Int) {
    self.columns = columns
    let rows = CornerGlyph.rows
    var levels = [SIMD8<Float>](repeating: .zero, count: columns * CornerGlyph.vectors)
    var out = levels.mutableSpan
    var sums: [SIMD2<Double>] = [.zero]
    sums.reserveCapacity(columns + 1)
    let source = plane.levels.span
    // Two by two samples of each cell.
    let x = (0..<(2 * columns)).map { part in
      Place(
        frame.x + (Double(part) + 0.5) / 2 * frame.columnWidth, count: plane.width, step: 1)
    }
    let y = (0..<(2 * rows)).map { part in
      let row = (Double(part) + 0.5) / 2 - Double(CornerGlyph.above)
      return Place(frame.top + row * frame.rowHeight, count: plane.height, step: plane.width)
    }
    for column in 0..<columns {
      let (left, right) = (x[2 * column], x[2 * column + 1])
      func sample(_ row: Int) -> Float {
        func mixed(_ place: Place, _ line: Int) -> Float {
          let first = Float(source[line &+ place.first])
          return first + (Float(source[line &+ place.second]) - first) * place.weight
        }
        let upper = mixed(left, y[row].first) + mixed(right, y[row].first)
        let lower = mixed(left, y[row].second) + mixed(right, y[row].second)
        return upper + (lower - upper) * y[row].weight
      }
      var total = SIMD2<Float>.zero
      for vector in 0..<CornerGlyph.vectors {
        var lanes = SIMD8<Float>.zero
        for lane in 0..<8 {
          let row = 2 &* (vector &* 8 &+ lane)
          lanes[lane] = (sample(row) + sample(row &+ 1)) / 4
        }
        out[column &* CornerGlyph.vectors &+ vector] = lanes
        total += SIMD2(lanes.sum(), (lanes * lanes).sum())
      }
      sums.append(sums[column] + SIMD2(Double(total.x), Double(total.y)))
    }
    self.levels = levels
    self.sums = sums
  }

  /// Between which two pixels of a row or column a sample lies.
  private struct Place {
    var first: Int
    var second: Int
    /// The share of the second one.
    var weight: Float

    /// - Parameters:
    ///   - position: In pixels from the border of the strip.
    ///   - count: The number of pixels.
    ///   - step: How far pixels lie apart in memory.
    init(_ position: Double, count: Int, step: Int) {
      let last = Double(count - 1)
      let inside = min(max(position - 0.5, 0), last)
      let lower = Int(inside)
      first = lower * step
      second = min(lower + 1, count - 1) * step
      weight = Float(inside - Double(lower))
    }
  }

  /// How well a letter fits.
  struct Fit: Sendable {
    /// The correlation, `-1...1`.
    var score: Double
    /// The first column of its ink.
    var first: Int
    /// The last column of its ink.
    var last: Int
  }

  /// The correlation of a letter whose first column, an empty one, lies at `column`; 0 where the
  /// line has less contrast than `leastDeviation`, in levels.
  func correlation(_ glyph: CornerGlyph, at column: Int, leastDeviation: Double) -> Double {
    guard column >= 0, column + glyph.width <= columns else { return 0 }
    let count = Double(glyph.width * CornerGlyph.rows)
    let total = sums[column + glyph.width] - sums[column]
    let square = total.y - total.x * total.x / count
    guard square > count * leastDeviation * leastDeviation else { return 0 }
    let line = levels.span
    let ink = glyph.ink.span
    var product = SIMD8<Float>.zero
    let from = column &* CornerGlyph.vectors
    for at in 0..<ink.count { product += line[from &+ at] * ink[at] }
    return Double(product.sum()) / square.squareRoot()
  }

  /// The best fit of a letter in any font whose ink starts in one of the columns `range`.
  func best(_ glyphs: [CornerGlyph], startingIn range: ClosedRange<Int>, leastDeviation: Double)
    -> Fit?
  {
    var best: Fit?
    for glyph in glyphs {
      for start in range {
        let score = correlation(glyph, at: start - 1, leastDeviation: leastDeviation)
        if score > best?.score ?? 0 {
          best = Fit(score: score, first: start, last: start + glyph.width - 3)
        }
      }
    }
    return best
  }

  /// The best fit of a letter in any font whose ink ends in one of the columns `range`.
  func best(_ glyphs: [CornerGlyph], endingIn range: ClosedRange<Int>, leastDeviation: Double)
    -> Fit?
  {
    var best: Fit?
    for glyph in glyphs {
      for end in range {
        let start = end - glyph.width + 3
        let score = correlation(glyph, at: start - 1, leastDeviation: leastDeviation)
        if score > best?.score ?? 0 { best = Fit(score: score, first: start, last: end) }
      }
    }
    return best
  }
}
