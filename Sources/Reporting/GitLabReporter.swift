import Crypto
public import EvidenceModel

/// The code quality report of GitLab: an array of findings that count.
public struct GitLabReporter: Reporter {
  private let options: ReportOptions
  private let redaction: Redaction
  private var json = JSONWriter()
  private var isFirst = true

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    redaction = Redaction(options)
  }

  /// Writes the beginning of the array.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {
    output.write("[")
  }

  /// Writes the findings of one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    let verdict = image.verdict
    for finding in verdict.countingFindings {
      let severity =
        switch (finding.severity, verdict.decision) {
        case (.error, .block): "critical"
        case (.error, _): "major"
        case (.warning, _): "minor"
        case (.note, _): "info"
        }
      let message = redaction.text(finding.message, of: image)
      entry(
        rule: finding.rule, severity: severity,
        description: finding.fix.map { "\(message) Fix: \($0)" } ?? message,
        path: finding.location?.path ?? image.inspection.path, line: finding.location?.line,
        identity: "\(finding.fingerprint)\n\(image.inspection.path)", to: &output)
    }
    if verdict.decision == .notInspected, verdict.countingFindings.isEmpty {
      // An address on the network is no file of the project: the post that names it is.
      let post = image.isRemote ? image.posts.first : nil
      let reason = image.gravestDiagnostics.first?.message ?? verdict.origin.summary
      entry(
        rule: "not-inspected", severity: image.isRemote ? "info" : "major",
        description: post == nil ? reason : "\(reason) Image: \(image.inspection.path).",
        path: post?.path ?? image.inspection.path, line: post?.line,
        identity: "not-inspected\n\(image.inspection.path)", to: &output)
    }
  }

  /// Writes the end of the array.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    output.write(isFirst ? "]\n" : "\n]\n")
  }

  private mutating func entry(
    rule: String, severity: String, description: String, path: String, line: Int?,
    identity: String, to output: inout some TextOutputStream
  ) {
    json.beginObject()
    json.field("check_name", rule)
    json.field("description", VisibleText.line(description))
    json.field("fingerprint", ContentHash.hexadecimal(identity))
    json.key("location")
    json.beginObject()
    json.key("lines")
    json.beginObject()
    json.field("begin", max(1, line ?? 1))
    json.endObject()
    json.field("path", RelativePath.path(path, root: options.root))
    json.endObject()
    json.field("severity", severity)
    json.endObject()
    output.write((isFirst ? "\n" : ",\n") + json.takeText())
    isFirst = false
  }
}

/// SHA-256 of texts.
enum ContentHash {
  /// The hash as 64 hexadecimal digits.
  static func hexadecimal(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// The hash in Base64, as content security policies have it.
  static func base64(_ text: String) -> String {
    Base64.encode(Array(SHA256.hash(data: Array(text.utf8))))
  }
}
