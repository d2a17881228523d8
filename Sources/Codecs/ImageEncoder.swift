import ByteReading
import CImageShims
public import Containers
public import Pixels

/// Encodes pictures: thumbnails and pictures in reports, generated test pictures.
///
/// What it writes holds pixels only, no metadata, but for ``encodeHEIF(_:format:quality:exif:xmp:)``.
public enum ImageEncoder {
  /// The chroma planes of a JPEG.
  public enum Subsampling: Sendable, Hashable, CaseIterable {
    /// Chroma at full size.
    case none
    /// Chroma at half the width.
    case horizontal
    /// Chroma at half the width and half the height.
    case both
  }

  /// Encodes a baseline or progressive JPEG with libjpeg's default tables. Alpha is dropped.
  ///
  /// - Parameters:
  ///   - pixels: At most 65,500 pixels a side.
  ///   - quality: The IJG quality, `1...100`.
  ///   - subsampling: The chroma planes; of no effect on gray pictures.
  ///   - isProgressive: Whether to write several scans.
  /// - Throws: ``DecodingError`` with codec `jpeg`.
  public static func encodeJPEG(
    _ pixels: PixelBuffer, quality: Int = 90, subsampling: Subsampling = .both,
    isProgressive: Bool = false
  ) throws(DecodingError) -> [UInt8] {
    let picture = pixels.layout == .rgba ? pixels.convertedToRGB() : pixels
    let chroma: CImageShims_Subsampling =
      switch subsampling {
      case .none: .none
      case .horizontal: .horizontal
      case .both: .both
      }
    return try unsafe encode(picture.samples, format: .jpeg) { samples, bytes, capacity, outcome in
      unsafe CImageShims_encodeJPEG(
        samples, UInt32(picture.width), UInt32(picture.height), Int32(picture.channelCount),
        Int32(clamping: quality), chroma, isProgressive ? 1 : 0, bytes, capacity, &outcome)
    }
  }

  /// Encodes a CMYK JPEG as Adobe's programs write it: YCCK, inverted, with an APP14 segment.
  ///
  /// - Parameter samples: `width * height * 4` ink amounts in the order C, M, Y, K, each inverted:
  ///   255 is no ink.
  /// - Throws: ``DecodingError`` with codec `jpeg`.
  public static func encodeInvertedCMYK(
    _ samples: [UInt8], width: Int, height: Int, quality: Int = 90
  ) throws(DecodingError) -> [UInt8] {
    precondition(width > 0 && height > 0 && samples.count == width * height * 4)
    return try unsafe encode(samples, format: .jpeg) { samples, bytes, capacity, outcome in
      unsafe CImageShims_encodeJPEG(
        samples, UInt32(width), UInt32(height), 4, Int32(clamping: quality), .none, 0, bytes,
        capacity, &outcome)
    }
  }

  /// Encodes an 8-bit PNG.
  ///
  /// - Throws: ``DecodingError`` with codec `png`.
  public static func encodePNG(
    _ pixels: PixelBuffer, isInterlaced: Bool = false
  ) throws(DecodingError) -> [UInt8] {
    try unsafe encode(pixels.samples, format: .png) { samples, bytes, capacity, outcome in
      unsafe CImageShims_encodePNG(
        samples, UInt32(pixels.width), UInt32(pixels.height), Int32(pixels.channelCount), 8,
        isInterlaced ? 1 : 0, bytes, capacity, &outcome)
    }
  }

  /// Encodes a 16-bit PNG.
  ///
  /// - Parameter samples: `width * height * layout.rawValue` samples, `0...65535`.
  /// - Throws: ``DecodingError`` with codec `png`.
  public static func encodePNG16(
    _ samples: [UInt16], width: Int, height: Int, layout: PixelBuffer.Layout
  ) throws(DecodingError) -> [UInt8] {
    precondition(width > 0 && height > 0 && samples.count == width * height * layout.rawValue)
    let pairs = samples.flatMap {
      [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)]
    }
    return try unsafe encode(pairs, format: .png) { pairs, bytes, capacity, outcome in
      unsafe CImageShims_encodePNG(
        pairs, UInt32(width), UInt32(height), Int32(layout.rawValue), 16, 0, bytes, capacity,
        &outcome)
    }
  }

  /// Encodes a WebP picture.
  ///
  /// - Parameters:
  ///   - pixels: At most 16,383 pixels a side. Gray pictures are written as RGB.
  ///   - quality: libwebp's quality of lossy coding, `0...100`; nil for lossless.
  /// - Throws: ``DecodingError`` with codec `webp`.
  public static func encodeWebP(
    _ pixels: PixelBuffer, quality: Int? = nil
  ) throws(DecodingError) -> [UInt8] {
    let picture = pixels.layout == .gray ? pixels.convertedToRGB() : pixels
    return try unsafe encode(picture.samples, format: .webp) { samples, bytes, capacity, outcome in
      unsafe CImageShims_encodeWebP(
        samples, UInt32(picture.width), UInt32(picture.height), Int32(picture.channelCount),
        quality.map { Float(min(max($0, 0), 100)) } ?? -1, bytes, capacity, &outcome)
    }
  }

  /// Encodes a HEIC or AVIF picture, where the system's libheif has such an encoder.
  ///
  /// - Parameters:
  ///   - pixels: The picture. Gray pictures are written as RGB.
  ///   - format: ``Containers/ImageFormat/heif`` (HEVC) or ``Containers/ImageFormat/avif`` (AV1).
  ///   - quality: libheif's quality of lossy coding, `0...100`.
  ///   - exif: An EXIF block from its TIFF header on; none when empty.
  ///   - xmp: An XMP packet; none when empty.
  /// - Throws: ``DecodingError``, ``DecodingError/Code-swift.enum/unsupported`` without an encoder.
  public static func encodeHEIF(
    _ pixels: PixelBuffer, format: ImageFormat = .heif, quality: Int = 80, exif: [UInt8] = [],
    xmp: [UInt8] = []
  ) throws(DecodingError) -> [UInt8] {
    let picture = pixels.layout == .gray ? pixels.convertedToRGB() : pixels
    let metadata = exif.count + xmp.count
    return try unsafe encode(picture.samples, format: format, extra: metadata) {
      samples, bytes, capacity, outcome in
      unsafe exif.withUnsafeBufferPointer { exif in
        unsafe xmp.withUnsafeBufferPointer { xmp in
          unsafe CImageShims_encodeHEIF(
            samples, UInt32(picture.width), UInt32(picture.height), Int32(picture.channelCount),
            format == .avif ? 1 : 0, Int32(min(max(quality, 0), 100)), exif.baseAddress,
            exif.count, xmp.baseAddress, xmp.count, bytes, capacity, &outcome)
        }
      }
    }
  }

  /// An array that `write` fills, cut to what it wrote.
  private static func encode(
    _ samples: [UInt8], format: ImageFormat, extra: Int = 0,
    write: (
      UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>, Int, inout CImageShims_Outcome
    ) -> Void
  ) throws(DecodingError) -> [UInt8] {
    // No codec here makes a picture larger than twice its samples, headers aside.
    let capacity = samples.count * 2 + extra + (1 << 16)
    var outcome = CImageShims_Outcome()
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { target, initialized in
      unsafe samples.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe write(from, to, capacity, &outcome)
      }
      initialized = outcome.status == .OK ? Int(outcome.byteCount) : 0
    }
    try Codec(format: format, limits: ParsingLimits()).check(outcome)
    return bytes
  }
}
