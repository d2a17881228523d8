public import ByteReading

/// A value in an XMP packet, taken out of its structure.
public struct XMPProperty: Sendable, Hashable {
  /// The namespace of the top-level property.
  public var namespace: String
  /// The usual prefix of that namespace.
  public var prefix: String
  /// The local name of the top-level property.
  public var name: String
  /// The whole path: `dc:creator[1]`, `xmpMM:History[2]/stEvt:softwareAgent`.
  public var path: String
  /// The value; of `rdf:resource` the address.
  public var value: String
  /// The language of an alternative (`x-default`); nil elsewhere.
  public var language: String?
  /// The bytes of the packet that hold it: its element, or the start tag whose attribute it is.
  public var range: Range<Int>

  /// The path without positions in arrays.
  public var fieldPath: String {
    // By bytes: names of XML hold no brackets, and paths are made by the thousand.
    var result: [UInt8] = []
    result.reserveCapacity(path.utf8.count)
    var isInside = false
    for byte in path.utf8 {
      if byte == 0x5B { isInside = true }
      if !isInside { result.append(byte) }
      if byte == 0x5D { isInside = false }
    }
    return result.count == path.utf8.count ? path : String(decoding: result, as: UTF8.self)
  }
}

/// The properties of an XMP packet.
///
/// Attribute and element forms, structures, arrays, language alternatives, `rdf:resource`,
/// `rdf:parseType` and typed nodes are read alike; qualifiers other than the language are left out.
///
/// - Reference: ISO 16684-1:2019 (XMP Part 1) §7.
public struct XMPPacket: Sendable {
  /// The values, in file order.
  public private(set) var properties: [XMPProperty] = []
  /// What is wrong with the packet; nil when it is well-formed. Values before a fault are kept.
  public private(set) var faults: [ParsingError] = []

  /// Reads a packet.
  ///
  /// - Parameters:
  ///   - data: The packet, with or without its wrapper, in UTF-8 or UTF-16.
  ///   - limits: How much it may ask for.
  public init(_ data: ByteView, limits: ParsingLimits = ParsingLimits()) {
    let (text, skipped) = Self.trimmed(data)
    guard !text.isEmpty else { return }
    let document = XMLDocument(text, limits: limits)
    if let fault = document.fault { faults.append(fault) }
    var walk = RDFWalk(document: document, shift: skipped, limits: limits)
    walk.run()
    properties = walk.properties
    faults.append(contentsOf: walk.faults)
  }

  /// The first value of the property with the usual `prefix` and the `name`.
  public func value(_ prefix: String, _ name: String) -> String? {
    properties.first { $0.prefix == prefix && $0.name == name }?.value
  }

  /// The packet without zero bytes and spaces at its end, and without what is before its first
  /// `<` — some programs leave a length or a byte order mark of another encoding there.
  static func trimmed(_ data: ByteView) -> (text: ByteView, skipped: Int) {
    var end = data.count
    while end > 0, let byte = data[end - 1], byte == 0 || byte == 0x20 || byte == 0x0A { end -= 1 }
    // UTF-16 ends with `>` and a zero byte, of either order.
    if end < data.count, data[end] == 0, data[0] != 0x3C || data[1] == 0 { end += 1 }
    let isUTF16 =
      data.starts(with: [0xFE, 0xFF]) || data.starts(with: [0xFF, 0xFE])
      || data.starts(with: [0, 0x3C]) || data.starts(with: [0x3C, 0])
    var start = 0
    if !isUTF16 {
      while start < end, data[start] != 0x3C { start += 1 }
    }
    return (data.slice(start..<max(start, end)) ?? data, start)
  }
}

/// The walk from RDF/XML to flat values.
private struct RDFWalk {
  let document: XMLDocument
  let shift: Int
  let limits: ParsingLimits
  var properties: [XMPProperty] = []
  var faults: [ParsingError] = []

  init(document: XMLDocument, shift: Int, limits: ParsingLimits) {
    self.document = document
    self.shift = shift
    self.limits = limits
  }

  /// The longest path that is followed, in bytes. Real ones have some fifty.
  private static let pathLimit = 1024

  /// The top-level property that values belong to.
  struct Top {
    var namespace: String
    var prefix: String
    var name: String
  }

  mutating func run() {
    for index in document.elements.indices {
      let element = document.elements[index]
      guard element.name.namespace == XMPNamespace.rdf, element.name.local == "RDF" else {
        continue
      }
      for child in element.children { node(child, path: "", top: nil, depth: 0) }
    }
  }

  private func isRDF(_ name: XMLDocument.Name, _ local: String) -> Bool {
    name.namespace == XMPNamespace.rdf && name.local == local
  }

  private func title(_ name: XMLDocument.Name) -> String {
    "\(XMPNamespace.prefix(of: name.namespace, inFile: name.prefix)):\(name.local)"
  }

  /// Attributes that stand for properties.
  private func values(
    of element: XMLDocument.Element
  ) -> [(name: XMLDocument.Name, value: String)] {
    element.attributes.filter {
      $0.name.namespace != XMPNamespace.rdf && $0.name.namespace != XMPNamespace.xml
        && !$0.name.namespace.isEmpty
    }
  }

  /// Reads the properties of a node: `rdf:Description` or a typed node.
  private mutating func node(_ index: Int, path: String, top: Top?, depth: Int) {
    guard depth <= limits.nesting else { return }
    let element = document.elements[index]
    for (name, value) in values(of: element) {
      emit(
        path: path.isEmpty ? title(name) : "\(path)/\(title(name))", top: top ?? self.top(name),
        value: value, language: nil, range: element.startTag)
    }
    for child in element.children {
      let name = document.elements[child].name
      property(
        child, path: path.isEmpty ? title(name) : "\(path)/\(title(name))",
        top: top ?? self.top(name), depth: depth + 1)
    }
  }

  private func top(_ name: XMLDocument.Name) -> Top {
    Top(
      namespace: name.namespace,
      prefix: XMPNamespace.prefix(of: name.namespace, inFile: name.prefix), name: name.local)
  }

  /// Reads a property element, or an item of an array, which has the same form.
  private mutating func property(_ index: Int, path: String, top: Top, depth: Int) {
    // Every value carries its path: long names of outer elements must not be multiplied.
    guard depth <= limits.nesting, path.utf8.count <= Self.pathLimit else { return }
    let element = document.elements[index]
    var language: String?
    var resource: String?
    var isResource = false
    for (name, value) in element.attributes {
      if name.namespace == XMPNamespace.xml, name.local == "lang" { language = value }
      if isRDF(name, "resource") { resource = value }
      if isRDF(name, "parseType"), value == "Resource" { isResource = true }
    }
    let fields = values(of: element)
    if let resource {
      emit(path: path, top: top, value: resource, language: language, range: element.range)
      return
    }
    if isResource {
      node(index, path: path, top: top, depth: depth + 1)
      return
    }
    guard let first = element.children.first else {
      // The shorthand of a structure whose fields are attributes.
      guard fields.isEmpty else {
        node(index, path: path, top: top, depth: depth + 1)
        return
      }
      emit(path: path, top: top, value: element.text, language: language, range: element.range)
      return
    }
    let child = document.elements[first]
    if child.name.namespace == XMPNamespace.rdf, ["Bag", "Seq", "Alt"].contains(child.name.local) {
      var position = 0
      for item in child.children where isRDF(document.elements[item].name, "li") {
        position += 1
        property(item, path: "\(path)[\(position)]", top: top, depth: depth + 1)
      }
      return
    }
    // A value with qualifiers: only the value is of interest.
    if let value = child.children.first(where: { isRDF(document.elements[$0].name, "value") }) {
      property(value, path: path, top: top, depth: depth + 1)
      return
    }
    if let value = child.attributes.first(where: { isRDF($0.name, "value") }) {
      emit(path: path, top: top, value: value.value, language: language, range: child.range)
      return
    }
    for node in element.children { self.node(node, path: path, top: top, depth: depth + 1) }
  }

  private mutating func emit(
    path: String, top: Top, value: String, language: String?, range: Range<Int>
  ) {
    guard properties.count < limits.count, path.utf8.count <= Self.pathLimit else { return }
    var value = value
    if value.utf8.count > limits.textLength {
      faults.append(
        ParsingError(
          .limitExceeded(.textLength, requested: value.utf8.count), at: range.lowerBound, in: path))
      value = String(decoding: value.utf8.prefix(limits.textLength), as: UTF8.self)
    }
    properties.append(
      XMPProperty(
        namespace: top.namespace, prefix: top.prefix, name: top.name, path: path, value: value,
        language: language, range: (range.lowerBound + shift)..<(range.upperBound + shift)))
  }
}
