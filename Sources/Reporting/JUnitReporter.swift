public import EvidenceModel

/// JUnit XML as continuous-integration services read it: an image is a test case, the images of a
/// folder that come one after another are a suite.
///
/// A blocked image fails, one that was not inspected is an error, one that passes only because
/// findings were waived is skipped, and so is one on the network, which is never fetched; one to
/// review passes and says so.
public struct JUnitReporter: Reporter {
  /// Suites of more images are split, so that memory stays bounded.
  var maximumSuiteSize = 500

  private let options: ReportOptions
  private let redaction: Redaction
  private var suite = Suite(name: "")

  private struct Suite {
    var name: String
    var cases = ""
    var count = 0
    var failures = 0
    var errors = 0
    var skipped = 0
    var milliseconds = 0.0
  }

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    redaction = Redaction(options)
  }

  /// Writes the beginning of the document.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {
    output.write(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(XMLText.attribute(options.toolName))">

      """)
  }

  /// Writes one image, or keeps it until its suite is complete.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    let path = RelativePath.path(image.inspection.path, root: options.root)
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    if folder != suite.name || suite.count >= maximumSuiteSize {
      flush(to: &output)
      suite = Suite(name: folder)
    }
    append(image, path: path, folder: folder)
  }

  /// Writes the last suite and the end of the document.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    flush(to: &output)
    if summary.unreadableFileCount > 0 || summary.isInterrupted {
      let reasons = Wording.remarks(summary).joined(separator: " ")
      output.write(
        """
          <testsuite name="run" tests="1" failures="0" errors="1" skipped="0">
            <testcase classname="run" name="complete">
              <error type="incomplete" message="\(XMLText.attribute(reasons))"/>
            </testcase>
          </testsuite>

        """)
    }
    output.write("</testsuites>\n")
  }

  private func flush(to output: inout some TextOutputStream) {
    guard suite.count > 0 else { return }
    output.write(
      """
        <testsuite name="\(XMLText.attribute(suite.name))" tests="\(suite.count)" \
      failures="\(suite.failures)" errors="\(suite.errors)" skipped="\(suite.skipped)" \
      time="\(DecimalText.fixed(suite.milliseconds / 1000, 3))">
      \(suite.cases)  </testsuite>

      """)
  }

  private mutating func append(_ image: ImageReport, path: String, folder: String) {
    let verdict = image.verdict
    let milliseconds = image.inspection.timing.reduce(0) { $0 + $1.milliseconds }
    let summary = XMLText.attribute(redaction.text(verdict.origin.summary, of: image))
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    suite.count += 1
    suite.milliseconds += milliseconds
    suite.cases += """
          <testcase classname="\(XMLText.attribute(folder))" name="\(XMLText.attribute(name))" \
      file="\(XMLText.attribute(path))" time="\(DecimalText.fixed(milliseconds / 1000, 3))">
            <properties>
              <property name="decision" value="\(verdict.decision.rawValue)"/>
              <property name="origin" value="\(verdict.origin.classification.rawValue)"/>
              <property name="disclosure" value="\(verdict.disclosure.status.rawValue)"/>
              <property name="sha256" value="\(XMLText.attribute(image.inspection.sha256))"/>
            </properties>

      """
    let body = XMLText.content(self.body(of: image))
    let rule = XMLText.attribute(verdict.countingFindings.first?.rule ?? verdict.decision.rawValue)
    switch verdict.decision {
    case .notInspected where image.isRemote:
      suite.skipped += 1
      suite.cases += "      <skipped message=\"\(summary)\"/>\n"
    case .block:
      suite.failures += 1
      suite.cases += "      <failure type=\"\(rule)\" message=\"\(summary)\">\(body)</failure>\n"
    case .notInspected:
      suite.errors += 1
      suite.cases += "      <error type=\"\(rule)\" message=\"\(summary)\">\(body)</error>\n"
    case .pass where !verdict.suppressedFindings.isEmpty:
      suite.skipped += 1
      let reasons = verdict.suppressedFindings.map { "\($0.rule): \($0.suppression ?? "")" }
      suite.cases +=
        "      <skipped message=\"\(XMLText.attribute(reasons.joined(separator: "; ")))\"/>\n"
    case .review:
      suite.cases += "      <system-out>Review: \(body)</system-out>\n"
    case .pass:
      if !body.isEmpty { suite.cases += "      <system-out>\(body)</system-out>\n" }
    }
    suite.cases += "    </testcase>\n"
  }

  private func body(of image: ImageReport) -> String {
    var lines: [String] = []
    for finding in image.verdict.countingFindings {
      lines.append("\(finding.rule): \(redaction.text(finding.message, of: image))")
      if let location = finding.location {
        lines.append("  Post: \(location.path)\(location.line.map { ":\($0)" } ?? "")")
      }
      if let fix = finding.fix { lines.append("  Fix: \(fix)") }
    }
    for diagnostic in image.gravestDiagnostics {
      lines.append("\(diagnostic.stage): \(diagnostic.message) [\(diagnostic.code)]")
    }
    return lines.map(VisibleText.line).joined(separator: "\n")
  }
}

/// Texts in XML 1.0.
enum XMLText {
  /// Text between tags; new lines stay.
  static func content(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escape($0) }
      .joined(separator: "\n")
  }

  /// Text between the quotes of an attribute.
  static func attribute(_ text: String) -> String { escape(text[...]) }

  /// Characters that XML cannot hold at all are among those that ``VisibleText`` writes out.
  private static func escape(_ text: Substring) -> String {
    var result = ""
    for scalar in VisibleText.line(String(text)).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
