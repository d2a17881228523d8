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
  /// Payloads of the caller, looked for beside the well-known ones; at most 32 are used.
  public var messages: [WatermarkMessage]
  /// Whether a grid of blocks that was moved by cropping or pasting is searched for.
  public var searchesMovedGrids: Bool
  /// The largest hidden text, in bytes, as stored and unpacked.
  public var maximumTextLength: Int

  /// Creates options.
  public init(
    schemes: Schemes = .recognizable, messages: [WatermarkMessage] = [],
    searchesMovedGrids: Bool = true, maximumTextLength: Int = 4 << 20
  ) {
    self.schemes = schemes
    self.messages = messages
    self.searchesMovedGrids = searchesMovedGrids
    self.maximumTextLength = maximumTextLength
  }
}
