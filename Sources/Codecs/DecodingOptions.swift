/// What a decoding gives besides the pixels.
public struct DecodingOptions: Sendable, Hashable {
  /// Whether the luma and chroma planes of a JPEG are given as stored, without upsampling and
  /// colour conversion. Costs a second pass over the file.
  public var includesStoredPlanes: Bool

  /// Creates options.
  public init(includesStoredPlanes: Bool = false) {
    self.includesStoredPlanes = includesStoredPlanes
  }
}
