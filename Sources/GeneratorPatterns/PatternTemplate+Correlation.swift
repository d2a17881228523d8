import PixelStatistics
import Pixels

/// The best place of a picture in the larger one that a template is for.
struct CropScore {
  /// The correlation there, in standard deviations over all shifts.
  var score: Double
  /// Whether the mirrored picture agrees better.
  var isMirrored: Bool
  /// The column and row of the larger picture where the part that this one shows begins.
  var origin: SIMD2<Int>
  /// The number of places looked at, mirrored ones too.
  var comparisonCount: Int
}

extension HalfSpectrum {
  /// Divides every bin by its modulus, plus 10⁻⁶.
  mutating func reduceToPhases() {
    let count = real.count
    // Taken out and put back, so that they are changed in place.
    var (xs, ys) = (real, imaginary)
    (real, imaginary) = ([], [])
    defer { (real, imaginary) = (xs, ys) }
    var x = xs.mutableSpan
    var y = ys.mutableSpan
    precondition(x.count == y.count && count % 8 == 0)
    var at = 0
    while at < count {
      let (a, b) = (x.span.lanes(at), y.span.lanes(at))
      let factor = SIMD8<Float>(repeating: 1) / ((a * a + b * b).squareRoot() + 1e-6)
      x.setLanes(a * factor, at)
      y.setLanes(b * factor, at)
      at &+= 8
    }
  }

  /// The spectrum of the mirrored picture.
  func mirrored(turns: (real: [Float], imaginary: [Float])) -> HalfSpectrum {
    var (resultReal, resultImaginary) = (real, imaginary)
    let (xs, ys) = (real.span, imaginary.span)
    let (cosines, sines) = (turns.real.span, turns.imaginary.span)
    precondition(cosines.count == stride && sines.count == stride)
    var outReal = resultReal.mutableSpan
    var outImaginary = resultImaginary.mutableSpan
    for row in 0..<height {
      let from = (row == 0 ? 0 : height &- row) &* stride
      var column = 0
      while column < stride {
        let (c, d) = (xs.lanes(from &+ column), ys.lanes(from &+ column))
        let (x, y) = (cosines.lanes(column), sines.lanes(column))
        outReal.setLanes(c * x + d * y, row &* stride &+ column)
        outImaginary.setLanes(c * y - d * x, row &* stride &+ column)
        column &+= 8
      }
    }
    var result = self
    (result.real, result.imaginary) = (resultReal, resultImaginary)
    return result
  }
}

extension PatternTemplate {
  /// The inverse transform of `conj(T) X`, and its standard deviation; nil when it is flat.
  ///
  /// - Parameter spectrum: Phases or the whitened spectrum of a picture.
  func correlation(with spectrum: HalfSpectrum) -> (surface: Plane, deviation: Double)? {
    guard spectrum.height == height, spectrum.stride == stride,
      let transform = RealFourierTransform(width: width, height: height)
    else { return nil }
    var product = spectrum
    var (xs, ys) = (product.real, product.imaginary)
    (product.real, product.imaginary) = ([], [])
    var (ts, us) = ([Float](repeating: 0, count: stride), [Float](repeating: 0, count: stride))
    for row in 0..<height {
      values.write(row: row, real: &ts, imaginary: &us)
      let (t, u) = (ts.span, us.span)
      var x = xs.mutableSpan
      var y = ys.mutableSpan
      precondition(t.count == stride && u.count == stride && (row + 1) * stride <= x.count)
      precondition(x.count == y.count)
      var column = 0
      while column < stride {
        let at = row &* stride &+ column
        let (a, b) = (x.span.lanes(at), y.span.lanes(at))
        let (c, d) = (t.lanes(column), u.lanes(column))
        x.setLanes(c * a + d * b, at)
        y.setLanes(c * b - d * a, at)
        column &+= 8
      }
    }
    (product.real, product.imaginary) = (xs, ys)
    (xs, ys) = ([], [])
    let surface = transform.inverse(product)
    let deviation = Moments(of: surface).variance.squareRoot()
    return deviation > 0 ? (surface, deviation) : nil
  }

  /// Looks for the place of a picture cut out at native size.
  ///
  /// - Parameter residual: The normalized residual of the picture, not larger than the template.
  func cropScore(_ residual: Plane) -> CropScore? {
    let room = SIMD2(width - residual.width, height - residual.height)
    guard let spectrum = phases(ofPart: residual) else { return nil }
    var best = CropScore(
      score: -.infinity, isMirrored: false, origin: SIMD2(),
      comparisonCount: 2 * (room.x + 1) * (room.y + 1))
    for isMirrored in [false, true] {
      let view = isMirrored ? spectrum.mirrored(turns: turns) : spectrum
      guard let (surface, deviation) = correlation(with: view) else { return nil }
      // A picture that begins at `origin` peaks at the shift `-origin`. The mirrored canvas has its
      // empty margin on the left.
      for y in 0...room.y {
        for x in 0...room.x {
          let column = isMirrored ? x - room.x : x
          let value = surface[(width - column) % width, (height - y) % height]
          let score = Double(value) / deviation
          if score > best.score {
            best.score = score
            best.isMirrored = isMirrored
            best.origin = SIMD2(x, y)
          }
        }
      }
    }
    return best
  }

  /// The phases of a residual that covers the left upper part of an empty canvas of the template's
  /// size; nil when it is larger.
  func phases(ofPart residual: Plane) -> HalfSpectrum? {
    guard residual.width <= width, residual.height <= height,
      let transform = RealFourierTransform(width: width, height: height)
    else { return nil }
    var canvas = Plane(width: width, height: height)
    do {
      let source = residual.values.span
      var target = canvas.values.mutableSpan
      precondition(source.count == residual.width * residual.height && residual.width >= 8)
      for y in 0..<residual.height {
        let (from, to) = (y &* residual.width, y &* width)
        var x = 0
        while x < residual.width {
          // The last vector overlaps the one before it.
          x = min(x, residual.width &- 8)
          target.setLanes(source.lanes(from &+ x), to &+ x)
          x &+= 8
        }
      }
    }
    var spectrum = transform.transformed(canvas)
    spectrum.reduceToPhases()
    return spectrum
  }
}
