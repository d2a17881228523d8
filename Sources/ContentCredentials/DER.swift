public import ByteReading

/// One element of DER (or of the definite and indefinite forms of BER that CMS writers use).
///
/// - Reference: ITU-T X.690 (2021).
public struct DERElement: Sendable {
  /// The identifier octet: class, constructed bit, number.
  public var tag: UInt8
  /// The bytes after the length.
  public var content: ByteView
  /// All bytes of the element.
  public var view: ByteView

  static let boolean: UInt8 = 0x01
  static let integer: UInt8 = 0x02
  static let bitString: UInt8 = 0x03
  static let octetString: UInt8 = 0x04
  static let objectIdentifier: UInt8 = 0x06
  static let enumerated: UInt8 = 0x0A
  static let utcTime: UInt8 = 0x17
  static let generalizedTime: UInt8 = 0x18
  static let sequence: UInt8 = 0x30
  static let set: UInt8 = 0x31

  /// The tag of a constructed element of the context-specific class.
  static func context(_ number: UInt8) -> UInt8 { 0xA0 | number }
  /// The tag of a primitive element of the context-specific class.
  static func primitiveContext(_ number: UInt8) -> UInt8 { 0x80 | number }

  /// Reads the element at the start of `bytes`.
  ///
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  public init(parsing bytes: ByteView) throws(ParsingError) {
    var reader = DERReader(bytes)
    self = try reader.element()
  }

  fileprivate init(tag: UInt8, content: ByteView, view: ByteView) {
    self.tag = tag
    self.content = content
    self.view = view
  }

  /// Reads what is inside.
  var reader: DERReader { DERReader(content) }

  /// All elements inside, or nil when they are not well-formed.
  var children: [DERElement]? {
    var reader = reader
    var children: [DERElement] = []
    while !reader.isAtEnd {
      guard children.count < 4096, let child = try? reader.element() else { return nil }
      children.append(child)
    }
    return children
  }

  /// An object identifier in dotted form. Arcs have up to 128 bits, as those below 2.25 do that
  /// are UUIDs.
  ///
  /// - Reference: ITU-T X.667 §7.
  var objectIdentifier: String? {
    guard tag == Self.objectIdentifier, content.count <= 64 else { return nil }
    var arcs: [UInt128] = []
    var arc: UInt128 = 0
    var isOpen = false
    for byte in content.slice {
      guard arc >> 121 == 0 else { return nil }
      arc = arc << 7 | UInt128(byte & 0x7F)
      isOpen = byte & 0x80 != 0
      if !isOpen {
        if arcs.isEmpty {
          let first = min(arc / 40, 2)
          arcs = [first, arc - 40 * first]
        } else {
          arcs.append(arc)
        }
        arc = 0
      }
    }
    guard !isOpen, !arcs.isEmpty else { return nil }
    return arcs.map { String($0) }.joined(separator: ".")
  }

  /// Whether a text is an object identifier in dotted form.
  ///
  /// - Reference: ITU-T X.660 §7.6: the first arc is 0, 1 or 2, the second below 40 under 0 and 1.
  static func isObjectIdentifier(_ text: some StringProtocol) -> Bool {
    let arcs = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    var numbers: [UInt128] = []
    for arc in arcs {
      guard arc.allSatisfy({ (0x30...0x39).contains($0) }),
        arc.count == 1 || arc.first != UInt8(ascii: "0"),
        let number = UInt128(String(decoding: arc, as: UTF8.self))
      else { return false }
      numbers.append(number)
    }
    guard numbers.count > 1, numbers.count <= 64 else { return false }
    return numbers[0] < 2 ? numbers[1] < 40 : numbers[0] == 2
  }

  /// A small non-negative number.
  var smallInteger: Int? {
    guard tag == Self.integer || tag == Self.enumerated, (1...7).contains(content.count),
      let first = content[0], first < 0x80
    else { return nil }
    return content.slice.reduce(0) { $0 << 8 | Int($1) }
  }

  /// The bits of a bit string that has no unused bits.
  var bits: ByteView? {
    guard tag == Self.bitString, let unused = content[0], unused < 8 else { return nil }
    return content.suffix(from: 1)
  }

  /// A time of either form, in seconds since 1970.
  var time: CredentialTime? {
    switch tag {
    case Self.utcTime: CredentialTime(asn1: content.latin1, hasCentury: false)
    case Self.generalizedTime: CredentialTime(asn1: content.latin1, hasCentury: true)
    default: nil
    }
  }

  /// The text of a string of any type.
  var string: String? {
    switch tag {
    case 0x0C, 0x13, 0x16, 0x14, 0x12, 0x1A: return content.text
    case 0x1E:
      var units: [UInt16] = []
      var reader = ByteReader(content)
      while let unit = try? reader.uint16() { units.append(unit) }
      return String(decoding: units, as: UTF16.self)
    default: return nil
    }
  }
}

/// A cursor over elements that follow each other.
struct DERReader {
  private var reader: ByteReader

  init(_ bytes: ByteView) { reader = ByteReader(bytes) }

  var isAtEnd: Bool { reader.isAtEnd }

  private func fault() -> ParsingError {
    ParsingError(.malformed, at: reader.offsetInFile, in: "ASN.1 element", clause: "X.690 §8.1")
  }

  /// Reads the next element.
  mutating func element(depth: Int = 0) throws(ParsingError) -> DERElement {
    let start = reader.position
    let tag = try reader.uint8()
    guard tag & 0x1F != 0x1F else { throw fault() }
    let first = try reader.uint8()
    var length = Int(first)
    if first == 0x80 {
      // Indefinite form: elements up to an end-of-contents. Some time-stamp servers write it.
      guard tag & 0x20 != 0, depth < 16 else { throw fault() }
      let contentStart = reader.position
      while true {
        if reader.view[reader.position] == 0, reader.view[reader.position + 1] == 0 { break }
        _ = try element(depth: depth + 1)
      }
      let content = reader.view.slice(contentStart..<reader.position)
      try reader.skip(2)
      guard let content, let view = reader.view.slice(start..<reader.position) else {
        throw fault()
      }
      return DERElement(tag: tag, content: content, view: view)
    }
    if first > 0x80 {
      guard first <= 0x84 else { throw fault() }
      length = Int(try reader.unsigned(byteCount: Int(first & 0x7F)))
    }
    let content = try reader.take(length)
    guard let view = reader.view.slice(start..<reader.position) else { throw fault() }
    return DERElement(tag: tag, content: content, view: view)
  }

  /// Reads the next element when it has the tag.
  mutating func optional(_ tag: UInt8) throws(ParsingError) -> DERElement? {
    guard reader.view[reader.position] == tag else { return nil }
    return try element()
  }

  /// Reads the next element, which must have the tag.
  mutating func required(_ tag: UInt8) throws(ParsingError) -> DERElement {
    guard let element = try optional(tag) else { throw fault() }
    return element
  }
}

/// Writes elements of DER.
enum DEREncoder {
  /// One element around `content`.
  static func element(_ tag: UInt8, _ content: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = [tag]
    let count = content.count
    if count < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: count))
    } else {
      var digits: [UInt8] = []
      var rest = count
      while rest > 0 {
        digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
        rest >>= 8
      }
      bytes.append(0x80 | UInt8(truncatingIfNeeded: digits.count))
      bytes.append(contentsOf: digits)
    }
    bytes.append(contentsOf: content)
    return bytes
  }
}
