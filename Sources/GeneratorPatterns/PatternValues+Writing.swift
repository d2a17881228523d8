/// The bin of a template, and its value.
struct PatternBin: Sendable, Hashable {
  var row: Int
  var column: Int
  var real: Float
  var imaginary: Float
}

extension PatternValues {
  /// Rounds values to what a bank stores.
  ///
  /// - Parameters:
  ///   - form: With ``Form/ring`` there must be one bin for each of ``ringRuns``, or none at all.
  ///   - bins: In rising order of rows and columns; only the ratios of their values count.
  init(rounding bins: [PatternBin], form: Form, columns: Int, height: Int) {
    let largest = bins.reduce(0) { max($0, abs($1.real), abs($1.imaginary)) }
    var data: [UInt8] = []
    switch form {
    case .bitmap:
      // Small whole numbers stay what they are.
      let isWhole =
        largest <= 127
        && bins.allSatisfy { bin in
          bin.real.rounded() == bin.real && bin.imaginary.rounded() == bin.imaginary
        }
      let factor = isWhole || largest == 0 ? 1 : 127 / largest
      data = [UInt8](repeating: 0, count: (columns * height + 7) / 8)
      data.reserveCapacity(data.count + 2 * bins.count)
      for bin in bins {
        let index = bin.row * columns + bin.column
        data[index / 8] |= 1 << UInt8(index % 8)
        for part in [bin.real, bin.imaginary] {
          data.append(UInt8(bitPattern: Int8((part * factor).rounded())))
        }
      }
    case .ring:
      let factor = largest == 0 ? 1 : 1 / largest
      data.reserveCapacity(4 * bins.count)
      for bin in bins {
        data.append(littleEndian: Self.half(bin.real * factor))
        data.append(littleEndian: Self.half(bin.imaginary * factor))
      }
    }
    let values = PatternValues(
      .owned(data), 0..<data.count, form: form, columns: columns, height: height, count: bins.count)
    guard let values else { preconditionFailure("bins that no template can have") }
    self = values
  }

  /// The nearest binary16 of a value in `-1...1`, halves away from 0; what is below its normal
  /// range becomes 0.
  static func half(_ value: Float) -> UInt16 {
    let sign: UInt16 = value < 0 ? 0x8000 : 0
    let bits = abs(value).bitPattern &+ 0x1000
    let exponent = Int(bits >> 23) - 127
    guard exponent >= -14 else { return sign }
    precondition(exponent <= 0)
    return sign | UInt16(exponent + 15) << 10 | UInt16(bits >> 13 & 1023)
  }
}
