/// Whether what follows the name of a tool leaves it the name of that tool.
///
/// Programs write more than their name: a version, an edition, a model ("Midjourney version 6.1",
/// "Stable Diffusion XL C1E1DE52"). Any other word makes it the name of something else ("Stable
/// Diffusion Remover", "Recraft Optics").
enum ToolNameEnd {
  /// Whether a name ends where this text follows.
  static func accepts(_ rest: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: rest, as: UTF8.self).lowercased()
    if let first = text.first, isInWord(first) { return false }
    var word = ""
    for character in text {
      if isInWord(character) {
        word.append(character)
        guard word.utf8.count <= 32 else { return false }
        continue
      }
      guard word.isEmpty || isFamiliar(word) else { return false }
      // What comes then is a path, an explanation or another tool.
      if endings.contains(word) || brackets.contains(character) { return true }
      word = ""
    }
    return word.isEmpty || isFamiliar(word)
  }

  private static func isInWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  private static let brackets: Set<Character> = ["(", "[", "/", "|", "@", ",", ";"]
  private static let endings: Set<String> = ["by", "from"]

  private static func isFamiliar(_ word: String) -> Bool {
    words.contains(word) || isVersion(word) || isHash(word)
  }

  /// A number, with a letter before it or a few behind: `2`, `v6`, `0rc1`, `4o`.
  private static func isVersion(_ word: String) -> Bool {
    var rest = Substring(word)
    if rest.first == "v" || rest.first == "g" { rest = rest.dropFirst() }
    let number = rest.prefix { $0.isASCII && $0.isNumber }
    guard !number.isEmpty else { return false }
    let suffix = rest.dropFirst(number.count)
    return suffixes.contains(String(suffix.prefix { $0.isLetter }))
      && suffix.drop { $0.isLetter }.allSatisfy(\.isNumber)
  }

  private static let suffixes: Set<String> = [
    "", "a", "b", "c", "o", "x", "k", "m", "rc", "alpha", "beta", "post", "dev", "pre",
  ]

  /// The short digest of a model or of a version.
  private static func isHash(_ word: String) -> Bool {
    (7...10).contains(word.utf8.count) && word.allSatisfy { $0.isASCII && $0.isHexDigit }
      && word.contains { $0.isNumber }
  }

  /// What versions, editions and models of generators are called.
  private static let words: Set<String> = [
    "ai", "alpha", "api", "app", "art", "base", "beta", "bot", "by", "cloud", "com", "community",
    "core", "cpp", "creator", "curated", "desktop", "dev", "diffusion", "discord", "dream",
    "edit", "edition", "expand", "fast", "fill", "flash", "forge", "from", "full", "furry",
    "generate", "generated", "generation", "generative", "generator", "image", "images", "inc",
    "large", "layered", "lightning", "linux", "llc", "ltd", "machine", "macos", "max", "medium",
    "mini", "model", "nano", "online", "phoenix", "photon", "pikaso", "plus", "portable", "pre",
    "preview", "pro", "rc", "refiner", "release", "stable", "text", "to", "turbo", "ui", "ultra",
    "v", "ver", "version", "vivid", "web", "webui", "win", "windows", "with", "xl",
  ]
}
