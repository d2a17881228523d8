import Metadata

/// One family of the catalogue: how its trace is recognised, and what it says.
public struct CatalogueEntry: Sendable {
  /// A condition on the fields of a file.
  indirect enum Condition: Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case field(paths: [String], tests: [Test])
  }

  /// A test on the value of one field; all tests of a condition must hold for the same field.
  enum Test: Sendable {
    case exists
    case equals([String])
    case startsWith([String])
    case form(String)
    /// The value is a JSON object with these keys; a dot goes into an object.
    case jsonKeys([String])
    /// The value is a JSON object whose key has one of these values.
    case jsonValue(key: String, values: [String])
  }

  /// The id of the family, in kebab case.
  public var family: String
  /// The generator's name for people.
  public var generator: String
  /// Who runs or makes it.
  public var vendor: String?
  /// What the trace says.
  public var classification: GeneratorTrace.Classification
  /// How sure it is.
  public var certainty: GeneratorTrace.Certainty
  /// Which parser takes the settings out.
  var parser: String?
  /// The families that this one replaces when both match: a fork's mark beats the common one.
  var replaces: [String]
  var condition: Condition
  /// What documents the mark.
  public var references: [String]
  /// Cases that must and must not match.
  public var examples: [Example]

  /// Fields and whether the family must be recognised in them.
  public struct Example: Sendable {
    /// The fields by path.
    public var fields: [(path: String, value: String)]
    /// Whether the family must be recognised.
    public var fires: Bool
  }
}

extension CatalogueEntry.Condition {
  /// The fields by which the condition holds; nil when it does not.
  func match(_ fields: [MetadataField]) -> [MetadataField]? {
    switch self {
    case .all(let conditions):
      var found: [MetadataField] = []
      for condition in conditions {
        guard let matched = condition.match(fields) else { return nil }
        found += matched
      }
      return found
    case .any(let conditions):
      let found = conditions.compactMap { $0.match(fields) }
      return found.isEmpty ? nil : found.flatMap(\.self)
    case .not(let condition): return condition.match(fields) == nil ? [] : nil
    case .field(let paths, let tests):
      let found = fields.filter { field in
        paths.contains { Self.covers($0, field.path) } && tests.allSatisfy { $0.holds(field.value) }
      }
      return found.isEmpty ? nil : found
    }
  }

  private static func covers(_ pattern: String, _ path: String) -> Bool {
    pattern.hasSuffix("*") ? path.hasPrefix(pattern.dropLast()) : path == pattern
  }
}

extension CatalogueEntry.Test {
  func holds(_ value: String) -> Bool {
    switch self {
    case .exists: return true
    case .equals(let texts): return texts.contains(value)
    case .startsWith(let texts): return texts.contains { value.hasPrefix($0) }
    case .form(let name): return FieldForm(rawValue: name)?.matches(value) ?? false
    case .jsonKeys(let keys):
      guard value.count < 8 << 20, let json = FieldForm.json(in: value), json.isObject else {
        return false
      }
      return keys.allSatisfy { json[path: $0] != nil }
    case .jsonValue(let key, let values):
      guard let text = FieldForm.json(in: value)?[path: key]?.text else { return false }
      return values.contains(text)
    }
  }
}

extension JSONText {
  /// The value at a path of keys, parted by dots.
  subscript(path path: String) -> JSONText? {
    if let value = self[path] { return value }
    var current: JSONText? = self
    for key in path.split(separator: ".") { current = current?[String(key)] }
    return current
  }
}
