import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The energies of the 8 × 8 cosine transform at the JPEG grid, by distance from the zero
/// frequency, and how peaked their distributions are.
///
/// - Reference: E. Y. Lam and J. W. Goodman, "A mathematical analysis of the DCT coefficient
///   distributions for images", IEEE TIP 9(10), 2000.
struct BlockFrequencyFeatures: FeatureFamily {
  static let names: [String] =
    (1...14).map { "dct.energy.\($0)" } + (1...14).map { "dct.peakedness.\($0)" }
    + (1...4).map { "dct.zeros.\($0)" } + (1...3).map { "dct.chroma.\($0)" }
    + ["dct.direction"]

  /// Of each of the 64 positions: sums of magnitudes and squares, and counts of magnitudes below ½.
  private var magnitudes = [Double](repeating: 0, count: 64)
  private var squares = [Double](repeating: 0, count: 64)
  private var zeros = [Double](repeating: 0, count: 64)
  private var chroma = [Double](repeating: 0, count: 64)
  private var blockCount = 0.0

  init(side: Int, coding: PictureCoding) {}

  mutating func add(_ tile: TileSamples) {
    let coefficients = BlockCosineTransform.blocks(of: tile.luma)
    var sums = [Float](repeating: 0, count: 64)
    var (powers, empty) = (sums, sums)
    do {
      let source = coefficients.span
      var outSums = sums.mutableSpan
      var outPowers = powers.mutableSpan
      var outEmpty = empty.mutableSpan
      var from = 0
      while from < source.count {
        for position in 0..<64 {
          let value = source[from &+ position].magnitude
          outSums[position] += value
          outPowers[position] += value * value
          if value < 0.5 { outEmpty[position] += 1 }
        }
        from &+= 64
      }
    }
    for position in 0..<64 {
      magnitudes[position] += Double(sums[position])
      squares[position] += Double(powers[position])
      zeros[position] += Double(empty[position])
    }
    blockCount += Double(coefficients.count / 64)
    guard !tile.isGray else { return }
    let colorBlocks = BlockCosineTransform.blocks(of: tile.blue.minus(tile.luma))
    let colors = colorBlocks.span
    var index = 0
    while index < colors.count {
      chroma[index & 63] += Double(colors[index].magnitude)
      index &+= 1
    }
  }

  func values() -> [Float] {
    let count = max(blockCount, 1)
    func positions(_ diagonals: ClosedRange<Int>) -> [Int] {
      (0..<64).filter { diagonals.contains($0 / 8 + $0 % 8) }
    }
    func mean(_ sums: [Double], _ diagonals: ClosedRange<Int>) -> Double {
      let members = positions(diagonals)
      return members.reduce(0) { $0 + sums[$1] } / Double(members.count) / count
    }
    let energies = (1...14).map { log(mean(magnitudes, $0...$0) + 0.02) }
    let average = energies.reduce(0, +) / 14
    let peakedness = (1...14).map { diagonal in
      log(
        (mean(squares, diagonal...diagonal) + 1e-3)
          / (pow(mean(magnitudes, diagonal...diagonal), 2) + 1e-3))
    }
    let bands = [1...3, 4...6, 7...9, 10...14]
    let colors = [1...3, 4...7, 8...14].map {
      log((mean(chroma, $0) + 0.02) / (mean(magnitudes, $0) + 0.02))
    }
    let across = (1..<8).reduce(0) { $0 + magnitudes[$1] }
    let down = (1..<8).reduce(0) { $0 + magnitudes[8 * $1] }
    return
      (energies.map { $0 - average } + peakedness + bands.map { mean(zeros, $0) } + colors
      + [abs(log((across + count) / (down + count)))]).map { Float($0) }
  }
}
