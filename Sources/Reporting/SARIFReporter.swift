public import EvidenceModel
import SARIF

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// SARIF 2.1.0 as code-scanning services read it.
///
/// Every rule in force is listed. Results are written as they come; after 25,000 the rest is
/// counted in a notification, because services refuse logs with more. Reports hold no user names,
/// no absolute paths and no values of metadata.
public struct SARIFReporter: Reporter {
  /// The most results of a run that services accept.
  var maximumResults = 25_000
  /// The most notifications that are kept until the end.
  var maximumNotifications = 1_000
  /// The longest text of a rule's description, in characters.
  static let maximumDescription = 1_024

  private let options: ReportOptions
  private let rules: [RuleDescription]
  private let ruleIndices: [String: Int]
  private let redaction: Redaction
  private let encoder: JSONEncoder
  private var resultCount = 0
  private var omittedResults = 0
  private var notifications: [SARIFNotification] = []
  private var omittedNotifications = 0
  private var isComplete = true

  /// Creates a reporter.
  public init(options: ReportOptions) {
    self.options = options
    rules = options.rules.sorted { $0.id < $1.id }
    ruleIndices = Dictionary(
      rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    redaction = Redaction(options)
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Writes the tool and its rules.
  public mutating func begin(to output: inout some TextOutputStream) throws(ReportingError) {
    let driver = SARIFToolComponent(
      name: options.toolName, version: options.toolVersion,
      semanticVersion: options.toolVersion, informationUri: options.toolURL,
      rules: rules.map(Self.descriptor))
    let tool = try encode(SARIFTool(driver: driver))
    output.write(
      """
      {"$schema":"\(SARIFLog.schemaURI)","version":"\(SARIFLog.standardVersion)","runs":[{
      "tool":\(tool),
      "columnKind":"unicodeCodePoints",
      "results":[
      """)
  }

  /// Writes the findings of one image.
  public mutating func write(
    _ image: ImageReport, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    for finding in image.verdict.findings {
      guard resultCount < maximumResults else {
        omittedResults += 1
        continue
      }
      let text = try encode(result(finding, of: image))
      output.write((resultCount == 0 ? "\n" : ",\n") + text)
      resultCount += 1
    }
    if image.isRemote {
      notify(
        "post.remote", .note,
        "\(image.verdict.origin.summary) Image: \(image.inspection.path).",
        path: image.posts.first?.path)
    } else if image.verdict.decision == .notInspected || !image.inspection.isInspected {
      isComplete = false
      notifyUnreadable(image)
    }
  }

  /// Writes how the run went.
  public mutating func end(
    _ summary: RunSummary, to output: inout some TextOutputStream
  ) throws(ReportingError) {
    if omittedResults > 0 {
      notify(
        "report.resultsOmitted", .warning,
        """
        The report holds the first \(maximumResults) results; \
        \(Wording.count(omittedResults, "more result")) left out.
        """, path: nil, isForced: true)
    }
    if omittedNotifications > 0 {
      notify(
        "report.notificationsOmitted", .warning,
        "\(Wording.count(omittedNotifications, "more file")) could not be inspected.", path: nil,
        isForced: true)
    }
    if summary.unreadableFileCount > 0 {
      notify(
        "file.unreadable", .error,
        "\(Wording.count(summary.unreadableFileCount, "file")) could not be opened.", path: nil,
        isForced: true)
    }
    if summary.isInterrupted {
      notify("run.interrupted", .error, "The run was interrupted.", path: nil, isForced: true)
    }
    for remark in summary.remarks.prefix(100) {
      notify("run.remark", .note, remark, path: nil, isForced: true)
    }
    let invocation = SARIFInvocation(
      executionSuccessful: isComplete && !summary.isInterrupted
        && summary.unreadableFileCount == 0,
      endTimeUtc: options.generatedAt, toolExecutionNotifications: notifications)
    output.write(
      (resultCount == 0 ? "]" : "\n]") + ",\n\"invocations\":\(try encode([invocation]))}]}\n")
  }

  // MARK: Parts

  static func descriptor(_ rule: RuleDescription) -> SARIFReportingDescriptor {
    let reference = rule.references.first { $0.url?.hasPrefix("https://") == true }
    var help = rule.fix ?? rule.description
    for reference in rule.references {
      help += "\n\(reference.title)" + (reference.url.map { " \($0)" } ?? "")
    }
    return SARIFReportingDescriptor(
      id: rule.id, shortDescription: .init(text: clipped(rule.title)),
      fullDescription: .init(text: clipped(rule.description)),
      help: .init(text: help), helpUri: reference?.url,
      defaultConfiguration: .init(level: level(rule.severity)),
      properties: .init(
        precision: rule.confidence?.rawValue,
        problemSeverity: rule.severity == .note ? "recommendation" : rule.severity.rawValue,
        tags: rule.kind.map { [$0.rawValue] }))
  }

  private func result(_ finding: Finding, of image: ImageReport) -> SARIFResult {
    let inspection = image.inspection
    let source = inspection.evidence.items.first { item in
      finding.evidence.contains(item.id) && item.source.byteOffset != nil
    }?.source
    let picture = location(
      inspection.path,
      region: SARIFRegion(byteOffset: source?.byteOffset, byteLength: source?.byteLength))
    // A post is a text file, so the result shows beside its line; the picture is then related.
    let post = finding.location.map { place in
      location(place.path, region: SARIFRegion(line: max(1, place.line ?? 1)))
    }
    var message = VisibleText.line(redaction.text(finding.message, of: image))
    if let fix = finding.fix { message += " Fix: " + VisibleText.line(fix) }
    let identity = "\(finding.rule)\n\(inspection.path)\n\(inspection.sha256)"
    return SARIFResult(
      ruleId: finding.rule, ruleIndex: ruleIndices[finding.rule],
      level: Self.level(finding.severity), message: SARIFMessage(text: message),
      locations: [post ?? picture], relatedLocations: post.map { _ in [picture] },
      partialFingerprints: [
        "assay/v1": finding.fingerprint,
        "primaryLocationLineHash": "\(ContentHash.hexadecimal(identity).prefix(16)):1",
      ],
      suppressions: finding.suppression.map {
        [SARIFSuppression(kind: "external", justification: VisibleText.line($0))]
      } ?? [],
      properties: .init(
        confidence: finding.confidence.rawValue, kind: finding.kind.rawValue,
        decision: image.verdict.decision.rawValue, fix: finding.fix.map(VisibleText.line),
        evidence: finding.evidence))
  }

  private func location(_ path: String, region: SARIFRegion?) -> SARIFLocation {
    SARIFLocation(
      physicalLocation: SARIFPhysicalLocation(
        artifactLocation: SARIFArtifactLocation(
          uri: RelativePath.uri(path, root: options.root), uriBaseId: "%SRCROOT%"),
        region: region))
  }

  private mutating func notifyUnreadable(_ image: ImageReport) {
    let diagnostics = image.gravestDiagnostics
    if diagnostics.isEmpty {
      notify(
        "file.notInspected", .error, image.verdict.origin.summary, path: image.inspection.path)
    }
    for diagnostic in diagnostics.prefix(10) {
      notify(
        diagnostic.code, .error, diagnostic.message, path: image.inspection.path,
        offset: diagnostic.offset)
    }
  }

  private mutating func notify(
    _ code: String, _ level: SARIFLevel, _ text: String, path: String?, offset: Int? = nil,
    isForced: Bool = false
  ) {
    guard isForced || notifications.count < maximumNotifications else {
      omittedNotifications += 1
      return
    }
    let region = SARIFRegion(byteOffset: offset, byteLength: offset.map { _ in 0 })
    notifications.append(
      SARIFNotification(
        descriptor: .init(id: code), level: level,
        message: SARIFMessage(text: VisibleText.line(text)),
        locations: path.map { [location($0, region: region)] }))
  }

  private static func level(_ severity: Severity) -> SARIFLevel {
    switch severity {
    case .note: .note
    case .warning: .warning
    case .error: .error
    }
  }

  private static func clipped(_ text: String) -> String {
    text.count <= maximumDescription ? text : text.prefix(maximumDescription - 1) + "…"
  }

  private func encode(_ value: some Encodable) throws(ReportingError) -> String {
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .encoding("SARIF: \(error)")
    }
  }
}
