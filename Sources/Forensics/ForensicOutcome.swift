/// What the statistics of a picture say. There is no outcome for "a real photograph": statistics
/// can miss traces, and their absence proves nothing.
public enum ForensicOutcome: Sendable, Hashable {
  /// The score is at or above the threshold, whose false-alarm rate on held-out sources is in
  /// docs/model-card.md. Weak evidence, never a verdict alone.
  case likelySynthetic
  /// The score tells nothing that could be called.
  case inconclusive
  /// The picture cannot bear a statement.
  case abstained(AbstentionReason)

  /// A stable identifier, for reports.
  public var identifier: String {
    switch self {
    case .likelySynthetic: "likelySynthetic"
    case .inconclusive: "inconclusive"
    case .abstained: "abstained"
    }
  }
}
