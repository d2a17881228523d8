import PixelStatistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The spectrum of the mirrored picture follows from that of the picture:
/// `X'(fy, fx) = conj(X(-fy, fx)) exp(2πi fx / W)`, for a resized raster of even width. Everything
/// before the transform commutes with mirroring, so no second transform is needed. Rows `fy` and
/// `-fy` are therefore compared together.
extension PatternTemplate {
  /// `exp(2πi fx / W)` for every column, padded to `stride`: real and imaginary parts.
  var turns: (real: [Float], imaginary: [Float]) {
    var (x, y) = ([Float](), [Float]())
    for column in 0..<stride {
      let angle = 2 * Double.pi * Double(column) / Double(width)
      x.append(Float(cos(angle)))
      y.append(Float(sin(angle)))
    }
    return (x, y)
  }

  /// z of the picture and of its mirror image, by phase alone:
  /// `Σ Re(conj(T) U) / sqrt(Σ |T|² / 2)` with `U = X / (|X| + 10⁻⁶)`.
  ///
  /// - Parameter scale: The width of the picture in widths of the template; below 1 the bins that
  ///   the picture cannot hold (from 0.475 of its sampling rate on) are left out.
  func phaseScores(
    _ spectrum: HalfSpectrum, scale: Double
  ) -> (plain: Double, mirrored: Double) {
    let limit = scale < 1 ? 0.475 * scale : 1
    let sums = sums(
      spectrum.real.span, spectrum.imaginary.span, isPhase: true,
      columns: min(width / 2 + 1, Int((limit * Double(width)).rounded(.up))),
      rows: min(height / 2 + 1, Int((limit * Double(height)).rounded(.up))))
    guard sums.energy > 0 else { return (0, 0) }
    let root = (sums.energy / 2).squareRoot()
    return (sums.plain / root, sums.mirrored / root)
  }

  /// z of the picture and of its mirror image, by the whitened spectrum:
  /// `Σ Re(conj(T) w) / sqrt(Σ |T|² / 2 · mean |w|²)`.
  func whitenedScores(_ spectrum: WhitenedSpectrum) -> (plain: Double, mirrored: Double) {
    let sums = sums(
      spectrum.real.span, spectrum.imaginary.span, isPhase: false, columns: width / 2 + 1,
      rows: height / 2 + 1)
    let square = sums.energy / 2 * spectrum.power
    guard square > 0 else { return (0, 0) }
    return (sums.plain / square.squareRoot(), sums.mirrored / square.squareRoot())
  }

  /// `Σ Re(conj(T) X)` for the picture and its mirror image, and `Σ |T|²`.
  ///
  /// - Parameters:
  ///   - isPhase: Whether X is to be divided by its modulus first.
  ///   - columns: Frequencies from here on are left out.
  ///   - rows: The same for the magnitude of the vertical frequency.
  private func sums(
    _ xs: borrowing Span<Float>, _ ys: borrowing Span<Float>, isPhase: Bool, columns: Int, rows: Int
  ) -> (plain: Double, mirrored: Double, energy: Double) {
    precondition(xs.count == stride * height && ys.count == xs.count)
    precondition(columns <= stride && rows <= height / 2 + 1)
    let turns = self.turns
    // The template's rows of this and of the opposite frequency.
    let empty = [Float](repeating: 0, count: stride)
    var (upperReal, upperImaginary, lowerReal, lowerImaginary) = (empty, empty, empty, empty)
    let (cosines, sines) = (turns.real.span, turns.imaginary.span)
    var (plain, mirrored, energy) = (0.0, 0.0, 0.0)
    let index = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    for row in 0..<rows {
      let upper = row &* stride
      let lower = (row == 0 ? 0 : height &- row) &* stride
      let isPair = upper != lower
      values.write(row: row, real: &upperReal, imaginary: &upperImaginary)
      if isPair {
        values.write(row: height &- row, real: &lowerReal, imaginary: &lowerImaginary)
      }
      let (ts, us) = (upperReal.span, upperImaginary.span)
      let (vs, ws) = (lowerReal.span, lowerImaginary.span)
      // Single precision is enough for the lanes of one row.
      var (same, other, power) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
      var column = 0
      while column < columns {
        var a = xs.lanes(upper &+ column)
        var b = ys.lanes(upper &+ column)
        var c = xs.lanes(lower &+ column)
        var d = ys.lanes(lower &+ column)
        if isPhase {
          let one = SIMD8<Float>(repeating: 1)
          let first = one / ((a * a + b * b).squareRoot() + 1e-6)
          let second = one / ((c * c + d * d).squareRoot() + 1e-6)
          (a, b, c, d) = (a * first, b * first, c * second, d * second)
        }
        var t = ts.lanes(column)
        var u = us.lanes(column)
        var v = vs.lanes(column)
        var w = ws.lanes(column)
        if column &+ 8 > columns || !isPair {
          let isOutside = index .>= Int32(truncatingIfNeeded: columns &- column)
          t.replace(with: 0, where: isOutside)
          u.replace(with: 0, where: isOutside)
          v.replace(with: 0, where: isPair ? isOutside : SIMDMask(repeating: true))
          w.replace(with: 0, where: isPair ? isOutside : SIMDMask(repeating: true))
        }
        same += (t * a + u * b) + (v * c + w * d)
        // conj(X) turned, of the opposite row.
        let (x, y) = (cosines.lanes(column), sines.lanes(column))
        let (p, q) = (c * x + d * y, c * y - d * x)
        let (r, s) = (a * x + b * y, a * y - b * x)
        other += (t * p + u * q) + (v * r + w * s)
        power += (t * t + u * u) + (v * v + w * w)
        column &+= 8
      }
      plain += Double(same.sum())
      mirrored += Double(other.sum())
      energy += Double(power.sum())
    }
    return (plain, mirrored, energy)
  }
}

extension Span where Element == Float {
  /// The eight values from `index` on, for loops that checked their whole range before; debug
  /// builds check each access.
  @inline(__always)
  func lanes(_ index: Int) -> SIMD8<Float> {
    assert(index >= 0 && index &+ 8 <= count)
    // The caller checked the range of its loop.
    return unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index &* 4, as: SIMD8<Float>.self)
  }
}
