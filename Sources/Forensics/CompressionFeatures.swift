import PixelStatistics
import Pixels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Traces of JPEG: the block grid at each phase, quantization before the present coding, and double
/// quantization.
///
/// - Reference: Z. Fan and R. de Queiroz, "Identification of bitmap compression history", IEEE TIP
///   12(2), 2003; A. C. Popescu and H. Farid, "Statistical tools for digital forensics", IH 2004,
///   for the periodic histograms of twice quantized coefficients.
struct CompressionFeatures: FeatureFamily {
  static let names = [
    "jpeg.grid", "jpeg.otherGrid", "jpeg.comb", "jpeg.combStep", "jpeg.doubleMean",
    "jpeg.doubleMax",
  ]

  /// The modes whose histograms are looked at: the nine lowest but the zero frequency.
  private static let modes = [1, 8, 16, 9, 2, 3, 10, 17, 24]
  /// Values of a histogram: `-40...40`.
  private static let reach = 40
  /// Candidate steps of an earlier quantization.
  private static let steps = 2...16

  private let table: [Float]?
  private var histograms = [[Float]](
    repeating: [Float](repeating: 0, count: 2 * reach + 1), count: modes.count)
  private var combs = [[Double]](
    repeating: [Double](repeating: 0, count: steps.count), count: modes.count)
  private var combWeights = [[Double]](
    repeating: [Double](repeating: 0, count: steps.count), count: modes.count)
  private var columnPhases = [Double](repeating: 1e-3, count: 8)
  private var rowPhases = [Double](repeating: 1e-3, count: 8)

  init(side: Int, coding: PictureCoding) {
    if case .jpeg(_, let zigzag) = coding, zigzag.count == 64 {
      var natural = [Float](repeating: 1, count: 64)
      for (index, position) in Self.zigzagOrder.enumerated() {
        natural[position] = Float(max(zigzag[index], 1))
      }
      table = natural
    } else {
      table = nil
    }
  }

  /// The natural position, `8 v + u`, of each value of a table in zigzag order.
  ///
  /// - Reference: ITU-T T.81 (1992) Figure A.6.
  static let zigzagOrder: [Int] = {
    (0..<64).sorted { a, b in
      let (da, db) = (a / 8 + a % 8, b / 8 + b % 8)
      if da != db { return da < db }
      return da % 2 == 0 ? a / 8 > b / 8 : a / 8 < b / 8
    }
  }()

  mutating func add(_ tile: TileSamples) {
    let coefficients = BlockCosineTransform.blocks(of: tile.luma)
    let source = coefficients.span
    for (index, mode) in Self.modes.enumerated() {
      let quantum = table?[mode] ?? 1
      var from = mode
      while from < source.count {
        let value = source[from]
        from &+= 64
        let level = (value / quantum).rounded()
        if level.magnitude <= Float(Self.reach) {
          histograms[index][Int(level) + Self.reach] += 1
        }
        guard table == nil else { continue }
        for (slot, step) in Self.steps.enumerated() where value.magnitude > Float(step) * 0.6 {
          // How near the value lies to a multiple of the step.
          combs[index][slot] += Double(cos(2 * Float.pi * value / Float(step)))
          combWeights[index][slot] += 1
        }
      }
    }
    addBorders(tile.luma)
  }

  private mutating func addBorders(_ plane: Plane) {
    let source = plane.values.span
    let width = plane.width
    var columns = [Float](repeating: 0, count: 8)
    var rows = columns
    // The second difference across a border minus what the neighbourhood has, clipped.
    for y in 1..<(plane.height - 3) {
      var line = [Float](repeating: 0, count: 8)
      for x in 1..<(width - 3) {
        let at = y &* width &+ x
        let across = (source[at &- 1] - 3 * source[at] + 3 * source[at &+ 1] - source[at &+ 2])
        let down =
          (source[at &- width] - 3 * source[at] + 3 * source[at &+ width]
            - source[at &+ 2 &* width])
        columns[x & 7] += min(across.magnitude, 24)
        line[x & 7] += min(down.magnitude, 24)
      }
      rows[y & 7] += line.reduce(0, +)
    }
    for phase in 0..<8 {
      columnPhases[phase] += Double(columns[phase])
      rowPhases[phase] += Double(rows[phase])
    }
  }

  func values() -> [Float] {
    func contrast(_ phases: [Double], _ phase: Int) -> Double {
      let others = (phases.reduce(0, +) - phases[phase]) / 7
      return log(phases[phase] / others)
    }
    let own = 0.5 * (contrast(columnPhases, 7) + contrast(rowPhases, 7))
    let other =
      ((0..<7).map { contrast(columnPhases, $0) }.max() ?? 0)
      + ((0..<7).map { contrast(rowPhases, $0) }.max() ?? 0)
    var best = (strength: 0.0, step: 0)
    if table == nil {
      for (slot, step) in Self.steps.enumerated() {
        let strengths = Self.modes.indices.compactMap { mode -> Double? in
          combWeights[mode][slot] < 60 ? nil : combs[mode][slot] / combWeights[mode][slot]
        }
        guard strengths.count >= 3 else { continue }
        // Most modes have steps of their own: the best three tell.
        let strength = strengths.sorted().suffix(3).reduce(0, +) / 3
        if strength > best.strength { best = (strength, step) }
      }
    }
    let periodic = histograms.map { Self.periodicity($0) }
    return [
      own, 0.5 * other, best.strength, Double(best.step),
      periodic.reduce(0, +) / Double(periodic.count), periodic.max() ?? 0,
    ].map { Float($0) }
  }

  /// The strongest periodic part of a histogram in relation to its smooth part.
  ///
  /// - Returns: The largest magnitude of the frequencies `1/8 … 1/2` of the second difference of
  ///   the square roots of the counts, divided by their mean; 0 with less than 100 counts.
  static func periodicity(_ histogram: [Float]) -> Double {
    // The peak at 0 and its neighbours say nothing.
    let roots = histogram.map { Double($0).squareRoot() }
    let center = roots.count / 2
    var side: [Double] = []
    for distance in 2...30 { side.append(roots[center + distance] + roots[center - distance]) }
    guard side.reduce(0, +) > 20 else { return 0 }
    var rough: [Double] = []
    var squares = 0.0
    for index in 1..<(side.count - 1) {
      let value = side[index] - 0.5 * (side[index - 1] + side[index + 1])
      rough.append(value)
      squares += value * value
    }
    let energy = (squares / Double(rough.count)).squareRoot() + 1e-6
    var best = 0.0
    for k in 4...16 {
      let frequency = Double(k) / 32
      var (re, im) = (0.0, 0.0)
      for (index, value) in rough.enumerated() {
        re += value * cos(2 * .pi * frequency * Double(index))
        im += value * sin(2 * .pi * frequency * Double(index))
      }
      best = max(best, (re * re + im * im).squareRoot())
    }
    // Noise of the counts alone gives rough values near 0.9; what exceeds it is periodic.
    return log(1 + max(0, energy - 0.6)) * best / (energy * Double(rough.count))
  }
}
