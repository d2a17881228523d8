public import ByteReading
import CImageShims
public import Containers
public import Pixels

/// Decodes pictures into ``Pixels/PixelBuffer``.
///
/// The size of a picture is checked against ``ByteReading/ParsingLimits/pixels`` before memory for
/// it is allocated; a picture of more than 2²⁵ pixels in less than a byte for 4,096 of them is refused
/// as well. Pixels are given as stored: EXIF orientation and the geometric transformations
/// of HEIF are not applied, colour profiles are not applied. 16-bit samples are rounded to nearest,
/// `round(v * 255 / 65535)`. CMYK becomes RGB as `(1 - ink)(1 - black)`.
public enum ImageDecoder {
  /// Reads what the header of a picture says, without decoding it.
  ///
  /// - Throws: ``DecodingError``; ``DecodingError/Code-swift.enum/limitExceeded(_:requested:)`` when
  ///   the picture has more pixels than `limits` allow.
  public static func readHeader(
    _ bytes: ByteView, format: ImageFormat, limits: ParsingLimits = ParsingLimits()
  ) throws(DecodingError) -> ImageHeader {
    if format == .bmp { return try BitmapDecoder(bytes, limits: limits).header }
    try checkIsDecodable(format)
    let codec = Codec(format: format, limits: limits)
    let header = try codec.header(of: bytes)
    return ImageHeader(
      format: format, width: Int(header.width), height: Int(header.height),
      bitsPerSample: Int(header.bitsPerSample), storedColorModel: header.colorModel.name,
      hasAlpha: header.hasAlpha != 0, isLossless: header.isLossless != 0,
      frameCount: frameCount(of: bytes, format: format) ?? Int(header.frameCount))
  }

  /// Decodes the first frame or page of a picture.
  ///
  /// Data that ends early still gives pixels when at least one row could be decoded: then
  /// ``Pixels/DecodedImage/isTruncated`` is set and the rest is filled.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - format: Its format, as its bytes tell.
  ///   - limits: The largest picture that is decoded.
  ///   - options: What to give besides the pixels.
  /// - Throws: ``DecodingError``; JPEG XL, SVG, JPEG 2000, Photoshop documents and icons are
  ///   ``DecodingError/Code-swift.enum/unsupported``.
  public static func decode(
    _ bytes: ByteView, format: ImageFormat, limits: ParsingLimits = ParsingLimits(),
    options: DecodingOptions = DecodingOptions()
  ) throws(DecodingError) -> DecodedImage {
    if format == .bmp { return try BitmapDecoder(bytes, limits: limits).decode() }
    try checkIsDecodable(format)
    let codec = Codec(format: format, limits: limits)
    let header = try codec.header(of: bytes)
    try codec.checkDensity(
      width: Int(header.width), height: Int(header.height), byteCount: bytes.count)
    var outcome = CImageShims_Outcome()
    let pixels = try codec.pixels(of: bytes, header: header, outcome: &outcome)
    var planes: YCbCrPlanes?
    if format == .jpeg, options.includesStoredPlanes {
      planes = try codec.storedPlanes(of: bytes, header: header)
    }
    var warnings: [String] = []
    if outcome.warningCount > 0 { warnings.append(outcome.warningText) }
    if outcome.warningCount > 1 { warnings.append("and \(outcome.warningCount - 1) more") }
    return DecodedImage(
      pixels: pixels, storedYCbCr: planes, bitsPerSample: Int(header.bitsPerSample),
      storedColorModel: header.colorModel.name, hasAlpha: header.hasAlpha != 0,
      isLossless: header.isLossless != 0,
      frameCount: frameCount(of: bytes, format: format) ?? Int(header.frameCount),
      warnings: warnings, isTruncated: outcome.isTruncated != 0)
  }

  /// The formats whose pixels are not decoded here.
  private static let undecodable: Set<ImageFormat> = [.jxl, .svg, .jp2, .psd, .ico]

  private static func checkIsDecodable(_ format: ImageFormat) throws(DecodingError) {
    guard !undecodable.contains(format) else {
      throw DecodingError(
        .unsupported, codec: format, message: "there is no decoder for this format")
    }
  }

  /// The number of frames where the library that decodes the first one does not count them.
  private static func frameCount(of bytes: ByteView, format: ImageFormat) -> Int? {
    switch format {
    case .png: FrameCounter.countPNG(bytes)
    case .gif: FrameCounter.countGIF(bytes)
    default: nil
    }
  }
}
