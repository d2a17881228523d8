import OriginVocabulary

/// A digital source type: how a picture came to be, in the terms of IPTC and C2PA.
///
/// - Reference: IPTC NewsCodes "Digital Source Type" (2025); C2PA 2.2 §18.14.2; schema.org 29
///   `IPTCDigitalSourceEnumeration`.
public struct DigitalSourceType: Sendable, Hashable {
  /// What a digital source type says about artificial intelligence.
  public enum Classification: String, Sendable, Hashable, CaseIterable {
    /// Made by a trained model.
    case aiGenerated
    /// Another picture, changed by a trained model.
    case aiEdited
    /// Put together of elements, at least one of which is synthetic.
    case aiComposite
    /// May or may not hold synthetic elements.
    case ambiguous
    /// Taken by a camera or digitised from a print.
    case capture
    /// Made by people with tools that generate nothing.
    case human
    /// Made by an algorithm that was not trained.
    case notAI
    /// A blank canvas.
    case neutral
    /// No term that is known.
    case unknown
  }

  /// The bare code in the spelling of the vocabulary (`trainedAlgorithmicMedia`); of an unknown
  /// term the last part of what is written.
  public var code: String
  /// What was written.
  public var written: String
  /// What the term says about artificial intelligence.
  public var classification: Classification

  /// Whether the vocabulary knows the term.
  public var isKnown: Bool { classification != .unknown }

  /// The address of the term, as IPTC wants it written.
  public var uri: String {
    DigitalSourceTerm.named(code)?.uri ?? "http://cv.iptc.org/newscodes/digitalsourcetype/\(code)"
  }

  /// Every known code with its class.
  public static let vocabulary: [(code: String, classification: Classification)] =
    DigitalSourceTerm.all.map { ($0.code, Classification($0.meaning)) }

  /// Names of schema.org that differ from the code by more than their ending.
  private static let otherNames = ["multiframecomputationalcapture": "computationalcapture"]

  /// Addresses that terms have, without scheme and in lower case.
  private static let bases = [
    "cv.iptc.org/newscodes/digitalsourcetype/", "c2pa.org/digitalsourcetype/", "schema.org/",
    "www.schema.org/", "www.cv.iptc.org/newscodes/digitalsourcetype/",
  ]

  /// Reads a term in any spelling that occurs: the address with `http` or `https`, with or without
  /// a slash at its end; the QCode `digsrctype:…`; the bare code; the names of schema.org; all in
  /// upper or lower case.
  public init(_ written: String) {
    self.written = written
    if let known = Self.known(written) {
      code = known.code
      classification = Classification(known.meaning)
    } else {
      code = written.split { $0 == "/" || $0.isWhitespace }.last.map(String.init) ?? written
      classification = .unknown
    }
  }

  /// The term of the vocabulary that `written` stands for.
  private static func known(_ written: String) -> DigitalSourceTerm? {
    var text = written.lowercased()
    while let last = text.last, last.isWhitespace || last == "/" { text.removeLast() }
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      text.removeFirst(scheme.count)
      // An address of another vocabulary is no term of this one, whatever it ends with.
      guard let base = bases.first(where: { text.hasPrefix($0) }) else { return nil }
      text.removeFirst(base.count)
    }
    for prefix in [
      "cv.iptc.org/newscodes/digitalsourcetype/", "digsrctype:", "digitalsourcetype:", "schema:",
      "c2pa:",
    ] where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    text.removeAll { $0 == " " || $0 == "_" || $0 == "-" }
    if text.count > 13, text.hasSuffix("digitalsource") { text.removeLast(13) }
    return DigitalSourceTerm.named(otherNames[text] ?? text)
  }
}

extension DigitalSourceType.Classification {
  fileprivate init(_ meaning: DigitalSourceTerm.Meaning) {
    self =
      switch meaning {
      case .generated: .aiGenerated
      case .edited: .aiEdited
      case .composite: .aiComposite
      case .ambiguous: .ambiguous
      case .algorithmic, .enhanced: .notAI
      case .captured: .capture
      case .humanMade: .human
      case .empty: .neutral
      }
  }
}
