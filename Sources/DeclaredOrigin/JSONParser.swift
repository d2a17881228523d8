/// Why a text is not taken as JSON.
public enum JSONError: Error, Sendable, Hashable {
  /// It is not JSON; the offset is that of the byte that cannot stand there.
  case malformed(offset: Int)
  /// It ends before the value does.
  case truncated
  /// It nests deeper than is allowed.
  case tooDeep(limit: Int)
  /// It is longer, in bytes, than is allowed.
  case tooLong(limit: Int)
  /// It holds more values than is allowed.
  case tooManyValues(limit: Int)
}

extension JSONValue {
  /// The deepest nesting that is read.
  public static let nestingLimit = 64
  /// The longest text that is read, in bytes.
  public static let lengthLimit = 8 << 20
  /// The largest number of values that is read: bounds the memory of one text to tens of megabytes.
  public static let countLimit = 400_000

  /// Reads a text that holds one JSON value and nothing else but white space and NUL bytes at its
  /// end, which some writers of EXIF leave there.
  ///
  /// - Parameter text: The text.
  /// - Throws: ``JSONError``.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads UTF-8 bytes that hold one JSON value.
  ///
  /// - Parameter bytes: The text.
  /// - Throws: ``JSONError``.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    guard bytes.count <= Self.lengthLimit else { throw .tooLong(limit: Self.lengthLimit) }
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

/// Reads JSON by descent, with a byte that is never taken beyond the end.
struct JSONParser {
  private let bytes: [UInt8]
  private var offset = 0
  private var count = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private var fault: JSONError {
    offset < bytes.count ? .malformed(offset: offset) : .truncated
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    while next == 0 { offset &+= 1 }
    guard next == nil else { throw fault }
    return value
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset &+= 1
    }
  }

  private mutating func expect(_ word: StaticString) throws(JSONError) {
    for byte in "\(word)".utf8 {
      guard next == byte else { throw fault }
      offset &+= 1
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < JSONValue.nestingLimit else { throw .tooDeep(limit: JSONValue.nestingLimit) }
    count &+= 1
    guard count <= JSONValue.countLimit else {
      throw .tooManyValues(limit: JSONValue.countLimit)
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try expect("true")
      return .boolean(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .boolean(false)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    case UInt8(ascii: "N"):
      try expect("NaN")
      return .number("NaN")
    case UInt8(ascii: "I"):
      try expect("Infinity")
      return .number("Infinity")
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    offset &+= 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if next == UInt8(ascii: "}") {
      offset &+= 1
      return .object([])
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault }
      let name = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw fault }
      offset &+= 1
      members.append(JSONValue.Member(name, try value(depth: depth &+ 1)))
      skipSpace()
      guard let separator = next else { throw .truncated }
      guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: "}") else { throw fault }
      offset &+= 1
      if separator == UInt8(ascii: "}") { return .object(members) }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    offset &+= 1
    var elements: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      offset &+= 1
      return .array([])
    }
    while true {
      elements.append(try value(depth: depth &+ 1))
      skipSpace()
      guard let separator = next else { throw .truncated }
      guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: "]") else { throw fault }
      offset &+= 1
      if separator == UInt8(ascii: "]") { return .array(elements) }
    }
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, byte >= 0x30 && byte <= 0x39 { offset &+= 1 }
    return offset &- start
  }

  private mutating func number() throws(JSONError) -> String {
    let start = offset
    if next == UInt8(ascii: "-") { offset &+= 1 }
    if next == UInt8(ascii: "I") {
      try expect("Infinity")
      return "-Infinity"
    }
    if next == UInt8(ascii: "0") {
      offset &+= 1
    } else {
      guard digits() > 0 else { throw fault }
    }
    if next == UInt8(ascii: ".") {
      offset &+= 1
      guard digits() > 0 else { throw fault }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      offset &+= 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset &+= 1 }
      guard digits() > 0 else { throw fault }
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Reads four hexadecimal digits.
  private mutating func codeUnit() throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw .truncated }
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte &- 0x30
      case 0x41...0x46: digit = byte &- 0x37
      case 0x61...0x66: digit = byte &- 0x57
      default: throw fault
      }
      unit = unit << 4 | UInt32(digit)
      offset &+= 1
    }
    return unit
  }

  private mutating func string() throws(JSONError) -> String {
    offset &+= 1
    // Most strings hold no escape and are taken in one piece. Control characters are let through:
    // EXIF writers put raw line breaks into prompts.
    var start = offset
    var text: [UInt8] = []
    while let byte = next {
      if byte == UInt8(ascii: "\"") {
        text.append(contentsOf: bytes[start..<offset])
        offset &+= 1
        return String(decoding: text, as: UTF8.self)
      }
      guard byte == UInt8(ascii: "\\") else {
        offset &+= 1
        continue
      }
      text.append(contentsOf: bytes[start..<offset])
      offset &+= 1
      guard let escape = next else { throw .truncated }
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        offset &+= 1
        text.append(contentsOf: try escapedScalar())
        start = offset
        continue
      default: throw fault
      }
      offset &+= 1
      start = offset
    }
    throw .truncated
  }

  /// The UTF-8 of a `\u` escape, and of the second half where it is a surrogate pair.
  private mutating func escapedScalar() throws(JSONError) -> [UInt8] {
    var code = try codeUnit()
    if code & 0xFC00 == 0xD800, next == UInt8(ascii: "\\"), offset &+ 1 < bytes.count,
      bytes[offset &+ 1] == UInt8(ascii: "u")
    {
      let mark = offset
      offset &+= 2
      let low = try codeUnit()
      if low & 0xFC00 == 0xDC00 {
        code = 0x10000 &+ (code & 0x3FF) << 10 &+ (low & 0x3FF)
      } else {
        offset = mark
      }
    }
    return Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
  }
}
