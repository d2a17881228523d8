import ByteReading

/// Goes through the markup of an XML text without building anything: enough to find parts of an
/// SVG document and their byte ranges. It accepts more than XML and expands no entity.
struct XMLScanner {
  /// A start tag or an empty-element tag.
  struct Tag {
    var name: String
    var attributes: ByteView
    var isEmpty: Bool
    /// The whole tag, counted from the start of the text.
    var range: Range<Int>

    var localName: Substring {
      name[(name.lastIndex(of: ":").map(name.index(after:)) ?? name.startIndex)...]
    }

    /// Name and raw value of each attribute.
    func attributeList() -> [(name: String, value: String)] {
      var result: [(String, String)] = []
      var position = 0
      while result.count < 256 {
        while let byte = attributes[position], XMLScanner.isSpace(byte) { position += 1 }
        let start = position
        while let byte = attributes[position], byte != 0x3D, !XMLScanner.isSpace(byte) {
          position += 1
        }
        guard position > start, let name = attributes.slice(start..<position) else { break }
        while let byte = attributes[position], XMLScanner.isSpace(byte) { position += 1 }
        guard attributes[position] == 0x3D else { break }
        position += 1
        while let byte = attributes[position], XMLScanner.isSpace(byte) { position += 1 }
        guard let quote = attributes[position], quote == 0x22 || quote == 0x27 else { break }
        position += 1
        let valueStart = position
        while let byte = attributes[position], byte != quote { position += 1 }
        guard let value = attributes.slice(valueStart..<position) else { break }
        position += 1
        result.append((name.utf8, value.utf8))
      }
      return result
    }
  }

  enum Token {
    case start(Tag)
    case end(name: String, range: Range<Int>)
  }

  private let text: ByteView
  private(set) var position = 0

  init(_ text: ByteView) { self.text = text }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// The next tag; nil at the end and where a tag is not closed.
  mutating func next() -> Token? {
    while let open = find(0x3C, from: position) {
      if text.has("<!--", at: open) {
        guard let close = text.firstRange(of: [0x2D, 0x2D, 0x3E], from: open + 4) else {
          return nil
        }
        position = close.upperBound
      } else if text.has("<![CDATA[", at: open) {
        guard let close = text.firstRange(of: [0x5D, 0x5D, 0x3E], from: open + 9) else {
          return nil
        }
        position = close.upperBound
      } else if text.has("<?", at: open) {
        guard let close = text.firstRange(of: [0x3F, 0x3E], from: open + 2) else { return nil }
        position = close.upperBound
      } else if text.has("<!", at: open) {
        guard let end = endOfDeclaration(from: open + 2) else { return nil }
        position = end
      } else {
        return tag(from: open)
      }
    }
    return nil
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    var index = start
    while let found = text[index] {
      if found == byte { return index }
      index += 1
    }
    return nil
  }

  /// The end of a `<!DOCTYPE … [ … ]>`.
  private func endOfDeclaration(from start: Int) -> Int? {
    var index = start
    var depth = 0
    while let byte = text[index] {
      index += 1
      switch byte {
      case 0x22, 0x27:
        guard let close = find(byte, from: index) else { return nil }
        index = close + 1
      case 0x5B: depth += 1
      case 0x5D: depth -= 1
      case 0x3E where depth <= 0: return index
      default: break
      }
    }
    return nil
  }

  private mutating func tag(from open: Int) -> Token? {
    var index = open + 1
    let isEnd = text[index] == 0x2F
    if isEnd { index += 1 }
    let nameStart = index
    while let byte = text[index], !Self.isSpace(byte), byte != 0x3E, byte != 0x2F { index += 1 }
    guard let name = text.slice(nameStart..<index) else { return nil }
    let attributesStart = index
    while let byte = text[index], byte != 0x3E {
      index += 1
      if byte == 0x22 || byte == 0x27 {
        guard let close = find(byte, from: index) else { return nil }
        index = close + 1
      }
    }
    guard text[index] == 0x3E else { return nil }
    position = index + 1
    if isEnd { return .end(name: name.utf8, range: open..<position) }
    let isEmpty = index > attributesStart && text[index - 1] == 0x2F
    let attributes = text.slice(attributesStart..<(isEmpty ? index - 1 : index))
    return .start(
      Tag(
        name: name.utf8, attributes: attributes ?? ByteView([]), isEmpty: isEmpty,
        range: open..<position))
  }
}
