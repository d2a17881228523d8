public import ByteReading

/// Changes properties of an XMP packet in its text, so that every byte that is not concerned stays.
///
/// Only simple properties are written. A value that is there already is replaced where it stands,
/// attribute or element; a new one goes into an `rdf:Description` of its own at the end.
///
/// - Reference: ISO 16684-1:2019 §7.
public struct XMPEditor: Sendable {
  /// The packet as it is now.
  public private(set) var bytes: [UInt8]
  private let limits: ParsingLimits

  /// Creates an editor.
  ///
  /// - Parameter packet: An existing packet, or nil to start a new one. UTF-16 becomes UTF-8.
  /// - Throws: ``ParsingError/Code-swift.enum/malformed`` when the packet cannot be read without
  ///   doubt, ``ParsingError/Code-swift.enum/unsupported`` when it is in another encoding.
  public init(
    _ packet: ByteView? = nil, limits: ParsingLimits = ParsingLimits()
  ) throws(ParsingError) {
    self.limits = limits
    guard let packet else {
      bytes = Array(Self.emptyPacket.utf8)
      return
    }
    bytes = Self.utf8(packet) ?? packet.bytes
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ParsingError(.unsupported, at: packet.offsetInFile, in: "XMP of an unknown encoding")
    }
    let document = try parsed()
    guard document.elements.contains(where: Self.isRDF) else {
      throw ParsingError(.malformed, at: packet.offsetInFile, in: "XMP without RDF")
    }
  }

  /// A packet in UTF-16 as UTF-8; nil when it is not in UTF-16.
  private static func utf8(_ packet: ByteView) -> [UInt8]? {
    let order: ByteOrder
    if packet.starts(with: [0xFE, 0xFF]) || packet.starts(with: [0, 0x3C]) {
      order = .big
    } else if packet.starts(with: [0xFF, 0xFE]) || packet.starts(with: [0x3C, 0]) {
      order = .little
    } else {
      return nil
    }
    return Array(EXIFText.utf16(packet, order).utf8)
  }

  private static let emptyPacket = """
    <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
     <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
     </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="w"?>
    """

  /// A simple property to write.
  public struct Assignment: Sendable, Hashable {
    /// The namespace.
    public var namespace: String
    /// The prefix to use where the packet has none for it.
    public var prefix: String
    /// The local name.
    public var name: String
    /// The value.
    public var value: String

    /// Creates an assignment.
    public init(namespace: String, prefix: String, name: String, value: String) {
      self.namespace = namespace
      self.prefix = prefix
      self.name = name
      self.value = value
    }
  }

  // MARK: Editing

  /// Gives properties their values.
  ///
  /// - Parameters:
  ///   - assignments: What to write.
  ///   - onlyExisting: Whether properties that the packet does not have are left out.
  /// - Returns: Whether a byte of the packet changed.
  /// - Throws: ``ParsingError`` when the packet cannot be read.
  @discardableResult
  public mutating func set(
    _ assignments: [Assignment], onlyExisting: Bool = false
  ) throws(ParsingError) -> Bool {
    let document = try parsed()
    var edits: [Edit] = []
    var missing: [Assignment] = []
    for assignment in assignments {
      let found = occurrences(in: document) {
        $0 == assignment.namespace && $1 == assignment.name
      }
      guard let first = found.first else {
        if !onlyExisting { missing.append(assignment) }
        continue
      }
      // More than one value would contradict each other: the first is set, the rest goes.
      if first.value != assignment.value {
        edits.append(replacement(of: first, with: assignment.value, in: document))
      }
      for other in found.dropFirst() { edits.append(Edit(range: other.range, bytes: [])) }
    }
    if !missing.isEmpty { edits.append(try insertion(of: missing, in: document)) }
    return apply(edits)
  }

  /// Removes properties.
  ///
  /// - Parameter isRemoved: Whether the property of a namespace and local name goes.
  /// - Returns: Whether a byte of the packet changed.
  /// - Throws: ``ParsingError`` when the packet cannot be read.
  @discardableResult
  public mutating func remove(
    _ isRemoved: (_ namespace: String, _ name: String) -> Bool
  ) throws(ParsingError) -> Bool {
    let document = try parsed()
    return apply(
      occurrences(in: document, isRemoved).map { Edit(range: $0.range, bytes: []) })
  }

  // MARK: Finding

  private struct Edit {
    var range: Range<Int>
    var bytes: [UInt8]
  }

  /// A property where it stands.
  private struct Occurrence {
    /// All of it: the attribute with the space before it, or the element.
    var range: Range<Int>
    /// The value between the quotes of an attribute; nil for an element.
    var valueRange: Range<Int>?
    /// The element; nil for an attribute.
    var element: Int?
    /// The value; nil when it is no simple one.
    var value: String?
  }

  private static func isRDF(_ element: XMLDocument.Element) -> Bool {
    element.name.namespace == XMPNamespace.rdf && element.name.local == "RDF"
  }

  private var text: ByteView { ByteView(bytes) }

  private func parsed() throws(ParsingError) -> XMLDocument {
    let (view, skipped) = XMPPacket.trimmed(text)
    // Positions are to count from the start of the packet.
    guard skipped == 0 || !view.isEmpty else { throw ParsingError(.malformed, at: 0, in: "XMP") }
    let document = XMLDocument(view, limits: limits)
    if let fault = document.fault { throw fault }
    return document
  }

  private var shift: Int { XMPPacket.trimmed(text).skipped }

  private func occurrences(
    in document: XMLDocument, _ matches: (_ namespace: String, _ name: String) -> Bool
  ) -> [Occurrence] {
    var result: [Occurrence] = []
    for rdf in document.elements where Self.isRDF(rdf) {
      for node in rdf.children {
        let description = document.elements[node]
        for attribute in attributes(of: node, in: document)
        where matches(attribute.namespace, attribute.name) {
          result.append(
            Occurrence(
              range: attribute.range, valueRange: attribute.valueRange, element: nil,
              value: attribute.value))
        }
        for child in description.children {
          let element = document.elements[child]
          guard matches(element.name.namespace, element.name.local) else { continue }
          let resource = element.attributes.first {
            $0.name.namespace == XMPNamespace.rdf && $0.name.local == "resource"
          }
          result.append(
            Occurrence(
              range: (element.range.lowerBound + shift)..<(element.range.upperBound + shift),
              valueRange: nil, element: child,
              value: resource?.value ?? (element.children.isEmpty ? element.text : nil)))
        }
      }
    }
    return result
  }

  private struct RawAttribute {
    var namespace: String
    var name: String
    var value: String
    var range: Range<Int>
    var valueRange: Range<Int>
  }

  /// The attributes of an element with their places in the text.
  private func attributes(of index: Int, in document: XMLDocument) -> [RawAttribute] {
    let element = document.elements[index]
    let tag = (element.startTag.lowerBound + shift)..<(element.startTag.upperBound + shift)
    guard let view = text.slice(tag) else { return [] }
    var result: [RawAttribute] = []
    var position = 1
    func isSpace(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    while let byte = view[position], !isSpace(byte), byte != 0x3E, byte != 0x2F { position += 1 }
    while true {
      let start = position
      while let byte = view[position], isSpace(byte) { position += 1 }
      let nameStart = position
      while let byte = view[position], byte != 0x3D, byte != 0x3E, byte != 0x2F, !isSpace(byte) {
        position += 1
      }
      guard position > nameStart, let name = view.slice(nameStart..<position)?.utf8 else { break }
      while let byte = view[position], isSpace(byte) || byte == 0x3D { position += 1 }
      guard let quote = view[position], quote == 0x22 || quote == 0x27 else { break }
      position += 1
      let valueStart = position
      while let byte = view[position], byte != quote { position += 1 }
      guard view[position] == quote else { break }
      let valueEnd = position
      position += 1
      let parts = name.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0] != "xmlns" else { continue }
      let namespace = self.namespace(of: String(parts[0]), at: index, in: document)
      let local = String(parts[1])
      // Names and values come from the parser; only places come from here.
      guard
        let value = element.attributes.first(where: {
          $0.name.namespace == namespace && $0.name.local == local
        })?.value
      else { continue }
      result.append(
        RawAttribute(
          namespace: namespace, name: local, value: value,
          range: (tag.lowerBound + start)..<(tag.lowerBound + position),
          valueRange: (tag.lowerBound + valueStart)..<(tag.lowerBound + valueEnd)))
    }
    return result
  }

  private func namespace(of prefix: String, at index: Int, in document: XMLDocument) -> String {
    var current: Int? = index
    while let each = current {
      let element = document.elements[each]
      if let found = element.declarations.last(where: { $0.prefix == prefix }) { return found.uri }
      current = element.parent
    }
    return ""
  }

  // MARK: Writing

  private func replacement(
    of occurrence: Occurrence, with value: String, in document: XMLDocument
  ) -> Edit {
    if let range = occurrence.valueRange {
      return Edit(range: range, bytes: Array(Self.escaped(value, isAttribute: true).utf8))
    }
    guard let index = occurrence.element else { return Edit(range: occurrence.range, bytes: []) }
    // The element is written anew with the name it had; attributes such as rdf:resource go.
    let element = document.elements[index]
    let name =
      element.name.prefix.isEmpty
      ? element.name.local : "\(element.name.prefix):\(element.name.local)"
    let declarations = element.declarations.map { declaration in
      let attribute = declaration.prefix.isEmpty ? "xmlns" : "xmlns:\(declaration.prefix)"
      return " \(attribute)=\"\(Self.escaped(declaration.uri, isAttribute: true))\""
    }.joined()
    return Edit(
      range: occurrence.range,
      bytes: Array("<\(name)\(declarations)>\(Self.escaped(value))</\(name)>".utf8))
  }

  private func insertion(
    of assignments: [Assignment], in document: XMLDocument
  ) throws(ParsingError) -> Edit {
    guard let rdf = document.elements.first(where: Self.isRDF) else {
      throw ParsingError(.malformed, at: 0, in: "XMP without RDF")
    }
    let prefix = rdf.name.prefix
    func rdfName(_ local: String) -> String { prefix.isEmpty ? local : "\(prefix):\(local)" }
    // All descriptions of a packet are about the same thing, in the same words.
    let about =
      rdf.children.lazy.compactMap { node in
        document.elements[node].attributes.first {
          $0.name.namespace == XMPNamespace.rdf && $0.name.local == "about"
        }?.value
      }.first ?? ""
    var declarations: [String: String] = [:]
    for assignment in assignments { declarations[assignment.prefix] = assignment.namespace }
    // An attribute without prefix has no namespace, so `about` needs one of its own here.
    var aboutName = "\(prefix):about"
    if prefix.isEmpty {
      declarations["rdf"] = XMPNamespace.rdf
      aboutName = "rdf:about"
    }
    var text = " <\(rdfName("Description")) \(aboutName)=\""
    text += Self.escaped(about, isAttribute: true) + "\""
    for (name, uri) in declarations.sorted(by: { $0.key < $1.key }) {
      text += "\n    xmlns:\(name)=\"\(uri)\""
    }
    text += ">\n"
    for assignment in assignments {
      let name = "\(assignment.prefix):\(assignment.name)"
      text += "   <\(name)>\(Self.escaped(assignment.value))</\(name)>\n"
    }
    text += "  </\(rdfName("Description"))>\n"
    let end = rdf.range.upperBound + shift
    if rdf.startTag == rdf.range {
      // An empty-element tag gets an end tag.
      return Edit(
        range: (end - 2)..<end, bytes: Array(">\n \(text)</\(rdfName("RDF"))>".utf8))
    }
    let view = self.text
    var start = end
    while start > 0, view[start] != 0x3C || start == end { start -= 1 }
    return Edit(range: start..<start, bytes: Array("\(text) ".utf8))
  }

  private static func escaped(_ text: String, isAttribute: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where isAttribute: result += "&quot;"
      case "'" where isAttribute: result += "&#39;"
      case "\n" where isAttribute: result += "&#xA;"
      case "\t" where isAttribute: result += "&#x9;"
      case "\r": result += "&#xD;"
      // Characters that XML cannot hold at all.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private mutating func apply(_ edits: [Edit]) -> Bool {
    guard !edits.isEmpty else { return false }
    var result = bytes
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound })
    where edit.range.lowerBound >= 0 && edit.range.upperBound <= result.count {
      result.replaceSubrange(edit.range, with: edit.bytes)
    }
    guard result != bytes else { return false }
    bytes = result
    return true
  }

  /// Takes the white space that fills the packet up out of it, down to one line.
  ///
  /// - Returns: Whether there was any.
  @discardableResult
  public mutating func removePadding() -> Bool {
    guard let end = text.firstRange(of: Array("<?xpacket end".utf8)) else { return false }
    var start = end.lowerBound
    let view = text
    while start > 0, let byte = view[start - 1], byte == 0x20 || byte == 0x0A || byte == 0x0D {
      start -= 1
    }
    guard end.lowerBound - start > 1 else { return false }
    bytes.replaceSubrange(start..<end.lowerBound, with: [0x0A])
    return true
  }
}
