/// A test on a text, as an entry of the catalogue states it.
struct TextTest: Sendable, Hashable {
  enum Kind: String, CaseIterable {
    case equals
    case prefix
    case suffix
    case contains
    case pattern
    /// The name of a tool: the whole text, or its beginning as ``ToolNameEnd`` has it.
    case tool
  }

  var kind: Kind
  var operands: [[UInt8]]
  var ignoresCase = false

  init(_ kind: Kind, _ operands: [String], ignoresCase: Bool = false) {
    self.kind = kind
    self.ignoresCase = ignoresCase
    self.operands = operands.map {
      ignoresCase ? $0.utf8.map(Self.lowercase) : Array($0.utf8)
    }
  }

  /// Whether the text passes for one of the operands; white space and NUL at its ends do not count.
  func passes(_ text: String) -> Bool {
    var bytes = ignoresCase ? text.utf8.map(Self.lowercase) : Array(text.utf8)
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.endIndex
    let body = bytes[start...]
    return operands.contains { passes(body, $0) }
  }

  private func passes(_ text: ArraySlice<UInt8>, _ operand: [UInt8]) -> Bool {
    switch kind {
    case .equals: text.elementsEqual(operand)
    case .prefix: text.starts(with: operand)
    case .suffix: text.suffix(operand.count).elementsEqual(operand)
    case .contains: Self.contains(text, operand)
    case .pattern: Self.matches(text, operand)
    case .tool: text.starts(with: operand) && ToolNameEnd.accepts(text.dropFirst(operand.count))
    }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  private static func contains(_ text: ArraySlice<UInt8>, _ operand: [UInt8]) -> Bool {
    guard let first = operand.first, operand.count <= text.count else { return operand.isEmpty }
    var index = text.startIndex
    while index <= text.endIndex - operand.count {
      if text[index] == first, text[index...].starts(with: operand) { return true }
      index += 1
    }
    return false
  }

  /// Whether a text matches a pattern: `*` is any text, `#` a digit, all else itself. A star is
  /// tried again only from its last place, so the work is at most length times length of the
  /// pattern.
  private static func matches(_ text: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
    var position = text.startIndex
    var index = 0
    var star: (index: Int, position: Int)?
    while position < text.endIndex {
      if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
        star = (index, position)
        index += 1
      } else if index < pattern.count,
        pattern[index] == text[position]
          || (pattern[index] == UInt8(ascii: "#") && (0x30...0x39).contains(text[position]))
      {
        index += 1
        position += 1
      } else if let last = star {
        index = last.index + 1
        position = last.position + 1
        star = (last.index, position)
      } else {
        return false
      }
    }
    while index < pattern.count, pattern[index] == UInt8(ascii: "*") { index += 1 }
    return index == pattern.count
  }
}
