public import EvidenceModel

/// A rule: which facts it looks at, when it fires, and what it then says.
public struct Rule: Sendable, Hashable {
  /// What a rule looks at.
  public enum Subject: Sendable, Hashable {
    /// Each piece of evidence whose name is one of these; a name that ends in `*` is a prefix.
    case evidence([String])
    /// Each diagnostic whose code is one of these; a code that ends in `*` is a prefix.
    case diagnostic([String])
    /// The image as a whole, once its origin and its labels are known.
    case image
  }

  /// What a fact that a rule matched says of the origin.
  public enum Assertion: String, Sendable, Hashable, CaseIterable {
    /// Made by a generative model.
    case aiGenerated
    /// Changed in part by a generative model.
    case aiEdited
    /// It may be either.
    case possiblyAI
    /// Taken by a camera.
    case capture
    /// Made by people without generative AI.
    case human
    /// A forensic cue for AI.
    case cue
    /// What the attribute `class` of the evidence says.
    case byClass
  }

  /// The id, in kebab case; never used again for another meaning.
  public var id: String
  /// Earlier ids.
  public var aliases: [String] = []
  /// The rule in one line.
  public var title: String
  /// What it means and why it exists.
  public var rationale: String
  /// What it is about.
  public var kind: FindingKind
  /// How much a finding of it weighs.
  public var severity: Severity
  /// How sure a finding of it is.
  public var confidence: Confidence
  /// What it looks at.
  public var subject: Subject
  /// When it fires; with `.all([])` whenever the subject is there.
  public var match: Predicate
  /// What it says of the origin; nil when nothing.
  public var asserts: Assertion?
  /// The type of disclosure that the fact is; nil when it is none.
  public var discloses: String?
  /// Whether a finding of it asks a person to look, although it does not block.
  public var asksForReview: Bool
  /// Whether it only feeds origin and disclosure and makes no finding.
  public var isSilent: Bool
  /// The message, with `{value}`, `{attribute}` and `{fact.path}` to fill in.
  public var message: String
  /// What to do about it, with the same places to fill in; nil when nothing needs doing.
  public var fix: String?
  /// What it rests on.
  public var references: [Reference]
  /// The version of the tool that had it first.
  public var since: String
  /// The policies it belongs to; empty: all of them.
  public var policies: [String]
  /// The platform whose posts alone it concerns, because its policy was not asked for; nil for all.
  public var platform: String?
  /// Cases that must and must not fire; a test runs them.
  public var examples: [Example]

  /// A case that shows what a rule does.
  public struct Example: Sendable, Hashable {
    /// The facts, by path: `name`, `value` and attributes for rules on evidence.
    public var facts: [String: String]
    /// Whether the rule must fire.
    public var fires: Bool
  }

  /// Whether the rule looks at evidence or a diagnostic of this name.
  func covers(_ name: String, among names: [String]) -> Bool {
    names.contains { pattern in
      pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }
  }
}
