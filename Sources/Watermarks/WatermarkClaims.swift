/// A statement of a file's metadata that its pixels carry a watermark.
public struct WatermarkClaim: Sendable, Hashable {
  /// The algorithm as the C2PA soft binding algorithm list names it, or a scheme of this module;
  /// nil where the file only says that there is a mark, as the action `c2pa.watermarked` does.
  public var algorithm: String?
  /// Where the statement stands, for people.
  public var source: String

  /// Creates a claim.
  public init(algorithm: String?, source: String) {
    self.algorithm = algorithm
    self.source = source
  }
}

/// What a file claims about its watermarks, beside what the pixels show.
public struct WatermarkClaims: Sendable, Hashable {
  /// What the pixels say about a claim.
  public enum Standing: Sendable, Hashable {
    /// The mark was found.
    case confirmed(WatermarkDetection)
    /// A decoder for it ran and found nothing. Ordinary compression explains that, too.
    case lookedForAndNotFound(scheme: String)
    /// There is no decoder for it here, for this reason.
    case notCheckable(scheme: String?, reason: String)
  }

  /// One claim and its standing.
  public struct Entry: Sendable, Hashable {
    /// The claim.
    public var claim: WatermarkClaim
    /// What the pixels say about it.
    public var standing: Standing
  }

  /// The claims, in their order.
  public var entries: [Entry]
  /// Marks that were found and that no claim speaks of.
  public var unclaimed: [WatermarkDetection]

  /// Puts each claim beside what was decoded.
  ///
  /// - Parameters:
  ///   - claimed: What the file says.
  ///   - decoded: What ``WatermarkDetector`` found in its pixels.
  public static func join(
    claimed: [WatermarkClaim], decoded: WatermarkReport
  ) -> WatermarkClaims {
    var confirmed: Set<String> = []
    let entries = claimed.map { claim in
      let standing = standing(of: claim, decoded: decoded)
      if case .confirmed(let detection) = standing { confirmed.insert(detection.scheme) }
      return Entry(claim: claim, standing: standing)
    }
    let unclaimed = decoded.detections.filter {
      !$0.isPresenceUnknown && !confirmed.contains($0.scheme)
    }
    return WatermarkClaims(entries: entries, unclaimed: unclaimed)
  }

  private static func standing(
    of claim: WatermarkClaim, decoded: WatermarkReport
  ) -> Standing {
    let certain = decoded.detections.filter { !$0.isPresenceUnknown }
    guard let algorithm = claim.algorithm else {
      // A claim that names no algorithm is borne out by any mark.
      if let detection = certain.first { return .confirmed(detection) }
      return .notCheckable(
        scheme: nil, reason: "The file does not say which watermark it carries.")
    }
    // The list of algorithms has its own names for the variants of TrustMark.
    let scheme =
      TrustMarkVariant.allCases.first { $0.algorithm == algorithm }?.scheme ?? algorithm
    if let detection = certain.first(where: { $0.scheme == scheme }) {
      return .confirmed(detection)
    }
    if decoded.evaluated.contains(scheme) {
      return .lookedForAndNotFound(scheme: scheme)
    }
    if let entry = decoded.notEvaluated.first(where: { $0.scheme == scheme }) {
      return .notCheckable(scheme: scheme, reason: entry.reason)
    }
    if let known = UndecodableScheme.all.first(where: {
      $0.scheme == algorithm || $0.covers(algorithm)
    }) {
      return .notCheckable(scheme: known.scheme, reason: known.reason)
    }
    return .notCheckable(
      scheme: nil, reason: "No decoder for the algorithm \(algorithm) is known here.")
  }
}
