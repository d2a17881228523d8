public import ByteReading

/// A superbox of JUMBF with the boxes inside.
///
/// - Reference: ISO/IEC 19566-5:2023 §A; C2PA 2.4 §11.1.
public struct JUMBFBox: Sendable {
  /// What the superbox holds: 16 bytes.
  public var type: JUMBFType
  /// The label; nil when the description box has none.
  public var label: String?
  /// The salt of the description box, which is part of what is hashed.
  public var salt: ByteView?
  /// What a hashed URI of the box is computed over: description box and content boxes, without the
  /// header of the superbox.
  public var content: ByteView
  /// The whole superbox with its header.
  public var view: ByteView
  /// The superboxes inside.
  public var boxes: [JUMBFBox]
  /// The other boxes inside: content.
  public var contents: [Content]

  /// A content box.
  public struct Content: Sendable {
    /// `cbor`, `json`, `bfdb`, `bidb`, `uuid`, `brob` …
    public var type: FourCC
    /// The bytes after the header.
    public var data: ByteView

    /// Creates a content box.
    public init(type: FourCC, data: ByteView) {
      self.type = type
      self.data = data
    }
  }

  /// The first content box of a type.
  public func data(of type: FourCC) -> ByteView? { contents.first { $0.type == type }?.data }

  /// The superboxes with a label.
  public func boxes(labeled label: String) -> [JUMBFBox] { boxes.filter { $0.label == label } }

  /// Reads the superbox at the start of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The box; what follows its declared length is ignored.
  ///   - limits: The deepest nesting and the largest number of boxes.
  /// - Throws: ``ByteReading/ParsingError`` with what is wrong.
  public init(parsing bytes: ByteView, limits: ParsingLimits = ParsingLimits())
    throws(ParsingError)
  {
    var parser = JUMBFParser(limits: limits)
    var reader = ByteReader(bytes)
    let (type, view, content) = try parser.box(&reader)
    guard type == "jumb" else {
      throw ParsingError(.badSignature, at: view.offsetInFile, in: "JUMBF superbox")
    }
    self = try parser.superbox(view: view, content: content, depth: 0)
  }

  fileprivate init(
    type: JUMBFType, label: String?, salt: ByteView?, content: ByteView, view: ByteView
  ) {
    self.type = type
    self.label = label
    self.salt = salt
    self.content = content
    self.view = view
    boxes = []
    contents = []
  }
}

/// The UUID of a superbox.
public struct JUMBFType: Sendable, Hashable {
  /// The first four bytes.
  public var code: FourCC
  /// Whether the other twelve bytes are those of the ISO types: `00 11 00 10 80 00 00 AA 00 38 9B
  /// 71`.
  public var isStandard: Bool

  /// Creates a type from its code.
  public init(_ code: FourCC) {
    self.code = code
    isStandard = true
  }

  init(_ view: ByteView) {
    var reader = ByteReader(view)
    code = (try? reader.fourCC()) ?? FourCC(rawValue: 0)
    isStandard = view.suffix(from: 4).slice.elementsEqual(Self.tail)
  }

  static let tail: [UInt8] = [
    0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
  ]

  static let store = JUMBFType("c2pa")
  static let manifest = JUMBFType("c2ma")
  static let updateManifest = JUMBFType("c2um")
  static let compressedManifest = JUMBFType("c2cm")
  static let legacyManifest = JUMBFType("c2md")
  static let timeStampManifest = JUMBFType("c2tm")
  static let assertionStore = JUMBFType("c2as")
  static let claim = JUMBFType("c2cl")
  static let signature = JUMBFType("c2cs")
  static let dataBoxes = JUMBFType("c2db")
  static let credentialStore = JUMBFType("c2vc")
}

/// Reads boxes with bounded depth and count.
struct JUMBFParser {
  private let limits: ParsingLimits
  private var count = 0

  init(limits: ParsingLimits) { self.limits = limits }

  /// Reads the header of a box and takes its content.
  mutating func box(
    _ reader: inout ByteReader
  ) throws(ParsingError) -> (type: FourCC, view: ByteView, content: ByteView) {
    count += 1
    guard count <= limits.count else {
      throw ParsingError(
        .limitExceeded(.count, requested: count), at: reader.offsetInFile, in: "JUMBF boxes")
    }
    let start = reader.position
    let short = try reader.uint32()
    let type = try reader.fourCC()
    var headerCount = 8
    var length = Int(short)
    if short == 1 {
      guard let long = Int(exactly: try reader.uint64()) else {
        throw ParsingError(.overrun, at: reader.offsetInFile, in: "JUMBF box \(type)")
      }
      (headerCount, length) = (16, long)
    } else if short == 0 {
      length = reader.view.count - start
    }
    guard length >= headerCount, let view = reader.view.slice(at: start, count: length) else {
      throw ParsingError(.overrun, at: reader.view.offsetInFile + start, in: "JUMBF box \(type)")
    }
    try reader.seek(to: start + length)
    return (type, view, view.suffix(from: headerCount))
  }

  /// Reads what a superbox holds.
  mutating func superbox(
    view: ByteView, content: ByteView, depth: Int
  ) throws(ParsingError) -> JUMBFBox {
    guard depth < min(limits.nesting, 32) else {
      throw ParsingError(
        .limitExceeded(.nesting, requested: depth + 1), at: view.offsetInFile, in: "JUMBF boxes")
    }
    var reader = ByteReader(content)
    let description = try box(&reader)
    guard description.type == "jumd" else {
      throw ParsingError(.badSignature, at: content.offsetInFile, in: "JUMBF description box")
    }
    var parent = try self.description(description.content, content: content, view: view)
    while !reader.isAtEnd {
      let child = try box(&reader)
      if child.type == "jumb" {
        parent.boxes.append(
          try superbox(view: child.view, content: child.content, depth: depth + 1))
      } else {
        parent.contents.append(JUMBFBox.Content(type: child.type, data: child.content))
      }
    }
    return parent
  }

  /// Reads a description box: type, toggles, and the optional label, identifier, signature and
  /// private box.
  private mutating func description(
    _ description: ByteView, content: ByteView, view: ByteView
  ) throws(ParsingError) -> JUMBFBox {
    var reader = ByteReader(description)
    let type = JUMBFType(try reader.take(16))
    let toggles = try reader.uint8()
    var label: String?
    if toggles & 0b10 != 0 {
      let start = reader.position
      let text = reader.zeroTerminated()
      guard description[start + text.count] == 0,
        let valid = String(validating: text.slice, as: UTF8.self)
      else {
        throw ParsingError(.malformed, at: reader.offsetInFile, in: "Label of a JUMBF box")
      }
      // A box that may not be requested is one that no URI finds (C2PA 2.4 §11.1.4.1.2).
      if toggles & 0b1 != 0 { label = valid }
    }
    if toggles & 0b100 != 0 { try reader.skip(4) }
    if toggles & 0b1000 != 0 { try reader.skip(32) }
    var salt: ByteView?
    if toggles & 0b1_0000 != 0 {
      let inner = try box(&reader)
      if inner.type == "c2sh" { salt = inner.content }
    }
    return JUMBFBox(type: type, label: label, salt: salt, content: content, view: view)
  }
}
