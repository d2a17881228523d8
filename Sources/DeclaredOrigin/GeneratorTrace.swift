public import Metadata

/// A trace that a generator, an editor or a platform left in the metadata of a file.
///
/// It says what the file claims. Only a signature that verifies proves anything.
public struct GeneratorTrace: Sendable, Hashable {
  /// What the trace says of the picture.
  public enum Classification: String, Sendable, Hashable, CaseIterable {
    /// Made by a generative model.
    case aiGenerated
    /// Changed in part by a generative model.
    case aiEdited
    /// A hint, and no more.
    case possiblyAI
    /// Made with a tool that is no generator.
    case notAI
  }

  /// How sure the trace is.
  public enum Certainty: String, Sendable, Hashable, CaseIterable {
    case high, medium, low
  }

  /// Whether the generator's own signature over pixels and settings holds.
  public enum Signature: String, Sendable, Hashable, CaseIterable {
    case verified, failed, none
  }

  /// The family of the catalogue.
  public var family: String
  /// The generator's name for people.
  public var generator: String
  /// Who runs or makes it; nil for open tools.
  public var vendor: String?
  /// What the trace says.
  public var classification: Classification
  /// How sure it is.
  public var certainty: Certainty
  /// What the trace holds: `tool`, `version`, `model`, `modelHash`, `seed`, `sampler`, `steps`,
  /// `size`, `jobID` …
  public var details: [String: String]
  /// The prompt; personal data.
  public var prompt: String?
  /// What the prompt excludes; personal data.
  public var negativePrompt: String?
  /// The generator's own signature.
  public var signature: Signature
  /// The text that a signature covers, as written; nil where there is none.
  public var signedComment: String?
  /// The fields that it was read from.
  public var fields: [MetadataField]

  /// Creates a trace.
  public init(
    family: String, generator: String, vendor: String? = nil, classification: Classification,
    certainty: Certainty, details: [String: String] = [:], prompt: String? = nil,
    negativePrompt: String? = nil, signature: Signature = .none, signedComment: String? = nil,
    fields: [MetadataField] = []
  ) {
    self.family = family
    self.generator = generator
    self.vendor = vendor
    self.classification = classification
    self.certainty = certainty
    self.details = details
    self.prompt = prompt
    self.negativePrompt = negativePrompt
    self.signature = signature
    self.signedComment = signedComment
    self.fields = fields
  }
}
