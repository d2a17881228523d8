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
    "generator.easydiffusion": ["Prompt", "original_prompt"],
    "generator.stable-diffusion": ["Prompt"],
  ]

  /// Whether it is hidden in the pixels, which are never touched.
  private(set) var isInPixels = false

  /// Looks for a prompt in the metadata and the pixels of a file.
  init(in path: String) {
    var options = InspectionOptions()
    (options.examinesFaces, options.examinesStatistics) = (false, false)
    let evidence = Inspector(options: options).inspect(path: path).evidence.items
    isInPixels = evidence.contains {
      $0.name.hasPrefix("generator.") && $0.source.container.hasPrefix("pixels")
    }
    let prompts = evidence.filter { $0.name == "privacy.prompt" }
    guard !prompts.isEmpty else { return }
    for item in evidence { textKeywords.formUnion(Self.keywords[item.name] ?? []) }
    isInComment = prompts.contains { $0.source.field?.hasSuffix(".comment") == true }
  }
}
