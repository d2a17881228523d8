public import EvidenceModel

/// A condition on facts. The set is small and total: no expression language, no evaluation of code.
public indirect enum Predicate: Sendable, Hashable {
  /// All conditions hold; true for none.
  case all([Predicate])
  /// At least one condition holds; false for none.
  case any([Predicate])
  /// The condition does not hold.
  case not(Predicate)
  /// A test on the fact at `path`.
  case fact(path: String, Test)

  /// A test on one fact. A fact that is absent fails every test but `exists(false)`.
  public enum Test: Sendable, Hashable {
    /// The fact is there, or is not.
    case exists(Bool)
    /// The text is one of these, capitals ignored.
    case oneOf(Set<String>)
    /// The text holds one of these, capitals ignored.
    case contains([String])
    /// The text starts with one of these, capitals ignored.
    case startsWith([String])
    /// The number is at least this.
    case atLeast(Double)
    /// The number is below this.
    case below(Double)
  }

  /// Whether the condition holds for facts that `lookUp` finds by path.
  public func holds(_ lookUp: (String) -> EvidenceValue?) -> Bool {
    switch self {
    case .all(let conditions): conditions.allSatisfy { $0.holds(lookUp) }
    case .any(let conditions): conditions.contains { $0.holds(lookUp) }
    case .not(let condition): !condition.holds(lookUp)
    case .fact(let path, let test): test.holds(lookUp(path))
    }
  }
}

extension Predicate.Test {
  /// Whether `value` passes.
  func holds(_ value: EvidenceValue?) -> Bool {
    guard let value else { return self == .exists(false) }
    switch self {
    case .exists(let isThere): return isThere
    case .oneOf(let texts): return texts.contains(value.text.lowercased())
    case .contains(let parts):
      let text = value.text.lowercased()
      return parts.contains { text.contains($0) }
    case .startsWith(let parts):
      let text = value.text.lowercased()
      return parts.contains { text.hasPrefix($0) }
    case .atLeast(let bound): return value.number.map { $0 >= bound } ?? false
    case .below(let bound): return value.number.map { $0 < bound } ?? false
    }
  }
}

extension EvidenceValue {
  /// The value as a number; nil for anything else.
  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    case .string(let text): Double(text)
    case .boolean, .list, .object: nil
    }
  }
}
