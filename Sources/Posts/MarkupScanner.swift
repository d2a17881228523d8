import Foundation

/// Finds images and the visible text in Markdown, MDX and HTML.
///
/// It is no renderer: it knows the ways in which images are written and passes over code. Reading
/// is linear in the length of the text, whatever the text holds.
///
/// - Reference: CommonMark 0.31 §6.4 (images), §4.7 (link reference definitions); HTML Living
///   Standard §4.8 (`img`, `source`).
struct MarkupScanner {
  private let bytes: [UInt8]
  private let firstLine: Int
  private var position = 0
  private var line: Int
  private var isLineStart = true
  private(set) var images: [Post.Image] = []
  private var visible: [UInt8] = []
  /// Images by reference, filled in when the definitions are known.
  private var pending: [(image: Int, label: String)] = []
  private var definitions: [String: String] = [:]
  /// MDX: `import hero from './hero.png'`.
  private var imports: [String: String] = [:]

  /// The longest address or attribute that is read, in bytes.
  private static let longest = 8_192
  /// How many bytes may be looked at in vain, so that a hostile text costs linear time.
  private var patience: Int

  init(_ text: Substring, firstLine: Int) {
    bytes = Array(text.utf8)
    self.firstLine = firstLine
    line = firstLine
    patience = (1 << 20) + 16 * bytes.count
  }

  /// The text that readers see.
  var text: String { String(decoding: visible, as: UTF8.self) }

  /// Reads everything.
  mutating func scan() {
    while position < bytes.count {
      if isLineStart, scanLineStart() { continue }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\n"):
        visible.append(byte)
        advance(1)
      case UInt8(ascii: "\\") where position + 1 < bytes.count:
        advance(1)
        visible.append(bytes[position])
        advance(1)
      case UInt8(ascii: "`"): skipCode()
      case UInt8(ascii: "!") where peek(1) == UInt8(ascii: "["):
        if !scanMarkdownImage() { plain() }
      case UInt8(ascii: "<"):
        if !scanTag() { plain() }
      case UInt8(ascii: "{") where peek(1) == UInt8(ascii: "{") || peek(1) == UInt8(ascii: "%"):
        if !scanShortcode() { plain() }
      default: plain()
      }
    }
    for (image, label) in pending {
      images[image].target = definitions[Self.folded(label)] ?? ""
    }
    for index in images.indices {
      if let target = imports[images[index].target] { images[index].target = target }
    }
    images.removeAll { $0.target.isEmpty }
  }

  // MARK: - Moving

  private func peek(_ offset: Int) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance(_ count: Int) {
    for _ in 0..<count where position < bytes.count {
      isLineStart = bytes[position] == UInt8(ascii: "\n")
      if isLineStart { line += 1 }
      position += 1
    }
  }

  private mutating func plain() {
    visible.append(bytes[position])
    advance(1)
  }

  private func starts(with text: StaticString, at offset: Int) -> Bool {
    guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { unsafe bytes[offset...].starts(with: $0) }
  }

  // MARK: - Blocks

  /// Handles what only counts at the start of a line; true when it moved on.
  private mutating func scanLineStart() -> Bool {
    isLineStart = false
    var start = position
    while start < bytes.count, bytes[start] == UInt8(ascii: " "), start - position < 4 {
      start += 1
    }
    for fence in ["```", "~~~"] as [StaticString] where starts(with: fence, at: start) {
      skipFence(bytes[start], from: start)
      return true
    }
    if start < bytes.count, bytes[start] == UInt8(ascii: "["), let end = lineEnd(start) {
      // Readers do not see a definition.
      if scanDefinition(String(decoding: bytes[start..<end], as: UTF8.self)) {
        advance(end - position)
        return true
      }
    }
    if starts(with: "import ", at: start), let end = lineEnd(start) {
      if scanImport(String(decoding: bytes[start..<end], as: UTF8.self)) {
        advance(end - position)
        return true
      }
    }
    return false
  }

  private func lineEnd(_ start: Int) -> Int? {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      end += 1
      if end - start > Self.longest { return nil }
    }
    return end
  }

  private mutating func skipFence(_ mark: UInt8, from start: Int) {
    var count = 0
    while start + count < bytes.count, bytes[start + count] == mark { count += 1 }
    advance((lineEndAlways(start) - position) + 1)
    while position < bytes.count {
      var cursor = position
      while cursor < bytes.count, bytes[cursor] == UInt8(ascii: " ") { cursor += 1 }
      var length = 0
      while cursor + length < bytes.count, bytes[cursor + length] == mark { length += 1 }
      let end = lineEndAlways(position)
      advance(end - position + 1)
      if length >= count { return }
    }
  }

  private func lineEndAlways(_ start: Int) -> Int {
    bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  private mutating func skipCode() {
    var count = 0
    while peek(count) == UInt8(ascii: "`") { count += 1 }
    // The end must be a run of the same length, within this paragraph.
    var cursor = position + count
    var run = 0
    let limit = min(bytes.count, cursor + Self.longest)
    while cursor < limit {
      if bytes[cursor] == UInt8(ascii: "`") {
        run += 1
      } else {
        if run == count { break }
        run = 0
      }
      cursor += 1
    }
    if run == count { advance(cursor - position) } else { advance(count) }
  }

  /// `[label]: address "title"`, but not the footnote `[^1]: text`; true when it was one.
  private mutating func scanDefinition(_ line: String) -> Bool {
    guard !line.hasPrefix("[^"), let close = line.firstIndex(of: "]"),
      line[line.index(after: close)...].hasPrefix(":")
    else { return false }
    let label = String(line[line.index(after: line.startIndex)..<close])
    let rest = line[line.index(close, offsetBy: 2)...].drop { $0 == " " || $0 == "\t" }
    var target = Self.address(rest)
    // Anything but a title behind the address, and the line is text that readers see.
    let title = rest[target.endIndex...].drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    guard !target.isEmpty, title.isEmpty || title.first.map({ "\"'(".contains($0) }) == true else {
      return false
    }
    if target.hasPrefix("<"), target.hasSuffix(">") { target = target.dropFirst().dropLast() }
    if !target.isEmpty, definitions[Self.folded(label)] == nil, definitions.count < 10_000 {
      definitions[Self.folded(label)] = String(target)
    }
    return true
  }

  private static func folded(_ label: String) -> String {
    label.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// `import hero from './hero.png'`, with or without semicolon.
  private mutating func scanImport(_ line: String) -> Bool {
    guard let from = line.range(of: " from ") else { return false }
    let name = line[line.index(line.startIndex, offsetBy: 7)..<from.lowerBound]
      .trimmingPrefix { $0 == " " }
    let quoted = line[from.upperBound...].drop { $0 == " " }
    guard let quote = quoted.first, quote == "'" || quote == "\"" else { return false }
    let target = quoted.dropFirst().prefix { $0 != quote }
    guard imports.count < 10_000 else { return true }
    imports[String(name).filter { !$0.isWhitespace }] = String(target)
    return true
  }

  // MARK: - Images

  /// `![alt](address "title")`, `![alt][label]` and `![label]`.
  private mutating func scanMarkdownImage() -> Bool {
    guard let (alt, afterAlt) = bracketed(position + 1, UInt8(ascii: "["), UInt8(ascii: "]")) else {
      return false
    }
    let start = line
    var image = Post.Image(target: "", line: start, altText: alt)
    if afterAlt < bytes.count, bytes[afterAlt] == UInt8(ascii: "("),
      let (inside, end) = bracketed(afterAlt, UInt8(ascii: "("), UInt8(ascii: ")"))
    {
      (image.target, image.caption) = Self.addressAndTitle(inside)
      images.append(image)
      advance(end - position)
    } else if afterAlt < bytes.count, bytes[afterAlt] == UInt8(ascii: "["),
      let (label, end) = bracketed(afterAlt, UInt8(ascii: "["), UInt8(ascii: "]"))
    {
      pending.append((images.count, label.isEmpty ? alt : label))
      images.append(image)
      advance(end - position)
    } else {
      pending.append((images.count, alt))
      images.append(image)
      advance(afterAlt - position)
    }
    appendVisible(alt)
    if let caption = image.caption { appendVisible(caption) }
    return true
  }

  private mutating func appendVisible(_ text: String) {
    visible.append(contentsOf: text.utf8)
    visible.append(UInt8(ascii: " "))
  }

  /// The text between balanced brackets that start at `start`, and the position after them.
  private mutating func bracketed(
    _ start: Int, _ open: UInt8, _ close: UInt8
  ) -> (String, Int)? {
    guard patience > 0 else { return nil }
    var depth = 0
    var cursor = start
    defer { patience -= cursor - start }
    while cursor < bytes.count, cursor - start <= Self.longest {
      let byte = bytes[cursor]
      if byte == UInt8(ascii: "\\") {
        cursor += 2
        continue
      }
      if byte == open { depth += 1 }
      if byte == close {
        depth -= 1
        if depth == 0 {
          return (String(decoding: bytes[(start + 1)..<cursor], as: UTF8.self), cursor + 1)
        }
      }
      // A blank line ends a paragraph, and with it every bracket.
      if byte == UInt8(ascii: "\n"), cursor + 1 < bytes.count,
        bytes[cursor + 1] == UInt8(ascii: "\n")
      {
        return nil
      }
      cursor += 1
    }
    return nil
  }

  static func addressAndTitle(_ inside: String) -> (String, String?) {
    var rest = inside.drop(while: \.isWhitespace)
    let address: Substring
    if rest.hasPrefix("<"), let end = rest.firstIndex(of: ">") {
      address = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
    } else {
      address = Self.address(rest)
      rest = rest[address.endIndex...]
    }
    let title = rest.drop(while: \.isWhitespace)
    guard let quote = title.first, quote == "\"" || quote == "'" || quote == "(" else {
      return (String(address), nil)
    }
    let end: Character = quote == "(" ? ")" : quote
    return (String(address), String(title.dropFirst().prefix { $0 != end }))
  }

  /// The address at the start of a text: up to a blank, but for those in `{{ … }}` and `{% … %}`.
  private static func address(_ text: Substring) -> Substring {
    let end = AttributeScanner.end(Array(text.utf8), 0) {
      $0 == UInt8(ascii: " ") || (9...13).contains($0)
    }
    return text[..<text.utf8.index(text.startIndex, offsetBy: end)]
  }

  /// `<img src="…" alt="…">`, `<Image …/>`, `<source srcset="…">`, `<meta property="og:image" …>`;
  /// comments, scripts and styles are passed over, other tags dropped from the visible text.
  private mutating func scanTag() -> Bool {
    if starts(with: "<!--", at: position) {
      skip(to: "-->")
      return true
    }
    guard let next = peek(1), next == UInt8(ascii: "/") || Self.isLetter(next) else { return false }
    let tagLine = line
    guard patience > 0,
      let (tag, end) = AttributeScanner.tag(bytes, at: position, longest: Self.longest)
    else {
      patience -= Self.longest
      return false
    }
    advance(end - position)
    let name = tag.name.lowercased()
    if name == "script" || name == "style" {
      skip(to: name == "script" ? "</script" : "</style")
      return true
    }
    let found = Self.images(of: tag, name: name, line: tagLine)
    images += found
    if let alt = found.first?.altText { appendVisible(alt) }
    visible.append(UInt8(ascii: " "))
    return true
  }

  /// The images of a tag: its address, and every other size that `srcset` offers of it.
  private static func images(
    of tag: AttributeScanner.Tag, name: String, line: Int
  ) -> [Post.Image] {
    func attribute(_ names: String...) -> String? {
      names.lazy.compactMap { tag.attributes[$0] }.first
    }
    var targets: [String] = []
    var field = "body"
    switch name {
    case "img", "image", "picture", "figure", "amp-img", "staticimage", "gatsbyimage", "nuxt-img",
      "nuxtimg", "astroimage", "staticimg":
      targets = [attribute("src", "data-src")].compactMap(\.self)
      targets += addresses(inSourceSet: attribute("srcset", "data-srcset") ?? "")
    case "source": targets = addresses(inSourceSet: attribute("srcset", "data-srcset") ?? "")
    case "video":
      targets = [attribute("poster")].compactMap(\.self)
      field = "poster"
    case "meta":
      let property = attribute("property", "name")?.lowercased()
      guard property == "og:image" || property == "twitter:image" else { return [] }
      targets = [attribute("content")].compactMap(\.self)
      field = property ?? "meta"
    default: return []
    }
    var seen: Set<String> = []
    return targets.filter { seen.insert($0).inserted }.map { target in
      Post.Image(
        target: target, line: line, altText: attribute("alt"),
        caption: name == "video" || name == "meta" ? nil : attribute("caption", "title"),
        field: field)
    }
  }

  /// The addresses of `a.png 1x, b.png 2x`; at most 64.
  ///
  /// - Reference: HTML Living Standard §4.8.4.2.1 (srcset attributes); addresses that commas without
  ///   blanks separate are taken apart, too.
  static func addresses(inSourceSet set: String) -> [String] {
    var rest = set[...]
    var found: [String] = []
    while found.count < 64 {
      rest = rest.drop { $0.isWhitespace || $0 == "," }
      guard !rest.isEmpty else { break }
      let word = address(rest)
      rest = rest[word.endIndex...]
      let isAlone = word.hasSuffix(",") || rest.allSatisfy(\.isWhitespace)
      let trimmed = String(word.reversed().drop { $0 == "," }.reversed())
      if isAlone, ImageResolver.hasImageName(String(trimmed.prefix { $0 != "," })) {
        found += trimmed.split(separator: ",").map(String.init)
      } else {
        found.append(trimmed)
      }
      if !word.hasSuffix(",") {
        rest = rest.firstIndex(of: ",").map { rest[rest.index(after: $0)...] } ?? ""
      }
    }
    return found
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private mutating func skip(to end: StaticString) {
    var cursor = position
    while cursor < bytes.count, !starts(with: end, at: cursor) { cursor += 1 }
    advance(min(cursor + end.utf8CodeUnitCount, bytes.count) - position)
  }

  /// Hugo `{{< figure src="…" alt="…" caption="…" >}}` and Jekyll/Eleventy
  /// `{% include figure.html src="…" %}`, `{% image "…", "alt" %}`.
  private mutating func scanShortcode() -> Bool {
    let close: [UInt8] = peek(1) == UInt8(ascii: "{") ? Array("}}".utf8) : Array("%}".utf8)
    guard patience > 0 else { return false }
    let begin = position
    var end = position + 2
    defer { patience -= end - begin }
    while end + 1 < bytes.count, !(bytes[end] == close[0] && bytes[end + 1] == close[1]) {
      end += 1
      if end - position > Self.longest { return false }
    }
    guard end + 1 < bytes.count else { return false }
    let inside = Array(bytes[(position + 2)..<end])
    let shortcodeLine = line
    let after = end + 2 - position
    advance(after)
    let (attributes, values) = AttributeScanner.attributes(inside, longest: Self.longest)
    let source =
      attributes["src"] ?? attributes["image"] ?? attributes["image_path"] ?? attributes["file"]
      ?? values.first(where: ImageResolver.hasImageName)
    if let source {
      let alt = attributes["alt"] ?? values.first { $0 != source && $0.contains(" ") }
      let caption = attributes["caption"] ?? attributes["title"]
      images.append(
        Post.Image(target: source, line: shortcodeLine, altText: alt, caption: caption))
      for text in [alt, caption] { text.map { appendVisible($0) } }
    }
    return true
  }
}
