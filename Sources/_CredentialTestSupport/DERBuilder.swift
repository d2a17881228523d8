/// Builds DER for certificates, time-stamps and OCSP responses of tests.
///
/// It shares no code with the reader that is tested.
public enum DERBuilder {
  /// An element with a tag.
  public static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    if content.count < 0x80 {
      length = [UInt8(content.count)]
    } else {
      var rest = content.count
      while rest > 0 {
        length.insert(UInt8(rest & 0xFF), at: 0)
        rest >>= 8
      }
      length.insert(0x80 | UInt8(length.count), at: 0)
    }
    return [tag] + length + content
  }

  /// A SEQUENCE.
  public static func sequence(_ parts: [UInt8]...) -> [UInt8] {
    element(0x30, parts.flatMap { $0 })
  }

  /// A SET.
  public static func set(_ parts: [UInt8]...) -> [UInt8] { element(0x31, parts.flatMap { $0 }) }

  /// An explicit context tag.
  public static func explicit(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    element(0xA0 | number, content)
  }

  /// An OBJECT IDENTIFIER.
  public static func oid(_ text: String) -> [UInt8] {
    let arcs = text.split(separator: ".").compactMap { UInt128($0) }
    var content: [UInt8] = []
    for (index, arc) in arcs.enumerated() where index != 1 {
      var value = index == 0 ? arc * 40 + arcs[1] : arc
      var digits = [UInt8(value & 0x7F)]
      value >>= 7
      while value > 0 {
        digits.insert(UInt8(value & 0x7F) | 0x80, at: 0)
        value >>= 7
      }
      content += digits
    }
    return element(0x06, content)
  }

  /// An INTEGER from big-endian bytes without sign.
  public static func integer(_ bytes: [UInt8]) -> [UInt8] {
    var digits = Array(bytes.drop { $0 == 0 })
    if digits.isEmpty { digits = [0] }
    if digits[0] >= 0x80 { digits.insert(0, at: 0) }
    return element(0x02, digits)
  }

  /// A small INTEGER.
  public static func integer(_ value: UInt8) -> [UInt8] { integer([value]) }

  /// A BOOLEAN that is true.
  public static let yes: [UInt8] = [0x01, 0x01, 0xFF]

  /// A NULL.
  public static let null: [UInt8] = [0x05, 0x00]

  /// An OCTET STRING.
  public static func octets(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }

  /// A BIT STRING without unused bits.
  public static func bits(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

  /// A UTF8String.
  public static func text(_ value: String) -> [UInt8] { element(0x0C, Array(value.utf8)) }

  /// A GeneralizedTime from seconds since 1970.
  public static func time(_ seconds: Int) -> [UInt8] {
    element(0x18, Array(generalized(seconds).utf8))
  }

  /// A bound of validity: UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
  public static func validity(_ seconds: Int) -> [UInt8] {
    let text = generalized(seconds)
    return text < "2050" ? element(0x17, Array(text.utf8.dropFirst(2))) : time(seconds)
  }

  private static func generalized(_ seconds: Int) -> String {
    var days = seconds / 86_400
    let rest = seconds % 86_400
    var year = 1970
    func isLeap(_ year: Int) -> Bool {
      year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    }
    while days >= (isLeap(year) ? 366 : 365) {
      days -= isLeap(year) ? 366 : 365
      year += 1
    }
    var month = 1
    let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while days >= lengths[month - 1] {
      days -= lengths[month - 1]
      month += 1
    }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(year)\(two(month))\(two(days + 1))\(two(rest / 3600))\(two(rest / 60 % 60))"
      + "\(two(rest % 60))Z"
  }
}
