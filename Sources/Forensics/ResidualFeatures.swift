import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Moments of the high-pass residual of each channel at two scales, how alike the channels are, and
/// how far a value tells its neighbours.
///
/// - Reference: F. Marra and others, "Do GANs leave artificial fingerprints?", MIPR 2019, for the
///   residual; the correlation of channels is that of colour interpolation and of compression.
struct ResidualFeatures: FeatureFamily {
  static let names: [String] =
    ["full", "half"].flatMap { scale in
      [
        "strength", "peakedness", "skewness", "red", "blue", "redGreen", "greenBlue", "redBlue",
        "lag01", "lag11", "lag02", "lag22",
      ].map { "residual.\(scale).\($0)" }
    } + ["residual.scaleRatio"]
    + ["strength", "peakedness", "lag01", "lag11", "lag02"].map { "residual.color.\($0)" }

  private var full = Scale()
  private var half = Scale()
  private var color = [Double](repeating: 0, count: 5)
  private var colorCount = 0.0

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    full.add(tile.red, tile.green, tile.blue)
    let (red, green) = (tile.red.halved(), tile.green.halved())
    half.add(red, green, tile.blue.halved())
    guard !tile.isGray else { return }
    // The colour difference at half size, where halved chroma of a JPEG makes no difference.
    let errors = NeighborhoodFilter.predictionError.applied(to: red.minus(green))
    let number = Double(max(errors.values.count, 1))
    let power = NeighborCorrelation.product(errors, errors) / number + 1e-3
    func lag(_ dx: Int, _ dy: Int) -> Double {
      NeighborCorrelation.product(errors, errors, dx: dx, dy: dy) / number / power
    }
    var fourth = 0.0
    let source = errors.values.span
    for index in 0..<source.count {
      let square = source[index] * source[index]
      fourth += Double(square * square)
    }
    let parts = [
      0.5 * log(power), log(fourth / number / (power * power) + 0.1),
      0.5 * (lag(1, 0) + lag(0, 1)), lag(1, 1), 0.5 * (lag(2, 0) + lag(0, 2)),
    ]
    for index in parts.indices { color[index] += parts[index] }
    colorCount += 1
  }

  func values() -> [Float] {
    let (a, b) = (full.values(), half.values())
    return (a + b + [a[0] - b[0]] + color.map { $0 / max(colorCount, 1) }).map { Float($0) }
  }

  /// Means over tiles at one scale.
  private struct Scale {
    private var sums = [Double](repeating: 0, count: 12)
    private var count = 0.0

    mutating func add(_ red: Plane, _ green: Plane, _ blue: Plane) {
      let filter = NeighborhoodFilter.predictionError
      let (r, g, b) = (filter.applied(to: red), filter.applied(to: green), filter.applied(to: blue))
      let number = Double(max(g.values.count, 1))
      let power = { (a: Plane, b: Plane) in NeighborCorrelation.product(a, b) / number + 1e-3 }
      let (rr, gg, bb) = (power(r, r), power(g, g), power(b, b))
      var (third, fourth) = (0.0, 0.0)
      let source = g.values.span
      for index in 0..<source.count {
        let value = source[index]
        let square = value * value
        third += Double(square * value)
        fourth += Double(square * square)
      }
      func lag(_ dx: Int, _ dy: Int) -> Double {
        NeighborCorrelation.product(g, g, dx: dx, dy: dy) / number / gg
      }
      let parts = [
        0.5 * log(gg), log(fourth / number / (gg * gg) + 0.1),
        abs(third / number) / pow(gg, 1.5), 0.5 * log(rr / gg), 0.5 * log(bb / gg),
        power(r, g) / (rr * gg).squareRoot(), power(g, b) / (gg * bb).squareRoot(),
        power(r, b) / (rr * bb).squareRoot(), 0.5 * (lag(1, 0) + lag(0, 1)), lag(1, 1),
        0.5 * (lag(2, 0) + lag(0, 2)), lag(2, 2),
      ]
      for index in parts.indices { sums[index] += parts[index] }
      count += 1
    }

    func values() -> [Double] { sums.map { $0 / max(count, 1) } }
  }
}
