/// The implicit label of AI content in China: a JSON object in XMP, PNG text, EXIF or an
/// application segment.
///
/// - Reference: GB 45438-2025 clause 6 and annex E; TC260-PG-20259A (carriers).
public struct AIGCLabelText: Sendable, Hashable {
  /// `1` generated, `2` possibly, `3` suspected; as written.
  public var label: String
  /// The code of the producer.
  public var contentProducer: String?
  /// The producer's own number of the content.
  public var produceID: String?
  /// The code of the platform that spread it.
  public var contentPropagator: String?
  /// What breaks the standard; empty for a good label.
  public var problems: [String]

  /// Companies by the social credit code within their producer code.
  private static let producers = [
    "91110102MACQD9K640": "Doubao (ByteDance)", "9144030008867405X2": "Jimeng (ByteDance)",
    "9144030071526726XG": "Hunyuan (Tencent)",
  ]

  /// The producer's name for people; nil where the code is not known.
  public var producerName: String? {
    guard let code = contentProducer else { return nil }
    return Self.producers.first { code.contains($0.key) }?.value
  }

  /// Reads a text: the object itself, `{"AIGC": {…}}`, `AIGC{…}`, or the variant of Tencent Cloud.
  /// Nil when it is none of these.
  public init?(_ text: String) {
    var body = text[...]
    body = body.drop(while: \.isWhitespace)
    if body.hasPrefix("AIGC") {
      body = body.dropFirst(4).drop { $0 == ":" || $0 == "=" || $0 == " " }
    }
    guard body.first == "{" else { return nil }
    // What follows the object in an application segment is padding.
    guard let json = JSONText(body) ?? Self.firstObject(body) else { return nil }
    self.init(json)
  }

  init?(_ json: JSONText) {
    // The object may be wrapped, also as a string within a string.
    var json = json
    for _ in 0..<3 {
      guard let inner = json["AIGC"] else { break }
      if case .string(let text) = inner {
        guard let parsed = JSONText(text) else { return nil }
        json = parsed
      } else {
        json = inner
      }
    }
    guard let label = json["Label"]?.text,
      ["ContentProducer", "ProduceID", "ContentPropagator", "ServiceProvider", "ServiceUser"]
        .contains(where: { json[$0] != nil })
    else { return nil }
    self.label = label
    contentProducer = json["ContentProducer"]?.text ?? json["ServiceProvider"]?.text
    produceID = json["ProduceID"]?.text
    contentPropagator = json["ContentPropagator"]?.text
    problems = []
    if !["1", "2", "3"].contains(label) {
      problems.append("Label is '\(label.prefix(16))', not 1, 2 or 3")
    }
    for (key, value) in [("ContentProducer", contentProducer), ("ProduceID", produceID)]
    where value?.isEmpty ?? true {
      problems.append("\(key) is missing")
    }
    for member in json.members {
      guard let value = member.value.text else { continue }
      if value.utf8.contains(where: { !(0x21...0x7E).contains($0) }) {
        problems.append("\(member.key) holds characters outside 0x21-0x7E")
      }
    }
  }

  /// The first balanced object of a text.
  private static func firstObject(_ text: Substring) -> JSONText? {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for (count, index) in text.indices.enumerated() {
      guard count < 65_536 else { return nil }
      let character = text[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if !isQuoted, character == "{" {
        depth += 1
      } else if !isQuoted, character == "}" {
        depth -= 1
        if depth == 0 { return JSONText(text[...index]) }
      }
    }
    return nil
  }

  /// What the label says of the picture.
  public var classification: GeneratorTrace.Classification {
    label == "1" ? .aiGenerated : .possiblyAI
  }
}
