/// What is known of an image's origin. There is no "real": silence is not authenticity.
public enum OriginClass: String, Sendable, Hashable, CaseIterable {
  /// Signed, declared or watermarked as made by a generative model.
  case aiGenerated
  /// Signed or declared as changed in part by a generative model.
  case aiEdited
  /// Two independent forensic cues agree. Never more than likely.
  case likelyAI
  /// A trusted signature says that a camera took it.
  case captured
  /// Declared as made by people without generative AI.
  case humanMade
  /// Nothing about the origin was found.
  case noEvidence
  /// Evidence is contradictory or could not be read.
  case undetermined
}

/// The strongest kind of evidence behind an origin.
public enum OriginBasis: String, Sendable, Hashable, CaseIterable {
  case signed, watermark, declared, forensic, none
}

/// The verdict on the origin.
public struct Origin: Sendable, Hashable {
  /// What is known.
  public var classification: OriginClass
  /// On what.
  public var basis: OriginBasis
  /// The generator's name for people, when evidence names one.
  public var generator: String?
  /// One sentence for people, with the reason.
  public var summary: String

  /// Creates a verdict.
  public init(
    _ classification: OriginClass, basis: OriginBasis, generator: String? = nil, summary: String
  ) {
    self.classification = classification
    self.basis = basis
    self.generator = generator
    self.summary = summary
  }
}

/// What the policy does with an image.
public enum Decision: String, Sendable, Hashable, CaseIterable {
  case pass, review, block, notInspected
}

/// Whether the disclosure that a policy asks for is there.
public struct Disclosure: Sendable, Hashable {
  /// The state of the disclosure.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    case present, missing, contradicted, notRequired, unknown
  }

  /// A label that was found.
  public struct Label: Sendable, Hashable {
    /// One of ``types`` but `machineReadable`.
    public var type: String
    /// What it says.
    public var value: String
    /// Where: an evidence id, a post's place, a sidecar's field.
    public var location: String

    /// The types of labels, and `machineReadable` for any of those that a machine reads in the file
    /// itself: metadata, signed, aigc.
    public static let types = [
      "machineReadable", "metadata", "signed", "aigc", "caption", "altText", "visible",
      "platformFlag",
    ]

    /// Creates a label.
    public init(type: String, value: String, location: String) {
      self.type = type
      self.value = value
      self.location = location
    }
  }

  /// Whether the policy asks for a disclosure; nil when that cannot be told.
  public var isRequired: Bool?
  /// Whether it is there.
  public var status: Status
  /// What was found.
  public var labels: [Label]

  /// Creates a statement.
  public init(isRequired: Bool?, status: Status, labels: [Label] = []) {
    self.isRequired = isRequired
    self.status = status
    self.labels = labels
  }
}

/// The policy's reading of one image: findings, origin, disclosure, decision.
public struct Verdict: Sendable, Hashable {
  /// What the rules found.
  public var findings: [Finding]
  /// What is known of the origin.
  public var origin: Origin
  /// Whether the disclosure is there.
  public var disclosure: Disclosure
  /// What to do.
  public var decision: Decision
  /// The names of the policies in force.
  public var policies: [String]

  /// Creates a verdict.
  public init(
    findings: [Finding], origin: Origin, disclosure: Disclosure, decision: Decision,
    policies: [String]
  ) {
    self.findings = findings
    self.origin = origin
    self.disclosure = disclosure
    self.decision = decision
    self.policies = policies
  }

  /// Takes in the verdict on the same image in another post: the strictest decision counts, and
  /// each finding is kept once a place.
  public mutating func merge(_ other: Verdict) {
    for finding in other.findings where !findings.contains(finding) { findings.append(finding) }
    findings.sort { a, b in
      a.severity != b.severity ? a.severity > b.severity : a.rule < b.rule
    }
    let order: [Decision] = [.pass, .review, .block, .notInspected]
    if let a = order.firstIndex(of: decision), let b = order.firstIndex(of: other.decision), b > a {
      decision = other.decision
      disclosure.status = other.disclosure.status
      disclosure.isRequired = other.disclosure.isRequired
    }
    for label in other.disclosure.labels where !disclosure.labels.contains(label) {
      disclosure.labels.append(label)
    }
  }
}
