public import EvidenceModel

/// One JSON document: `{"images":[…],"schemaVersion":1,"summary":{…},"tool":{…}}`, one image a line.
public struct JSONReporter: Reporter {
  private let options: ReportOptions
  private let redaction: Redaction
  private var json = JSONWriter()
  private var isFirst = true

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    redaction = Redaction(options)
  }

  /// Writes the beginning of the document.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {
    output.write("{\"images\":[")
  }

  /// Writes one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    JSONReportV1.write(image, redaction: redaction, to: &json)
    output.write(isFirst ? "\n" : ",\n")
    output.write(json.takeText())
    isFirst = false
  }

  /// Writes the summary.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    output.write(isFirst ? "]" : "\n]")
    output.write(",\"schemaVersion\":\(JSONReportV1.schemaVersion),\n\"summary\":")
    JSONReportV1.write(summary, to: &json)
    output.write(json.takeText())
    output.write(",\n\"tool\":")
    JSONReportV1.writeTool(options, to: &json)
    output.write(json.takeText())
    output.write("}\n")
  }
}

/// One JSON object a line and image, and nothing else.
public struct NDJSONReporter: Reporter {
  private let redaction: Redaction
  private var json = JSONWriter()

  /// Creates a reporter.
  public init(options: ReportOptions) { redaction = Redaction(options) }

  /// Writes nothing.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {}

  /// Writes one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    JSONReportV1.write(image, redaction: redaction, to: &json)
    var line = json.takeText()
    line.append("\n")
    output.write(line)
  }

  /// Writes nothing: every line is an image.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {}
}
