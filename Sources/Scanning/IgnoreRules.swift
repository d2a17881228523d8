import Inspection

/// The rules of one `.gitignore` or `.assayignore` file.
///
/// - Reference: gitignore(5) of Git 2.39. Not supported: nothing that affects files below the
///   folder of the rules; rules of `$GIT_DIR/info/exclude` and `core.excludesFile` are not read.
struct IgnoreRules: Sendable {
  /// One line.
  struct Rule: Sendable {
    var pattern: [UInt8]
    var isNegated: Bool
    var onlyDirectories: Bool
    /// Whether the pattern is matched from the folder of the rules, not against names alone.
    var isAnchored: Bool
  }

  /// The folder of the rules, relative to the root of the walk; empty for the root.
  let base: String
  let rules: [Rule]

  /// Reads a file of rules; nil when it cannot be read.
  init?(contentsOf path: String, base: String) {
    guard let bytes = try? FileContents.read(path: path, limit: 1 << 20) else { return nil }
    self.init(text: String(decoding: bytes, as: UTF8.self), base: base)
  }

  init(text: String, base: String) {
    self.base = base
    rules = text.split(whereSeparator: \.isNewline).compactMap { Self.rule(String($0)) }
  }

  private static func rule(_ line: String) -> Rule? {
    var line = line
    while line.hasSuffix(" ") && !line.hasSuffix("\\ ") { line.removeLast() }
    guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
    var isNegated = false
    if line.hasPrefix("!") {
      isNegated = true
      line.removeFirst()
    } else if line.hasPrefix("\\#") || line.hasPrefix("\\!") {
      line.removeFirst()
    }
    var onlyDirectories = false
    if line.hasSuffix("/") {
      onlyDirectories = true
      line.removeLast()
    }
    let isAnchored = line.contains("/")
    if line.hasPrefix("/") { line.removeFirst() }
    // Patterns come from strangers too: the matcher recurses once per byte of a pattern.
    guard !line.isEmpty, line.utf8.count <= 512 else { return nil }
    return Rule(
      pattern: Array(line.utf8), isNegated: isNegated, onlyDirectories: onlyDirectories,
      isAnchored: isAnchored)
  }

  /// Whether the last rule that matches `path` ignores it; later files of rules win.
  static func isIgnored(_ path: String, isDirectory: Bool, by files: [IgnoreRules]) -> Bool {
    var ignored = false
    for file in files {
      guard let relative = file.relative(path) else { continue }
      let name = relative.split(separator: "/").last.map(String.init) ?? relative
      for rule in file.rules where !rule.onlyDirectories || isDirectory {
        let subject = rule.isAnchored ? relative : name
        if Glob.matches(rule.pattern, Array(subject.utf8)) { ignored = !rule.isNegated }
      }
    }
    return ignored
  }

  private func relative(_ path: String) -> String? {
    if base.isEmpty { return path }
    guard path.hasPrefix(base + "/") else { return nil }
    return String(path.dropFirst(base.count + 1))
  }
}

/// Shell patterns: `*` and `?` stay within a name, `**` crosses folders, `[a-z]` is a set.
enum Glob {
  /// Whether all of `text` matches `pattern`.
  ///
  /// - Complexity: O(*pattern* · *text*) at worst.
  static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    var known: [Int: Bool] = [:]
    return matches(pattern, 0, text, 0, &known)
  }

  private static func matches(
    _ pattern: [UInt8], _ p: Int, _ text: [UInt8], _ t: Int, _ known: inout [Int: Bool]
  ) -> Bool {
    let key = p * (text.count + 1) + t
    if let answer = known[key] { return answer }
    let answer = step(pattern, p, text, t, &known)
    known[key] = answer
    return answer
  }

  private static func step(
    _ pattern: [UInt8], _ p: Int, _ text: [UInt8], _ t: Int, _ known: inout [Int: Bool]
  ) -> Bool {
    let (star, slash) = (UInt8(ascii: "*"), UInt8(ascii: "/"))
    guard p < pattern.count else { return t == text.count }
    if pattern[p] == star {
      if p + 1 < pattern.count, pattern[p + 1] == star {
        // `**/` also stands for no folder at all.
        let isFolder = p + 2 < pattern.count && pattern[p + 2] == slash
        let rest = isFolder ? p + 3 : p + 2
        var position = t
        while position <= text.count {
          let atStart = !isFolder || position == t || text[position - 1] == slash
          if atStart && matches(pattern, rest, text, position, &known) { return true }
          position += 1
        }
        return false
      }
      var position = t
      while true {
        if matches(pattern, p + 1, text, position, &known) { return true }
        guard position < text.count, text[position] != slash else { return false }
        position += 1
      }
    }
    guard t < text.count else { return false }
    switch pattern[p] {
    case UInt8(ascii: "?"):
      return text[t] != slash && matches(pattern, p + 1, text, t + 1, &known)
    case UInt8(ascii: "["):
      guard let (isMember, end) = set(pattern, p, text[t]) else { break }
      return isMember && text[t] != slash && matches(pattern, end, text, t + 1, &known)
    case UInt8(ascii: "\\") where p + 1 < pattern.count:
      return pattern[p + 1] == text[t] && matches(pattern, p + 2, text, t + 1, &known)
    default: break
    }
    return pattern[p] == text[t] && matches(pattern, p + 1, text, t + 1, &known)
  }

  /// Reads the set that starts at `start`; nil when it has no end.
  private static func set(
    _ pattern: [UInt8], _ start: Int, _ byte: UInt8
  ) -> (isMember: Bool, end: Int)? {
    var position = start + 1
    var isNegated = false
    if position < pattern.count,
      pattern[position] == UInt8(ascii: "!")
        || pattern[position] == UInt8(ascii: "^")
    {
      isNegated = true
      position += 1
    }
    var isMember = false
    var isFirst = true
    while position < pattern.count, isFirst || pattern[position] != UInt8(ascii: "]") {
      isFirst = false
      let low = pattern[position]
      if position + 2 < pattern.count, pattern[position + 1] == UInt8(ascii: "-"),
        pattern[position + 2] != UInt8(ascii: "]")
      {
        if low <= byte && byte <= pattern[position + 2] { isMember = true }
        position += 3
      } else {
        if low == byte { isMember = true }
        position += 1
      }
    }
    guard position < pattern.count else { return nil }
    return (isMember != isNegated, position + 1)
  }
}
