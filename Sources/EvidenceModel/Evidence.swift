/// The four kinds of evidence, and what the tool itself adds. They are never mixed.
public enum EvidenceKind: String, Sendable, Hashable, CaseIterable {
  /// From C2PA Content Credentials.
  case signed
  /// From EXIF, XMP, IPTC, PNG text, traces of generators: unsigned, easily forged.
  case declared
  /// Decoded from pixels.
  case watermark
  /// Measured on pixels.
  case forensic
}

/// Where a fact was read.
public struct EvidenceSource: Sendable, Hashable {
  /// The carrier in the words of its standard: `APP1 XMP`, `iTXt`, `caBX`, `pixels`, `sidecar`.
  public var container: String
  /// The offset in the file of the first byte that holds it; nil when it is not at one place.
  public var byteOffset: Int?
  /// The number of bytes there; nil when `byteOffset` is.
  public var byteLength: Int?
  /// The field in the words of its standard: `Iptc4xmpExt:DigitalSourceType`, `parameters`.
  public var field: String?

  /// Creates a source.
  public init(
    container: String, byteOffset: Int? = nil, byteLength: Int? = nil, field: String? = nil
  ) {
    self.container = container
    self.byteOffset = byteOffset
    self.byteLength = byteLength
    self.field = field
  }

  /// Creates a source from a range of the file.
  public init(container: String, range: Range<Int>, field: String? = nil) {
    self.init(
      container: container, byteOffset: range.lowerBound, byteLength: range.count, field: field)
  }
}

/// A value of a fact: what JSON can hold.
public enum EvidenceValue: Sendable, Hashable {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case list([EvidenceValue])
  case object([String: EvidenceValue])

  /// The value as text for people and for matching; lists joined by ", ".
  public var text: String {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .list(let values): values.map(\.text).joined(separator: ", ")
    case .object(let fields):
      fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        .joined(separator: ", ")
    }
  }
}

extension EvidenceValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
}

/// A fact with its source. What it means is for rules to say, not for the fact.
public struct Evidence: Sendable, Hashable {
  /// The kind of evidence.
  public var kind: EvidenceKind
  /// What kind of fact it is: a dotted name such as `xmp.digitalSourceType`,
  /// `generator.midjourney`, `c2pa.digitalSourceType`, `watermark.sdxl-dwtdct`.
  /// Rules match on it; `docs/evidence.md` lists all.
  public var name: String
  /// The name, made unique in its report: `name`, then `name#2`, `name#3` …
  public internal(set) var id: String
  /// Where it was read.
  public var source: EvidenceSource
  /// The fact.
  public var value: EvidenceValue
  /// More of the fact, by key; rules can match on them as `name.key`.
  public var attributes: [String: EvidenceValue]
  /// Whether value or attributes hold text of a person (a prompt, a name, a place) that reports
  /// leave out unless asked.
  public var isPersonal: Bool

  /// Creates a fact.
  public init(
    _ kind: EvidenceKind, _ name: String, value: EvidenceValue, source: EvidenceSource,
    attributes: [String: EvidenceValue] = [:], isPersonal: Bool = false
  ) {
    self.kind = kind
    self.name = name
    self.id = name
    self.source = source
    self.value = value
    self.attributes = attributes
    self.isPersonal = isPersonal
  }
}

/// The facts of one image, in the order found, with unique ids.
public struct EvidenceList: Sendable, Hashable {
  /// The facts.
  public private(set) var items: [Evidence] = []
  private var counts: [String: Int] = [:]

  /// Creates an empty list.
  public init() {}

  /// Adds a fact and gives it its id.
  ///
  /// - Returns: The id.
  @discardableResult
  public mutating func add(_ evidence: Evidence) -> String {
    var evidence = evidence
    let count = counts[evidence.name, default: 0] + 1
    counts[evidence.name] = count
    evidence.id = count == 1 ? evidence.name : "\(evidence.name)#\(count)"
    items.append(evidence)
    return evidence.id
  }

  /// Sets one attribute of the first fact of a name; nothing happens without such a fact.
  public mutating func replaceAttribute(_ key: String, of name: String, with value: EvidenceValue) {
    guard let index = items.firstIndex(where: { $0.name == name }) else { return }
    items[index].attributes[key] = value
  }
}
