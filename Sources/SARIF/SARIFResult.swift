/// A result of a rule (§ 3.27).
public struct SARIFResult: Sendable, Hashable, Codable {
  /// What this project adds to a result.
  public struct Properties: Sendable, Hashable, Codable {
    /// `low`, `medium` or `high`.
    public var confidence: String?
    /// The kind of the finding.
    public var kind: String?
    /// What the policy does with the image.
    public var decision: String?
    /// What to do about it.
    public var fix: String?
    /// The ids of the evidence.
    public var evidence: [String]?

    /// Creates properties.
    public init(
      confidence: String? = nil, kind: String? = nil, decision: String? = nil, fix: String? = nil,
      evidence: [String]? = nil
    ) {
      self.confidence = confidence
      self.kind = kind
      self.decision = decision
      self.fix = fix
      self.evidence = evidence
    }
  }

  /// The id of the rule.
  public var ruleId: String
  /// The index of the rule in the driver's rules; nil when it is not listed.
  public var ruleIndex: Int?
  /// How much it weighs.
  public var level: SARIFLevel
  /// What to tell people.
  public var message: SARIFMessage
  /// Where it is; one place.
  public var locations: [SARIFLocation]
  /// Other places that matter.
  public var relatedLocations: [SARIFLocation]?
  /// What identifies the result across runs.
  public var partialFingerprints: [String: String]
  /// Why it does not count; empty when it counts although suppressions are in use.
  public var suppressions: [SARIFSuppression]?
  /// More.
  public var properties: Properties?

  /// Creates a result.
  public init(
    ruleId: String, ruleIndex: Int? = nil, level: SARIFLevel, message: SARIFMessage,
    locations: [SARIFLocation], relatedLocations: [SARIFLocation]? = nil,
    partialFingerprints: [String: String] = [:], suppressions: [SARIFSuppression]? = nil,
    properties: Properties? = nil
  ) {
    self.ruleId = ruleId
    self.ruleIndex = ruleIndex
    self.level = level
    self.message = message
    self.locations = locations
    self.relatedLocations = relatedLocations
    self.partialFingerprints = partialFingerprints
    self.suppressions = suppressions
    self.properties = properties
  }
}

/// Why a result does not count (§ 3.35).
public struct SARIFSuppression: Sendable, Hashable, Codable {
  /// `inSource` or `external`.
  public var kind: String
  /// The reason given.
  public var justification: String?

  /// Creates a suppression.
  public init(kind: String, justification: String? = nil) {
    self.kind = kind
    self.justification = justification
  }
}

/// A place (§ 3.28).
public struct SARIFLocation: Sendable, Hashable, Codable {
  /// The file and the region in it.
  public var physicalLocation: SARIFPhysicalLocation
  /// What is there.
  public var message: SARIFMessage?

  /// Creates a place.
  public init(physicalLocation: SARIFPhysicalLocation, message: SARIFMessage? = nil) {
    self.physicalLocation = physicalLocation
    self.message = message
  }
}

/// A region of a file (§ 3.29).
public struct SARIFPhysicalLocation: Sendable, Hashable, Codable {
  /// The file.
  public var artifactLocation: SARIFArtifactLocation
  /// The region in the file.
  public var region: SARIFRegion?

  /// Creates a place.
  public init(artifactLocation: SARIFArtifactLocation, region: SARIFRegion? = nil) {
    self.artifactLocation = artifactLocation
    self.region = region
  }
}

/// A file (§ 3.4).
public struct SARIFArtifactLocation: Sendable, Hashable, Codable {
  /// A relative reference, percent-encoded (RFC 3986).
  public var uri: String
  /// What the reference is relative to.
  public var uriBaseId: String?

  /// Creates a file.
  public init(uri: String, uriBaseId: String? = nil) {
    self.uri = uri
    self.uriBaseId = uriBaseId
  }
}

/// A part of a file, as text and as bytes (§ 3.30).
///
/// Code-scanning services ask for a text region even of binary files; lines and columns count from
/// 1, bytes from 0.
public struct SARIFRegion: Sendable, Hashable, Codable {
  /// The first line.
  public var startLine: Int
  /// The first column.
  public var startColumn: Int
  /// The last line.
  public var endLine: Int
  /// The column after the last.
  public var endColumn: Int
  /// The offset of the first byte.
  public var byteOffset: Int?
  /// The number of bytes.
  public var byteLength: Int?

  /// Creates a region of one line.
  public init(line: Int = 1, byteOffset: Int? = nil, byteLength: Int? = nil) {
    startLine = line
    startColumn = 1
    endLine = line
    endColumn = 1
    self.byteOffset = byteOffset
    self.byteLength = byteLength
  }
}
