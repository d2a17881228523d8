import Foundation
import TOMLKit
import Yams

/// The data block at the start of a Markdown post.
///
/// `---` YAML (Jekyll, Hugo, Gatsby, Astro, Eleventy), `+++` TOML (Hugo, Zola), `{` JSON (Hugo), and
/// `---json`, `---toml`, `---js` (Eleventy). A program is not run: of JavaScript only an object that
/// is written out is read.
struct FrontMatter {
  /// The data; an empty table where there is none.
  var value = PostValue.table([])
  /// The text after the block.
  var body: Substring
  /// The number of lines before the body.
  var lineCount = 0
  /// What is wrong with the block; nil when nothing is.
  var fault: String?
  /// Whether a block that cannot be read seems to name images.
  var hidesImages = false

  /// The largest block that is read, in bytes. Real ones have a few hundred.
  static let limit = 1 << 20

  init(_ text: String) {
    body = text[...]
    if body.hasPrefix("\u{FEFF}") { body = body.dropFirst() }
    if let block = Self.block(in: body, fence: "---", endFences: ["---", "..."]) {
      take(block) { try Self.yaml($0) }
    } else if let (language, block) = Self.namedBlock(in: body) {
      take(block) { try Self.value($0, in: language) }
    } else if let block = Self.block(in: body, fence: "+++", endFences: ["+++"]) {
      take(block) { try Self.toml($0) }
    } else if body.hasPrefix("{\n") || body.hasPrefix("{\r\n"),
      let end = body.range(of: "\n}", options: [])
    {
      // Hugo's JSON front matter ends at the first brace in the first column.
      let block = (content: body[..<end.upperBound], rest: body[end.upperBound...])
      take(block) { try Self.json($0) }
    }
  }

  private mutating func take(
    _ block: (content: Substring, rest: Substring), _ parse: (String) throws -> PostValue
  ) {
    lineCount =
      body.distance(from: body.startIndex, to: block.rest.startIndex) == 0
      ? 0 : body[..<block.rest.startIndex].count { $0.isNewline }
    body = block.rest
    guard block.content.utf8.count <= Self.limit else {
      fault = "the front matter is larger than \(Self.limit) bytes"
      hidesImages = true
      return
    }
    do {
      value = try parse(String(block.content))
    } catch {
      fault = "the front matter cannot be read: \(Self.reason(error, firstLine: 2))"
      hidesImages = block.content.split { $0.isWhitespace || "\"',[]{}()".contains($0) }
        .contains { ImageResolver.hasImageName(String($0)) }
    }
  }

  /// Why a parser stopped, in one line.
  ///
  /// - Parameter firstLine: The line of the file that the text starts in.
  static func reason(_ error: any Error, firstLine: Int = 1) -> String {
    if let error = error as? YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        return "\(problem) (line \(mark.line + firstLine - 1))"
      default: break
      }
    }
    let foundation = error as NSError
    let text =
      foundation.domain == NSCocoaErrorDomain
      ? foundation.userInfo["NSDebugDescription"] as? String ?? "the syntax is wrong"
      : String(describing: error)
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// The block that names its language behind the first `---`, as gray-matter takes it.
  private static func namedBlock(
    in text: Substring
  ) -> (language: String, block: (content: Substring, rest: Substring))? {
    for language in ["yaml", "yml", "json", "toml", "js", "javascript"] {
      if let block = block(in: text, fence: "---" + language, endFences: ["---"]) {
        return (language, block)
      }
    }
    return nil
  }

  /// A block of JavaScript that is more than an object written out.
  private struct IsProgram: Error, CustomStringConvertible {
    var description: String { "it is a program in JavaScript, which is not run" }
  }

  private static func value(_ text: String, in language: String) throws -> PostValue {
    switch language {
    case "json": return try json(text)
    case "toml": return try toml(text)
    case "js", "javascript":
      // An object literal is a flow mapping of YAML in all but exotic cases.
      let literal = text.trimmingCharacters(in: .whitespacesAndNewlines)
      guard literal.hasPrefix("{"), case .table(let entries)? = try? yaml(literal) else {
        throw IsProgram()
      }
      return .table(entries)
    default: return try yaml(text)
    }
  }

  private static func block(
    in text: Substring, fence: String, endFences: [String]
  ) -> (content: Substring, rest: Substring)? {
    var lines = Lines(text)
    guard let first = lines.next(), trimmed(first.text) == fence else { return nil }
    while let line = lines.next() {
      if endFences.contains(trimmed(line.text)) {
        return (text[first.end..<line.text.startIndex], text[line.end...])
      }
    }
    return nil
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while let last = line.last, last == " " || last == "\t" { line.removeLast() }
    return String(line)
  }

  // MARK: - The three languages

  static func yaml(_ text: String) throws -> PostValue {
    guard let node = try Yams.compose(yaml: text) else { return .table([]) }
    var budget = 100_000
    return try value(of: node, depth: 0, budget: &budget)
  }

  /// What a block asks for beyond the limits.
  struct TooComplex: Error, CustomStringConvertible {
    var description: String { "it is nested too deeply or refers to itself too often" }
  }

  /// Converts a node; aliases are followed within a budget, so that a small file that refers to
  /// itself many times cannot grow without bound.
  private static func value(
    of node: Node, depth: Int, budget: inout Int
  ) throws -> PostValue {
    budget -= 1
    guard depth < 64, budget > 0 else { throw TooComplex() }
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain {
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: if let number = Double(scalar.string) { return .number(number) }
        }
      }
      return .text(scalar.string)
    case .sequence(let sequence):
      var list: [PostValue] = []
      for element in sequence {
        list.append(try value(of: element, depth: depth + 1, budget: &budget))
      }
      return .list(list)
    case .mapping(let mapping):
      var entries: [PostValue.Entry] = []
      for (key, element) in mapping {
        entries.append(
          .init(
            key: key.string ?? "",
            value: try value(of: element, depth: depth + 1, budget: &budget)))
      }
      return .table(entries)
    case .alias: return .null
    }
  }

  static func toml(_ text: String) throws -> PostValue {
    // TOML's own types (dates, 64-bit integers) are not needed here: JSON says the rest.
    try json(TOMLTable(string: text).convert(to: .json))
  }

  static func json(_ text: String) throws -> PostValue {
    try value(of: JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
  }

  private static func value(of object: Any, depth: Int = 0) throws -> PostValue {
    guard depth < 64 else { throw TooComplex() }
    switch object {
    case let text as String: return .text(text)
    case let number as NSNumber:
      return isBoolean(number) ? .boolean(number.boolValue) : .number(number.doubleValue)
    case let list as [Any]: return .list(try list.map { try value(of: $0, depth: depth + 1) })
    case let table as [String: Any]:
      return .table(
        try table.sorted { $0.key < $1.key }
          .map { .init(key: $0.key, value: try value(of: $0.value, depth: depth + 1)) })
    default: return .null
    }
  }

  /// Whether a number of a JSON document was `true` or `false`.
  private static func isBoolean(_ number: NSNumber) -> Bool {
    let type = unsafe String(cString: number.objCType)
    return type == "c" || type == "B"
  }
}

/// The lines of a text with their ends, without copying.
struct Lines {
  private let text: Substring
  private var position: Substring.Index
  /// The number of the line that `next()` returned last, from 1.
  private(set) var number = 0

  init(_ text: Substring) {
    self.text = text
    position = text.startIndex
  }

  mutating func next() -> (text: Substring, end: Substring.Index)? {
    guard position < text.endIndex else { return nil }
    let start = position
    let newline = text[start...].firstIndex(where: \.isNewline)
    position = newline.map { text.index(after: $0) } ?? text.endIndex
    number += 1
    return (text[start..<(newline ?? text.endIndex)], position)
  }
}
