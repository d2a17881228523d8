/// A status code, as the specification writes it. Codes that are not known here pass through.
///
/// - Reference: C2PA 2.4 §15.2.2.
public struct ValidationCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The code's text, for example `assertion.dataHash.mismatch`.
  public var rawValue: String

  /// Creates a code from its text.
  public init(rawValue: String) { self.rawValue = rawValue }

  init(_ rawValue: String) { self.rawValue = rawValue }

  /// The code's text.
  public var description: String { rawValue }
}

/// What a validation step found.
public struct ValidationStatus: Sendable, Hashable {
  /// How the finding counts.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// The step passed.
    case success
    /// Worth knowing, without effect on the verdict.
    case informational
    /// The step failed.
    case failure
  }

  /// The code.
  public var code: ValidationCode
  /// How it counts.
  public var outcome: Outcome
  /// The JUMBF URI of what was checked; nil where none applies.
  public var url: String?
  /// One sentence for people; nil where the code says it all.
  public var explanation: String?

  /// Creates a status.
  public init(
    _ code: ValidationCode, _ outcome: Outcome, url: String? = nil, explanation: String? = nil
  ) {
    self.code = code
    self.outcome = outcome
    self.url = url
    self.explanation = explanation
  }
}

/// Findings in the order they came.
public struct ValidationStatuses: Sendable, Hashable {
  /// All findings.
  public private(set) var all: [ValidationStatus] = []

  /// Creates an empty list.
  public init() {}

  /// The findings with an outcome.
  public func codes(_ outcome: ValidationStatus.Outcome) -> [ValidationCode] {
    all.filter { $0.outcome == outcome }.map(\.code)
  }

  /// Whether a code was found, with any outcome.
  public func contains(_ code: ValidationCode) -> Bool { all.contains { $0.code == code } }

  /// Whether a failure was found that is not only about trust.
  public var hasFailure: Bool {
    all.contains { $0.outcome == .failure && $0.code != .signingCredentialUntrusted }
  }

  mutating func append(_ status: ValidationStatus) {
    // A hostile store must not fill the memory with findings.
    if all.count < 20_000 { all.append(status) }
  }

  mutating func remove(_ code: ValidationCode) { all.removeAll { $0.code == code } }

  mutating func append(contentsOf more: ValidationStatuses) { for s in more.all { append(s) } }

  mutating func success(_ code: ValidationCode, _ url: String? = nil, _ text: String? = nil) {
    append(ValidationStatus(code, .success, url: url, explanation: text))
  }

  mutating func note(_ code: ValidationCode, _ url: String? = nil, _ text: String? = nil) {
    append(ValidationStatus(code, .informational, url: url, explanation: text))
  }

  mutating func fail(_ code: ValidationCode, _ url: String? = nil, _ text: String? = nil) {
    append(ValidationStatus(code, .failure, url: url, explanation: text))
  }
}
