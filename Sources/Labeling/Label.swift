public import Metadata

/// What a label says about how a picture was made.
///
/// - Reference: IPTC Photo Metadata Standard 2025.1; GB 45438-2025 §6.
public struct Label: Sendable, Hashable {
  /// `Iptc4xmpExt:DigitalSourceType`.
  public var digitalSourceType: DigitalSourceType?
  /// `Iptc4xmpExt:AISystemUsed`.
  public var aiSystem: String?
  /// `Iptc4xmpExt:AISystemVersionUsed`.
  public var aiSystemVersion: String?
  /// `Iptc4xmpExt:AIPromptInformation`.
  public var promptInformation: String?
  /// `Iptc4xmpExt:AIPromptWriterName`.
  public var promptWriter: String?
  /// `TC260:AIGC`.
  public var aigc: AIGCLabel?

  /// Creates a label.
  public init(
    digitalSourceType: DigitalSourceType? = nil, aiSystem: String? = nil,
    aiSystemVersion: String? = nil, promptInformation: String? = nil, promptWriter: String? = nil,
    aigc: AIGCLabel? = nil
  ) {
    self.digitalSourceType = digitalSourceType
    self.aiSystem = aiSystem
    self.aiSystemVersion = aiSystemVersion
    self.promptInformation = promptInformation
    self.promptWriter = promptWriter
    self.aigc = aigc
  }

  /// Whether there is nothing to write.
  public var isEmpty: Bool { assignments.isEmpty }

  /// The properties of XMP that say it.
  var assignments: [XMPEditor.Assignment] {
    var result: [XMPEditor.Assignment] = []
    func iptc(_ name: String, _ value: String?) {
      guard let value else { return }
      result.append(
        XMPEditor.Assignment(
          namespace: XMPNamespace.iptcExtension, prefix: "Iptc4xmpExt", name: name, value: value))
    }
    // The address with http is the one that IPTC and every reader agree on.
    iptc(
      "DigitalSourceType",
      digitalSourceType.map { $0.isKnown ? $0.uri : $0.written })
    iptc("AISystemUsed", aiSystem)
    iptc("AISystemVersionUsed", aiSystemVersion)
    iptc("AIPromptInformation", promptInformation)
    iptc("AIPromptWriterName", promptWriter)
    if let aigc {
      result.append(
        XMPEditor.Assignment(
          namespace: XMPNamespace.tc260, prefix: "TC260", name: "AIGC", value: aigc.json))
    }
    return result
  }
}

/// The implicit label that China requires.
///
/// - Reference: GB 45438-2025 §6.1, Annex E; TC260-PG-20259A.
public struct AIGCLabel: Sendable, Hashable {
  /// How sure it is that the content is synthetic.
  public enum Certainty: String, Sendable, Hashable, CaseIterable {
    /// It is.
    case generated = "1"
    /// It may be.
    case possible = "2"
    /// It is suspected to be.
    case suspected = "3"
  }

  /// How sure it is.
  public var label: Certainty
  /// The code or name of who made it.
  public var contentProducer: String
  /// The number that the producer gave it.
  public var produceID: String
  /// For the producer's own use, such as a signature.
  public var reservedCode1: String
  /// The code or name of who spreads it.
  public var contentPropagator: String
  /// The number that the spreading platform gave it.
  public var propagateID: String
  /// For the platform's own use.
  public var reservedCode2: String

  /// Creates a label.
  public init(
    label: Certainty = .generated, contentProducer: String, produceID: String,
    reservedCode1: String = "", contentPropagator: String = "", propagateID: String = "",
    reservedCode2: String = ""
  ) {
    self.label = label
    self.contentProducer = contentProducer
    self.produceID = produceID
    self.reservedCode1 = reservedCode1
    self.contentPropagator = contentPropagator
    self.propagateID = propagateID
    self.reservedCode2 = reservedCode2
  }

  /// Whether a text is a producer's code: `001`, the kind of subject, the 18 characters of a unified
  /// social credit code, and 5 of the producer's own.
  ///
  /// - Reference: TC260-PG-20252A.
  public static func isProducerCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 27, bytes.starts(with: Array("001".utf8)) else { return false }
    return (0x31...0x32).contains(bytes[3])
      && bytes.dropFirst(4).allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      }
  }

  /// Whether a text may be the producer's number of a content: not empty, U+0021 to U+007E.
  public static func isContentNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// The label as the standard wants it: JSON with its keys in the standard's order.
  public var json: String {
    let pairs = [
      ("Label", label.rawValue), ("ContentProducer", contentProducer), ("ProduceID", produceID),
      ("ReservedCode1", reservedCode1), ("ContentPropagator", contentPropagator),
      ("PropagateID", propagateID), ("ReservedCode2", reservedCode2),
    ]
    return "{" + pairs.map { "\"\($0.0)\":\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
