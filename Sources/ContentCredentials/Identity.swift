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

  /// Creates a report.
  public init(assertion: String, outcome: Outcome) {
    self.assertion = assertion
    self.outcome = outcome
  }
}
