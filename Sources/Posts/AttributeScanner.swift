/// Reads the names and values of a tag or shortcode: `name="value"`, `name='value'`,
/// `name=value`, `name={value}`, `"value"`.
enum AttributeScanner {
  /// A tag with its attributes; names in lower case.
  struct Tag {
    var name: String
    var attributes: [String: String]
  }

  /// Reads the tag that starts at `start`; nil when it has no end within `longest` bytes.
  static func tag(_ bytes: [UInt8], at start: Int, longest: Int) -> (Tag, end: Int)? {
    var cursor = start + 1
    if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "/") { cursor += 1 }
    let nameStart = cursor
    while cursor < bytes.count, isName(bytes[cursor]) { cursor += 1 }
    let name = String(decoding: bytes[nameStart..<cursor], as: UTF8.self)
    let insideStart = cursor
    var quote: UInt8?
    var braces = 0
    while cursor < bytes.count, cursor - start <= longest {
      let byte = bytes[cursor]
      if let open = quote {
        if byte == open { quote = nil }
      } else {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
        case UInt8(ascii: "{"): braces += 1
        case UInt8(ascii: "}"): braces -= 1
        case UInt8(ascii: ">") where braces <= 0:
          let inside = Array(bytes[insideStart..<cursor])
          return (
            Tag(name: name, attributes: attributes(inside, longest: longest).named), cursor + 1
          )
        default: break
        }
      }
      cursor += 1
    }
    return nil
  }

  /// Reads attributes and bare quoted values.
  static func attributes(
    _ bytes: [UInt8], longest: Int
  ) -> (named: [String: String], values: [String]) {
    var named: [String: String] = [:]
    var values: [String] = []
    var cursor = 0
    while cursor < bytes.count {
      let byte = bytes[cursor]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        let (value, end) = quoted(bytes, cursor)
        values.append(value)
        cursor = end
      } else if isName(byte) {
        let start = cursor
        while cursor < bytes.count, isName(bytes[cursor]) { cursor += 1 }
        let name = String(decoding: bytes[start..<cursor], as: UTF8.self)
        var next = cursor
        while next < bytes.count, isSpace(bytes[next]) { next += 1 }
        guard next < bytes.count, bytes[next] == UInt8(ascii: "=") else {
          values.append(name)
          continue
        }
        next += 1
        while next < bytes.count, isSpace(bytes[next]) { next += 1 }
        let (value, end) = value(bytes, next)
        if named[name.lowercased()] == nil { named[name.lowercased()] = value }
        cursor = max(end, cursor)
      } else {
        cursor += 1
      }
    }
    return (named, values)
  }

  private static func value(_ bytes: [UInt8], _ start: Int) -> (String, Int) {
    guard start < bytes.count else { return ("", start) }
    switch bytes[start] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return quoted(bytes, start)
    case UInt8(ascii: "{"):
      var end = start
      var depth = 0
      while end < bytes.count {
        if bytes[end] == UInt8(ascii: "{") { depth += 1 }
        if bytes[end] == UInt8(ascii: "}") { depth -= 1 }
        end += 1
        if depth == 0 { break }
      }
      var inside = String(decoding: bytes[(start + 1)..<max(start + 1, end - 1)], as: UTF8.self)
      inside = inside.filter { !"\"'`".contains($0) }
      // `require("./a.png")` names the file as well.
      if let open = inside.firstIndex(of: "("), inside.hasSuffix(")") {
        inside = String(inside[inside.index(after: open)...].dropLast())
      }
      return (inside, end)
    default:
      var end = start
      while end < bytes.count, !isSpace(bytes[end]), bytes[end] != UInt8(ascii: ">") { end += 1 }
      return (String(decoding: bytes[start..<end], as: UTF8.self), end)
    }
  }

  private static func quoted(_ bytes: [UInt8], _ start: Int) -> (String, Int) {
    // `src="{{ "/a.png" | url }}"`: the quotes of a template are not those of the attribute.
    let end = Self.end(bytes, start + 1) { $0 == bytes[start] }
    let text = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    return (unescaped(text), min(end + 1, bytes.count))
  }

  /// The position of the first byte that ends a value, those in `{{ … }}` and `{% … %}` passed over.
  static func end(_ bytes: [UInt8], _ start: Int, where isEnd: (UInt8) -> Bool) -> Int {
    var end = start
    // After one template without an end there is none worth looking for: reading stays linear.
    var hasTemplates = true
    while end < bytes.count, !isEnd(bytes[end]) {
      if hasTemplates, bytes[end] == UInt8(ascii: "{"), end + 1 < bytes.count,
        bytes[end + 1] == UInt8(ascii: "{") || bytes[end + 1] == UInt8(ascii: "%")
      {
        if let after = templateEnd(bytes, end) {
          end = after
          continue
        }
        hasTemplates = false
      }
      end += 1
    }
    return min(end, bytes.count)
  }

  /// The position after the template `{{ … }}` or `{% … %}` that starts at `start`; nil when none
  /// does or it has no end within 1024 bytes.
  private static func templateEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
    let close: UInt8
    switch bytes[start + 1] {
    case UInt8(ascii: "{"): close = UInt8(ascii: "}")
    case UInt8(ascii: "%"): close = UInt8(ascii: "%")
    default: return nil
    }
    var cursor = start + 2
    let limit = min(bytes.count - 1, start + 1024)
    while cursor < limit {
      if bytes[cursor] == close, bytes[cursor + 1] == UInt8(ascii: "}") { return cursor + 2 }
      cursor += 1
    }
    return nil
  }

  /// The text with the five entities of HTML that occur in attributes.
  static func unescaped(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var result = text
    for (entity, character) in [
      ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"),
      ("&amp;", "&"),
    ] { result = result.replacing(entity, with: character) }
    return result
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "@"):
      true
    default: byte >= 0x80
    }
  }
}
