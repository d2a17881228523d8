import EvidenceModel
import Inspection

/// Where a file keeps its prompt, beside the places that hold nothing else: keys of PNG texts and
/// comments that are too common to be taken for a prompt by their name alone.
struct PromptPlaces {
  /// The keys of PNG texts.
  private(set) var textKeywords: Set<String> = []
  /// Whether a comment of a JPEG or GIF holds it.
  private(set) var isInComment = false

  /// The keys that hold prompts or settings, by generator.
  private static let keywords: [String: Set<String>] = [
    "generator.novelai": ["Description", "Comment"],
    "generator.midjourney": ["Description"],
  ]

  /// Looks for a prompt in the metadata of a file.
  init(in bytes: [UInt8], path: String) {
    var options = InspectionOptions()
    options.examinesPixels = false
    let evidence = Inspector(options: options).inspect(bytes, path: path).evidence.items
    let prompts = evidence.filter { $0.name == "privacy.prompt" }
    guard !prompts.isEmpty else { return }
    for item in evidence { textKeywords.formUnion(Self.keywords[item.name] ?? []) }
    isInComment = prompts.contains { $0.source.field?.hasSuffix(".comment") == true }
  }
}
