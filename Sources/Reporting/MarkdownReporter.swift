public import EvidenceModel

/// GitHub-flavoured Markdown for step summaries and pull requests: the summary first, then every
/// image that needs attention, then those that pass.
///
/// Services take about one megabyte, so what is kept until the end is bounded and the rest counted.
public struct MarkdownReporter: Reporter {
  /// The most bytes of blocks, and the most lines of images that pass.
  var maximumBytes = 800_000
  var maximumPassLines = 500

  private let options: ReportOptions
  private let redaction: Redaction
  private var blocks: [Decision: String] = [:]
  private var byteCount = 0
  private var omitted = 0
  private var passes = ""
  private var passCount = 0
  private var showsSilence = false

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    redaction = Redaction(options)
  }

  /// Writes nothing: the summary comes first, and is not known yet.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {}

  /// Keeps what there is to say of one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    if image.verdict.origin.classification == .noEvidence { showsSilence = true }
    guard image.verdict.decision == .pass else {
      let block = self.block(image)
      guard byteCount + block.utf8.count <= maximumBytes else {
        omitted += 1
        return
      }
      byteCount += block.utf8.count
      blocks[image.verdict.decision, default: ""] += block
      return
    }
    passCount += 1
    guard !options.isQuiet, passCount <= maximumPassLines,
      byteCount < maximumBytes
    else { return }
    let line =
      "| \(MarkdownText.code(RelativePath.shortened(image.inspection.path, root: options.root), inTable: true)) "
      + "| \(Wording.origin(image.verdict.origin.classification)) "
      + "| \(Wording.disclosure(image.verdict.disclosure)) |\n"
    byteCount += line.utf8.count
    passes += line
  }

  /// Writes the report.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    output.write("## \(MarkdownText.plain(options.toolName)): \(Wording.summary(summary))\n\n")
    output.write("| Decision | Images |\n| --- | ---: |\n")
    for decision in Decision.byUrgency {
      output.write(
        "| \(Self.mark(decision)) \(Wording.decision(decision)) "
          + "| \(summary.count(of: decision)) |\n")
    }
    for remark in Wording.remarks(summary) { output.write("\n\(remark)\n") }
    for decision in Decision.byUrgency where decision != .pass {
      guard let text = blocks[decision] else { continue }
      output.write("\n### \(Self.mark(decision)) \(Wording.decision(decision))\n\(text)")
    }
    if omitted > 0 {
      output.write(
        "\n\(Wording.count(omitted, "more image")) left out to keep this summary short.\n")
    }
    if !passes.isEmpty {
      output.write(
        "\n<details><summary>\(Wording.count(passCount, "image")) passed</summary>\n\n"
          + "| Image | Origin | Disclosure |\n| --- | --- | --- |\n\(passes)")
      if passCount > maximumPassLines {
        output.write("\n… and \(passCount - maximumPassLines) more.\n")
      }
      output.write("\n</details>\n")
    }
    if showsSilence { output.write("\n<sub>\(Wording.silence)</sub>\n") }
  }

  private func block(_ image: ImageReport) -> String {
    let verdict = image.verdict
    var text =
      "\n#### \(MarkdownText.code(RelativePath.shortened(image.inspection.path, root: options.root)))\n\n"
    text += "\(MarkdownText.plain(redaction.text(verdict.origin.summary, of: image)))\n\n"
    for post in image.posts {
      let line = post.line.map { ":\($0)" } ?? ""
      text += "Used in \(MarkdownText.code(post.path + line))\n\n"
    }
    for finding in verdict.countingFindings {
      let message = MarkdownText.prose(redaction.text(finding.message, of: image))
      text += "- **\(Wording.severity(finding.severity)):** \(message)"
      text += " (\(MarkdownText.code(finding.rule)))\n"
      if let fix = finding.fix { text += "  **Fix:** \(MarkdownText.prose(fix))\n" }
    }
    for finding in verdict.suppressedFindings {
      text += "- Waived: \(MarkdownText.code(finding.rule)), "
      text += "\(MarkdownText.plain(finding.suppression ?? ""))\n"
    }
    for diagnostic in image.gravestDiagnostics {
      text += "- **Not read:** \(MarkdownText.plain(diagnostic.message))"
      text += " (\(MarkdownText.code(diagnostic.code)))\n"
    }
    if !verdict.countingFindings.contains(where: { $0.fix != nil }) {
      for step in image.nextSteps { text += "- **Fix:** \(MarkdownText.prose(step))\n" }
    }
    return text
  }

  private static func mark(_ decision: Decision) -> String {
    switch decision {
    case .pass: "✅"
    case .review: "🔎"
    case .block: "⛔"
    case .notInspected: "❔"
    }
  }
}

/// Texts of unknown authors in GitHub-flavoured Markdown.
enum MarkdownText {
  /// Text that stays text: no markup, no link, no mention, no HTML.
  static func plain(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in VisibleText.line(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      // An empty comment keeps services from taking a word for a mention or an issue.
      case "@", "#": result += "\(scalar)<!-- -->"
      case ":": result += "&#58;"
      case "." where previous == "w" || previous == "W": result += "&#46;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "!", "|", "~", "$":
        result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    return result
  }

  /// Text of ours in which `code` between backticks is set as code.
  static func prose(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return plain(text) }
    return parts.enumerated().map { index, part in
      index % 2 == 0 || part.isEmpty ? plain(String(part)) : code(String(part))
    }.joined()
  }

  /// Text as code, fenced by more backticks than it holds.
  static func code(_ text: String, inTable: Bool = false) -> String {
    var text = VisibleText.line(text)
    if inTable {
      text = text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let padding = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
    return "\(fence)\(padding)\(text)\(padding)\(fence)"
  }
}
