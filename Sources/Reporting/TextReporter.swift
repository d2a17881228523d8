public import EvidenceModel

/// For people at a terminal: one block an image that needs attention, one line an image that
/// passes, a summary at the end.
public struct TextReporter: Reporter {
  private let options: ReportOptions
  private let redaction: Redaction
  private var hasWritten = false
  private var wasBlock = false
  private var showsSilence = false

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    redaction = Redaction(options)
  }

  /// Writes nothing.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {}

  /// Writes one image in one piece, so that blocks of parallel work never mix.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    let decision = image.verdict.decision
    if image.verdict.origin.classification == .noEvidence { showsSilence = true }
    // What a post or a sidecar says amiss was meant to count: one line would hide it.
    let isAmiss = image.gravestDiagnostics.contains { $0.stage == "post" }
    if decision == .pass, !options.isVerbose, !isAmiss || options.isQuiet {
      guard !options.isQuiet else { return }
      output.write((wasBlock ? "\n" : "") + passLine(image))
      hasWritten = true
      wasBlock = false
      return
    }
    if decision == .pass || image.isRemote, options.isQuiet { return }
    output.write((hasWritten ? "\n" : "") + block(image))
    hasWritten = true
    wasBlock = true
  }

  /// Writes the summary.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    var text = hasWritten ? "\n" : ""
    text += paint(Wording.summary(summary), .bold)
    text += paint("  (\(DecimalText.fixed(summary.seconds, 2)) s)\n", .dim)
    for remark in Wording.remarks(summary) { text += remark + "\n" }
    if showsSilence { text += paint(Wording.silence + "\n", .dim) }
    output.write(text)
  }

  // MARK: Blocks

  private func passLine(_ image: ImageReport) -> String {
    let verdict = image.verdict
    var line = paint("pass  ", .green) + " " + VisibleText.line(image.inspection.path)
    var remarks = [Wording.origin(verdict.origin.classification)]
    if verdict.disclosure.status == .present { remarks.append("disclosed") }
    for severity in Severity.allCases.reversed() {
      let count = verdict.countingFindings.count { $0.severity == severity }
      let noun = severity == .error ? "problem" : severity.rawValue
      if count > 0 { remarks.append(Wording.count(count, noun)) }
    }
    let waived = verdict.suppressedFindings.count
    if waived > 0 { remarks.append("\(Wording.count(waived, "finding")) waived") }
    line += paint("  " + remarks.joined(separator: ", "), .dim)
    return line + "\n"
  }

  private func block(_ image: ImageReport) -> String {
    let verdict = image.verdict
    let (word, style): (String, Style) =
      switch verdict.decision {
      case .pass: ("pass  ", .green)
      case .review: ("REVIEW", .yellow)
      case .block: ("BLOCK ", .red)
      case .notInspected: ("NOT INSPECTED", .magenta)
      }
    var text = paint(word, style) + " " + paint(VisibleText.line(image.inspection.path), .bold)
    text += "\n"
    text += paragraph(redaction.text(verdict.origin.summary, of: image), indent: 2)
    for post in image.posts {
      let line = post.line.map { ":\($0)" } ?? ""
      text += paragraph("Used in \(post.path)\(line)", indent: 2)
    }
    for finding in verdict.countingFindings {
      text += self.finding(finding, of: image)
    }
    for finding in verdict.suppressedFindings {
      text += paint(
        paragraph(
          "Waived (\(finding.rule)): \(finding.suppression ?? "")", indent: 2), .dim)
    }
    let withFix = verdict.countingFindings.contains { $0.fix != nil }
    if !withFix {
      for step in image.nextSteps { text += labelled("Fix", step, style: .cyan) }
    }
    let diagnostics =
      options.isVerbose ? image.inspection.diagnostics : image.gravestDiagnostics
    for diagnostic in diagnostics {
      let place = diagnostic.offset.map { " at byte \($0)" } ?? ""
      text += labelled(
        "Not read", "\(diagnostic.message) (\(diagnostic.stage), \(diagnostic.code)\(place))",
        style: .magenta)
    }
    if options.isVerbose { text += details(image) }
    return text
  }

  private func finding(_ finding: Finding, of image: ImageReport) -> String {
    let style: Style =
      switch finding.severity {
      case .error: .red
      case .warning: .yellow
      case .note: .dim
      }
    var message = "\(redaction.text(finding.message, of: image)) [\(finding.rule)]"
    if let location = finding.location {
      message += " in \(location.path)\(location.line.map { ":\($0)" } ?? "")"
    }
    var text = labelled(finding.severity == .note ? "Note" : "Why", message, style: style)
    if let fix = finding.fix { text += labelled("Fix", fix, style: .cyan) }
    if options.isVerbose {
      for reference in finding.references {
        let url = reference.url.map { " <\($0)>" } ?? ""
        text += labelled("See", reference.title + url, style: .dim)
      }
      if !finding.evidence.isEmpty {
        text += labelled("From", finding.evidence.joined(separator: ", "), style: .dim)
      }
    }
    return text
  }

  // MARK: Evidence

  private func details(_ image: ImageReport) -> String {
    let inspection = image.inspection
    var text = ""
    var file: [String] = []
    if let format = inspection.format { file.append(format) }
    if let width = inspection.width, let height = inspection.height {
      file.append("\(width) × \(height)")
    }
    file.append(DecimalText.bytes(inspection.byteCount))
    if !inspection.sha256.isEmpty { file.append("SHA-256 \(inspection.sha256)") }
    text += labelled("File", file.joined(separator: ", "), style: .dim)
    text += labelled("Disclosure", Wording.disclosure(image.verdict.disclosure), style: .dim)
    for label in image.verdict.disclosure.labels {
      text += labelled("Label", "\(label.type): \(label.value) (\(label.location))", style: .dim)
    }
    for evidence in inspection.evidence.items { text += fact(evidence) }
    text += credentials(inspection.credentials)
    for watermark in inspection.watermarks { text += self.watermark(watermark) }
    if let forensics = inspection.forensics {
      let score = forensics.score.map { " (score \(DecimalText.fixed($0, 2)))" } ?? ""
      text += labelled(
        "Pixels", "\(Wording.outcome(forensics.outcome))\(score): \(forensics.reason)", style: .dim)
    }
    for face in inspection.faces ?? [] {
      text += labelled(
        "Face",
        "\(face.width) × \(face.height) at \(face.x), \(face.y): \(Wording.outcome(face.outcome))",
        style: .dim)
    }
    if !inspection.notEvaluated.isEmpty {
      text += labelled(
        "Not checked", inspection.notEvaluated.map(Wording.notEvaluated).joined(separator: ", "),
        style: .dim)
    }
    let total = inspection.timing.reduce(0) { $0 + $1.milliseconds }
    if total > 0 { text += labelled("Time", "\(DecimalText.fixed(total, 1)) ms", style: .dim) }
    return text
  }

  private func fact(_ evidence: Evidence) -> String {
    var place = [evidence.source.container]
    if let field = evidence.source.field { place.append(field) }
    if let offset = evidence.source.byteOffset {
      let length = evidence.source.byteLength.map { ", \(Wording.count($0, "byte"))" } ?? ""
      place.append("at byte \(offset)\(length)")
    }
    var text =
      "\(evidence.id) = \(redaction.value(of: evidence).text) (\(place.joined(separator: ", ")))"
    for (name, value) in redaction.attributes(of: evidence).sorted(by: { $0.key < $1.key }) {
      text += "; \(name): \(value.text)"
    }
    return labelled(Wording.evidenceKind(evidence.kind).title, text, style: .dim)
  }

  private func credentials(_ credentials: CredentialSummary) -> String {
    guard credentials.state != .none else { return "" }
    var text = labelled(
      "Credentials",
      "\(Wording.credentialState(credentials.state)); integrity: \(credentials.integrity.rawValue), "
        + "signature: \(credentials.signature.rawValue), trust: \(credentials.trust.rawValue)",
      style: .dim)
    if let signer = credentials.signer {
      let time = credentials.signedAt.map { ", \($0)" } ?? ""
      text += labelled("Signer", signer + time, style: .dim)
    }
    if let product = credentials.product {
      text += labelled("Product", Wording.product(product), style: .dim)
    }
    if !credentials.codes.failure.isEmpty {
      text += labelled("Failures", credentials.codes.failure.joined(separator: ", "), style: .dim)
    }
    return text
  }

  private func watermark(_ watermark: WatermarkResult) -> String {
    var text = watermark.name
    if let payload = redaction.payload(of: watermark) { text += ": \(payload)" }
    if let matched = watermark.matchedBits, let total = watermark.totalBits {
      text += ", \(matched) of \(total) bits"
    }
    if let pValue = watermark.pValue { text += ", p = \(DecimalText.probability(pValue))" }
    return labelled("Mark", text, style: .dim)
  }

  // MARK: Layout

  private enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case green = "32"
    case yellow = "1;33"
    case magenta = "1;35"
    case cyan = "36"
  }

  private func paint(_ text: String, _ style: Style) -> String {
    options.usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  private func labelled(_ label: String, _ text: String, style: Style) -> String {
    let padded = label + String(repeating: " ", count: max(0, 4 - label.count))
    return "  " + paint(padded, style) + "  "
      + wrapped(text, first: 4 + padded.count, rest: 4 + padded.count)
  }

  private func paragraph(_ text: String, indent: Int) -> String {
    String(repeating: " ", count: indent) + wrapped(text, first: indent, rest: indent)
  }

  /// The words of a text. A command in backticks is one, however long: with a line end or a blank
  /// more or less it would do something else where it is pasted.
  static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case " ":
        if start < index { words.append(text[start..<index]) }
        start = text.index(after: index)
      case "`":
        let inside = text.index(after: index)
        if let end = text[inside...].firstIndex(of: "`") { index = end }
      default: break
      }
      index = text.index(after: index)
    }
    if start < index { words.append(text[start..<index]) }
    return words
  }

  /// The text, its deceptive characters written out, wrapped between words, with a line end.
  private func wrapped(_ text: String, first: Int, rest: Int) -> String {
    let text = VisibleText.line(text)
    guard let width = options.width.map({ max($0, 40) }), text.count + first > width else {
      return text + "\n"
    }
    var result = ""
    var column = first
    for (index, word) in Self.words(of: text).enumerated() {
      if index > 0 {
        if column + 1 + word.count > width {
          result += "\n" + String(repeating: " ", count: rest)
          column = rest
        } else {
          result += " "
          column += 1
        }
      }
      result += word
      column += word.count
    }
    return result + "\n"
  }
}
