public import EvidenceModel

/// Writes a report, one image at a time, so that memory stays bounded however many there are.
///
/// Call ``begin(to:)`` once, ``write(_:to:)`` for each image, and ``end(_:to:)`` once. What was
/// written until then is complete except for its end, so an interrupted run still ends well.
public protocol Reporter: Sendable {
  /// Writes what comes before the images.
  ///
  /// - Throws: ``ReportingError`` when a value cannot be encoded.
  mutating func begin(to output: inout some TextOutputStream) throws(ReportingError)

  /// Writes one image.
  ///
  /// - Throws: ``ReportingError`` when a value cannot be encoded.
  mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError)

  /// Writes what comes after the images.
  ///
  /// - Throws: ``ReportingError`` when a value cannot be encoded.
  mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError)
}

/// Why a report could not be written.
public enum ReportingError: Error, Sendable, Hashable {
  /// A value has no encoding in the format; the text says which.
  case encoding(String)
}

/// The formats of reports.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  /// For people at a terminal.
  case text
  /// One JSON document.
  case json
  /// One JSON object a line and image.
  case ndjson
  /// RFC 4180, one row an image.
  case csv
  /// For step summaries and pull requests.
  case markdown
  /// SARIF 2.1.0.
  case sarif
  /// JUnit XML.
  case junit
  /// Workflow commands of GitHub Actions.
  case github
  /// GitLab code quality.
  case gitlab
  /// One self-contained page.
  case html

  /// Creates the reporter of the format.
  ///
  /// - Parameters:
  ///   - options: What the report depends on besides the images.
  ///   - pictures: Gives the pictures of an image; only ``html`` asks for them.
  public func reporter(
    options: ReportOptions,
    pictures: @escaping @Sendable (ImageReport) -> HTMLPictures? = { _ in nil }
  ) -> any Reporter {
    switch self {
    case .text: TextReporter(options: options)
    case .json: JSONReporter(options: options)
    case .ndjson: NDJSONReporter(options: options)
    case .csv: CSVReporter(options: options)
    case .markdown: MarkdownReporter(options: options)
    case .sarif: SARIFReporter(options: options)
    case .junit: JUnitReporter(options: options)
    case .github: GitHubReporter(options: options)
    case .gitlab: GitLabReporter(options: options)
    case .html: HTMLReporter(options: options, pictures: pictures)
    }
  }
}

/// Writes a whole report of images that are at hand.
///
/// - Throws: ``ReportingError`` when a value cannot be encoded.
public func render(
  _ images: some Sequence<ImageReport>, summary: RunSummary, with reporter: any Reporter
) throws(ReportingError) -> String {
  var reporter = reporter
  var text = ""
  try reporter.begin(to: &text)
  for image in images { try reporter.write(image, to: &text) }
  try reporter.end(summary, to: &text)
  return text
}
