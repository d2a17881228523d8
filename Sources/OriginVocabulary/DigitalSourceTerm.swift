/// A term of the vocabulary of digital source types: how content came to be.
///
/// The one table of them; the readers of metadata and of credentials each add how values are
/// written where they stand, and what a term comes to there.
///
/// - Reference: IPTC NewsCodes "Digital Source Type" (2025); C2PA 2.4 §18.14.
public struct DigitalSourceTerm: Sendable, Hashable {
  /// What a term says about generative models.
  public enum Meaning: String, Sendable, Hashable, CaseIterable {
    /// Made by a trained model.
    case generated
    /// Changed by a trained model.
    case edited
    /// Put together of elements, at least one of which is synthetic.
    case composite
    /// May or may not hold synthetic elements.
    case ambiguous
    /// Computed without a trained model.
    case algorithmic
    /// Corrected by software without change of what is shown.
    case enhanced
    /// Taken by a camera, or digitised from a print.
    case captured
    /// Made by people with tools that generate nothing.
    case humanMade
    /// A blank canvas.
    case empty
  }

  /// The code in the spelling of the vocabulary: `trainedAlgorithmicMedia`.
  public let code: String
  /// What it says about generative models.
  public let meaning: Meaning
  /// Whether the C2PA keeps the term, and not IPTC.
  public let isOfC2PA: Bool

  private init(_ code: String, _ meaning: Meaning, isOfC2PA: Bool = false) {
    self.code = code
    self.meaning = meaning
    self.isOfC2PA = isOfC2PA
  }

  /// The address of the term.
  public var uri: String {
    isOfC2PA
      ? "http://c2pa.org/digitalsourcetype/\(code)"
      : "http://cv.iptc.org/newscodes/digitalsourcetype/\(code)"
  }

  /// All terms, retired ones too.
  public static let all = [
    DigitalSourceTerm("trainedAlgorithmicMedia", .generated),
    DigitalSourceTerm("compositeWithTrainedAlgorithmicMedia", .edited),
    DigitalSourceTerm("compositeSynthetic", .composite),
    DigitalSourceTerm("trainedAlgorithmicData", .generated, isOfC2PA: true),
    DigitalSourceTerm("composite", .ambiguous),
    DigitalSourceTerm("virtualRecording", .ambiguous),
    DigitalSourceTerm("screenCapture", .ambiguous),
    DigitalSourceTerm("digitalArt", .ambiguous),
    DigitalSourceTerm("softwareImage", .ambiguous),
    DigitalSourceTerm("algorithmicMedia", .algorithmic),
    DigitalSourceTerm("dataDrivenMedia", .algorithmic),
    DigitalSourceTerm("algorithmicallyEnhanced", .enhanced),
    DigitalSourceTerm("digitalCreation", .humanMade),
    DigitalSourceTerm("humanEdits", .humanMade),
    DigitalSourceTerm("minorHumanEdits", .humanMade),
    DigitalSourceTerm("digitalCapture", .captured),
    DigitalSourceTerm("computationalCapture", .captured),
    DigitalSourceTerm("compositeCapture", .captured),
    DigitalSourceTerm("negativeFilm", .captured),
    DigitalSourceTerm("positiveFilm", .captured),
    DigitalSourceTerm("print", .captured),
    DigitalSourceTerm("empty", .empty, isOfC2PA: true),
  ]

  private static let byLowercaseCode = Dictionary(
    uniqueKeysWithValues: all.map { ($0.code.lowercased(), $0) })

  /// The term of a code, in upper or lower case; nil when the vocabulary has none.
  public static func named(_ code: String) -> DigitalSourceTerm? {
    byLowercaseCode[code.lowercased()]
  }
}
