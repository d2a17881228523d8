/// What to look for.
public struct WatermarkOptions: Sendable, Hashable {
  /// Which decoders run.
  public enum Schemes: Sendable, Hashable {
    /// Those that can tell whether a mark is there.
    case recognizable
    /// Also those that give bits and cannot tell whether they are a mark.
    case all
  }

  /// Which decoders run.
  public var schemes: Schemes
  /// Payloads of the caller, looked for beside the well-known ones; at most 32 are used. The search
  /// for moved grids, whose cost grows with the cube of their length, takes as many of them, in their
  /// order, as fit ``maximumSearchCost``.
  public var messages: [WatermarkMessage]
  /// Whether a grid of blocks that was moved by cropping or pasting is searched for.
  public var searchesMovedGrids: Bool
  /// Whether marks are looked for in the picture as it was before it was resized, in the sizes that
  /// generators usually draw in and in some plain ratios.
  public var searchesFormerSizes: Bool
  /// How many parts of 44 × 44 pixels of a picture RivaGAN's network reads at most, evenly spread; 0
  /// leaves it out. Only used with ``Schemes/all``.
  public var mostRivaGANParts: Int
  /// The decoder networks of TrustMark that the user has, by variant: paths of ONNX files as Adobe
  /// publishes them. They are run by ONNX Runtime, which is loaded from ``onnxRuntime``; without it,
  /// or without a file, TrustMark is not evaluated. Files and library run as part of this process.
  public var trustMarkModels: [TrustMarkVariant: String]
  /// The path of ONNX Runtime's library; nil for that of the environment variable
  /// `ASSAY_ONNXRUNTIME`, or else the usual name where the system looks for libraries.
  public var onnxRuntime: String?
  /// The largest hidden text, in bytes, as stored and unpacked.
  public var maximumTextLength: Int

  /// The largest sum of the cubes of the lengths, in bits, of the messages of the caller that moved
  /// grids are searched for: one message of 256 bits, or all 32 of up to 80 bits.
  public static let maximumSearchCost = 1 << 24

  /// Creates options.
  public init(
    schemes: Schemes = .recognizable, messages: [WatermarkMessage] = [],
    searchesMovedGrids: Bool = true, searchesFormerSizes: Bool = true,
    mostRivaGANParts: Int = 600, trustMarkModels: [TrustMarkVariant: String] = [:],
    onnxRuntime: String? = nil, maximumTextLength: Int = 4 << 20
  ) {
    self.schemes = schemes
    self.messages = messages
    self.searchesMovedGrids = searchesMovedGrids
    self.searchesFormerSizes = searchesFormerSizes
    self.mostRivaGANParts = mostRivaGANParts
    self.trustMarkModels = trustMarkModels
    self.onnxRuntime = onnxRuntime
    self.maximumTextLength = maximumTextLength
  }
}
