/// The settings text of AUTOMATIC1111 and its family:
///
/// ```
/// a prompt, over any number of lines
/// Negative prompt: what to leave out
/// Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: x, Version: v1.10.1
/// ```
///
/// It is recognised by its last line, never by words in the prompt.
public struct GenerationParameters: Sendable, Hashable {
  /// The prompt.
  public var prompt: String
  /// What the prompt excludes; nil when nothing.
  public var negativePrompt: String?
  /// The settings by name, in the spelling of the file.
  public var settings: [String: String]

  /// Reads a text; nil when it has no line of settings.
  public init?(_ text: String) {
    // The settings start a line with `Steps: <number>, ` and have at least two companions.
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let index = lines.lastIndex(where: { Self.isSettings($0) }) else { return nil }
    let settings = Self.settings(lines[index])
    let companions = [
      "Sampler", "CFG scale", "Seed", "Size", "Model", "Model hash", "Version", "App",
    ]
    guard companions.count(where: { settings[$0] != nil }) >= 2 else { return nil }
    lines = Array(lines[..<index])
    if let start = lines.firstIndex(where: { $0.hasPrefix("Negative prompt:") }) {
      let negative = lines[start...].joined(separator: "\n").dropFirst("Negative prompt:".count)
      negativePrompt = String(negative.drop(while: \.isWhitespace))
      lines = Array(lines[..<start])
    }
    prompt = lines.joined(separator: "\n")
    self.settings = settings
  }

  private static func isSettings(_ line: Substring) -> Bool {
    let line = line.drop(while: \.isWhitespace)
    guard line.hasPrefix("Steps: ") else { return false }
    let digits = line.dropFirst(7).prefix(while: \.isNumber)
    return !digits.isEmpty && line.dropFirst(7 + digits.count).hasPrefix(",")
  }

  /// Splits `key: value, key: "value, with commas", …`.
  private static func settings(_ line: Substring) -> [String: String] {
    var settings: [String: String] = [:]
    var rest = line[...]
    while !rest.isEmpty, settings.count < 1_000 {
      rest = rest.drop { $0 == " " || $0 == "," }
      guard let colon = rest.firstIndex(of: ":") else { break }
      let key = String(rest[..<colon])
      rest = rest[rest.index(after: colon)...].drop { $0 == " " }
      var value = ""
      if let quote = rest.first, "\"[{".contains(quote) {
        let (text, after) = enclosed(rest)
        value = text
        rest = after
      }
      let plain = rest.prefix { $0 != "," }
      value += plain
      rest = rest.dropFirst(plain.count)
      if key.count <= 64, settings[key] == nil { settings[key] = String(value.prefix(4_096)) }
    }
    return settings
  }

  /// The text up to the end of the quotes or brackets that it starts with.
  private static func enclosed(_ text: Substring) -> (String, Substring) {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case "\\": isEscaped = true
      case "\"": isQuoted.toggle()
      case "[" where !isQuoted, "{" where !isQuoted: depth += 1
      case "]" where !isQuoted, "}" where !isQuoted: depth -= 1
      default: break
      }
      if depth <= 0 && !isQuoted {
        let end = text.index(after: index)
        return (String(text[..<end]), text[end...])
      }
    }
    return (String(text), "")
  }

  /// The tool that the settings name: by `App`, `Version` or nothing.
  public var tool: String {
    if let app = settings["App"] { return app }
    guard let version = settings["Version"] else { return "AUTOMATIC1111 or a fork" }
    if version == "neo" || version.hasPrefix("neo") { return "Forge Neo" }
    if version == "classic" || version.hasPrefix("classic") { return "Forge Classic" }
    if version.hasPrefix("f"), version.dropFirst().first?.isNumber == true {
      return "Forge or reForge"
    }
    if version == "ComfyUI" { return "ComfyUI" }
    if version.hasPrefix("Fooocus") { return "Fooocus" }
    if version.hasPrefix("v"), version.dropFirst().first?.isNumber == true {
      return "AUTOMATIC1111"
    }
    return "AUTOMATIC1111 or a fork"
  }
}
