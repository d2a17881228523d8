import ByteReading
import Containers
import Pixels

/// Decodes Windows bitmaps: 1, 4, 8 bits with a palette, 24 and 32 bits, not compressed.
///
/// - Reference: Microsoft, "Bitmap Storage", BITMAPFILEHEADER and BITMAPINFOHEADER.
struct BitmapDecoder {
  private let bytes: ByteView
  private let width: Int
  private let height: Int
  private let isTopDown: Bool
  private let bitCount: Int
  private let pixelOffset: Int
  private let palette: ByteView
  private let paletteEntrySize: Int
  private let hasAlpha: Bool
  private let codec: Codec

  init(_ bytes: ByteView, limits: ParsingLimits) throws(DecodingError) {
    self.bytes = bytes
    codec = Codec(format: .bmp, limits: limits)
    var reader = ByteReader(bytes)
    do throws(ParsingError) {
      guard bytes.starts(with: "BM") else { throw ParsingError(.badSignature, at: 0) }
      try reader.skip(10)
      pixelOffset = Int(try reader.uint32(.little))
      let headerSize = Int(try reader.uint32(.little))
      var compression: UInt32 = 0
      var colorCount = 0
      var alphaMask: UInt32 = 0
      if headerSize == 12 {
        width = Int(try reader.uint16(.little))
        height = Int(try reader.uint16(.little))
        isTopDown = false
        try reader.skip(2)
        bitCount = Int(try reader.uint16(.little))
        paletteEntrySize = 3
      } else {
        width = Int(Int32(truncatingIfNeeded: try reader.uint32(.little)))
        let signedHeight = Int(Int32(truncatingIfNeeded: try reader.uint32(.little)))
        height = abs(signedHeight)
        isTopDown = signedHeight < 0
        try reader.skip(2)
        bitCount = Int(try reader.uint16(.little))
        compression = try reader.uint32(.little)
        try reader.skip(12)
        colorCount = Int(try reader.uint32(.little))
        paletteEntrySize = 4
        if headerSize >= 56 {
          try reader.seek(to: 14 + 52)
          alphaMask = try reader.uint32(.little)
        }
      }
      hasAlpha = bitCount == 32 && compression == 3 && alphaMask == 0xFF00_0000
      // BI_RGB, or BI_BITFIELDS with the usual masks.
      var isPlain = compression == 0
      if compression == 3, bitCount == 32 {
        try reader.seek(to: 14 + 40)
        let red = try reader.uint32(.little)
        let green = try reader.uint32(.little)
        let blue = try reader.uint32(.little)
        isPlain = red == 0xFF_0000 && green == 0xFF00 && blue == 0xFF
      }
      guard isPlain, [1, 4, 8, 24, 32].contains(bitCount) else {
        throw ParsingError(.unsupported, at: 28, in: "compressed or packed bitmaps")
      }
      let entries = bitCount > 8 ? 0 : min(colorCount == 0 ? 256 : colorCount, 1 << bitCount)
      let (paletteStart, isOverflow) = headerSize.addingReportingOverflow(14)
      guard !isOverflow else { throw ParsingError(.overrun, at: 14) }
      let stored = bytes.suffix(from: paletteStart)
      palette = stored.slice(0..<min(stored.count, entries * paletteEntrySize)) ?? stored
    } catch {
      let code: DecodingError.Code =
        switch error.code {
        case .truncated: .truncated
        case .unsupported: .unsupported
        default: .malformed
        }
      throw DecodingError(code, codec: .bmp, message: error.explanation)
    }
    try codec.checkSize(width: width, height: height)
  }

  var header: ImageHeader {
    ImageHeader(
      format: .bmp, width: width, height: height, bitsPerSample: min(bitCount, 8),
      storedColorModel: bitCount > 8 ? "RGB" : "palette", hasAlpha: hasAlpha, isLossless: true,
      frameCount: 1)
  }

  func decode() throws(DecodingError) -> DecodedImage {
    try codec.checkDensity(width: width, height: height, byteCount: bytes.count)
    // Rows are padded to 32 bits. Width is at most 2^31 and bitCount at most 32.
    let stride = (width * bitCount + 31) / 32 * 4
    let stored = bytes.suffix(from: pixelOffset)
    let rowsThere = min(height, stored.count / stride)
    guard rowsThere > 0 else {
      throw DecodingError(.truncated, codec: .bmp, message: "there is no whole row")
    }
    let layout: PixelBuffer.Layout = hasAlpha ? .rgba : .rgb
    let channels = layout.rawValue
    var samples = [UInt8](repeating: 0, count: width * height * channels)
    var out = samples.mutableSpan
    let colors = paletteColors()
    stored.withSpan { source in
      for storedRow in 0..<rowsThere {
        let y = isTopDown ? storedRow : height - 1 - storedRow
        var to = y * width * channels
        for x in 0..<width {
          let row = storedRow * stride
          if bitCount > 8 {
            let from = row + x * (bitCount / 8)
            for channel in 0..<3 { out[to + channel] = source[from + 2 - channel] }
            if hasAlpha { out[to + 3] = source[from + 3] }
          } else {
            let bit = x * bitCount
            let byte = Int(source[row + bit / 8])
            let index = byte >> (8 - bitCount - bit % 8) & (1 << bitCount - 1)
            for channel in 0..<3 { out[to + channel] = colors[index * 3 + channel] }
          }
          to += channels
        }
      }
    }
    let isTruncated = rowsThere < height
    return DecodedImage(
      pixels: PixelBuffer(width: width, height: height, layout: layout, samples: samples),
      bitsPerSample: min(bitCount, 8), storedColorModel: header.storedColorModel,
      hasAlpha: hasAlpha, isLossless: true,
      warnings: isTruncated ? ["the data ends too early"] : [], isTruncated: isTruncated)
  }

  /// 256 colours as R, G, B; black where the palette has no entry.
  private func paletteColors() -> [UInt8] {
    var colors = [UInt8](repeating: 0, count: 256 * 3)
    for index in 0..<256 {
      for channel in 0..<3 {
        colors[index * 3 + channel] = palette[index * paletteEntrySize + 2 - channel] ?? 0
      }
    }
    return colors
  }
}
