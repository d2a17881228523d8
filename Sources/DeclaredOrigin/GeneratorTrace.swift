/// What a trace says about artificial intelligence.
public enum OriginClass: String, Sendable, Hashable, CaseIterable, Comparable {
  /// A tool that generates nothing: an editor, a design tool.
  case notAI
  /// Artificial intelligence may have been involved.
  case possiblyAI
  /// Another picture, changed by a generator.
  case aiEdited
  /// Made by a generator.
  case aiGenerated

  /// Ordered by how much it says.
  public static func < (left: OriginClass, right: OriginClass) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How sure a trace names its generator: about the mark, not about the truth of it. Every trace is
/// text that anyone can copy to another file.
public enum TraceCertainty: String, Sendable, Hashable, CaseIterable, Comparable {
  /// A name in a free text field, or a mark that is known from hearsay.
  case low
  /// A mark that is documented but could stand there for another reason.
  case medium
  /// A structure that only this generator writes.
  case high

  /// Ordered from low to high.
  public static func < (left: TraceCertainty, right: TraceCertainty) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a file's metadata says about the generator that made or changed it.
public struct GeneratorTrace: Sendable, Hashable {
  /// A field of metadata that the trace was read from.
  public struct Field: Sendable, Hashable {
    /// Its path, as in ``/Metadata/MetadataField``.
    public var path: String
    /// The part of the file that holds it, in the words of its standard.
    public var carrier: String
    /// The bytes of the file that hold it; empty for what was decoded from pixels.
    public var range: Range<Int>

    /// Creates a field.
    public init(path: String, carrier: String, range: Range<Int>) {
      self.path = path
      self.carrier = carrier
      self.range = range
    }
  }

  /// The identifier of the family in the catalogue, such as `comfyui`.
  public var family: String
  /// The generator's name for people.
  public var generator: String
  /// The product of the family, such as `Forge Neo`; nil if the family has one only.
  public var product: String?
  /// Who makes it; nil if nobody in particular does.
  public var vendor: String?
  /// What it says about artificial intelligence.
  public var classification: OriginClass
  /// How sure the mark is.
  public var certainty: TraceCertainty
  /// The entries of the catalogue that fired, as `family/entry`.
  public var entries: [String] = []
  /// What it says about the making.
  public var parameters = GenerationParameters()
  /// What a check of the generator's own signature gave; ``NovelAISignature/Outcome/none`` as long
  /// as nothing has been checked.
  public var signature = NovelAISignature.Outcome.none
  /// The signed text where the generator signs: hand it to
  /// ``NovelAISignature/verify(comment:rgb:)`` with the pixels.
  public var signedText: String?
  /// The fields that it was read from, those that say most first.
  public var fields: [Field] = []
  /// What each of the fields says by itself.
  var classifications: [Field: OriginClass] = [:]

  /// Creates a trace.
  public init(
    family: String, generator: String, classification: OriginClass, certainty: TraceCertainty
  ) {
    self.family = family
    self.generator = generator
    self.classification = classification
    self.certainty = certainty
  }
}
