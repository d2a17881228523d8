import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Traces of enlarging, turning or stretching: interpolated pixels are predicted by their neighbours
/// better than others, in a pattern that repeats.
///
/// The errors of a fixed linear predictor become a map of likelihoods, `exp(-e²/σ²)` with σ half the
/// mean magnitude; a line in its spectrum that is no multiple of 1/8 (those are JPEG's) is a trace.
///
/// - Reference: A. C. Popescu and H. Farid, "Exposing digital forgeries by detecting traces of
///   resampling", IEEE TSP 53(2), 2005; M. Kirchner, "Fast and reliable resampling detection by
///   spectral analysis of fixed linear predictor residue", ACM MM&Sec 2008.
struct ResamplingFeatures: FeatureFamily {
  static let names = [
    "resampling.peak", "resampling.second", "resampling.frequency", "resampling.axis",
  ]

  private let spectrum: PowerSpectrum?
  private var power: [Float] = []

  init(side: Int, coding: PictureCoding) {
    spectrum = PowerSpectrum(side: side)
    if let spectrum { power = [Float](repeating: 0, count: side * spectrum.columns) }
  }

  mutating func add(_ tile: TileSamples) {
    guard let spectrum else { return }
    let errors = NeighborhoodFilter.predictionError.applied(to: tile.green)
    let sigma = max(0.5, 0.5 * Float(errors.meanMagnitude))
    let scale = -1 / (sigma * sigma)
    var map = Plane(width: tile.tile.side, height: tile.tile.side)
    do {
      let source = errors.values.span
      var out = map.values.mutableSpan
      let (width, side) = (errors.width, tile.tile.side)
      for y in 0..<side {
        // The border has no errors of its own and repeats its neighbours'.
        let row = min(max(y &- 1, 0), errors.height &- 1) &* width
        for x in 0..<side {
          let value = source[row &+ min(max(x &- 1, 0), width &- 1)]
          out[y &* side &+ x] = exp(value * value * scale)
        }
      }
    }
    spectrum.add(map, to: &power)
  }

  func values() -> [Float] {
    guard let spectrum else { return [0, 0, 0, 0] }
    let peaks = Self.peaks(power, spectrum: spectrum)
    return [
      Float(peaks.first?.strength ?? 0), Float(peaks.dropFirst().first?.strength ?? 0),
      Float(peaks.first?.frequency ?? 0), Float(peaks.first { $0.isOnAxis }?.strength ?? 0),
    ]
  }

  /// A line of the spectrum.
  struct Peak {
    /// The logarithm of its power over the median of its surroundings.
    var strength: Double
    /// In cycles a pixel, `0...0.71`.
    var frequency: Double
    var isOnAxis: Bool
    var column: Int
    var row: Int
  }

  /// The four strongest lines that are neither near zero frequency nor at a multiple of 1/8 of the
  /// sampling frequency in both directions.
  static func peaks(_ power: [Float], spectrum: PowerSpectrum) -> [Peak] {
    let (side, columns) = (spectrum.side, spectrum.columns)
    let rings = spectrum.ringMeans(of: power, count: 16)
    let eighth = side / 8
    var found: [Peak] = []
    func isLattice(_ f: Int) -> Bool {
      let rest = ((f % eighth) + eighth) % eighth
      return rest <= 1 || rest >= eighth - 1
    }
    for row in 0..<side {
      let fy = row < side / 2 ? row : row - side
      for column in 0..<columns {
        let radius = Double(fy * fy + column * column).squareRoot() / Double(side)
        guard radius > 0.08, !(isLattice(fy) && isLattice(column)) else { continue }
        let ring = rings[min(Int(radius * 32), 15)]
        let strength = log((Double(power[row * columns + column]) + 1e-9) / (ring + 1e-9))
        guard strength > 0.5 else { continue }
        found.append(
          Peak(
            strength: strength, frequency: radius, isOnAxis: abs(fy) <= 1 || column <= 1,
            column: column, row: row))
      }
    }
    found.sort { $0.strength > $1.strength }
    var chosen: [Peak] = []
    for peak in found where chosen.count < 4 {
      // Neighbouring bins belong to one line.
      if chosen.allSatisfy({ abs($0.column - peak.column) > 2 || abs($0.row - peak.row) > 2 }) {
        chosen.append(peak)
      }
    }
    return chosen
  }
}
