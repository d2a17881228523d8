import ByteReading

/// Reads JSON into the data model of CBOR, with bounded depth and count.
///
/// - Reference: RFC 8259.
struct JSONText {
  private var reader: ByteReader
  private let limits: ParsingLimits
  private var count = 0

  /// The value of a text.
  ///
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  static func parse(_ bytes: ByteView, limits: ParsingLimits = ParsingLimits())
    throws(ParsingError) -> CBOR
  {
    var parser = JSONText(reader: ByteReader(bytes), limits: limits)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    // Some writers end the text with a zero byte.
    while parser.peek == 0 { try parser.reader.skip(1) }
    guard parser.reader.isAtEnd else { throw parser.fault() }
    return value
  }

  private init(reader: ByteReader, limits: ParsingLimits) {
    self.reader = reader
    self.limits = limits
  }

  private func fault(_ code: ParsingError.Code = .malformed) -> ParsingError {
    ParsingError(code, at: reader.offsetInFile, in: "JSON", clause: "RFC 8259")
  }

  private var peek: UInt8? { reader.view[reader.position] }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) {
      guard (try? reader.skip(1)) != nil else { return }
    }
  }

  private mutating func value(depth: Int) throws(ParsingError) -> CBOR {
    count += 1
    guard depth < min(limits.nesting, 64) else {
      throw fault(.limitExceeded(.nesting, requested: depth + 1))
    }
    guard count <= limits.count else { throw fault(.limitExceeded(.count, requested: count)) }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return .map(try object(depth: depth))
    case UInt8(ascii: "["):
      var elements: [CBOR] = []
      try list(closing: UInt8(ascii: "]")) { parser throws(ParsingError) in
        elements.append(try parser.value(depth: depth + 1))
      }
      return .array(elements)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ text: StaticString, _ value: CBOR) throws(ParsingError) -> CBOR {
    guard reader.view.has(text, at: reader.position) else { throw fault() }
    try reader.skip(text.utf8CodeUnitCount)
    return value
  }

  private mutating func list(
    closing: UInt8, _ element: (inout JSONText) throws(ParsingError) -> Void
  ) throws(ParsingError) {
    try reader.skip(1)
    skipSpace()
    if peek == closing { return try reader.skip(1) }
    while true {
      try element(&self)
      skipSpace()
      let byte = try reader.uint8()
      if byte == closing { return }
      guard byte == UInt8(ascii: ",") else { throw fault() }
      skipSpace()
    }
  }

  private mutating func object(depth: Int) throws(ParsingError) -> CBOR.Map {
    var map = CBOR.Map()
    var names: Set<String> = []
    try list(closing: UInt8(ascii: "}")) { parser throws(ParsingError) in
      guard parser.peek == UInt8(ascii: "\"") else { throw parser.fault() }
      let key = try parser.string()
      parser.skipSpace()
      guard try parser.reader.uint8() == UInt8(ascii: ":") else { throw parser.fault() }
      let value = try parser.value(depth: depth + 1)
      // JSON leaves repeated names open; the first counts.
      if names.insert(key).inserted { map.pairs.append(.init(.text(key), value)) }
    }
    return map
  }

  private mutating func string() throws(ParsingError) -> String {
    try reader.skip(1)
    var bytes: [UInt8] = []
    while true {
      let byte = try reader.uint8()
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: bytes, as: UTF8.self) else { throw fault() }
        return text
      case UInt8(ascii: "\\"): bytes.append(contentsOf: try escape())
      case 0..<0x20: throw fault()
      default:
        guard bytes.count < limits.textLength else {
          throw fault(.limitExceeded(.textLength, requested: bytes.count))
        }
        bytes.append(byte)
      }
    }
  }

  private mutating func escape() throws(ParsingError) -> [UInt8] {
    switch try reader.uint8() {
    case UInt8(ascii: "\""): return [0x22]
    case UInt8(ascii: "\\"): return [0x5C]
    case UInt8(ascii: "/"): return [0x2F]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var code = UInt32(try hexadecimal())
      if (0xD800..<0xDC00).contains(code), reader.view.has("\\u", at: reader.position) {
        try reader.skip(2)
        let low = UInt32(try hexadecimal())
        guard (0xDC00..<0xE000).contains(low) else { throw fault() }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      return Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
    default: throw fault()
    }
  }

  private mutating func hexadecimal() throws(ParsingError) -> UInt16 {
    guard let value = UInt16(try reader.take(4).latin1, radix: 16) else { throw fault() }
    return value
  }

  private mutating func number() throws(ParsingError) -> CBOR {
    let start = reader.position
    while let byte = peek, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) {
      try reader.skip(1)
      guard reader.position - start <= 64 else { throw fault() }
    }
    let text = reader.view.slice(start..<reader.position)?.latin1 ?? ""
    if let whole = UInt64(text) { return .unsigned(whole) }
    if let whole = Int64(text), whole < 0 { return .negative(UInt64(bitPattern: -1 - whole)) }
    guard let value = Double(text), value.isFinite else { throw fault() }
    return .float(value)
  }
}
