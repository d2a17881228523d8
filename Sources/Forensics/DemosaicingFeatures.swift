import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whether interpolated and measured samples of a colour filter array differ: the strength of the
/// residual by position modulo 2.
///
/// Strong only in pictures that a camera stored at full size with little compression; halved chroma
/// of a JPEG leaves a like trace in red and blue.
///
/// - Reference: A. C. Gallagher and T. Chen, "Image authentication by detecting traces of
///   demosaicing", CVPR Workshops 2008; A. E. Dirik and N. Memon, "Image tamper detection based on
///   demosaicing artifacts", ICIP 2009.
struct DemosaicingFeatures: FeatureFamily {
  static let names = [
    "mosaic.green", "mosaic.red", "mosaic.blue", "mosaic.difference", "mosaic.greenAll",
  ]

  private var green = Phases()
  private var red = Phases()
  private var blue = Phases()
  private var difference = Phases()

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    green.add(tile.green)
    red.add(tile.red)
    blue.add(tile.blue)
    difference.add(tile.green.minus(tile.red))
  }

  func values() -> [Float] {
    [green.quincunx, red.spread, blue.spread, difference.spread, green.spread]
  }

  /// Sums of the magnitude of the residual, by row and column modulo 2.
  private struct Phases {
    var sums = [Double](repeating: 1, count: 4)

    mutating func add(_ plane: Plane) {
      let residual = NeighborhoodFilter.crossDifferenceToMean.applied(to: plane)
      let source = residual.values.span
      let width = residual.width
      for y in 0..<residual.height {
        var (even, odd): (Float, Float) = (0, 0)
        var at = y &* width
        for _ in 0..<(width / 2) {
          even += min(source[at].magnitude, 20)
          odd += min(source[at &+ 1].magnitude, 20)
          at &+= 2
        }
        sums[(y & 1) * 2] += Double(even)
        sums[(y & 1) * 2 + 1] += Double(odd)
      }
    }

    /// How much the two colours of a chessboard differ.
    var quincunx: Float { Float(abs(log((sums[0] + sums[3]) / (sums[1] + sums[2])))) }
    /// How much the strongest and the weakest of the four positions differ.
    var spread: Float { Float(log((sums.max() ?? 1) / (sums.min() ?? 1))) }
  }
}
