/// A four-character code, as PNG, RIFF, ISO-BMFF and JUMBF use for their types.
public struct FourCC: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The four bytes, first one most significant.
  public var rawValue: UInt32

  /// Creates a code from its four bytes, first one most significant.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The four bytes, in file order.
  public var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
  }

  /// The code as text; bytes that are not printable ASCII are written `\xNN`.
  public var description: String {
    var text = ""
    for byte in bytes {
      if (0x20...0x7E).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "\\x" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }
}

extension FourCC: ExpressibleByStringLiteral {
  /// Creates the code of a literal of exactly four ASCII characters.
  ///
  /// - Precondition: `value` has four bytes.
  public init(stringLiteral value: StaticString) {
    precondition(value.utf8CodeUnitCount == 4)
    var code: UInt32 = 0
    value.withUTF8Buffer { buffer in
      for index in 0..<buffer.count { code = code << 8 | UInt32(unsafe buffer[index]) }
    }
    self.init(rawValue: code)
  }
}
