/// The metadata that people ask about first.
public struct MetadataSummary: Sendable, Hashable {
  /// The digital source types declared outside of credentials, as written, each once.
  public var digitalSourceTypes: [String] = []
  /// The generator that metadata names.
  public var generator: String?
  /// EXIF Software, XMP CreatorTool.
  public var software: String?
  /// Make and model of the camera.
  public var camera: String?
  /// IPTC AISystemUsed with version.
  public var aiSystem: String?
  /// The prompt, if metadata holds one.
  public var prompt: String?
  /// What personal data is present: `gps`, `serialNumber`, `ownerName`, `personInImage`, `prompt` …
  public var privacy: [String] = []

  /// Creates an empty summary.
  public init() {}
}

/// A watermark, or a generator's pattern, decoded from pixels.
public struct WatermarkResult: Sendable, Hashable {
  /// `sdxl-dwtdct`, `stealth-pnginfo`, `pattern:gpt-image-1`, `visible:gemini-sparkle` …
  public var scheme: String
  /// What to call it, for people.
  public var name: String
  /// What it carries; nil when it carries nothing.
  public var payload: String?
  /// How many bits agree with the known payload, by majority or against the mean of all votes; nil
  /// when none is known.
  public var matchedBits: Int?
  /// How many bits were compared; nil when no payload is known.
  public var totalBits: Int?
  /// In standard deviations of the null.
  public var zScore: Double?
  /// The chance that a picture without the mark scores as high, over everything tried.
  public var pValue: Double?
  /// Which decoding found it.
  public var view: String?
  /// What the mark survives, for people.
  public var robustness: String
  /// Whether the result is offered as bits only: no test for presence exists for the scheme.
  public var isPresenceUnknown: Bool
  /// The generator that the mark names.
  public var generator: String?

  /// Creates a result.
  public init(
    scheme: String, name: String, payload: String? = nil, matchedBits: Int? = nil,
    totalBits: Int? = nil, zScore: Double? = nil, pValue: Double? = nil, view: String? = nil,
    robustness: String = "", isPresenceUnknown: Bool = false, generator: String? = nil
  ) {
    self.scheme = scheme
    self.name = name
    self.payload = payload
    self.matchedBits = matchedBits
    self.totalBits = totalBits
    self.zScore = zScore
    self.pValue = pValue
    self.view = view
    self.robustness = robustness
    self.isPresenceUnknown = isPresenceUnknown
    self.generator = generator
  }
}

/// What pixel statistics came to.
public struct ForensicResult: Sendable, Hashable {
  /// The outcome. There is no "real".
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    case likelySynthetic, inconclusive, noEvidence, abstained
  }

  /// What was measured, in one word.
  public var outcome: Outcome
  /// Calibrated, 0…1; nil when abstained.
  public var score: Double?
  /// Natural logarithm of the likelihood ratio; nil when abstained.
  public var logLikelihoodRatio: Double?
  /// In plain words.
  public var reason: String
  /// Name and version of the model.
  public var model: String?
  /// The statistics behind the score, by name.
  public var statistics: [String: Double]

  /// Creates a result.
  public init(
    outcome: Outcome, score: Double? = nil, logLikelihoodRatio: Double? = nil, reason: String,
    model: String? = nil, statistics: [String: Double] = [:]
  ) {
    self.outcome = outcome
    self.score = score
    self.logLikelihoodRatio = logLikelihoodRatio
    self.reason = reason
    self.model = model
    self.statistics = statistics
  }
}

/// One face.
public struct FaceResult: Sendable, Hashable {
  /// In pixels of the stored picture turned upright.
  public var x: Int
  /// The top, in the same pixels.
  public var y: Int
  /// The width in pixels.
  public var width: Int
  /// The height in pixels.
  public var height: Int
  /// The detector's score; higher is surer, no fixed range.
  public var detection: Double
  /// What was measured on the face, in one word.
  public var outcome: ForensicResult.Outcome
  /// Calibrated, 0…1; nil when abstained.
  public var score: Double?
  /// What was measured, by name: `alignment.z`, `eyes.left.x` …
  public var cues: [String: EvidenceValue]

  /// Creates a face.
  public init(
    x: Int, y: Int, width: Int, height: Int, detection: Double,
    outcome: ForensicResult.Outcome = .noEvidence, score: Double? = nil,
    cues: [String: EvidenceValue] = [:]
  ) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.detection = detection
    self.outcome = outcome
    self.score = score
    self.cues = cues
  }
}
