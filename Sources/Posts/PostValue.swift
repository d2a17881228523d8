/// A value of a post's front matter or of an exported record: what YAML, TOML and JSON share.
public indirect enum PostValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([PostValue])
  /// The keys in the order of the file.
  case table([Entry])

  /// A key and its value.
  public struct Entry: Sendable, Hashable {
    /// The key as written.
    public var key: String
    /// Its value.
    public var value: PostValue

    /// Creates an entry.
    public init(key: String, value: PostValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of `key` in a table, capitals and `-`, `_` ignored; nil elsewhere.
  public subscript(key: String) -> PostValue? {
    guard case .table(let entries) = self else { return nil }
    let wanted = Self.normalized(key)
    return entries.first { Self.normalized($0.key) == wanted }?.value
  }

  /// The text of a scalar; nil for tables, lists and null.
  public var string: String? {
    switch self {
    case .text(let text): text
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .null, .list, .table: nil
    }
  }

  /// The value as a flag: true, yes, 1, on and their opposites; nil otherwise.
  public var flag: Bool? {
    switch self {
    case .boolean(let flag): flag
    case .number(let number): number == 1 ? true : number == 0 ? false : nil
    case .text(let text):
      switch text.lowercased() {
      case "true", "yes", "1", "on", "y": true
      case "false", "no", "0", "off", "n": false
      default: nil
      }
    case .null, .list, .table: nil
    }
  }

  /// A key without capitals, hyphens, underscores and spaces, so that spellings are alike.
  static func normalized(_ key: String) -> String {
    String(
      String.UnicodeScalarView(key.unicodeScalars.filter { !"-_ ".unicodeScalars.contains($0) })
    )
    .lowercased()
  }
}
