/// What came of an identity assertion of the CAWG.
public struct IdentityReport: Sendable, Hashable {
  /// How far the check came.
  public enum Outcome: String, Sendable, Hashable {
    /// The signature verifies, and the holder is on a list.
    case trusted
    /// The signature verifies; the holder is on no list.
    case verified
    /// A check failed.
    case failed
    /// The credential is of a kind that cannot be checked without a network.
    case notEvaluated
  }

  /// The URI of the assertion.
  public var assertion: String
  /// The type of credential: `cawg.x509.cose`, `cawg.identity_claims_aggregation` or another.
  public var credentialType: String?
  /// Whom the credential names.
  public var name: String?
  /// How far the check came.
  public var outcome: Outcome
  /// The findings. They have no effect on the verdict on the manifest.
  public var statuses = ValidationStatuses()

  /// The codes that are no successes, each once, in order.
  public var problemCodes: [String] {
    var codes: [String] = []
    for status in statuses.all where status.outcome != .success {
      if !codes.contains(status.code.rawValue) { codes.append(status.code.rawValue) }
    }
    return codes
  }

  /// Creates a report.
  public init(assertion: String, outcome: Outcome) {
    self.assertion = assertion
    self.outcome = outcome
  }
}
