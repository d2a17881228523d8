public import Metadata

/// The implicit label that China requires in files of generated content.
///
/// - Reference: GB 45438-2025 §6; TC260-PG-20259A (file metadata implicit labels); the codes of
///   producers: TC260-PG-20252A.
public struct AIGCLabel: Sendable, Hashable {
  /// What the label says about the picture.
  public enum Label: String, Sendable, Hashable, CaseIterable {
    /// `1`: it is generated.
    case generated = "1"
    /// `2`: it may be generated.
    case possible = "2"
    /// `3`: it is suspected to be generated.
    case suspected = "3"
  }

  /// How a file carries it.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// The XMP property `TC260:AIGC`.
    case xmp
    /// A PNG text named `AIGC`.
    case pngText
    /// JSON with a member `AIGC` in an EXIF text.
    case exif
    /// `AIGC{…}` as it is, in a segment, an extension or a trailer.
    case bare
  }

  /// Which rule a label breaks.
  public enum Problem: String, Sendable, Hashable, CaseIterable {
    /// The value is not JSON.
    case malformed
    /// `Label` is missing.
    case labelMissing
    /// `Label` is none of `1`, `2`, `3` as text.
    case labelInvalid
    /// `ContentProducer` is missing or empty.
    case producerMissing
    /// `ContentProducer` is not `001`, `1` or `2`, an 18-character company code and 5 characters.
    case producerCodeInvalid
    /// `ProduceID` is missing or empty.
    case produceIDMissing
    /// One of `ContentPropagator` and `PropagateID` stands without the other.
    case propagatorIncomplete
    /// A value has characters outside of U+0021 to U+007E.
    case charactersInvalid
    /// The members have names that the standard does not have.
    case namesNotStandard
    /// The file has several labels that differ.
    case severalLabels

    /// What is wrong, for people.
    public var explanation: String {
      switch self {
      case .malformed: "it is no JSON"
      case .labelMissing: "Label is missing"
      case .labelInvalid: "Label is none of the texts 1, 2 and 3"
      case .producerMissing: "ContentProducer is missing"
      case .producerCodeInvalid: "ContentProducer is no code of 27 characters"
      case .produceIDMissing: "ProduceID is missing"
      case .propagatorIncomplete: "ContentPropagator and PropagateID do not stand together"
      case .charactersInvalid: "a value has characters outside of printable ASCII"
      case .namesNotStandard: "its members have names that the standard does not have"
      case .severalLabels: "the file has several labels that differ"
      }
    }
  }

  /// What it says; nil if `Label` is missing or unknown.
  public var label: Label?
  /// `Label` as it is written.
  public var writtenLabel: String?
  /// The code or name of who produced the content.
  public var producer: String?
  /// The producer's number of the content.
  public var produceID: String?
  /// The code or name of who spread the content.
  public var propagator: String?
  /// The propagator's number of the content.
  public var propagateID: String?
  /// The producer's reserved field, often a signature.
  public var reservedCode1: String?
  /// The propagator's reserved field.
  public var reservedCode2: String?
  /// How the file carries it.
  public var form: Form
  /// The rules that it breaks.
  public var problems: [Problem] = []
  /// The field that holds it.
  public var field: GeneratorTrace.Field?

  /// Whether it breaks no rule.
  public var isValid: Bool { problems.isEmpty }

  /// What it says about artificial intelligence.
  public var classification: OriginClass { label == .generated ? .aiGenerated : .possiblyAI }

  private static let names: Set<String> = [
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID",
    "ReservedCode2",
  ]
  private static let otherNames: Set<String> = ["ServiceProvider", "ServiceUser", "ContentID"]

  /// Reads a text of a field that is made for labels, or that has one as its member `AIGC`.
  ///
  /// - Parameters:
  ///   - text: JSON, `AIGC{…}`, or `{"AIGC":{…}}` where the inner value may be text.
  ///   - form: How the file carries it. For ``Form/exif`` only JSON that has the members of a label
  ///     counts; for the others also what is broken, with its problems.
  public init?(_ text: String, form: Form) {
    self.form = form
    var bytes = Array(text.utf8)
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    var start = bytes.firstIndex { $0 > 0x20 } ?? bytes.count
    let isBare = bytes[start...].starts(with: "AIGC".utf8)
    if isBare { start += 4 }
    guard start < bytes.count else { return nil }
    while start < bytes.count, bytes[start] <= 0x20 || (isBare && bytes[start] == 0x3A) {
      start += 1
    }
    // Words that happen to begin so are no label.
    guard !isBare || (start < bytes.count && bytes[start] == 0x7B) else { return nil }
    let parsed = try? JSONValue(parsing: Array(bytes[start...]))
    guard var value = parsed, value.isObject else {
      guard form == .xmp || form == .pngText || isBare else { return nil }
      problems = [.malformed]
      return
    }
    if let inner = value["AIGC"] {
      switch inner {
      case .string(let text):
        guard let object = try? JSONValue(parsing: text) else { return nil }
        value = object
      default: value = inner
      }
    } else if form == .exif {
      // A label on its own in a general field: only with the standard's members.
      guard value["Label"] != nil,
        Self.names.union(Self.otherNames).subtracting(["Label"]).contains(where: {
          value[$0] != nil
        })
      else { return nil }
    } else if form == .bare, !isBare {
      return nil
    }
    guard value.isObject else { return nil }
    read(value)
  }

  private mutating func read(_ value: JSONValue) {
    func text(_ name: String) -> String? {
      guard let text = value[name]?.scalar, !text.isEmpty else { return nil }
      return text
    }
    writtenLabel = text("Label")
    label = writtenLabel.flatMap(Label.init)
    producer = text("ContentProducer") ?? text("ServiceProvider")
    produceID = text("ProduceID") ?? text("ContentID")
    propagator = text("ContentPropagator") ?? text("ServiceUser")
    propagateID = text("PropagateID")
    reservedCode1 = text("ReservedCode1")
    reservedCode2 = text("ReservedCode2")
    if writtenLabel == nil {
      problems.append(.labelMissing)
    } else if label == nil || value["Label"]?.string == nil {
      problems.append(.labelInvalid)
    }
    if value["ContentProducer"]?.scalar?.isEmpty ?? true {
      problems.append(.producerMissing)
    } else if let producer, !Self.isCode(producer) {
      problems.append(.producerCodeInvalid)
    }
    if value["ProduceID"]?.scalar?.isEmpty ?? true { problems.append(.produceIDMissing) }
    if (text("ContentPropagator") == nil) != (text("PropagateID") == nil) {
      problems.append(.propagatorIncomplete)
    }
    let texts = value.members.compactMap { $0.value.scalar }
    if texts.contains(where: { !$0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) {
      problems.append(.charactersInvalid)
    }
    if value.members.contains(where: { !Self.names.contains($0.name) }) {
      problems.append(.namesNotStandard)
    }
  }

  /// Whether a code has the form of TC260-PG-20252A: `001`, the kind of subject, 18 characters of a
  /// unified social credit code, 5 characters of the producer's own.
  static func isCode(_ code: String) -> Bool {
    let bytes = Array(code.utf8)
    guard bytes.count == 27, bytes.starts(with: "001".utf8) else { return false }
    return (0x31...0x32).contains(bytes[3])
      && bytes.dropFirst(4).allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      }
  }

  /// The form that a label has in the field at `path`; nil if fields at that path hold none.
  static func form(at path: String) -> Form? {
    switch path {
    case "xmp.TC260:AIGC": .xmp
    case "png.text.AIGC": .pngText
    case "exif.UserComment", "exif.ImageDescription", "png.text.Comment", "png.text.Description",
      "xmp.exif:UserComment", "xmp.tiff:ImageDescription", "xmp.dc:description", "iptc.2:120":
      .exif
    default:
      path.hasPrefix("jpeg.app") || path == "jpeg.comment" || path == "gif.app"
        || path == "gif.comment" || path == "trailer" ? .bare : nil
    }
  }

  /// Reads a field; nil if it holds no label.
  public init?(_ field: MetadataField) {
    guard let form = Self.form(at: field.path) else { return nil }
    let isNamed = form == .bare && field.detail == "AIGC" && !field.value.hasPrefix("AIGC")
    self.init(isNamed ? "AIGC" + field.value : field.value, form: form)
    self.field = GeneratorTrace.Field(field)
  }

  /// Every label of a file.
  ///
  /// - Parameter fields: The file's metadata.
  /// - Returns: The labels in file order. If they do not say the same, each has the problem
  ///   ``Problem/severalLabels``; equal copies in several carriers are one label.
  public static func labels(in fields: [MetadataField]) -> [AIGCLabel] {
    var labels = fields.compactMap { AIGCLabel($0) }
    let distinct = Set(labels.map { [$0.writtenLabel, $0.producer, $0.produceID] })
    if distinct.count > 1 {
      for index in labels.indices { labels[index].problems.append(.severalLabels) }
    }
    return labels
  }
}

extension GeneratorTrace.Field {
  /// The source of a field of metadata.
  init(_ field: MetadataField) {
    self.init(path: field.path, carrier: field.source.carrier, range: field.source.range)
  }
}
