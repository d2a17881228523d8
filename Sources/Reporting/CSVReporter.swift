public import EvidenceModel

/// One row an image, after a row of names (RFC 4180: CRLF, quotes doubled).
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
///
/// - Reference: OWASP, "CSV Injection".
public struct CSVReporter: Reporter {
  private static let columns = [
    "path", "decision", "origin", "basis", "generator", "summary", "disclosureRequired",
    "disclosure", "labels", "findings", "messages", "fixes", "suppressed", "credentials",
    "integrity", "trust", "signer", "signedAt", "watermarks", "forensics", "score", "faces",
    "privacy", "camera", "format", "mediaType", "width", "height", "byteCount", "sha256", "posts",
    "notEvaluated", "diagnostics",
  ]

  private let redaction: Redaction

  /// Creates a reporter.
  public init(options: ReportOptions) { redaction = Redaction(options) }

  /// Writes the names of the columns.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {
    output.write(Self.columns.joined(separator: ",") + "\r\n")
  }

  /// Writes one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    let inspection = image.inspection
    let verdict = image.verdict
    let findings = verdict.countingFindings
    let credentials = inspection.credentials
    let cells: [String?] = [
      inspection.path, verdict.decision.rawValue, verdict.origin.classification.rawValue,
      verdict.origin.basis.rawValue, verdict.origin.generator,
      redaction.text(verdict.origin.summary, of: image),
      verdict.disclosure.isRequired.map { $0 ? "true" : "false" },
      verdict.disclosure.status.rawValue,
      joined(verdict.disclosure.labels.map { "\($0.type): \($0.value) (\($0.location))" }),
      joined(findings.map(\.rule)),
      joined(findings.map { redaction.text($0.message, of: image) }),
      joined(findings.compactMap(\.fix)),
      joined(verdict.suppressedFindings.map { "\($0.rule): \($0.suppression ?? "")" }),
      credentials.state.rawValue, credentials.integrity.rawValue, credentials.trust.rawValue,
      credentials.signer, credentials.signedAt, joined(inspection.watermarks.map(\.scheme)),
      inspection.forensics?.outcome.rawValue,
      inspection.forensics?.score.map { DecimalText.fixed($0, 4) },
      inspection.faces.map { String($0.count) }, joined(inspection.metadata.privacy),
      inspection.metadata.camera, inspection.format, inspection.mediaType,
      inspection.width.map(String.init), inspection.height.map(String.init),
      String(inspection.byteCount), inspection.sha256, joined(image.posts.map(\.path)),
      joined(inspection.notEvaluated), joined(inspection.diagnostics.map(\.code)),
    ]
    output.write(cells.map { Self.cell($0 ?? "") }.joined(separator: ",") + "\r\n")
  }

  /// Writes nothing: the rows are complete.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {}

  private func joined(_ texts: [String]) -> String { texts.joined(separator: " | ") }

  /// A cell: deceptive characters written out, harmless to a spreadsheet, quoted where needed.
  static func cell(_ text: String) -> String {
    var text = VisibleText.line(text)
    // The first character that is not a space decides; full-width forms count for some programs.
    if let first = text.first(where: { !$0.isWhitespace }), "=+-@|%＝＋－＠".contains(first) {
      text = "'" + text
    }
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x27 || $0 == 0x3B })
    else { return text }
    return
      "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}
