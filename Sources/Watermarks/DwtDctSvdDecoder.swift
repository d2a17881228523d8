import PixelStatistics
import Pixels

/// Reads the bits of `dwtDctSvd`.
///
/// In each 4 × 4 block of the low band of U, the largest singular value modulo 36 tells the bit. The
/// reference code takes a cosine transform first; that is orthonormal and leaves singular values as
/// they are, so it is left out here. There is no fixed payload: any picture gives some bits, and
/// nothing tells whether they are a mark.
///
/// - Reference: ShieldMnt/invisible-watermark 0.2, `dwtDctSvd.py`; SD.Next writes 32 bits of a text
///   that the user sets.
struct DwtDctSvdDecoder: Sendable {
  /// The length that SD.Next writes.
  static let length = 32

  /// The messages of the caller that chance does not explain; if there are none, the 32 bits.
  func detections(
    in pixels: PixelBuffer, messages: [WatermarkMessage], budget: FalseAlarmBudget
  ) -> [WatermarkDetection] {
    let phases = Self.phases(of: pixels)
    let found = messages.compactMap { message -> WatermarkDetection? in
      let tally = VoteTally(phases, length: message.bits.count)
      guard let match = MessageMatch(tally, bits: message.bits) else { return nil }
      let chance = budget.chance(match.pValue, in: .dwtDctSvd)
      guard chance <= FalseAlarmBudget.total else { return nil }
      return WatermarkDetection(
        scheme: message.scheme, name: message.name, payload: message.payload,
        matchedBits: match.matchedBits, totalBits: message.bits.count, pValue: chance,
        view: "dwtDctSvd", robustness: .moderate, generator: message.generator)
    }
    return found.isEmpty ? [Self.bits(of: phases)] : found
  }

  /// The 32 bits as a detection whose presence is unknown.
  private static func bits(of phases: BlockPhases) -> WatermarkDetection {
    let tally = VoteTally(phases, length: length)
    var bytes = [UInt8](repeating: 0, count: length / 8)
    for bit in 0..<length where tally.ones[bit] &* 255 > tally.counts[bit] &* 127 {
      bytes[bit / 8] |= 0x80 >> UInt8(bit % 8)
    }
    return WatermarkDetection(
      scheme: "dwtdctsvd", name: "dwtDctSvd bits", payload: WatermarkDetection.payload(of: bytes),
      matchedBits: 0, totalBits: length, pValue: 1, view: "bgr", robustness: .moderate,
      isPresenceUnknown: true)
  }

  /// Where in the step of 36 the largest singular value of each block lies.
  static func phases(of pixels: PixelBuffer) -> BlockPhases {
    let band = HaarLowBand(pixels)
    let (columns, rows) = (band.width / 4, band.height / 4)
    let sums = band.sums.span
    var values: [UInt8] = []
    values.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        var block: [SIMD4<Double>] = []
        for line in 0..<4 {
          let at = (row * 4 + line) * band.width + column * 4
          block.append(
            SIMD4(
              Double(sums[at]), Double(sums[at + 1]), Double(sums[at + 2]), Double(sums[at + 3])))
        }
        let value = largestSingularValue(block)
        let phase = value - (value / 72).rounded(.down) * 72
        values.append(UInt8(min(71, phase)))
      }
    }
    return BlockPhases(columns: columns, rows: rows, values: values)
  }

  /// The largest singular value of four rows of positive numbers, by power iteration.
  ///
  /// - Accuracy: Relative error below 1e-6 where the second singular value is at most a third of
  ///   the first, as with sums of U, which are far from zero and close to each other.
  static func largestSingularValue(_ rows: [SIMD4<Double>]) -> Double {
    var vector = SIMD4<Double>(repeating: 0.5)
    var square = 0.0
    for _ in 0..<8 {
      var next = SIMD4<Double>.zero
      for row in rows { next += row * (row * vector).sum() }
      square = (next * next).sum().squareRoot()
      guard square > 0 else { return 0 }
      vector = next / square
    }
    return square.squareRoot()
  }
}
