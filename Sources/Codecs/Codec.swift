import ByteReading
import CImageShims
import Containers
import Pixels

/// One library behind ``CImageShims``: how its two steps are called, and how its numbers and words
/// become Swift values. All unsafe calls of the module are here and in `ImageEncoder`.
struct Codec {
  let format: ImageFormat
  let limits: ParsingLimits

  /// Reads the header and checks its size against the limits.
  func header(of bytes: ByteView) throws(DecodingError) -> CImageShims_Header {
    var header = CImageShims_Header()
    var outcome = CImageShims_Outcome()
    bytes.withSpan { span in
      unsafe span.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else {
          outcome.status = .truncated
          return
        }
        let count = buffer.count
        switch format {
        case .jpeg: unsafe CImageShims_readHeaderJPEG(start, count, &header, &outcome)
        case .png: unsafe CImageShims_readHeaderPNG(start, count, &header, &outcome)
        case .webp: unsafe CImageShims_readHeaderWebP(start, count, &header, &outcome)
        case .heif, .avif:
          unsafe CImageShims_readHeaderHEIF(start, count, pixelLimit, &header, &outcome)
        case .tiff: unsafe CImageShims_readHeaderTIFF(start, count, &header, &outcome)
        case .gif: unsafe CImageShims_readHeaderGIF(start, count, &header, &outcome)
        case .jxl, .svg, .bmp, .jp2, .psd, .ico: outcome.status = .unsupported
        }
      }
    }
    try check(outcome)
    try checkSize(width: Int(header.width), height: Int(header.height))
    return header
  }

  /// Decodes the pixels that `header` announced.
  func pixels(
    of bytes: ByteView, header: CImageShims_Header, outcome: inout CImageShims_Outcome
  ) throws(DecodingError) -> PixelBuffer {
    guard let layout = PixelBuffer.Layout(rawValue: Int(header.channelCount)) else {
      throw DecodingError(.malformed, codec: format, message: "unknown number of channels")
    }
    let (width, height) = (Int(header.width), Int(header.height))
    let samples = try unsafe buffer(count: width * height * layout.rawValue, outcome: &outcome) {
      target, outcome in
      bytes.withSpan { span in
        unsafe span.withUnsafeBufferPointer { source in
          guard let start = source.baseAddress, let samples = target.baseAddress else { return }
          let (count, size) = (source.count, target.count)
          var told = header
          switch format {
          case .jpeg:
            unsafe CImageShims_decodeJPEG(start, count, &told, samples, size, &outcome)
          case .png: unsafe CImageShims_decodePNG(start, count, &told, samples, size, &outcome)
          case .webp:
            unsafe CImageShims_decodeWebP(start, count, &told, samples, size, &outcome)
          case .heif, .avif:
            unsafe CImageShims_decodeHEIF(
              start, count, pixelLimit, &told, samples, size, &outcome)
          case .tiff:
            unsafe CImageShims_decodeTIFF(start, count, &told, samples, size, &outcome)
          case .gif: unsafe CImageShims_decodeGIF(start, count, &told, samples, size, &outcome)
          case .jxl, .svg, .bmp, .jp2, .psd, .ico: outcome.status = .unsupported
          }
        }
      }
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }

  /// Decodes the components of a JPEG as stored; nil for colour models that have no such planes.
  func storedPlanes(
    of bytes: ByteView, header: CImageShims_Header
  ) throws(DecodingError) -> YCbCrPlanes? {
    let widths = [header.planeWidth.0, header.planeWidth.1, header.planeWidth.2].map(Int.init)
    let heights = [header.planeHeight.0, header.planeHeight.1, header.planeHeight.2].map(Int.init)
    let count = Int(header.planeCount)
    guard count == 1 || count == 3 else { return nil }
    let sizes = (0..<count).map { widths[$0] * heights[$0] }
    var outcome = CImageShims_Outcome()
    let samples = try unsafe buffer(count: sizes.reduce(0, +), outcome: &outcome) {
      target, outcome in
      bytes.withSpan { span in
        unsafe span.withUnsafeBufferPointer { source in
          guard let start = source.baseAddress, let samples = target.baseAddress else { return }
          var told = header
          unsafe CImageShims_decodeJPEGPlanes(
            start, source.count, &told, samples, target.count, &outcome)
        }
      }
    }
    var components: [YCbCrPlanes.Component] = []
    var start = 0
    for index in 0..<count {
      let end = start + sizes[index]
      components.append(
        YCbCrPlanes.Component(
          width: widths[index], height: heights[index], samples: Array(samples[start..<end])))
      start = end
    }
    return YCbCrPlanes(components: components)
  }

  /// An array of `count` bytes that `fill` writes in full when its outcome is good.
  private func buffer(
    count: Int, outcome: inout CImageShims_Outcome,
    fill: (UnsafeMutableBufferPointer<UInt8>, inout CImageShims_Outcome) -> Void
  ) throws(DecodingError) -> [UInt8] {
    var result = CImageShims_Outcome()
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      guard count > 0, let start = target.baseAddress else { return }
      unsafe CImageShims_prepareForWriting(start, count)
      unsafe fill(UnsafeMutableBufferPointer(rebasing: target[0..<count]), &result)
      initialized = result.status == .OK ? count : 0
    }
    outcome = result
    try check(result)
    return samples
  }

  /// Throws what a failed outcome says.
  func check(_ outcome: CImageShims_Outcome) throws(DecodingError) {
    let code: DecodingError.Code
    switch outcome.status {
    case .OK: return
    case .malformed: code = .malformed
    case .truncated: code = .truncated
    case .unsupported: code = .unsupported
    case .limit: code = .limitExceeded(.totalMemory, requested: 0)
    case .outOfMemory: code = .outOfMemory
    case .noLibrary: code = .libraryMissing
    }
    throw DecodingError(
      code, codec: format, libraryCode: Int(outcome.libraryCode), message: outcome.messageText)
  }

  /// Throws when a picture has no pixels or more than the limits allow.
  func checkSize(width: Int, height: Int) throws(DecodingError) {
    let (pixels, isOverflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0 else {
      throw DecodingError(.malformed, codec: format, message: "the picture has no size")
    }
    guard !isOverflow, pixels <= limits.pixels else {
      throw DecodingError(
        .limitExceeded(.pixels, requested: isOverflow ? .max : pixels), codec: format,
        message: "\(width) × \(height) pixels, more than \(limits.pixels)")
    }
  }

  /// Throws when a large picture is said to be in so few bytes that decoding it can only be meant to
  /// cost memory: more than 2²⁵ pixels, less than a byte for 4,096 of them.
  ///
  /// However blank, a byte is at most 512 pixels of a Huffman-coded JPEG, 1,032 of an 8-bit PNG and
  /// 2,731 of a GIF. Only 1-bit PNG, arithmetic JPEG and lossless WebP can go further.
  func checkDensity(width: Int, height: Int, byteCount: Int) throws(DecodingError) {
    let pixels = width * height
    guard pixels > 1 << 25, byteCount < pixels / 4096 else { return }
    throw DecodingError(
      .limitExceeded(.totalMemory, requested: pixels * 3), codec: format,
      message: "\(width) × \(height) pixels in \(byteCount) bytes")
  }

  private var pixelLimit: Int64 { Int64(clamping: limits.pixels) }
}

extension CImageShims_Outcome {
  /// The words of an error.
  var messageText: String { Self.text(of: message) }
  /// The words of the first warning.
  var warningText: String { Self.text(of: warning) }

  /// The text of a zero-terminated C array, which Swift sees as a tuple.
  private static func text<Characters: BitwiseCopyable>(of characters: Characters) -> String {
    unsafe withUnsafeBytes(of: characters) { bytes in
      let end = unsafe bytes.firstIndex(of: 0) ?? bytes.count
      // One line, whatever the library or the file put into it.
      let line = unsafe bytes[..<end].map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
      return String(decoding: line, as: UTF8.self)
    }
  }
}

extension CImageShims_ColorModel {
  /// The name in ``ImageHeader/storedColorModel``.
  var name: String {
    switch self {
    case .unknown: "unknown"
    case .gray: "gray"
    case .RGB: "RGB"
    case .yCbCr: "YCbCr"
    case .CMYK: "CMYK"
    case .YCCK: "YCCK"
    case .palette: "palette"
    case .lab: "Lab"
    }
  }
}
