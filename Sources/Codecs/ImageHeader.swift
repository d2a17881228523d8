public import Containers

/// What the header of a picture says, before a pixel is decoded.
public struct ImageHeader: Sendable, Hashable {
  /// The format that was read.
  public var format: ImageFormat
  /// The number of columns as stored, at least 1.
  public var width: Int
  /// The number of rows as stored, at least 1.
  public var height: Int
  /// The number of bits of a stored sample, `1...64`.
  public var bitsPerSample: Int
  /// How the file stores colour, for example `YCbCr`, `RGB`, `palette`, `CMYK`, `gray`.
  public var storedColorModel: String
  /// Whether a pixel can be transparent.
  public var hasAlpha: Bool
  /// Whether the coding is lossless.
  public var isLossless: Bool
  /// The number of frames or pages, at least 1.
  public var frameCount: Int
}
