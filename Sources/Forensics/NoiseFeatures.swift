import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The noise of 8 × 8 blocks, its distribution, and how it grows with brightness: photons make the
/// noise of a sensor follow the light.
///
/// - Reference: J. Immerkær, "Fast noise variance estimation", CVIU 64(2), 1996; A. Foi and others,
///   "Practical Poissonian-Gaussian noise modeling", IEEE TIP 17(10), 2008.
struct NoiseFeatures: FeatureFamily {
  static let names: [String] =
    [5, 10, 25, 50, 75, 90].map { "noise.quantile.\($0)" }
    + (0..<4).map { "noise.level.\($0)" }
    + ["noise.correlation", "noise.flat", "noise.lowCorrelation"]

  /// Noise (in gray levels) and mean luma of every block.
  private var blocks: [(noise: Float, mean: Float)] = []

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    let plane = tile.luma
    let width = plane.width
    let source = plane.values.span
    for top in stride(from: 0, to: plane.height - 7, by: 8) {
      for left in stride(from: 0, to: width - 7, by: 8) {
        var (sum, magnitude): (Float, Float) = (0, 0)
        // The 3 × 3 operator inside the block only, so that JPEG block borders do not count.
        for y in (top &+ 1)..<(top &+ 7) {
          for x in (left &+ 1)..<(left &+ 7) {
            let at = y &* width &+ x
            let (up, down) = (at &- width, at &+ width)
            let corners =
              source[up &- 1] + source[up &+ 1] + source[down &- 1] + source[down &+ 1]
            let sides = source[up] + source[down] + source[at &- 1] + source[at &+ 1]
            magnitude += (corners - 2 * sides + 4 * source[at]).magnitude
            sum += source[at]
          }
        }
        // sqrt(pi / 2) / 6 turns the mean magnitude into a standard deviation.
        blocks.append((magnitude / 36 * 0.2089, sum / 36))
      }
    }
  }

  func values() -> [Float] {
    let levels = blocks.map { log(Double($0.noise) + 0.05) }.sorted()
    func quantile(_ sorted: [Double], _ share: Double) -> Double {
      sorted.isEmpty ? -3 : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
    }
    let quantiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9].map { quantile(levels, $0) }
    // The quiet quarter of each range of brightness is noise rather than texture.
    let bands: [Range<Float>] = [8..<64, 64..<128, 128..<192, 192..<248]
    let quiet = bands.map { band -> Double? in
      let members = blocks.filter { band.contains($0.mean) }.map { log(Double($0.noise) + 0.05) }
      return members.count < 20 ? nil : quantile(members.sorted(), 0.2)
    }
    let byLevel = quiet.map { $0.map { $0 - quantiles[2] } ?? 0 }
    let flat = Double(blocks.count { $0.noise < 0.1 }) / Double(max(blocks.count, 1))
    let calm = blocks.filter { log(Double($0.noise) + 0.05) <= quantiles[3] }
    return (quantiles + byLevel + [Self.correlation(blocks), flat, Self.correlation(calm)])
      .map { Float($0) }
  }

  /// The correlation of the logarithm of noise with brightness; 0 where undefined.
  private static func correlation(_ blocks: [(noise: Float, mean: Float)]) -> Double {
    let used = blocks.filter { $0.mean > 8 && $0.mean < 248 }
    guard used.count >= 20 else { return 0 }
    let number = Double(used.count)
    let xs = used.map { Double($0.mean) }
    let ys = used.map { log(Double($0.noise) + 0.05) }
    let (mx, my) = (xs.reduce(0, +) / number, ys.reduce(0, +) / number)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(xs, ys) {
      xx += (x - mx) * (x - mx)
      yy += (y - my) * (y - my)
      xy += (x - mx) * (y - my)
    }
    return xx > 1e-9 && yy > 1e-9 ? xy / (xx * yy).squareRoot() : 0
  }
}
