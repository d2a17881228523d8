public import ByteReading

/// A data item of CBOR.
///
/// - Reference: RFC 8949.
public indirect enum CBOR: Sendable, Equatable {
  /// Major type 0.
  case unsigned(UInt64)
  /// Major type 1: the number -1 - *value*.
  case negative(UInt64)
  /// Major type 2.
  case bytes(ByteView)
  /// Major type 3.
  case text(String)
  /// Major type 4.
  case array([CBOR])
  /// Major type 5.
  case map(Map)
  /// Major type 6.
  case tagged(UInt64, CBOR)
  /// `false` and `true`.
  case boolean(Bool)
  /// `null`.
  case null
  /// `undefined`, and simple values that have no meaning.
  case simple(UInt8)
  /// A number with a fraction, of any width.
  case float(Double)

  /// The pairs of a map in their order; no key occurs twice.
  public struct Map: Sendable, Equatable {
    /// The pairs.
    public var pairs: [Pair]

    /// One key with its value.
    public struct Pair: Sendable, Equatable {
      /// The key.
      public var key: CBOR
      /// The value.
      public var value: CBOR

      /// Creates a pair.
      public init(_ key: CBOR, _ value: CBOR) {
        self.key = key
        self.value = value
      }
    }

    /// Creates a map.
    public init(_ pairs: [Pair] = []) { self.pairs = pairs }

    /// The value of a text key.
    public subscript(_ key: String) -> CBOR? {
      pairs.first { if case .text(key) = $0.key { true } else { false } }?.value
    }

    /// The value of a number key.
    public subscript(label key: Int) -> CBOR? {
      pairs.first { $0.key.integer == key }?.value
    }
  }

  /// The number, when it is one and fits.
  public var integer: Int? {
    switch self {
    case .unsigned(let value): Int(exactly: value)
    case .negative(let value): Int(exactly: value).map { -1 - $0 }
    default: nil
    }
  }

  /// The text.
  public var text: String? {
    if case .text(let value) = untagged { value } else { nil }
  }

  /// The byte string.
  public var bytes: ByteView? {
    if case .bytes(let value) = untagged { value } else { nil }
  }

  /// The array.
  public var array: [CBOR]? {
    if case .array(let value) = untagged { value } else { nil }
  }

  /// The map.
  public var map: Map? {
    if case .map(let value) = untagged { value } else { nil }
  }

  /// The truth value.
  public var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  /// The item inside of tags.
  public var untagged: CBOR {
    var item = self
    while case .tagged(_, let inner) = item { item = inner }
    return item
  }

  /// The value of a text key, when the item is a map.
  public subscript(_ key: String) -> CBOR? { map?[key] }

  /// Reads one item that fills `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The encoded item. Nothing may follow it.
  ///   - limits: The deepest nesting, the largest number of items and the longest text.
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  public init(decoding bytes: ByteView, limits: ParsingLimits = ParsingLimits())
    throws(ParsingError)
  {
    var decoder = CBORDecoder(bytes, limits: limits)
    self = try decoder.item(depth: 0)
    guard decoder.reader.isAtEnd else {
      throw ParsingError(.malformed, at: decoder.reader.offsetInFile, in: "CBOR: bytes that follow")
    }
  }
}

/// Reads items of CBOR with bounded depth, count and memory.
struct CBORDecoder {
  var reader: ByteReader
  private let limits: ParsingLimits
  private var itemCount = 0

  init(_ bytes: ByteView, limits: ParsingLimits) {
    reader = ByteReader(bytes)
    self.limits = limits
  }

  private func fault(_ code: ParsingError.Code = .malformed) -> ParsingError {
    ParsingError(code, at: reader.offsetInFile, in: "CBOR", clause: "RFC 8949 §3")
  }

  /// Reads an argument; nil for an indefinite length.
  private mutating func argument(_ information: UInt8) throws(ParsingError) -> UInt64? {
    switch information {
    case 0..<24: return UInt64(information)
    case 24: return UInt64(try reader.uint8())
    case 25: return UInt64(try reader.uint16())
    case 26: return UInt64(try reader.uint32())
    case 27: return try reader.uint64()
    case 31: return nil
    default: throw fault()
    }
  }

  /// Whether a break ends an item of indefinite length here; passes over it.
  private mutating func atBreak() -> Bool {
    guard reader.view[reader.position] == 0xFF else { return false }
    return (try? reader.skip(1)) != nil
  }

  mutating func item(depth: Int) throws(ParsingError) -> CBOR {
    guard depth < min(limits.nesting, 64) else {
      throw fault(.limitExceeded(.nesting, requested: depth + 1))
    }
    itemCount += 1
    guard itemCount <= limits.count else {
      throw fault(.limitExceeded(.count, requested: itemCount))
    }
    let initial = try reader.uint8()
    let (major, information) = (initial >> 5, initial & 0x1F)
    if major == 7 { return try simple(information) }
    let argument = try argument(information)
    switch major {
    case 0, 1:
      guard let argument else { throw fault() }
      return major == 0 ? .unsigned(argument) : .negative(argument)
    case 2: return .bytes(try string(argument, major: 2))
    case 3:
      let part = try string(argument, major: 3)
      guard part.count <= limits.textLength else {
        throw fault(.limitExceeded(.textLength, requested: part.count))
      }
      guard let text = String(validating: part.slice, as: UTF8.self) else { throw fault() }
      return .text(text)
    case 4: return .array(try elements(argument, depth: depth))
    case 5: return .map(try pairs(argument, depth: depth))
    default:
      guard let argument else { throw fault() }
      return .tagged(argument, try item(depth: depth + 1))
    }
  }

  private mutating func simple(_ information: UInt8) throws(ParsingError) -> CBOR {
    switch information {
    case 20: return .boolean(false)
    case 21: return .boolean(true)
    case 22: return .null
    case 0..<24: return .simple(information)
    case 24:
      let value = try reader.uint8()
      guard value >= 32 else { throw fault() }
      return .simple(value)
    case 25: return .float(Self.half(try reader.uint16()))
    case 26: return .float(Double(Float(bitPattern: try reader.uint32())))
    case 27: return .float(Double(bitPattern: try reader.uint64()))
    default: throw fault()
    }
  }

  /// The value of a 16-bit float.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }

  private mutating func string(_ length: UInt64?, major: UInt8) throws(ParsingError) -> ByteView {
    if let length {
      guard let count = Int(exactly: length) else { throw fault(.truncated) }
      return try reader.take(count)
    }
    // Chunks, each of them of definite length.
    var joined: [UInt8] = []
    while !atBreak() {
      let initial = try reader.uint8()
      guard initial >> 5 == major, let length = try argument(initial & 0x1F),
        let count = Int(exactly: length)
      else { throw fault() }
      itemCount += 1
      guard itemCount <= limits.count else {
        throw fault(.limitExceeded(.count, requested: itemCount))
      }
      joined.append(contentsOf: try reader.take(count).slice)
    }
    return ByteView(joined, offsetInFile: reader.offsetInFile)
  }

  private mutating func elements(_ length: UInt64?, depth: Int) throws(ParsingError) -> [CBOR] {
    var elements: [CBOR] = []
    if let length {
      // Each element takes a byte at least.
      guard let count = Int(exactly: length), count <= reader.remaining else {
        throw fault(.truncated)
      }
      elements.reserveCapacity(min(count, 1024))
      for _ in 0..<count { elements.append(try item(depth: depth + 1)) }
    } else {
      while !atBreak() { elements.append(try item(depth: depth + 1)) }
    }
    return elements
  }

  private mutating func pairs(_ length: UInt64?, depth: Int) throws(ParsingError) -> CBOR.Map {
    var map = CBOR.Map()
    var names: Set<String> = []
    var labels: Set<Int> = []
    func isNew(_ key: CBOR) -> Bool {
      if case .text(let name) = key { return names.insert(name).inserted }
      if let label = key.integer { return labels.insert(label).inserted }
      return true
    }
    var remaining: Int?
    if let length {
      guard let count = Int(exactly: length), count <= reader.remaining / 2 else {
        throw fault(.truncated)
      }
      remaining = count
    }
    while true {
      if let left = remaining {
        if left == 0 { break }
        remaining = left - 1
      } else if atBreak() {
        break
      }
      let key = try item(depth: depth + 1)
      guard isNew(key) else { throw fault() }
      map.pairs.append(.init(key, try item(depth: depth + 1)))
    }
    return map
  }
}

/// Writes the few items that a validator has to make itself.
///
/// - Reference: RFC 8949 §3, core deterministic encoding.
struct CBOREncoder {
  private(set) var bytes: [UInt8] = []

  /// Writes the head of an item.
  mutating func head(_ major: UInt8, _ value: UInt64) {
    let size: Int =
      switch value {
      case 0..<24: 0
      case 24...0xFF: 1
      case 0x100...0xFFFF: 2
      case 0x1_0000...0xFFFF_FFFF: 4
      default: 8
      }
    let code: UInt8 =
      switch size {
      case 0: UInt8(truncatingIfNeeded: value)
      case 1: 24
      case 2: 25
      case 4: 26
      default: 27
      }
    bytes.append(major << 5 | code)
    for index in (0..<size).reversed() {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
    }
  }

  /// Writes bytes that are encoded already.
  mutating func append(_ encoded: [UInt8]) { bytes.append(contentsOf: encoded) }

  /// Writes a byte string.
  mutating func byteString(_ content: some Collection<UInt8>) {
    head(2, UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  /// Writes a text.
  mutating func text(_ content: String) {
    head(3, UInt64(content.utf8.count))
    bytes.append(contentsOf: content.utf8)
  }
}
