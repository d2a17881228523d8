/// A JSON value that keeps what generators' signatures depend on: the order of the members and the
/// spelling of the numbers.
///
/// Python's `NaN`, `Infinity` and `-Infinity` count as numbers, since `json.dumps` writes them.
/// - Reference: RFC 8259; Python 3.13 `json`, "Infinite and NaN number values".
public indirect enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number in the spelling of the text.
  case number(String)
  /// A text; half surrogate pairs are replaced by U+FFFD.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object: its members in their order, doubles included.
  case object([Member])

  /// A member of an object.
  public struct Member: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: JSONValue

    /// Creates a member.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The last member of that name, as Python and JavaScript take it; nil for what is no object.
  public subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// The value at a path of member names separated by `/`; nil where one is missing.
  public func value(at path: String) -> JSONValue? {
    var current = self
    for name in path.utf8.split(separator: UInt8(ascii: "/")) {
      guard let next = current[String(Substring(name))] else { return nil }
      current = next
    }
    return current
  }

  /// Every scalar at a path of member names that starts at the whole or at any object in it.
  ///
  /// - Parameter path: Names separated by `/`.
  /// - Returns: The scalars as text, in the order of the JSON; 64 at most.
  func scalars(anywhereAt path: String) -> [String] {
    var found: [String] = []
    func walk(_ value: JSONValue) {
      guard found.count < 64 else { return }
      if let text = value.value(at: path)?.scalar { found.append(text) }
      for member in value.members { walk(member.value) }
      for element in value.elements { walk(element) }
    }
    walk(self)
    return found
  }

  /// The value with each text in it that is a JSON object replaced by that object, as apps write
  /// JSON into a member of JSON; three levels deep, 64 texts at most.
  func unfolded() -> JSONValue {
    var remaining = 64
    func unfold(_ value: JSONValue, depth: Int) -> JSONValue {
      switch value {
      case .string(let text):
        guard depth > 0, remaining > 0, text.utf8.first == UInt8(ascii: "{") else { return value }
        remaining -= 1
        guard let inner = try? JSONValue(parsing: text) else { return value }
        return unfold(inner, depth: depth - 1)
      case .object(let members):
        return .object(members.map { Member($0.name, unfold($0.value, depth: depth)) })
      case .array(let elements): return .array(elements.map { unfold($0, depth: depth) })
      default: return value
      }
    }
    return unfold(self, depth: 3)
  }

  /// The members, none for what is no object.
  public var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// The elements, none for what is no array.
  public var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The text of a string, and of nothing else.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// A scalar as text: a string, a number as it is spelled, `true` or `false`.
  public var scalar: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// Whether this is an object.
  public var isObject: Bool {
    if case .object = self { true } else { false }
  }
}
