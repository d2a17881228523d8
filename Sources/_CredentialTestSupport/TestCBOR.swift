/// An item of CBOR that a test writes. It shares no code with the reader that is tested.
public indirect enum TestCBOR: Sendable {
  case integer(Int)
  case bytes([UInt8])
  case text(String)
  case array([TestCBOR])
  /// Pairs in the order given.
  case map([(String, TestCBOR)])
  case numbered([(Int, TestCBOR)])
  case tagged(UInt64, TestCBOR)
  case boolean(Bool)
  case null
  /// Bytes that are written as they are.
  case raw([UInt8])

  /// The encoded item.
  public var encoded: [UInt8] {
    switch self {
    case .integer(let value):
      return value >= 0 ? Self.head(0, UInt64(value)) : Self.head(1, UInt64(-1 - value))
    case .bytes(let bytes): return Self.head(2, UInt64(bytes.count)) + bytes
    case .text(let text): return Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
    case .array(let items):
      return Self.head(4, UInt64(items.count)) + items.flatMap(\.encoded)
    case .map(let pairs):
      return Self.head(5, UInt64(pairs.count))
        + pairs.flatMap { TestCBOR.text($0.0).encoded + $0.1.encoded }
    case .numbered(let pairs):
      return Self.head(5, UInt64(pairs.count))
        + pairs.flatMap { TestCBOR.integer($0.0).encoded + $0.1.encoded }
    case .tagged(let tag, let item): return Self.head(6, tag) + item.encoded
    case .boolean(let value): return [value ? 0xF5 : 0xF4]
    case .null: return [0xF6]
    case .raw(let bytes): return bytes
    }
  }

  private static func head(_ major: UInt8, _ value: UInt64) -> [UInt8] {
    func big(_ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
    switch value {
    case 0..<24: return [major << 5 | UInt8(value)]
    case 24..<0x100: return [major << 5 | 24] + big(1)
    case 0x100..<0x1_0000: return [major << 5 | 25] + big(2)
    case 0x1_0000..<0x1_0000_0000: return [major << 5 | 26] + big(4)
    default: return [major << 5 | 27] + big(8)
    }
  }
}
