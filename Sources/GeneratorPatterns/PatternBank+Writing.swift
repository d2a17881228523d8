import PixelStatistics

extension PatternBank {
  /// The bank as a file that ``init(parsing:)`` reads.
  ///
  /// - Precondition: At most ``maximumTemplateCount`` templates, texts of at most 65,535 bytes.
  /// - Reference: docs/pattern-bank.md, format version 2.
  public func serialized() -> [UInt8] {
    precondition(templates.count <= Self.maximumTemplateCount)
    var body: [UInt8] = []
    for template in templates { template.write(to: &body) }
    var bytes = Array("APATBANK".utf8)
    bytes.append(littleEndian: Self.formatVersion)
    bytes.append(littleEndian: UInt16(templates.count))
    bytes.append(littleEndian: PatternBankReader.checksum(body[...]))
    return bytes + body
  }
}

extension PatternTemplate {
  fileprivate func write(to bytes: inout [UInt8]) {
    for text in [id, generator, vendor, provenance] {
      precondition((1...65_535).contains(text.utf8.count))
      bytes.append(littleEndian: UInt16(text.utf8.count))
      bytes += text.utf8
    }
    bytes.append(littleEndian: UInt16(clamping: version))
    bytes.append(statistic.rawValue)
    // The form of the values has the number of the statistic that it goes with.
    bytes.append(statistic.rawValue)
    bytes.append(littleEndian: UInt16(width))
    bytes.append(littleEndian: UInt16(height))
    bytes.append(littleEndian: UInt32(binCount))
    bytes.append(littleEndian: Float(1).bitPattern)
    bytes.append(littleEndian: Float(threshold).bitPattern)
    bytes.append(littleEndian: UInt32(clamping: null.count))
    for value in [null.mean, null.standardDeviation, null.maximum] {
      bytes.append(littleEndian: Float(value).bitPattern)
    }
    let data = statistic == .phase ? bitmapData() : ringData()
    bytes.append(littleEndian: UInt32(data.count))
    bytes += data
  }

  /// A bitmap of the bins, and their values as int8.
  private func bitmapData() -> [UInt8] {
    let columns = width / 2 + 1
    let largest = max(
      real.reduce(0) { max($0, abs(Int($1))) }, imaginary.reduce(0) { max($0, abs(Int($1))) })
    let factor = largest > 127 ? 127 / Float(largest) : 1
    var bitmap = [UInt8](repeating: 0, count: (columns * height + 7) / 8)
    var values: [UInt8] = []
    values.reserveCapacity(2 * bins.count)
    for bin in bins {
      let at = Int(bin) / columns * stride + Int(bin) % columns
      bitmap[Int(bin) / 8] |= 1 << UInt8(bin % 8)
      for part in [real[at], imaginary[at]] {
        values.append(UInt8(bitPattern: Int8((Float(part) * factor).rounded())))
      }
    }
    return bitmap + values
  }

  /// The values of the ring as binary16.
  private func ringData() -> [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(4 * Self.ring.count)
    for bin in Self.ring {
      let at = Int(bin) / 257 * stride + Int(bin) % 257
      data.append(littleEndian: Self.half(Float(real[at]) / 32_768))
      data.append(littleEndian: Self.half(Float(imaginary[at]) / 32_768))
    }
    return data
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

extension [UInt8] {
  fileprivate mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
    for index in 0..<(T.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: value >> (index * 8)))
    }
  }
}
