public import EvidenceModel

/// Workflow commands of GitHub Actions, which show as annotations of files.
///
/// The service shows ten annotations of each level a step; the rest stays in the log.
public struct GitHubReporter: Reporter {
  private let options: ReportOptions
  private let titles: [String: String]
  private let redaction: Redaction

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    titles = Dictionary(options.rules.map { ($0.id, $0.title) }, uniquingKeysWith: { a, _ in a })
    redaction = Redaction(options)
  }

  /// Writes nothing.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {}

  /// Writes the findings of one image that count; notes only of images that do not pass.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    let verdict = image.verdict
    var lines = ""
    for finding in verdict.countingFindings {
      if finding.severity == .note, verdict.decision == .pass || options.isQuiet { continue }
      let command =
        switch finding.severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
      var message = redaction.text(finding.message, of: image)
      if finding.location != nil { message += " Image: \(image.inspection.path)." }
      if let fix = finding.fix { message += "\nFix: \(fix)" }
      lines += line(
        command, path: finding.location?.path ?? image.inspection.path,
        line: max(1, finding.location?.line ?? 1), title: titles[finding.rule] ?? finding.rule,
        message: message)
    }
    if verdict.decision == .notInspected,
      !verdict.countingFindings.contains(where: {
        $0.severity == .error
      })
    {
      let reason = image.gravestDiagnostics.first?.message ?? verdict.origin.summary
      // An address on the network is no file to annotate: the post that names it is.
      let post = image.isRemote ? image.posts.first : nil
      lines += line(
        image.isRemote ? "notice" : "error", path: post?.path ?? image.inspection.path,
        line: max(1, post?.line ?? 1), title: "Not inspected",
        message: post == nil ? reason : "\(reason) Image: \(image.inspection.path).")
    }
    if !lines.isEmpty { output.write(lines) }
  }

  /// Writes the summary as a plain line of the log.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    let lines = [Wording.summary(summary)] + summary.remarks.map(VisibleText.line)
    output.write(lines.joined(separator: "\n") + "\n")
  }

  private func line(
    _ command: String, path: String, line: Int, title: String, message: String
  ) -> String {
    let path = Self.property(RelativePath.path(path, root: options.root))
    return "::\(command) file=\(path),line=\(line),title=\(Self.property(title))"
      + "::\(Self.data(message))\n"
  }

  /// A message: what would end the line is encoded, deceptive characters are written out.
  static func data(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { encode(VisibleText.line(String($0)), also: "") }.joined(separator: "%0A")
  }

  /// A property: what would end it is encoded as well.
  static func property(_ text: String) -> String { encode(VisibleText.line(text), also: ":,") }

  private static func encode(_ text: String, also: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "%": result += "%25"
      case ":" where also.contains(":"): result += "%3A"
      case "," where also.contains(","): result += "%2C"
      default: result.append(character)
      }
    }
    return result
  }
}
