/// A watermarking scheme that is known, and whose marks cannot be read here without more.
public struct UndecodableScheme: Sendable, Hashable {
  /// Why a scheme cannot be read.
  public enum Obstacle: String, Sendable, Hashable, CaseIterable {
    /// The detector is not public, or runs as a service of its owner.
    case closedDetector
    /// The detector is open, and needs weights of a neural network that are not part of this tool.
    case needsWeights
    /// The detector needs a key, password or payload that only the writer knows.
    case needsSecret
  }

  /// The scheme, for example `synthid`.
  public var scheme: String
  /// The name for people.
  public var name: String
  /// Who owns the scheme or publishes it.
  public var vendor: String
  /// Identifiers of the C2PA soft binding algorithm list that stand for this scheme. One that ends
  /// in a period stands for all that start with it.
  public var algorithms: [String]
  /// Why it cannot be read.
  public var obstacle: Obstacle
  /// The same in one sentence.
  public var reason: String
  /// How to check for the mark instead, in one sentence.
  public var howToCheck: String

  init(
    _ scheme: String, _ name: String, vendor: String, _ algorithms: [String],
    _ obstacle: Obstacle, reason: String? = nil, check: String
  ) {
    self.scheme = scheme
    self.name = name
    self.vendor = vendor
    self.algorithms = algorithms
    self.obstacle = obstacle
    self.reason =
      reason
      ?? {
        switch obstacle {
        case .closedDetector: "The detector is not public."
        case .needsWeights:
          "The detector is a neural network whose weights are a separate download and are not part "
            + "of this tool."
        case .needsSecret: "Reading it takes a secret that only the writer has."
        }
      }()
    howToCheck = check
  }

  /// Whether `algorithm` of a C2PA soft binding stands for this scheme.
  public func covers(_ algorithm: String) -> Bool {
    algorithms.contains { known in
      known.hasSuffix(".") ? algorithm.hasPrefix(known) : algorithm == known
    }
  }

  /// The entry for the report of a picture.
  public var unevaluated: UnevaluatedScheme {
    UnevaluatedScheme(
      scheme: scheme, name: name, vendor: vendor, reason: reason, howToCheck: howToCheck)
  }
}
