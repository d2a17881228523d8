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
/// before the transform commutes with mirroring, so no second transform is needed.
extension PatternTemplate {
  /// `exp(2πi fx / W)` for every column.
  private var turns: [SIMD2<Float>] {
    (0...(width / 2)).map { column in
      let angle = 2 * Double.pi * Double(column) / Double(width)
      return SIMD2(Float(cos(angle)), Float(sin(angle)))
    }
  }

  /// z of the picture and of its mirror image, by phase alone:
  /// `Σ Re(conj(T) U) / sqrt(Σ |T|² / 2)` with `U = X / (|X| + 10⁻⁶)`.
  ///
  /// - Parameter scale: The width of the picture in widths of the template; below 1 the bins that
  ///   the picture cannot hold (from 0.475 of its sampling rate on) are left out.
  func phaseScores(
    _ spectrum: HalfSpectrum, scale: Double
  ) -> (plain: Double, mirrored: Double) {
    let columns = width / 2 + 1
    let limit = scale < 1 ? 0.475 * scale : 1
    let turns = self.turns
    let (bins, ts, us) = (self.bins.span, real.span, imaginary.span)
    let (xs, ys) = (spectrum.real.span, spectrum.imaginary.span)
    let rotation = turns.span
    var (plain, mirrored, energy) = (0.0, 0.0, 0.0)
    for index in 0..<bins.count {
      let bin = Int(bins[index])
      let row = bin / columns
      let column = bin &- row &* columns
      if scale < 1 {
        let fy = row < height / 2 ? row : height &- row
        if Double(column) >= limit * Double(width) || Double(fy) >= limit * Double(height) {
          continue
        }
      }
      let (t, u) = (ts[index], us[index])
      energy += Double(t * t + u * u)
      let at = row &* spectrum.stride &+ column
      let (x, y) = (xs[at], ys[at])
      plain += Double((t * x + u * y) / ((x * x + y * y).squareRoot() + 1e-6))
      let opposite = (row == 0 ? 0 : height &- row) &* spectrum.stride &+ column
      let (a, b) = (xs[opposite], -ys[opposite])
      let turn = rotation[column]
      let (c, d) = (a * turn.x - b * turn.y, a * turn.y + b * turn.x)
      mirrored += Double((t * c + u * d) / ((a * a + b * b).squareRoot() + 1e-6))
    }
    guard energy > 0 else { return (0, 0) }
    let scaleFactor = (energy / 2).squareRoot()
    return (plain / scaleFactor, mirrored / scaleFactor)
  }

  /// z of the picture and of its mirror image, by the whitened spectrum:
  /// `Σ Re(conj(T) w) / sqrt(Σ |T|² / 2 · mean |w|²)`.
  func whitenedScores(_ spectrum: WhitenedSpectrum) -> (plain: Double, mirrored: Double) {
    let columns = width / 2 + 1
    let turns = self.turns
    let (bins, ts, us) = (self.bins.span, real.span, imaginary.span)
    let (xs, ys) = (spectrum.real.span, spectrum.imaginary.span)
    let rotation = turns.span
    var (plain, mirrored, energy) = (0.0, 0.0, 0.0)
    for index in 0..<bins.count {
      let bin = Int(bins[index])
      let row = bin / columns
      let column = bin &- row &* columns
      let (t, u) = (ts[index], us[index])
      energy += Double(t * t + u * u)
      plain += Double(t * xs[bin] + u * ys[bin])
      let opposite = (row == 0 ? 0 : height &- row) &* columns &+ column
      let (a, b) = (xs[opposite], -ys[opposite])
      let turn = rotation[column]
      mirrored += Double(t * (a * turn.x - b * turn.y) + u * (a * turn.y + b * turn.x))
    }
    let square = energy / 2 * spectrum.power
    guard square > 0 else { return (0, 0) }
    return (plain / square.squareRoot(), mirrored / square.squareRoot())
  }
}
