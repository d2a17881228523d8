/// How much a finding weighs for the decision.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  case note, warning, error

  /// Whether `a` weighs less than `b`.
  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How sure a finding is.
public enum Confidence: String, Sendable, Hashable, CaseIterable, Comparable {
  case low, medium, high

  /// Whether `a` is less sure than `b`.
  public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a finding is about.
public enum FindingKind: String, Sendable, Hashable, CaseIterable {
  case signed, declared, watermark, forensic, disclosure, conflict, privacy, evaluation
}

/// A law, a standard or a platform text that a rule rests on.
public struct Reference: Sendable, Hashable {
  /// What to call it: "Regulation (EU) 2024/1689 Article 50(4)".
  public var title: String
  /// Where to read it; nil where there is no stable address.
  public var url: String?
  /// The date of the text that was read, ISO 8601; nil where none applies.
  public var date: String?
  /// How sure we are of the text: `primary`, `secondary` or `memory`; nil where it does not matter.
  public var certainty: String?

  /// Creates a reference.
  public init(title: String, url: String? = nil, date: String? = nil, certainty: String? = nil) {
    self.title = title
    self.url = url
    self.date = date
    self.certainty = certainty
  }
}

/// A rule's reading of evidence.
public struct Finding: Sendable, Hashable {
  /// The id of the rule.
  public var rule: String
  /// What it is about.
  public var kind: FindingKind
  /// How much it weighs.
  public var severity: Severity
  /// How sure it is.
  public var confidence: Confidence
  /// One or two sentences for people.
  public var message: String
  /// The ids of the evidence it rests on.
  public var evidence: [String]
  /// What to do about it; nil when nothing needs doing.
  public var fix: String?
  /// What the rule rests on.
  public var references: [Reference]
  /// Identity of the finding across runs: `v1:<rule>:<16 hex digits of the file's SHA-256>`.
  public var fingerprint: String
  /// Why the finding does not count (a waiver or the baseline); nil when it counts.
  public var suppression: String?
  /// The place in a post that the finding is about; nil for findings on the image itself.
  public var location: PostLocation?

  /// Whether the finding does not count.
  public var isSuppressed: Bool { suppression != nil }

  /// Creates a finding.
  public init(
    rule: String, kind: FindingKind, severity: Severity, confidence: Confidence, message: String,
    evidence: [String] = [], fix: String? = nil, references: [Reference] = [],
    fingerprint: String, suppression: String? = nil, location: PostLocation? = nil
  ) {
    self.rule = rule
    self.kind = kind
    self.severity = severity
    self.confidence = confidence
    self.message = message
    self.evidence = evidence
    self.fix = fix
    self.references = references
    self.fingerprint = fingerprint
    self.suppression = suppression
    self.location = location
  }

  /// The fingerprint of a finding of `rule` on a file.
  ///
  /// It is made of content, not of position: moving or renaming a file keeps it, editing drops it.
  public static func fingerprint(rule: String, sha256: String) -> String {
    "v1:\(rule):\(sha256.prefix(16))"
  }
}

/// A place in a post that uses an image.
public struct PostLocation: Sendable, Hashable {
  /// The path of the post, as given.
  public var path: String
  /// The line, from 1; nil where the post has none.
  public var line: Int?

  /// Creates a place.
  public init(path: String, line: Int? = nil) {
    self.path = path
    self.line = line
  }
}

/// What could not be read or checked, and where.
public struct Diagnostic: Sendable, Hashable {
  /// How much it matters: `error` when part of the inspection could not be done.
  public var severity: Severity
  /// A stable code: `truncated`, `limit.payloadSize`, `decode.malformed`, `notEvaluated.synthid`.
  public var code: String
  /// One sentence for people.
  public var message: String
  /// The offset in the file; nil when it is not at one place.
  public var offset: Int?
  /// What was at work: `container`, `exif`, `xmp`, `decode`, `credentials`, `watermark`, `faces`.
  public var stage: String

  /// Creates a diagnostic.
  public init(
    _ severity: Severity, code: String, message: String, offset: Int? = nil, stage: String
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.offset = offset
    self.stage = stage
  }
}
