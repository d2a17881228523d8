import OriginVocabulary

/// A term that says how content came to be.
///
/// - Reference: IPTC NewsCodes "Digital Source Type"; C2PA 2.4 §18.14.
public struct DigitalSourceType: Sendable, Hashable {
  /// What a term means for the question whether a generative model made the content.
  public enum Class: String, Sendable, Hashable, CaseIterable {
    /// Made by a generative model.
    case aiGenerated
    /// Changed by a generative model, or put together from parts of which one is generated.
    case aiEdited
    /// May contain generated parts; the term leaves it open.
    case ambiguous
    /// Computed without a trained model.
    case algorithmic
    /// Corrected by software without change of what is shown.
    case enhanced
    /// Captured by a camera or a scanner.
    case captured
    /// Made by a person with tools that do not generate.
    case humanMade
    /// A blank canvas.
    case empty
    /// A term that is not known.
    case unknown
  }

  /// The term without its scheme: `trainedAlgorithmicMedia`.
  public var term: String
  /// What it means.
  public var meaning: Class

  /// Reads a value in any of the spellings that occur: a URI with `http` or `https`, the prefix
  /// `digsrctype:`, or the bare term.
  public init(_ value: String) {
    var rest = Substring(value)
    while rest.last == "/" || rest.last == " " { rest = rest.dropLast() }
    if let separator = rest.lastIndex(where: { $0 == "/" || $0 == ":" || $0 == "#" }) {
      rest = rest[rest.index(after: separator)...]
    }
    term = String(rest)
    meaning = DigitalSourceTerm.named(term).map { Class($0.meaning) } ?? .unknown
  }
}

extension DigitalSourceType.Class {
  fileprivate init(_ meaning: DigitalSourceTerm.Meaning) {
    self =
      switch meaning {
      case .generated: .aiGenerated
      case .edited, .composite: .aiEdited
      case .ambiguous: .ambiguous
      case .algorithmic: .algorithmic
      case .enhanced: .enhanced
      case .captured: .captured
      case .humanMade: .humanMade
      case .empty: .empty
      }
  }
}

/// Where a digital source type stands in a store.
public struct DigitalSourceTypeUse: Sendable, Hashable {
  /// The value as written.
  public var value: String
  /// What it means.
  public var type: DigitalSourceType
  /// The label of the manifest.
  public var manifest: String
  /// How many ingredients lie between the active manifest and this one.
  public var depth: Int
  /// The action that has it; nil when an ingredient has it.
  public var action: String?
}
