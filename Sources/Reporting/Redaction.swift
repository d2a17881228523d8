import EvidenceModel

/// Takes prompts and personal values out of what is reported.
///
/// A report travels further than the picture: into logs, pull requests, mail. What a person typed
/// or where a person was stays out of it unless asked for; that it is there is still said.
struct Redaction: Sendable {
  /// What stands for a value that was taken out.
  static let placeholder = "[redacted]"

  /// Attributes that hold a person's words or identity whatever the fact is.
  private static let personalAttributes: Set<String> = [
    "prompt", "negativePrompt", "writer", "workflow", "parameters", "userName", "email",
  ]

  /// Whether personal values are left in.
  let showsPersonal: Bool

  init(_ options: ReportOptions) { showsPersonal = options.showsPrompts }

  /// The value of a fact.
  func value(of evidence: Evidence) -> EvidenceValue {
    if showsPersonal { return evidence.value }
    // The value of a generator fact is the generator's name; only its attributes are personal.
    let isPersonal =
      (evidence.isPersonal && !evidence.name.hasPrefix("generator."))
      || Self.carriesMetadata(scheme: evidence.name.dropFirst("watermark.".count))
        && evidence.name.hasPrefix("watermark.")
    return isPersonal ? .string(Self.placeholder) : evidence.value
  }

  /// The attributes of a fact.
  func attributes(of evidence: Evidence) -> [String: EvidenceValue] {
    if showsPersonal || evidence.attributes.isEmpty { return evidence.attributes }
    let redactsAll = evidence.isPersonal && !evidence.name.hasPrefix("generator.")
    return Dictionary(
      uniqueKeysWithValues: evidence.attributes.map { key, value in
        switch value {
        case .boolean: (key, value)
        default:
          redactsAll || Self.personalAttributes.contains(key)
            ? (key, .string(Self.placeholder)) : (key, value)
        }
      })
  }

  /// The prompt that metadata holds.
  func prompt(of metadata: MetadataSummary) -> String? {
    showsPersonal ? metadata.prompt : metadata.prompt.map { _ in Self.placeholder }
  }

  /// The payload of a watermark.
  func payload(of watermark: WatermarkResult) -> String? {
    showsPersonal || !Self.carriesMetadata(scheme: watermark.scheme[...])
      ? watermark.payload : watermark.payload.map { _ in Self.placeholder }
  }

  /// A text about an image, without the prompt in it.
  func text(_ text: String, of image: ImageReport) -> String {
    guard !showsPersonal, let prompt = image.inspection.metadata.prompt, prompt.utf8.count >= 8,
      text.utf8.count >= prompt.utf8.count
    else { return text }
    return text.replacing(prompt, with: Self.placeholder)
  }

  /// Whether the payload of a scheme is the metadata of a generator, prompt and all.
  private static func carriesMetadata(scheme: Substring) -> Bool {
    scheme.hasPrefix("stealth-") || scheme.hasPrefix("novelai")
  }
}
