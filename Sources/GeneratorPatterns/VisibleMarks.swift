import PixelStatistics
public import Pixels

/// Finds marks that generators draw into the bottom right corner, the sparkle of Gemini and the
/// five coloured squares of DALL·E 2, and texts such as "AI generated" in any corner. All can be
/// copied, cut off or painted over by anyone.
public enum VisibleMarks {
  /// The correlation above which a sparkle counts as found.
  public static let sparkleThreshold = 0.85
  /// The largest colour difference at which the squares count as found, `0...255`.
  public static let squaresThreshold = 30.0

  /// The marks in the stored raster of a picture; mostly none.
  public static func find(in pixels: PixelBuffer) -> [VisibleMark] {
    var marks: [VisibleMark] = []
    if let mark = sparkle(in: pixels), mark.score >= sparkleThreshold { marks.append(mark) }
    if let mark = squares(in: pixels), mark.score <= squaresThreshold { marks.append(mark) }
    if let text = CornerTexts.find(in: pixels) {
      marks.append(VisibleMark(id: "ai-text", text: text.text, score: text.score, box: text.box))
    }
    return marks
  }

  // MARK: Sparkle

  private static let lengths = [
    20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 66, 72, 78, 84, 90, 96, 102, 110,
  ]

  /// The shape of a sparkle of one length, on a square canvas.
  struct Sparkle: Sendable {
    var length: Int
    var side: Int
    /// Its opacity, `0...1`.
    var mask: [Float]
    /// The mask minus its mean.
    var centered: [Float]
    /// The sum of squares of `centered`.
    var energy: Double

    init(length: Int) {
      self.length = length
      side = Int((1.24 * Double(length)).rounded())
      let radius = 0.52 * Double(length)
      var plane = Plane(width: side, height: side)
      // |x|^(2/3) + |y|^(2/3) <= r^(2/3) by cubing: with a = x², b = y², c = r² this is
      // a + b <= c or less; (c - a - b)³ >= 27abc is the same without roots.
      for index in plane.values.indices {
        var inside = 0
        for sample in 0..<16 {
          let x = Double(index % side) + (Double(sample % 4) + 0.5) / 4 - Double(side) / 2
          let y = Double(index / side) + (Double(sample / 4) + 0.5) / 4 - Double(side) / 2
          let (a, b, c) = (x * x, y * y, radius * radius)
          let rest = c - a - b
          if rest >= 0, rest * rest * rest >= 27 * a * b * c { inside += 1 }
        }
        plane.values[index] = Float(inside) / 16
      }
      mask = GaussianFilter(sigma: 0.6, radius: 2).filtered(plane).values
      let mean = mask.reduce(0, +) / Float(mask.count)
      centered = mask.map { $0 - mean }
      energy = centered.reduce(0) { $0 + Double($1 * $1) }
    }
  }

  private static let sparkles = lengths.map { Sparkle(length: $0) }

  /// The best sparkle near the place where Gemini draws it; nil when none has enough contrast.
  static func sparkle(in pixels: PixelBuffer) -> VisibleMark? {
    let reach = min(216, pixels.width, pixels.height)
    let (left, top) = (pixels.width - reach, pixels.height - reach)
    guard let corner = pixels.cropped(x: left, y: top, width: reach, height: reach)?.luma() else {
      return nil
    }
    var best: VisibleMark?
    for sparkle in sparkles {
      let distance = Double(sparkle.length) * 7 / 6
      let start = Int((Double(reach) - distance - Double(sparkle.side) / 2).rounded())
      let tolerance = Int(max(2, 0.06 * Double(sparkle.length)))
      let range = max(0, start - tolerance)...max(0, start + tolerance)
      guard start >= 0 else { continue }
      for y in range where y + sparkle.side <= reach {
        for x in range where x + sparkle.side <= reach {
          let score = correlation(corner, sparkle, x: x, y: y)
          // Far below the threshold the contrast is not worth its time.
          if score > best?.score ?? 0.5, contrast(corner, sparkle, x: x, y: y) > 4 {
            best = VisibleMark(
              id: "gemini-sparkle", generator: "Gemini", score: score,
              box: .init(x: left + x, y: top + y, width: sparkle.side, height: sparkle.side))
          }
        }
      }
    }
    return best
  }

  private static func correlation(
    _ corner: Plane, _ sparkle: Sparkle, x: Int, y: Int
  ) -> Double {
    let source = corner.values.span
    let shape = sparkle.centered.span
    let side = sparkle.side
    precondition(x >= 0 && y >= 0 && x + side <= corner.width)
    precondition((y + side) * corner.width <= source.count && shape.count == side * side)
    var (cross, total, squares) = (0.0, 0.0, 0.0)
    for row in 0..<side {
      let from = (y &+ row) &* corner.width &+ x
      let at = row &* side
      // Single precision is enough for one row.
      var (a, b, c) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
      var column = 0
      while column &+ 8 <= side {
        let value = source.lanes(from &+ column) - 128
        a += value * shape.lanes(at &+ column)
        b += value
        c += value * value
        column &+= 8
      }
      while column < side {
        let value = source[from &+ column] - 128
        a[0] += value * shape[at &+ column]
        b[0] += value
        c[0] += value * value
        column &+= 1
      }
      cross += Double(a.sum())
      total += Double(b.sum())
      squares += Double(c.sum())
    }
    let count = Double(side * side)
    let variance = squares - total * total / count
    guard variance > 1e-3 * count else { return 0 }
    return cross / (variance * sparkle.energy).squareRoot()
  }

  /// The mean inside the sparkle minus the mean outside, in gray levels.
  private static func contrast(_ corner: Plane, _ sparkle: Sparkle, x: Int, y: Int) -> Double {
    var (core, outside) = (0.0, 0.0)
    var (coreCount, outsideCount) = (0.0, 0.0)
    for (index, mask) in sparkle.mask.enumerated() {
      let value = Double(corner[x + index % sparkle.side, y + index / sparkle.side])
      if mask > 0.9 {
        core += value
        coreCount += 1
      } else if mask < 0.02 {
        outside += value
        outsideCount += 1
      }
    }
    guard coreCount > 0, outsideCount > 0 else { return 0 }
    return core / coreCount - outside / outsideCount
  }

  // MARK: Squares

  private static let colors: [SIMD3<Double>] = [
    SIMD3(255, 255, 102), SIMD3(65, 255, 255), SIMD3(81, 218, 76), SIMD3(255, 110, 61),
    SIMD3(60, 70, 255),
  ]

  /// How well the corner fits the five squares; nil for gray and for too small pictures.
  static func squares(in pixels: PixelBuffer) -> VisibleMark? {
    let side = Double(pixels.width) / 64
    guard pixels.layout != .gray, side >= 3, Double(pixels.height) >= side else { return nil }
    var error = 0.0
    for (index, color) in colors.enumerated() {
      let left = Double(pixels.width) - Double(5 - index) * side
      let top = Double(pixels.height) - side
      var sum = SIMD3<Double>()
      var count = 0.0
      for y in Int((top + 0.2 * side).rounded())..<Int((top + 0.8 * side).rounded()) {
        for x in Int((left + 0.2 * side).rounded())..<Int((left + 0.8 * side).rounded()) {
          for channel in 0..<3 {
            sum[channel] += Double(pixels.sample(x: x, y: y, channel: channel) ?? 0)
          }
          count += 1
        }
      }
      let difference = sum / max(count, 1) - color
      error = max(error, abs(difference.x), abs(difference.y), abs(difference.z))
    }
    let (width, height) = (Int((5 * side).rounded()), Int(side.rounded()))
    return VisibleMark(
      id: "dalle2-squares", generator: "DALL·E 2", score: error,
      box: .init(
        x: pixels.width - width, y: pixels.height - height, width: width, height: height))
  }
}
