import EvidenceModel

/// The words of reports for people. They never say "real".
enum Wording {
  static func decision(_ decision: Decision) -> String {
    switch decision {
    case .pass: "Pass"
    case .review: "Review"
    case .block: "Blocked"
    case .notInspected: "Not inspected"
    }
  }

  static func origin(_ origin: OriginClass) -> String {
    switch origin {
    case .aiGenerated: "Made with AI"
    case .aiEdited: "Edited with AI"
    case .likelyAI: "Likely made with AI"
    case .captured: "Signed as taken by a camera"
    case .humanMade: "Declared as made by people"
    case .noEvidence: "No evidence of AI found"
    case .undetermined: "Cannot be told"
    }
  }

  static func basis(_ basis: OriginBasis) -> String {
    switch basis {
    case .signed: "signed Content Credentials"
    case .watermark: "a watermark in the picture"
    case .declared: "unsigned metadata"
    case .forensic: "pixel statistics"
    case .none: "nothing found"
    }
  }

  static func evidenceKind(_ kind: EvidenceKind) -> (title: String, explanation: String) {
    switch kind {
    case .signed:
      ("Signed", "From Content Credentials; see below what their signature is worth.")
    case .declared:
      ("Declared", "From metadata. Anyone can write or remove it.")
    case .watermark:
      ("Watermark", "Decoded from the picture itself.")
    case .forensic:
      ("Forensic", "Measured on the picture. Never more than likely.")
    }
  }

  static func disclosure(_ disclosure: Disclosure) -> String {
    switch disclosure.status {
    case .present: "Disclosed"
    case .missing: "Disclosure is missing"
    case .contradicted: "Disclosure contradicts the evidence"
    case .notRequired: "No disclosure needed"
    case .unknown: "Cannot be told whether disclosure is needed"
    }
  }

  static func severity(_ severity: Severity) -> String {
    switch severity {
    case .note: "Note"
    case .warning: "Warning"
    case .error: "Problem"
    }
  }

  /// A product on the list of conforming products.
  static func product(_ product: CredentialSummary.Product) -> String {
    var text = "\(product.name) by \(product.vendor), "
    text += product.status == "conformant" ? "a conforming product" : "status \(product.status)"
    if !product.specVersions.isEmpty {
      text += " (C2PA \(product.specVersions.joined(separator: ", ")))"
    }
    return text
  }

  static func credentialState(_ state: CredentialSummary.State) -> String {
    switch state {
    case .none: "No Content Credentials"
    case .remoteOnly: "Content Credentials are kept elsewhere and were not fetched"
    case .malformed: "Content Credentials are damaged"
    case .invalid: "Content Credentials do not check out"
    case .valid: "Content Credentials check out, but not every signer is on a trust list"
    case .trusted: "Content Credentials check out and the signer is on a trust list"
    }
  }

  static func outcome(_ outcome: ForensicResult.Outcome) -> String {
    switch outcome {
    case .likelySynthetic: "likely synthetic"
    case .inconclusive: "inconclusive"
    case .noEvidence: "no evidence of synthesis"
    case .abstained: "not judged"
    }
  }

  /// What was not checked, in words where there are any.
  static func notEvaluated(_ name: String) -> String {
    switch name {
    case "synthid": "SynthID (no offline check exists)"
    case "faces": "faces"
    case "forensics": "pixel statistics"
    case "pixels": "the picture itself"
    default: name
    }
  }

  /// `1 image`, `2 images`.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// What came of a run, in one sentence.
  static func summary(_ summary: RunSummary) -> String {
    var parts: [String] = []
    let blocked = summary.count(of: Decision.block)
    let review = summary.count(of: Decision.review)
    let failed = summary.count(of: Decision.notInspected)
    let passed = summary.count(of: Decision.pass)
    if blocked > 0 { parts.append("\(blocked) blocked") }
    if review > 0 { parts.append("\(review) to review") }
    if failed > 0 { parts.append("\(failed) not inspected") }
    parts.append("\(passed) passed")
    return "\(count(summary.imageCount, "image")): \(parts.joined(separator: ", "))"
  }

  /// What else there is to say of a run, in sentences.
  static func remarks(_ summary: RunSummary) -> [String] {
    var remarks: [String] = []
    if summary.isInterrupted {
      remarks.append("The run was interrupted; this is what was done until then.")
    }
    if summary.unreadableFileCount > 0 {
      remarks.append("\(count(summary.unreadableFileCount, "file")) could not be opened.")
    }
    if summary.ignoredFileCount > 0 {
      remarks.append(
        "\(count(summary.ignoredFileCount, "file")) passed over because "
          + (summary.ignoredFileCount == 1 ? "it is no image." : "they are no images."))
    }
    // Names of files and of submodules are foreign text.
    remarks += summary.remarks.map(VisibleText.line)
    return remarks
  }

  /// What a report cannot tell, said wherever "no evidence" is.
  static let silence = "No evidence of AI is not proof of a photograph: marks can be removed."
}

extension Decision {
  /// The decisions, the most urgent first.
  static let byUrgency: [Decision] = [.block, .notInspected, .review, .pass]
}

extension Verdict {
  /// The findings that count, the gravest first; equals stay in order.
  var countingFindings: [Finding] {
    let counting = findings.filter { !$0.isSuppressed }
    return [Severity.error, .warning, .note].flatMap { severity in
      counting.filter { $0.severity == severity }
    }
  }

  /// The findings that were waived or are in the baseline.
  var suppressedFindings: [Finding] { findings.filter(\.isSuppressed) }
}

extension ImageReport {
  /// What to do next, each step once, the gravest first.
  var nextSteps: [String] {
    var steps: [String] = []
    for finding in verdict.countingFindings {
      if let fix = finding.fix, !steps.contains(fix) { steps.append(fix) }
    }
    if !steps.isEmpty { return steps }
    if isRemote { return ["Look at it where it is, or keep a copy in the site and use that."] }
    if inspection.diagnostics.contains(where: { Self.postFaults.contains($0.code) }) {
      return ["Correct what could not be read, and run the check again."]
    }
    switch verdict.decision {
    case .pass: return []
    case .notInspected where inspection.diagnostics.contains { $0.code == "file.vanished" }:
      return ["Check the name: there is no such file."]
    case .notInspected:
      return ["Check that the file opens in an image viewer, export it again, and run the check."]
    case .review, .block:
      return ["Have a person look at the evidence and decide."]
    }
  }

  /// What is wrong with a post or a sidecar rather than with the image.
  private static let postFaults: Set<String> = [
    "post.missing", "post.unreadable", "sidecar.unreadable",
  ]

  /// The diagnostics that people should see without asking.
  var gravestDiagnostics: [Diagnostic] {
    inspection.diagnostics.filter { $0.severity == .error }
  }
}
