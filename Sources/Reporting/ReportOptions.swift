/// Everything a report depends on besides the images. Reporters look at no clock, no environment
/// and no file, so equal input gives an equal report.
public struct ReportOptions: Sendable {
  /// The name of the tool.
  public var toolName = "assay"
  /// The version of the tool.
  public var toolVersion: String
  /// Where to read about the tool; nil where there is no address.
  public var toolURL: String?
  /// When the report was made, in UTC as RFC 3339 has it; nil leaves the time out.
  public var generatedAt: String?
  /// The absolute path that paths in reports for services are made relative to; nil when the paths
  /// given are relative already.
  public var root: String?
  /// The rules in force.
  public var rules: [RuleDescription] = []
  /// The names of the policies in force.
  public var policies: [String] = []
  /// Whether prompts and personal values are shown; they are redacted otherwise.
  public var showsPrompts = false
  /// Whether text is coloured with ANSI escape sequences.
  public var usesColor = false
  /// Whether text shows the evidence of each image.
  public var isVerbose = false
  /// Whether text leaves out images that pass.
  public var isQuiet = false
  /// The column at which text is wrapped, 40 or more; nil to leave lines as they are.
  public var width: Int? = 100

  /// Creates options.
  public init(toolVersion: String) { self.toolVersion = toolVersion }
}
