/// Writes JSON straight into bytes (RFC 8259), many times faster than an encoder of values.
///
/// Commas are the writer's work; keys in sorted order are the caller's.
struct JSONWriter: Sendable {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Deeper values are cut off; nothing this project makes is nested this deep.
  static let maximumDepth = 32

  init() {}

  /// Takes what was written and starts anew, keeping the memory.
  mutating func takeText() -> String {
    defer {
      bytes.removeAll(keepingCapacity: true)
      needsComma = false
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func beginObject() { open(UInt8(ascii: "{")) }
  mutating func endObject() { close(UInt8(ascii: "}")) }
  mutating func beginArray() { open(UInt8(ascii: "[")) }
  mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a key; its value comes next.
  mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func null() { raw("null") }
  mutating func value(_ flag: Bool) { raw(flag ? "true" : "false") }
  mutating func value(_ number: Int) { raw(String(number)) }

  /// Writes a number; JSON has no infinities, so these become null.
  mutating func value(_ number: Double) {
    raw(number.isFinite ? number.description : "null")
  }

  mutating func value(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  /// Writes a value that is JSON already.
  mutating func document(_ text: String) { raw(text) }

  mutating func field(_ name: String, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  mutating func field(_ name: String, _ number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  mutating func field(_ name: String, _ number: Double?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  mutating func field(_ name: String, _ flag: Bool?) {
    key(name)
    if let flag { value(flag) } else { null() }
  }

  mutating func field(_ name: String, _ texts: [String]) {
    key(name)
    beginArray()
    for text in texts { value(text) }
    endArray()
  }

  /// Writes an array of objects; `write` gives the fields of one.
  mutating func field<Item>(
    _ name: String, objects items: [Item], _ write: (Item, inout JSONWriter) -> Void
  ) {
    key(name)
    beginArray()
    for item in items {
      beginObject()
      write(item, &self)
      endObject()
    }
    endArray()
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      bytes.append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { append(scalar) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a character. Besides what RFC 8259 § 7 asks for, control characters and everything
  /// that would deceive a reader of the raw text are escaped.
  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": bytes.append(contentsOf: "\\\"".utf8)
    case "\\": bytes.append(contentsOf: "\\\\".utf8)
    case "\n": bytes.append(contentsOf: "\\n".utf8)
    case "\r": bytes.append(contentsOf: "\\r".utf8)
    case "\t": bytes.append(contentsOf: "\\t".utf8)
    default:
      if VisibleText.isDeceptive(scalar) {
        for unit in UTF16.encode(scalar)?.map({ $0 }) ?? [] {
          let digits = String(unit, radix: 16)
          bytes.append(contentsOf: "\\u".utf8)
          bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
          bytes.append(contentsOf: digits.utf8)
        }
      } else {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
      }
    }
  }
}
