import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the centres of the eyes of a face.
///
/// The face is resized so that its box has 128 pixels a side. A centre is where most gradients lie
/// on rays that come from it: with unit gradients `g` at `x`, unit displacements `d` from a candidate
/// `c` to `x`, and the darkness of `c`, the objective is the darkness times the mean of
/// `max(0, d · g)²`. It is multiplied by how likely an eye lies there in a box of this view, and the
/// two eyes are chosen together: their line must be as tilted and as long as the view lets expect.
///
/// - Reference: F. Timm and E. Barth, "Accurate Eye Centre Localisation by Means of Gradients",
///   VISAPP 2011, equations 2 to 4. Here only gradients away from the centre count (the iris is
///   darker than its surroundings), and the weight is as told above.
enum EyeFinder {
  /// The side of the resized face, in pixels.
  static let side = 128

  /// Where the eyes lie in a box, in parts of its side.
  struct Prior {
    var left: SIMD2<Double>
    var right: SIMD2<Double>
  }

  /// The eyes of a face; nil when the face has no structure where they should be.
  ///
  /// - Parameters:
  ///   - gray: One channel.
  ///   - face: The box of the face, in pixels of `gray`; it may reach beyond.
  static func eyes(in gray: PixelBuffer, face: FaceBox, view: FaceView) -> FaceEyes? {
    guard let patch = patch(of: gray, face: face) else { return nil }
    let prior = EyeFinder.prior(view)
    let smooth = GaussianFilter(sigma: 1, radius: 3).filtered(patch)
    let left = candidates(in: smooth, around: prior.left)
    let right = candidates(in: smooth, around: prior.right)
    let expected = (prior.right - prior.left) * Double(side)
    var best: (score: Double, left: SIMD2<Double>, right: SIMD2<Double>)?
    for a in left {
      for b in right {
        let difference = b.place - a.place - expected
        let along = difference.x / (distanceDeviation * Double(side))
        let across = difference.y / (tiltDeviation * Double(side))
        let score = a.logScore + b.logScore - 0.5 * (along * along + across * across)
        if score > best?.score ?? -.infinity { best = (score, a.place, b.place) }
      }
    }
    guard let best else { return nil }
    // Sample i covers i...(i + 1), so its centre is at i + 0.5.
    let (scaleX, scaleY) = (face.width / Double(side), face.height / Double(side))
    func point(_ place: SIMD2<Double>) -> FacePoint {
      FacePoint(x: face.x + (place.x + 0.5) * scaleX, y: face.y + (place.y + 0.5) * scaleY)
    }
    return FaceEyes(left: point(best.left), right: point(best.right))
  }

  /// The face at 128 × 128 pixels; beyond the picture its border is repeated. Nil when nothing of
  /// the box lies in the picture, or the box is too large or too small.
  static func patch(of gray: PixelBuffer, face: FaceBox) -> Plane? {
    let (x, y) = (Int(face.x.rounded()), Int(face.y.rounded()))
    let (width, height) = (Int(face.width.rounded()), Int(face.height.rounded()))
    guard width >= 16, height >= 16, width <= 8_192, height <= 8_192, x < gray.width,
      y < gray.height, x + width > 0, y + height > 0
    else { return nil }
    var plane = Plane(width: width, height: height)
    let source = gray.samples.span
    var out = plane.values.mutableSpan
    for row in 0..<height {
      let base = min(max(y + row, 0), gray.height - 1) * gray.width
      for column in 0..<width {
        out[row &* width &+ column] = Float(source[base + min(max(x + column, 0), gray.width - 1)])
      }
    }
    return LanczosResampler.resized(plane, width: side, height: side)
  }

  /// A place where an eye can be, in samples of the resized face.
  struct Candidate {
    var place: SIMD2<Double>
    /// The logarithm of its score, 0 for the best.
    var logScore: Double
  }

  /// The gradients of a region that are strong enough to count.
  struct Gradients {
    /// Positions and unit gradients, filled up with zero gradients to whole vectors.
    var x: [Float] = []
    var y: [Float] = []
    var unitX: [Float] = []
    var unitY: [Float] = []
    /// How many there are, without the filling.
    var count = 0
  }

  /// The best few places around where an eye is expected.
  static func candidates(in smooth: Plane, around expected: SIMD2<Double>) -> [Candidate] {
    let center = expected * Double(side)
    let columns = window(center.x, reach: 0.19)
    let rows = window(center.y, reach: 0.15)
    let gradients = gradients(of: smooth, columns: columns, rows: rows)
    guard gradients.count >= 8 else { return [] }
    var (darkest, brightest) = (Float.infinity, -Float.infinity)
    for y in rows {
      for x in columns {
        darkest = min(darkest, smooth[x, y])
        brightest = max(brightest, smooth[x, y])
      }
    }
    let xs = window(center.x, reach: searchReach)
    let ys = window(center.y, reach: searchReach)
    var scores = [Float](repeating: 0, count: xs.count * ys.count)
    let deviation = placeDeviation * Double(side)
    for (row, y) in ys.enumerated() {
      for (column, x) in xs.enumerated() {
        let darkness = max(0, (brightest - smooth[x, y]) / (brightest - darkest + 1))
        let (offX, offY) = (
          (Double(x) - center.x) / deviation, (Double(y) - center.y) / deviation
        )
        let likely = Float(exp(-0.5 * (offX * offX + offY * offY)))
        scores[row * xs.count + column] =
          objective(gradients, x: Float(x), y: Float(y)) * darkness * likely
      }
    }
    return peaks(of: scores, width: xs.count, height: ys.count).map { peak in
      Candidate(
        place: peak.place + SIMD2(Double(xs.lowerBound), Double(ys.lowerBound)),
        logScore: peak.logScore)
    }
  }

  private static func window(_ center: Double, reach: Double) -> Range<Int> {
    let reach = reach * Double(side)
    return max(1, Int(center - reach))..<min(side - 1, Int(center + reach) + 1)
  }

  private static func gradients(
    of plane: Plane, columns: Range<Int>, rows: Range<Int>
  ) -> Gradients {
    var all: [(x: Int, y: Int, dx: Float, dy: Float, size: Float)] = []
    all.reserveCapacity(columns.count * rows.count)
    var (sum, squares): (Float, Float) = (0, 0)
    for y in rows {
      for x in columns {
        let dx = (plane[x + 1, y] - plane[x - 1, y]) / 2
        let dy = (plane[x, y + 1] - plane[x, y - 1]) / 2
        let size = (dx * dx + dy * dy).squareRoot()
        sum += size
        squares += size * size
        all.append((x, y, dx, dy, size))
      }
    }
    let count = Float(max(all.count, 1))
    let mean = sum / count
    let threshold = max(mean + 0.5 * max(0, squares / count - mean * mean).squareRoot(), 0.25)
    var result = Gradients()
    for gradient in all where gradient.size > threshold {
      result.x.append(Float(gradient.x))
      result.y.append(Float(gradient.y))
      result.unitX.append(gradient.dx / gradient.size)
      result.unitY.append(gradient.dy / gradient.size)
    }
    result.count = result.x.count
    while result.x.count % 8 != 0 {
      result.x.append(-1)
      result.y.append(-1)
      result.unitX.append(0)
      result.unitY.append(0)
    }
    return result
  }

  /// The mean of `max(0, d · g)²` over the gradients, for a centre at a position.
  ///
  /// - Accuracy: Within 1e-5 of ``referenceObjective(_:x:y:)``.
  static func objective(_ gradients: Gradients, x: Float, y: Float) -> Float {
    let (px, py) = (gradients.x.span, gradients.y.span)
    let (gx, gy) = (gradients.unitX.span, gradients.unitY.span)
    var sum = SIMD8<Float>()
    var index = 0
    while index &+ 8 <= px.count {
      let dx = px.lanes(at: index) - x
      let dy = py.lanes(at: index) - y
      let dot = dx * gx.lanes(at: index) + dy * gy.lanes(at: index)
      let ahead = dot.replacing(with: 0, where: dot .< 0)
      // At the centre itself the displacement is 0, and so is the dot product.
      let square = dx * dx + dy * dy + 1e-6
      sum += ahead * ahead / square
      index &+= 8
    }
    return sum.sum() / Float(max(gradients.count, 1))
  }

  /// What ``objective(_:x:y:)`` computes, gradient by gradient in double precision.
  static func referenceObjective(_ gradients: Gradients, x: Double, y: Double) -> Double {
    var sum = 0.0
    for index in 0..<gradients.count {
      let (dx, dy) = (Double(gradients.x[index]) - x, Double(gradients.y[index]) - y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      let dot =
        dx / length * Double(gradients.unitX[index])
        + dy / length * Double(gradients.unitY[index])
      sum += max(0, dot) * max(0, dot)
    }
    return sum / Double(max(gradients.count, 1))
  }

  /// The highest few places, at least 5 samples apart, between samples by a parabola.
  private static func peaks(
    of scores: [Float], width: Int, height: Int
  ) -> [(place: SIMD2<Double>, logScore: Double)] {
    var rest = scores
    var peaks: [(place: SIMD2<Double>, logScore: Double)] = []
    var highest: Float = 0
    for _ in 0..<4 {
      guard let (index, value) = rest.enumerated().max(by: { $0.element < $1.element }),
        value > 0
      else { break }
      if peaks.isEmpty { highest = value }
      let (x, y) = (index % width, index / width)
      let offX =
        x > 0 && x + 1 < width
        ? vertex(scores[index - 1], scores[index], scores[index + 1]) : 0
      let offY =
        y > 0 && y + 1 < height
        ? vertex(scores[index - width], scores[index], scores[index + width]) : 0
      peaks.append(
        (SIMD2(Double(x) + offX, Double(y) + offY), log(Double(value / highest))))
      for row in max(0, y - 4)..<min(height, y + 5) {
        for column in max(0, x - 4)..<min(width, x + 5) { rest[row * width + column] = 0 }
      }
    }
    return peaks
  }

  /// Where a parabola through three neighbours has its vertex, within half a sample.
  private static func vertex(_ before: Float, _ at: Float, _ after: Float) -> Double {
    let bend = before - 2 * at + after
    guard bend < 0 else { return 0 }
    return min(max(Double((before - after) / (2 * bend)), -0.5), 0.5)
  }
}
