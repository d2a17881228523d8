import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How strongly the cross-difference `|a - b - c + d|` of 2 × 2 pixels repeats with a period of 16
/// pixels or a part of it: traces of the 8 × 8 blocks of JPEG, and of generators that enlarge by
/// powers of two. Only luma is looked at: the grid of chroma tells how a JPEG halves its chroma,
/// which says more of the web site than of the maker.
///
/// - Reference: W. Luo, Z. Qu, J. Huang, G. Qiu, "A novel method for detecting cropped and
///   recompressed image block", ICASSP 2007; Y.-L. Chen and C.-T. Hsu, "Image tampering detection
///   by blocking periodicity analysis in JPEG compressed images", MMSP 2008.
struct CrossDifferenceFeatures: FeatureFamily {
  static let names: [String] = (1...8).map { "cross.luma.\($0)of16" }

  private var luma = Folding()

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    luma.add(tile.luma)
  }

  func values() -> [Float] { luma.values() }

  /// Sums of clipped cross-differences by their position modulo 16.
  private struct Folding {
    var columns = [Double](repeating: 0, count: 16)
    var rows = [Double](repeating: 0, count: 16)

    mutating func add(_ plane: Plane) {
      let source = plane.values.span
      var (byColumn, byRow) = (columns, rows)
      var outColumns = byColumn.mutableSpan
      var outRows = byRow.mutableSpan
      // The last row and column have no neighbours; leaving out sixteen keeps phases even.
      let (width, height) = (plane.width - 16, plane.height - 16)
      for y in 0..<max(height, 0) {
        var line = SIMD16<Float>()
        var from = y &* plane.width
        for _ in 0..<(width / 16) {
          var values = SIMD16<Float>()
          for lane in 0..<16 {
            let at = from &+ lane
            values[lane] =
              source[at] - source[at &+ 1] - source[at &+ plane.width]
              + source[at &+ plane.width &+ 1]
          }
          values = values.replacing(with: -values, where: values .< 0)
          // An edge of the scene must not outweigh a period.
          line += values.clamped(lowerBound: SIMD16(), upperBound: SIMD16(repeating: 16))
          from &+= 16
        }
        for lane in 0..<16 { outColumns[lane] += Double(line[lane]) }
        outRows[y & 15] += Double(line.sum())
      }
      (columns, rows) = (byColumn, byRow)
    }

    /// Log magnitudes of the frequencies `k/16`, `k = 1...8`, relative to the mean; both directions
    /// averaged.
    func values() -> [Float] {
      zip(Self.magnitudes(columns), Self.magnitudes(rows)).map {
        Float(log(0.5 * ($0 + $1) + 1e-3))
      }
    }

    static func magnitudes(_ profile: [Double]) -> [Double] {
      let total = profile.reduce(0, +)
      guard total > 0 else { return [Double](repeating: 0, count: 8) }
      return (1...8).map { k in
        var (re, im) = (0.0, 0.0)
        for (index, value) in profile.enumerated() {
          let angle = 2 * Double.pi * Double(k * index) / 16
          re += value * cos(angle)
          im += value * sin(angle)
        }
        return (re * re + im * im).squareRoot() / total
      }
    }
  }
}
