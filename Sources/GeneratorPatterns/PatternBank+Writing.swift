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
    bytes.append(littleEndian: PatternBankReader.checksum(body.span))
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
    bytes.append(values.form.rawValue)
    bytes.append(littleEndian: UInt16(width))
    bytes.append(littleEndian: UInt16(height))
    bytes.append(littleEndian: UInt32(binCount))
    bytes.append(littleEndian: Float(1).bitPattern)
    bytes.append(littleEndian: Float(threshold).bitPattern)
    bytes.append(littleEndian: UInt32(clamping: null.count))
    for value in [null.mean, null.standardDeviation, null.maximum] {
      bytes.append(littleEndian: Float(value).bitPattern)
    }
    let data = values.data
    bytes.append(littleEndian: UInt32(data.count))
    bytes += data
  }
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
    for index in 0..<(T.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: value >> (index * 8)))
    }
  }
}
