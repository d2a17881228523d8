public import EvidenceModel

/// Turns the evidence of an image into a verdict.
public struct PolicyEvaluator: Sendable {
  /// Creates the evaluator of the default policy.
  public init() {}

  /// Judges one image.
  public func evaluate(_ report: InspectionReport, context: PostContext? = nil) -> Verdict {
    guard report.isInspected else {
      return Verdict(
        findings: [], origin: Origin(.undetermined, basis: .none, summary: "It could not be read."),
        disclosure: Disclosure(isRequired: nil, status: .unknown), decision: .notInspected,
        policies: ["default"])
    }
    return Verdict(
      findings: [], origin: Origin(.noEvidence, basis: .none, summary: "Nothing was found."),
      disclosure: Disclosure(isRequired: false, status: .notRequired), decision: .pass,
      policies: ["default"])
  }
}
