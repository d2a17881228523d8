/// The parts of a SARIF 2.1.0 log that this project writes, as plain values.
///
/// The names are the standard's own. Optional properties that are nil are left out of the encoding.
///
/// - Reference: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", § 3.
public struct SARIFLog: Sendable, Hashable, Codable {
  /// The address of the JSON Schema of version 2.1.0.
  public static let schemaURI = "https://json.schemastore.org/sarif-2.1.0.json"
  /// The version of the standard.
  public static let standardVersion = "2.1.0"

  /// The address of the schema.
  public var schema: String
  /// The version of the standard.
  public var version: String
  /// The runs of the log.
  public var runs: [SARIFRun]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  /// Creates a log.
  public init(runs: [SARIFRun]) {
    schema = Self.schemaURI
    version = Self.standardVersion
    self.runs = runs
  }
}

/// One run of a tool (§ 3.14).
public struct SARIFRun: Sendable, Hashable, Codable {
  /// The tool that ran.
  public var tool: SARIFTool
  /// How the tool ran.
  public var invocations: [SARIFInvocation]?
  /// What it found.
  public var results: [SARIFResult]
  /// In what a column is counted.
  public var columnKind: String?

  /// Creates a run.
  public init(
    tool: SARIFTool, invocations: [SARIFInvocation]? = nil, results: [SARIFResult],
    columnKind: String? = nil
  ) {
    self.tool = tool
    self.invocations = invocations
    self.results = results
    self.columnKind = columnKind
  }
}

/// The tool of a run (§ 3.18).
public struct SARIFTool: Sendable, Hashable, Codable {
  /// The component that did the work.
  public var driver: SARIFToolComponent

  /// Creates a tool.
  public init(driver: SARIFToolComponent) { self.driver = driver }
}

/// The component of a tool that did the work, with its rules (§ 3.19).
public struct SARIFToolComponent: Sendable, Hashable, Codable {
  /// The name of the tool.
  public var name: String
  /// The version of the tool, as it calls it.
  public var version: String?
  /// The version of the tool in the form of Semantic Versioning 2.0.0.
  public var semanticVersion: String?
  /// Where to read about the tool.
  public var informationUri: String?
  /// Every rule that was in force, sorted by id.
  public var rules: [SARIFReportingDescriptor]

  /// Creates a component.
  public init(
    name: String, version: String? = nil, semanticVersion: String? = nil,
    informationUri: String? = nil, rules: [SARIFReportingDescriptor] = []
  ) {
    self.name = name
    self.version = version
    self.semanticVersion = semanticVersion
    self.informationUri = informationUri
    self.rules = rules
  }
}

/// A text, plain and perhaps in Markdown (§ 3.12).
public struct SARIFMultiformatMessageString: Sendable, Hashable, Codable {
  /// Plain text.
  public var text: String
  /// The same in GitHub-flavoured Markdown.
  public var markdown: String?

  /// Creates a text.
  public init(text: String, markdown: String? = nil) {
    self.text = text
    self.markdown = markdown
  }
}

/// A message to people (§ 3.11).
public struct SARIFMessage: Sendable, Hashable, Codable {
  /// Plain text.
  public var text: String

  /// Creates a message.
  public init(text: String) { self.text = text }
}

/// How much a result or a notification weighs (§ 3.27.10, § 3.58.6).
public enum SARIFLevel: String, Sendable, Hashable, Codable, CaseIterable {
  case none, note, warning, error
}

/// A rule (§ 3.49).
public struct SARIFReportingDescriptor: Sendable, Hashable, Codable {
  /// The level of results unless they say otherwise (§ 3.50).
  public struct Configuration: Sendable, Hashable, Codable {
    /// The level.
    public var level: SARIFLevel

    /// Creates a configuration.
    public init(level: SARIFLevel) { self.level = level }
  }

  /// The properties that code-scanning services read.
  public struct Properties: Sendable, Hashable, Codable {
    /// How reliable the rule is: `very-high`, `high`, `medium` or `low`.
    public var precision: String?
    /// `error`, `warning` or `recommendation`.
    public var problemSeverity: String?
    /// At most 20 words to filter by.
    public var tags: [String]?

    enum CodingKeys: String, CodingKey {
      case precision, tags
      case problemSeverity = "problem.severity"
    }

    /// Creates properties.
    public init(
      precision: String? = nil, problemSeverity: String? = nil, tags: [String]? = nil
    ) {
      self.precision = precision
      self.problemSeverity = problemSeverity
      self.tags = tags
    }
  }

  /// The id of the rule.
  public var id: String
  /// A short text, at most 1,024 characters.
  public var shortDescription: SARIFMultiformatMessageString
  /// A longer text, at most 1,024 characters.
  public var fullDescription: SARIFMultiformatMessageString
  /// What to do.
  public var help: SARIFMultiformatMessageString
  /// Where to read more.
  public var helpUri: String?
  /// The level of results unless they say otherwise.
  public var defaultConfiguration: Configuration?
  /// More.
  public var properties: Properties?

  /// Creates a rule.
  public init(
    id: String, shortDescription: SARIFMultiformatMessageString,
    fullDescription: SARIFMultiformatMessageString, help: SARIFMultiformatMessageString,
    helpUri: String? = nil, defaultConfiguration: Configuration? = nil,
    properties: Properties? = nil
  ) {
    self.id = id
    self.shortDescription = shortDescription
    self.fullDescription = fullDescription
    self.help = help
    self.helpUri = helpUri
    self.defaultConfiguration = defaultConfiguration
    self.properties = properties
  }
}
