/// What a decoder made of a file: the pixels, and facts of the coding that pixels do not show.
public struct DecodedImage: Sendable {
  /// The picture as stored: neither EXIF orientation nor the transformations of a HEIF file
  /// (`irot`, `imir`, `clap`) are applied.
  public var pixels: PixelBuffer
  /// The luma and chroma planes exactly as a JPEG stores them; nil for other formats.
  public var storedYCbCr: YCbCrPlanes?
  /// The number of bits of a sample in the file, 1…16.
  public var bitsPerSample: Int
  /// How the file stores colour, for example `YCbCr`, `RGB`, `palette`, `CMYK`, `gray`.
  public var storedColorModel: String
  /// Whether any pixel can be transparent.
  public var hasAlpha: Bool
  /// Whether the coding is lossless from pixels to file (PNG, lossless WebP, …).
  public var isLossless: Bool
  /// The number of frames or pages in the file, at least 1; only the first is decoded.
  public var frameCount: Int
  /// What the codec complained about while it still produced pixels.
  public var warnings: [String]
  /// Whether the data ended early, so that the last rows are filled in and not decoded.
  public var isTruncated: Bool

  /// Creates a result.
  public init(
    pixels: PixelBuffer, storedYCbCr: YCbCrPlanes? = nil, bitsPerSample: Int = 8,
    storedColorModel: String = "RGB", hasAlpha: Bool = false, isLossless: Bool = false,
    frameCount: Int = 1, warnings: [String] = [],
    isTruncated: Bool = false
  ) {
    self.pixels = pixels
    self.storedYCbCr = storedYCbCr
    self.bitsPerSample = bitsPerSample
    self.storedColorModel = storedColorModel
    self.hasAlpha = hasAlpha
    self.isLossless = isLossless
    self.frameCount = frameCount
    self.warnings = warnings
    self.isTruncated = isTruncated
  }
}

/// The planes of a JPEG before colour conversion and chroma upsampling, `0...255`, row-major.
public struct YCbCrPlanes: Sendable, Hashable {
  /// One component: its own size and samples, without padding.
  public struct Component: Sendable, Hashable {
    /// The number of columns of this component.
    public var width: Int
    /// The number of rows of this component.
    public var height: Int
    /// `width * height` samples.
    public var samples: [UInt8]

    /// Creates a component.
    public init(width: Int, height: Int, samples: [UInt8]) {
      self.width = width
      self.height = height
      self.samples = samples
    }
  }

  /// Luma, then blue and red chroma (only luma for gray pictures).
  public var components: [Component]

  /// Creates a set of planes.
  public init(components: [Component]) { self.components = components }
}
