/// What is wrong with a catalogue.
public struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line, from 1; 0 if the fault is not in one line.
  public var line: Int
  /// What is wrong there.
  public var message: String

  /// The fault in one line.
  public var description: String { "\(file):\(line): \(message)" }
}

/// A value of a catalogue file.
///
/// The catalogue is read at every start of the tool, so it is written in a small part of YAML that
/// this reader takes in well under a millisecond: block maps and lists, flow lists and maps on one
/// line, plain and quoted scalars on one line, comments, and documents separated by `---`. A test
/// holds it against a full reader of YAML.
indirect enum CatalogueNode: Sendable, Hashable {
  case scalar(String)
  case list([CatalogueNode])
  case map([Member])

  struct Member: Sendable, Hashable {
    var name: String
    var value: CatalogueNode
  }

  subscript(_ name: String) -> CatalogueNode? {
    if case .map(let members) = self { members.first { $0.name == name }?.value } else { nil }
  }

  var text: String? {
    if case .scalar(let text) = self { text } else { nil }
  }

  var members: [Member] {
    if case .map(let members) = self { members } else { [] }
  }

  /// The elements of a list; a scalar or map alone counts as a list of one.
  var elements: [CatalogueNode] {
    if case .list(let elements) = self { elements } else { [self] }
  }

  var texts: [String] { elements.compactMap(\.text) }
}

/// Reads the part of YAML that catalogue files use.
struct CatalogueReader {
  private struct Line {
    var number: Int
    var indent: Int
    var text: ArraySlice<UInt8>
  }

  private let file: String
  private var lines: [Line] = []
  private var index = 0

  /// Reads one document.
  ///
  /// - Parameters:
  ///   - bytes: The text, without document separators.
  ///   - file: Its name, for messages.
  /// - Throws: ``CatalogueError``.
  static func document(
    _ bytes: ArraySlice<UInt8>, file: String
  ) throws(CatalogueError) -> CatalogueNode {
    var reader = CatalogueReader(bytes, file: file)
    let node = try reader.block(depth: 0)
    guard reader.index == reader.lines.count else {
      throw reader.fault("cannot stand here")
    }
    return node
  }

  /// The documents of a file, as bytes.
  static func documents(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var documents: [ArraySlice<UInt8>] = []
    var start = 0
    var line = 0
    while line < bytes.count {
      let end = bytes[line...].firstIndex(of: 0x0A) ?? bytes.count
      if bytes[line..<end].elementsEqual("---".utf8) {
        documents.append(bytes[start..<line])
        start = min(end + 1, bytes.count)
      }
      line = end + 1
    }
    documents.append(bytes[start...])
    return documents
  }

  private init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.file = file
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let indent = line.prefix { $0 == 0x20 }.count
      let text = Self.withoutComment(line.dropFirst(indent))
      if !text.isEmpty { lines.append(Line(number: number, indent: indent, text: text)) }
    }
  }

  private func fault(_ message: String) -> CatalogueError {
    let line = index < lines.count ? lines[index].number : lines.last?.number ?? 0
    return CatalogueError(file: file, line: line, message: message)
  }

  private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var quote: UInt8?
    var end = line.endIndex
    var previous: UInt8 = 0x20
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      if let open = quote {
        if byte == 0x5C, open == 0x22 { index += 1 }
        if byte == open { quote = nil }
      } else if byte == 0x22 || byte == 0x27, " [{,:-".utf8.contains(previous) {
        quote = byte
      } else if byte == 0x23, previous == 0x20 {
        end = index
        break
      }
      previous = byte
      index += 1
    }
    var text = line[..<end]
    while let last = text.last, last <= 0x20 { text.removeLast() }
    return text
  }

  private mutating func block(depth: Int) throws(CatalogueError) -> CatalogueNode {
    guard index < lines.count else { throw fault("ends too early") }
    guard depth < 32 else { throw fault("nests too deeply") }
    let indent = lines[index].indent
    if Self.isItem(lines[index].text) { return try list(indent, depth) }
    guard Self.keyEnd(lines[index].text) != nil else {
      let text = lines[index].text
      let node = try inline(text)
      index += 1
      return node
    }
    var members: [CatalogueNode.Member] = []
    while index < lines.count, lines[index].indent == indent, !Self.isItem(lines[index].text) {
      let text = lines[index].text
      guard let colon = Self.keyEnd(text), let name = try inline(text[..<colon]).text else {
        throw fault("is no name with a value")
      }
      let rest = text[(colon + 1)...].drop { $0 == 0x20 }
      if !rest.isEmpty {
        members.append(.init(name: name, value: try inline(rest)))
        index += 1
        continue
      }
      index += 1
      // A list may stand at the indent of its name.
      guard index < lines.count,
        lines[index].indent > indent
          || (lines[index].indent == indent && Self.isItem(lines[index].text))
      else { throw fault("a value is missing") }
      members.append(.init(name: name, value: try block(depth: depth + 1)))
    }
    return .map(members)
  }

  private mutating func list(_ indent: Int, _ depth: Int) throws(CatalogueError) -> CatalogueNode {
    var elements: [CatalogueNode] = []
    while index < lines.count, lines[index].indent == indent, Self.isItem(lines[index].text) {
      let rest = lines[index].text.dropFirst().drop { $0 == 0x20 }
      guard !rest.isEmpty else { throw fault("an item is empty") }
      lines[index].indent += rest.startIndex - lines[index].text.startIndex
      lines[index].text = rest
      elements.append(try block(depth: depth + 1))
    }
    return .list(elements)
  }

  private static func isItem(_ text: ArraySlice<UInt8>) -> Bool {
    text.first == 0x2D && (text.count == 1 || text.dropFirst().first == 0x20)
  }

  /// The colon that ends the name at the start of a line.
  private static func keyEnd(_ text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first, first != 0x5B, first != 0x7B else { return nil }
    var index = text.startIndex
    if first == 0x22 || first == 0x27 {
      index = text.dropFirst().firstIndex(of: first) ?? text.endIndex
    }
    while index < text.endIndex {
      if text[index] == 0x3A, index + 1 == text.endIndex || text[index + 1] == 0x20 {
        return index
      }
      index += 1
    }
    return nil
  }

  private func inline(_ text: ArraySlice<UInt8>) throws(CatalogueError) -> CatalogueNode {
    var cursor = text
    let node = try flow(&cursor, isInside: false, depth: 0)
    guard cursor.allSatisfy({ $0 == 0x20 }) else { throw fault("has something after its value") }
    return node
  }

  private func flow(
    _ cursor: inout ArraySlice<UInt8>, isInside: Bool, depth: Int
  ) throws(CatalogueError) -> CatalogueNode {
    guard depth < 32 else { throw fault("nests too deeply") }
    cursor = cursor.drop { $0 == 0x20 }
    switch cursor.first {
    case UInt8(ascii: "["):
      cursor.removeFirst()
      var elements: [CatalogueNode] = []
      while true {
        cursor = cursor.drop { $0 == 0x20 }
        if cursor.first == UInt8(ascii: "]") { break }
        elements.append(try flow(&cursor, isInside: true, depth: depth + 1))
        cursor = cursor.drop { $0 == 0x20 }
        guard cursor.first == UInt8(ascii: ",") else { break }
        cursor.removeFirst()
      }
      guard cursor.popFirst() == UInt8(ascii: "]") else { throw fault("a list is not closed") }
      return .list(elements)
    case UInt8(ascii: "{"):
      cursor.removeFirst()
      var members: [CatalogueNode.Member] = []
      while true {
        cursor = cursor.drop { $0 == 0x20 }
        if cursor.first == UInt8(ascii: "}") { break }
        let name = try flow(&cursor, isInside: true, depth: depth + 1)
        cursor = cursor.drop { $0 == 0x20 }
        guard let name = name.text, cursor.popFirst() == UInt8(ascii: ":") else {
          throw fault("is no name with a value")
        }
        members.append(
          .init(name: name, value: try flow(&cursor, isInside: true, depth: depth + 1)))
        cursor = cursor.drop { $0 == 0x20 }
        guard cursor.first == UInt8(ascii: ",") else { break }
        cursor.removeFirst()
      }
      guard cursor.popFirst() == UInt8(ascii: "}") else { throw fault("a map is not closed") }
      return .map(members)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .scalar(try quoted(&cursor))
    case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "*"),
      UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      throw fault("uses a part of YAML that catalogues do without")
    case nil: throw fault("a value is missing")
    default: return .scalar(plain(&cursor, isInside: isInside))
    }
  }

  private func plain(_ cursor: inout ArraySlice<UInt8>, isInside: Bool) -> String {
    var end = cursor.endIndex
    if isInside {
      var index = cursor.startIndex
      while index < cursor.endIndex {
        let byte = cursor[index]
        let endsName =
          byte == 0x3A && (index + 1 == cursor.endIndex || cursor[index + 1] == 0x20)
        if endsName || ",]}".utf8.contains(byte) {
          end = index
          break
        }
        index += 1
      }
    }
    var text = cursor[..<end]
    cursor = cursor[end...]
    while text.last == 0x20 { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  private func quoted(_ cursor: inout ArraySlice<UInt8>) throws(CatalogueError) -> String {
    let quote = cursor.removeFirst()
    var text: [UInt8] = []
    while let byte = cursor.popFirst() {
      if byte == quote {
        guard quote == 0x27, cursor.first == 0x27 else {
          return String(decoding: text, as: UTF8.self)
        }
        cursor.removeFirst()
        text.append(0x27)
      } else if byte == 0x5C, quote == 0x22 {
        switch cursor.popFirst() {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "0"): text.append(0x00)
        case UInt8(ascii: "\""): text.append(0x22)
        case UInt8(ascii: "\\"): text.append(0x5C)
        default: throw fault("has an escape that catalogues do without")
        }
      } else {
        text.append(byte)
      }
    }
    throw fault("a quote is not closed")
  }
}
