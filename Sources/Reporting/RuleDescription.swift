public import EvidenceModel

/// What reports need to know of a rule.
public struct RuleDescription: Sendable, Hashable {
  /// The id of the rule.
  public var id: String
  /// The rule in one line.
  public var title: String
  /// What the rule means and why it exists.
  public var description: String
  /// What to do when it fires; nil when nothing needs doing.
  public var fix: String?
  /// How much it weighs.
  public var severity: Severity
  /// How sure it is; nil where that depends on the finding.
  public var confidence: Confidence?
  /// What it is about.
  public var kind: FindingKind?
  /// What it rests on.
  public var references: [Reference]

  /// Creates a description.
  public init(
    id: String, title: String, description: String, fix: String? = nil, severity: Severity,
    confidence: Confidence? = nil, kind: FindingKind? = nil, references: [Reference] = []
  ) {
    self.id = id
    self.title = title
    self.description = description
    self.fix = fix
    self.severity = severity
    self.confidence = confidence
    self.kind = kind
    self.references = references
  }
}
