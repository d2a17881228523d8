/// Builds small files byte by byte, so that a fault in a test is legible.
public struct ByteBuilder: Sendable {
  /// What was built so far.
  public private(set) var bytes: [UInt8] = []

  /// Creates an empty builder.
  public init() {}

  /// Appends bytes.
  public mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Appends the UTF-8 bytes of a text.
  public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends a number of `count` bytes, most significant first.
  public mutating func big(_ value: some BinaryInteger, count: Int) {
    for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Appends a number of `count` bytes, least significant first.
  public mutating func little(_ value: some BinaryInteger, count: Int) {
    for shift in stride(from: 0, to: 8 * count, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
