import PixelStatistics

/// One way to read the bits of `dwtDct`: the channel order and the centre of U.
///
/// Encoders that work on floating-point samples have U centred at 0.5 and not at 128, which moves
/// the low band of the saved picture by 255; some hand over RGB where BGR is expected.
struct DwtDctView: Sendable, Hashable {
  var exchangesRedAndBlue: Bool
  var isFloat: Bool

  static let all: [DwtDctView] = [
    DwtDctView(exchangesRedAndBlue: false, isFloat: false),
    DwtDctView(exchangesRedAndBlue: false, isFloat: true),
    DwtDctView(exchangesRedAndBlue: true, isFloat: false),
    DwtDctView(exchangesRedAndBlue: true, isFloat: true),
  ]

  /// The name that reports show.
  var name: String { (exchangesRedAndBlue ? "rgb" : "bgr") + (isFloat ? ", float" : "") }
}

/// Where in the step of 36 the largest value of each block lies: what carries the bits.
struct BlockPhases: Sendable {
  /// The value of blocks that are no evidence.
  static let none: UInt8 = 255
  /// The step, in units of half the low band.
  static let step: Int16 = 72
  /// Blocks whose values differ by less than this (in units of half the low band) are flat, and tell
  /// nothing of where a grid lies.
  static let leastContrast: Int16 = 4
  /// Twice 255: by how much encoders that work on floating point shift the low band, in units of
  /// half of it.
  static let floatCenter: Int16 = 510

  let columns: Int
  let rows: Int
  /// Of how many rows one holds phases, the first of each; the others are ``none``.
  let rowInterval: Int
  /// `columns * rows` phases in `0..<72`, or ``none``.
  let values: [UInt8]

  init(columns: Int, rows: Int, rowInterval: Int = 1, values: [UInt8]) {
    self.columns = columns
    self.rows = rows
    self.rowInterval = rowInterval
    self.values = values
  }

  /// Reads the phases of one view.
  ///
  /// Flat blocks count as a rule: whether a marked block is flat after compression depends on its
  /// bit, so that to leave them out turns the others around. In grids that were found by how they
  /// stand out, only blocks with contrast are known to stand out.
  init(_ blocks: HaarBlocks, view: DwtDctView, leavesOutFlat: Bool = false) {
    let source = (view.exchangesRedAndBlue ? blocks.red : blocks.blue).span
    var values = [UInt8](repeating: Self.none, count: source.count)
    var out = values.mutableSpan
    for row in stride(from: 0, to: blocks.rows, by: blocks.rowInterval) {
      for index in (row &* blocks.columns)..<((row &+ 1) &* blocks.columns) {
        let block = source[index]
        if leavesOutFlat, block.highest &- block.lowest < Self.leastContrast { continue }
        out[index] = Self.phase(block, isFloat: view.isFloat)
      }
    }
    self.init(
      columns: blocks.columns, rows: blocks.rows, rowInterval: blocks.rowInterval, values: values)
  }

  /// The phase of one block.
  @inline(__always)
  static func phase(_ block: HaarBlocks.Extremes, isFloat: Bool) -> UInt8 {
    let center = isFloat ? floatCenter : 0
    // The value farthest from the centre is one of the two extremes.
    let largest = max(abs(block.highest &- center), abs(block.lowest &- center))
    return UInt8(truncatingIfNeeded: largest % step)
  }

  /// The vote of each phase, −64 for a clear 0 to 64 for a clear 1: encoders aim at the middle of
  /// each half of the step, so the sine of the phase tells how far a value has drifted. The last
  /// entry stands for ``none``.
  static let votes: [Int32] =
    (0..<255).map { phase in
      phase < 72 ? Int32((-64 * sine(Double(phase) / 72)).rounded()) : 0
    } + [0]

  /// The sine of a part of the circle, `0...1`, to 1e-9; enough for whole numbers up to 64.
  private static func sine(_ turn: Double) -> Double {
    let x = (turn <= 0.25 ? turn : turn <= 0.75 ? 0.5 - turn : turn - 1) * 2 * .pi
    let square = x * x
    var (term, sum) = (x, x)
    for order in stride(from: 3.0, through: 15, by: 2) {
      term *= -square / (order * (order - 1))
      sum += term
    }
    return sum
  }
}
