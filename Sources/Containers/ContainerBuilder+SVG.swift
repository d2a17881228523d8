import ByteReading

extension ContainerBuilder {
  /// Reads an SVG document as far as it holds metadata: its size, RDF and Content Credentials in
  /// `metadata` elements.
  ///
  /// - Reference: SVG 2 §8.2, §5.7; C2PA 2.2 §A.3.3.
  mutating func readSVG() {
    var scanner = XMLScanner(file)
    var open: [XMLScanner.Tag] = []
    var hasRoot = false
    // The element that is being taken as a payload, with the depth it was opened at.
    var taken: (tag: XMLScanner.Tag, depth: Int, isXMP: Bool)?
    while let token = scanner.next() {
      switch token {
      case .start(let tag):
        guard admitPart(at: tag.range.lowerBound, in: "SVG element") else { return }
        if !hasRoot {
          hasRoot = true
          readSVGSize(tag)
        }
        let isInMetadata = open.contains { $0.localName == "metadata" }
        if taken == nil, isInMetadata || tag.localName == "RDF" || tag.localName == "xmpmeta" {
          if tag.localName == "RDF" || tag.localName == "xmpmeta" {
            taken = (tag, open.count, true)
          } else if tag.localName == "manifest", isCredentialName(tag, open) {
            taken = (tag, open.count, false)
          }
        }
        guard !tag.isEmpty else {
          if let current = taken, current.tag.range == tag.range { taken = nil }
          continue
        }
        guard open.count < limits.nesting * 4 else {
          note(
            .limitExceeded(.nesting, requested: open.count + 1), at: tag.range.lowerBound,
            in: "SVG element")
          return
        }
        open.append(tag)
      case .end(let name, let range):
        guard let last = open.last else {
          note(.malformed, at: range.lowerBound, in: "SVG end tag")
          continue
        }
        guard last.name == name else {
          note(.malformed, at: range.lowerBound, in: "SVG end tag")
          continue
        }
        open.removeLast()
        if name == "svg" || last.localName == "metadata" {
          container.elements.append(
            ContainerElement(
              name: name, range: inFile(last.range.lowerBound..<range.upperBound),
              contentRange: inFile(last.range.upperBound..<range.lowerBound)))
        }
        if let current = taken, open.count == current.depth {
          taken = nil
          addSVGPayload(current.tag, isXMP: current.isXMP, end: range, ancestors: open)
        }
      }
    }
    if let current = taken, !current.isXMP,
      let rest = file.slice(current.tag.range.upperBound..<file.count)
    {
      // The text of a store whose end was cut off stands for it, as that of one that is no base64.
      add(
        .c2pa, carrier: current.tag.name, unpacked: rest, pieces: [rest.rangeInFile],
        carrierRanges: [inFile(current.tag.range.lowerBound..<file.count)])
    }
    if !open.isEmpty || !hasRoot { note(.truncated, at: file.count, in: "SVG document") }
    container.elements.sort { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// Whether a `manifest` element is the one of C2PA: by its usual prefix, whatever that is declared
  /// to stand for, or by its namespace.
  private func isCredentialName(_ tag: XMLScanner.Tag, _ ancestors: [XMLScanner.Tag]) -> Bool {
    // The declaration is only a "should", and other readers go by the name.
    if tag.name == "c2pa:manifest" { return true }
    guard let colon = tag.name.lastIndex(of: ":") else { return false }
    let declaration = "xmlns:" + tag.name[..<colon]
    for element in [tag] + ancestors.reversed() {
      if let found = element.attributeList().first(where: { $0.name == declaration }) {
        return found.value == "http://c2pa.org/manifest"
      }
    }
    return false
  }

  private mutating func addSVGPayload(
    _ tag: XMLScanner.Tag, isXMP: Bool, end: Range<Int>, ancestors: [XMLScanner.Tag]
  ) {
    let carrier = tag.range.lowerBound..<end.upperBound
    if isXMP {
      guard let packet = file.slice(carrier) else { return }
      // Prefixes may be declared outside of the packet: bring the declarations along.
      var declarations: [String: String] = [:]
      for element in ancestors {
        for attribute in element.attributeList() where attribute.name.hasPrefix("xmlns") {
          declarations[attribute.name] = attribute.value
        }
      }
      declarations["xmlns"] = nil
      guard !declarations.isEmpty, tag.localName == "RDF" else {
        add(.xmp, carrier: "metadata", data: packet, carrierRange: inFile(carrier))
        return
      }
      guard reserve(packet.count + 1024, at: carrier.lowerBound, in: "SVG metadata") else { return }
      var wrapper = "<x:xmpmeta"
      declarations["xmlns:x"] = "adobe:ns:meta/"
      for (name, value) in declarations.sorted(by: { $0.key < $1.key }) {
        wrapper += " \(name)=\"\(value.split(separator: "\"").joined())\""
      }
      var bytes = Array(wrapper.utf8)
      bytes.append(0x3E)
      bytes.append(contentsOf: packet.slice)
      bytes.append(contentsOf: "</x:xmpmeta>".utf8)
      add(
        .xmp, carrier: "metadata", unpacked: ByteView(bytes), pieces: [inFile(carrier)],
        carrierRanges: [inFile(carrier)])
      return
    }
    guard let text = file.slice(tag.range.upperBound..<end.lowerBound),
      reserve(text.count / 4 * 3, at: carrier.lowerBound, in: "SVG manifest")
    else { return }
    guard let store = Self.base64(text) else {
      note(.malformed, at: tag.range.upperBound, in: "SVG manifest", clause: "C2PA 2.2 §A.3.3")
      // A store that cannot be read is not the same as none: its text stands for it.
      add(
        .c2pa, carrier: tag.name, unpacked: text, pieces: [text.rangeInFile],
        carrierRanges: [inFile(carrier)])
      return
    }
    add(
      .c2pa, carrier: tag.name, unpacked: ByteView(store), pieces: [text.rangeInFile],
      carrierRanges: [inFile(carrier)])
  }

  /// The bytes of a base64 text (RFC 4648 §4), white space ignored; nil when it is none.
  static func base64(_ text: ByteView) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    var isPadded = false
    for byte in text.slice {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D:
        isPadded = true
        continue
      case 0x20, 0x09, 0x0A, 0x0D: continue
      default: return nil
      }
      if isPadded { return nil }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits))
        (bits, count) = (0, 0)
      }
    }
    switch count {
    case 0: break
    case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return bytes
  }

  /// Takes the size from `width` and `height`, or from `viewBox`.
  private mutating func readSVGSize(_ root: XMLScanner.Tag) {
    var values: [String: String] = [:]
    for attribute in root.attributeList() { values[attribute.name] = attribute.value }
    let box = (values["viewBox"] ?? "").split { $0 == " " || $0 == "," || $0.isNewline }
      .compactMap { Double($0) }
    func size(_ name: String, _ fallback: Double?) -> Int? {
      let length = values[name].flatMap(Self.pixels) ?? fallback
      guard let length, length.isFinite, length > 0, length < 1e9 else { return nil }
      return Int(length.rounded())
    }
    container.width = size("width", box.count == 4 ? box[2] : nil)
    container.height = size("height", box.count == 4 ? box[3] : nil)
  }

  /// A length in CSS pixels; nil for a percentage and for what is no length.
  private static func pixels(_ text: String) -> Double? {
    let units: [(String, Double)] = [
      ("px", 1), ("in", 96), ("cm", 96 / 2.54), ("mm", 96 / 25.4), ("pt", 96 / 72.0), ("pc", 16),
    ]
    for (unit, factor) in units where text.hasSuffix(unit) {
      return Double(text.dropLast(unit.count)).map { $0 * factor }
    }
    return Double(text)
  }
}
