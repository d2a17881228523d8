public import ByteReading

/// The datasets of an IPTC-IIM block.
///
/// - Reference: IPTC-NAA Information Interchange Model 4.2 (2014) §1.6, §5.
public struct IPTCDatasets: Sendable {
  /// One dataset.
  public struct Dataset: Sendable, Hashable {
    /// The record, 2 for the application record.
    public var record: UInt8
    /// The number of the dataset in its record.
    public var number: UInt8
    /// The bytes of the value.
    public var bytes: ByteView
    /// The value as text, in the character set that the block announces.
    public var text: String
  }

  /// The datasets, in file order.
  public private(set) var datasets: [Dataset] = []
  /// What is odd or broken.
  public private(set) var faults: [ParsingError] = []

  /// Reads datasets up to the first byte that starts none.
  public init(_ data: ByteView, limits: ParsingLimits = ParsingLimits()) {
    var reader = ByteReader(data)
    var isUTF8 = false
    while !reader.isAtEnd {
      let start = reader.offsetInFile
      guard (try? reader.uint8()) == 0x1C else {
        // Zero bytes fill the block up.
        let rest = data.suffix(from: reader.position - 1)
        if rest.slice.contains(where: { $0 != 0 }) {
          faults.append(ParsingError(.malformed, at: start, in: "IPTC dataset"))
        }
        return
      }
      guard datasets.count < limits.count else {
        faults.append(
          ParsingError(
            .limitExceeded(.count, requested: datasets.count + 1), at: start, in: "IPTC datasets"))
        return
      }
      guard let record = try? reader.uint8(), let number = try? reader.uint8(),
        var length = (try? reader.uint16()).map(UInt64.init)
      else {
        faults.append(ParsingError(.truncated, at: start, in: "IPTC dataset"))
        return
      }
      if length & 0x8000 != 0 {
        // An extended dataset: the number of bytes that hold the length.
        let count = Int(length & 0x7FFF)
        guard count <= 8, let long = try? reader.unsigned(byteCount: count) else {
          faults.append(ParsingError(.valueOutOfRange, at: start, in: "IPTC dataset"))
          return
        }
        length = long
      }
      guard let count = Int(exactly: length), let bytes = try? reader.take(count) else {
        faults.append(ParsingError(.overrun, at: start, in: "IPTC dataset \(record):\(number)"))
        return
      }
      // 1:90 announces the character set by an escape sequence; ESC % G is UTF-8.
      if record == 1, number == 90 { isUTF8 = bytes.starts(with: [0x1B, 0x25, 0x47]) }
      datasets.append(
        Dataset(
          record: record, number: number, bytes: bytes,
          text: Self.text(of: bytes, record: record, number: number, isUTF8: isUTF8)))
    }
  }

  /// Record versions and other numbers are given as numbers.
  private static func text(
    of bytes: ByteView, record: UInt8, number: UInt8, isUTF8: Bool
  ) -> String {
    let isNumber = number == 0 || (record == 1 && [20, 22].contains(number))
    if isNumber, bytes.count == 2 {
      return "\(Int(bytes[0] ?? 0) << 8 | Int(bytes[1] ?? 0))"
    }
    if record == 1, number == 90 {
      return bytes.starts(with: [0x1B, 0x25, 0x47]) ? "UTF8" : bytes.latin1
    }
    // Without an announcement the set is undefined; UTF-8 is told by its form.
    return isUTF8 ? bytes.utf8 : bytes.text
  }
}
