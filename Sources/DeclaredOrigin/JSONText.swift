/// A JSON document as generators write it: the order of keys and the spelling of numbers are kept,
/// and Python's `NaN` and `Infinity` are taken.
///
/// - Reference: RFC 8259; Python 3 `json.dumps` for the additions.
public indirect enum JSONText: Sendable, Hashable {
  case null
  case boolean(Bool)
  /// The number as it is spelled.
  case number(String)
  case string(String)
  case array([JSONText])
  case object([Member])

  /// A key with its value.
  public struct Member: Sendable, Hashable {
    /// The key.
    public var key: String
    /// Its value.
    public var value: JSONText

    /// Creates a member.
    public init(key: String, value: JSONText) {
      self.key = key
      self.value = value
    }
  }

  /// Reads a document; nil when it is not well-formed, deeper than 64 or has over 500,000 values.
  public init?(_ text: some StringProtocol) {
    var parser = JSONTextParser(bytes: Array(text.utf8))
    guard let value = parser.document() else { return nil }
    self = value
  }

  /// The value of the first member called `key`; nil for anything else.
  public subscript(key: String) -> JSONText? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The members of an object; empty for anything else.
  public var members: [Member] {
    if case .object(let members) = self { return members }
    return []
  }

  /// The elements of an array; empty for anything else.
  public var elements: [JSONText] {
    if case .array(let elements) = self { return elements }
    return []
  }

  /// Whether it is an object.
  public var isObject: Bool {
    if case .object = self { return true }
    return false
  }

  /// The text of a string or the spelling of a number; nil for anything else.
  public var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    default: nil
    }
  }

  /// The document as Python's `json.dumps` writes it: `", "` and `": "`, ASCII escapes.
  public var pythonDump: String {
    switch self {
    case .null: return "null"
    case .boolean(let flag): return flag ? "true" : "false"
    case .number(let spelling): return spelling
    case .string(let text): return Self.pythonString(text)
    case .array(let elements):
      return "[" + elements.map(\.pythonDump).joined(separator: ", ") + "]"
    case .object(let members):
      return "{"
        + members.map { Self.pythonString($0.key) + ": " + $0.value.pythonDump }
        .joined(separator: ", ") + "}"
    }
  }

  private static func pythonString(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x0A: result += "\\n"
      case 0x0D: result += "\\r"
      case 0x09: result += "\\t"
      case 0x08: result += "\\b"
      case 0x0C: result += "\\f"
      case 0x20...0x7E: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result + "\""
  }
}

/// Reads a ``JSONText`` without recursion deeper than a fixed limit.
private struct JSONTextParser {
  let bytes: [UInt8]
  var position = 0
  var budget = 500_000

  mutating func document() -> JSONText? {
    guard let value = value(depth: 0) else { return nil }
    skipSpace()
    return position == bytes.count ? value : nil
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard bytes.count - position >= count else { return false }
    let isThere = word.withUTF8Buffer { unsafe bytes[position...].starts(with: $0) }
    if isThere { position += count }
    return isThere
  }

  private mutating func value(depth: Int) -> JSONText? {
    budget -= 1
    guard depth < 64, budget > 0 else { return nil }
    skipSpace()
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map { .string($0) }
    default:
      if take("true") { return .boolean(true) }
      if take("false") { return .boolean(false) }
      if take("null") { return .null }
      for word in ["NaN", "Infinity", "-Infinity"] as [StaticString] where take(word) {
        return .number(word.description)
      }
      return number()
    }
  }

  private mutating func object(depth: Int) -> JSONText? {
    position += 1
    var members: [JSONText.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\""), let key = string()
      else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
      members.append(.init(key: key, value: value))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func array(depth: Int) -> JSONText? {
    position += 1
    var elements: [JSONText] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    while true {
      guard let value = value(depth: depth + 1) else { return nil }
      elements.append(value)
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func number() -> JSONText? {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        position += 1
      default:
        let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
        return Double(spelling) == nil ? nil : .number(spelling)
      }
    }
    let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
    return Double(spelling) == nil ? nil : .number(spelling)
  }

  private mutating func string() -> String? {
    position += 1
    var units: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: units, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        units.append(byte)
        continue
      }
      guard position < bytes.count else { return nil }
      let escape = bytes[position]
      position += 1
      switch escape {
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "r"): units.append(0x0D)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0C)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(escape)
      case UInt8(ascii: "u"):
        guard let scalar = escapedScalar() else { return nil }
        units.append(contentsOf: String(Character(scalar)).utf8)
      default: return nil
      }
    }
    return nil
  }

  private mutating func hexadecimal() -> UInt32? {
    guard bytes.count - position >= 4 else { return nil }
    let value = UInt32(
      String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    if value != nil { position += 4 }
    return value
  }

  private mutating func escapedScalar() -> Unicode.Scalar? {
    guard let first = hexadecimal() else { return nil }
    if (0xD800...0xDBFF).contains(first), take("\\u") {
      guard let second = hexadecimal() else { return nil }
      guard (0xDC00...0xDFFF).contains(second) else { return "\u{FFFD}" }
      return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }
    return Unicode.Scalar(first) ?? "\u{FFFD}"
  }
}
