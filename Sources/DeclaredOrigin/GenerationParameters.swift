/// What metadata says about the making of a picture. All of it is text as it is written there, cut
/// at ``textLimit``.
public struct GenerationParameters: Sendable, Hashable {
  /// The longest text that is kept, in characters.
  public static let textLimit = 64_000

  /// A parameter by the name that the catalogue uses.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// The generator's own name, where the file tells it.
    case generator
    /// The tool that wrote the picture, as it names itself.
    case tool
    /// The version of the tool.
    case version
    /// The model.
    case model
    /// A hash of the model.
    case modelHash
    /// The seed.
    case seed
    /// The sampler.
    case sampler
    /// The number of steps.
    case steps
    /// The strength of guidance.
    case cfg
    /// Width and height as `WxH`, in pixels.
    case size
    /// The width, which becomes a part of the size.
    case width
    /// The height, which becomes a part of the size.
    case height
    /// The job at the service.
    case jobID
    /// The prompt (may hold personal data).
    case prompt
    /// The negative prompt.
    case negativePrompt
  }

  /// Every parameter that is there, by name.
  public private(set) var values: [Name: String] = [:]

  /// Creates no parameters.
  public init() {}

  /// A parameter; setting keeps the text within ``textLimit`` and drops what is empty.
  public subscript(_ name: Name) -> String? {
    get { values[name] }
    set {
      guard let newValue, !newValue.isEmpty else {
        values[name] = nil
        return
      }
      values[name] =
        newValue.utf8.count > Self.textLimit ? String(newValue.prefix(Self.textLimit)) : newValue
    }
  }

  /// The tool that wrote the picture, as it names itself.
  public var tool: String? { values[.tool] }
  /// The version of the tool.
  public var version: String? { values[.version] }
  /// The model.
  public var model: String? { values[.model] }
  /// A hash of the model.
  public var modelHash: String? { values[.modelHash] }
  /// The seed.
  public var seed: String? { values[.seed] }
  /// The sampler.
  public var sampler: String? { values[.sampler] }
  /// The number of steps.
  public var steps: String? { values[.steps] }
  /// The strength of guidance.
  public var cfg: String? { values[.cfg] }
  /// Width and height as `WxH`, in pixels.
  public var size: String? {
    if let size = values[.size] { return size }
    guard let width = values[.width], let height = values[.height] else { return nil }
    return "\(width)x\(height)"
  }
  /// The job at the service.
  public var jobID: String? { values[.jobID] }
  /// The prompt (may hold personal data).
  public var prompt: String? { values[.prompt] }
  /// The negative prompt.
  public var negativePrompt: String? { values[.negativePrompt] }

  /// Takes what is not known yet from `other`.
  public mutating func complete(with other: GenerationParameters) {
    values.merge(other.values) { known, _ in known }
  }
}
