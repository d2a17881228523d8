import ByteReading
import Codecs
import Containers
import Pixels
import Testing
import _TestImages

/// Each way of storing pixels, against values worked out by hand.
struct CodingTests {
  private func decode(_ bytes: [UInt8], _ format: ImageFormat) throws -> DecodedImage {
    try ImageDecoder.decode(ByteView(bytes), format: format)
  }

  @Test func `16-bit samples of a PNG are rounded to nearest`() throws {
    let samples: [UInt16] = [0, 128, 129, 257, 385, 386, 32767, 32768, 65406, 65407, 65535, 300]
    let bytes = try ImageEncoder.encodePNG16(samples, width: 4, height: 1, layout: .rgb)
    let decoded = try decode(bytes, .png)
    let expected = samples.map { UInt8((Double($0) * 255 / 65535).rounded()) }
    #expect(decoded.pixels.samples == expected)
    #expect(decoded.bitsPerSample == 16)
  }

  @Test func `a palette PNG with tRNS becomes RGBA`() throws {
    let bytes = PNGWriter.file(
      width: 4, height: 1, bits: 2, type: .palette, rows: [[0b00_01_10_01]],
      beforeData: [
        PNGWriter.chunk("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255]),
        PNGWriter.chunk("tRNS", [255, 128]),
      ])
    let decoded = try decode(bytes, .png)
    #expect(decoded.pixels.layout == .rgba)
    #expect(
      decoded.pixels.samples
        == [255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 255, 0, 255, 0, 128])
    #expect(decoded.storedColorModel == "palette")
    #expect(decoded.hasAlpha)
  }

  @Test func `a palette PNG without tRNS becomes RGB`() throws {
    let bytes = PNGWriter.file(
      width: 2, height: 1, bits: 8, type: .palette, rows: [[1, 0]],
      beforeData: [PNGWriter.chunk("PLTE", [9, 8, 7, 6, 5, 4])])
    #expect(try decode(bytes, .png).pixels.samples == [6, 5, 4, 9, 8, 7])
  }

  @Test func `gray of 1, 2 and 4 bits is spread over 0…255`() throws {
    for (bits, row, expected) in [
      (1, UInt8(0b1010_0000), [255, 0, 255]), (2, 0b00_01_10_11, [0, 85, 170, 255]),
      (4, 0x3F, [51, 255]),
    ] as [(Int, UInt8, [UInt8])] {
      let bytes = PNGWriter.file(
        width: expected.count, height: 1, bits: bits, type: .gray, rows: [[row]])
      let decoded = try decode(bytes, .png)
      #expect(decoded.pixels.samples == expected)
      #expect(decoded.bitsPerSample == bits)
    }
  }

  @Test func `gray with alpha becomes RGBA`() throws {
    let bytes = PNGWriter.file(
      width: 2, height: 1, bits: 8, type: .grayAlpha, rows: [[10, 20, 30, 40]])
    #expect(try decode(bytes, .png).pixels.samples == [10, 10, 10, 20, 30, 30, 30, 40])
  }

  @Test func `gray with one transparent level becomes RGBA`() throws {
    let bytes = PNGWriter.file(
      width: 2, height: 1, bits: 8, type: .gray, rows: [[10, 20]],
      beforeData: [PNGWriter.chunk("tRNS", [0, 20])])
    #expect(try decode(bytes, .png).pixels.samples == [10, 10, 10, 255, 20, 20, 20, 0])
  }

  @Test func `a wrong checksum is a warning, and the pixels are there`() throws {
    let picture = SamplePictures.noise(.rgb)
    var bytes = PNGWriter.file(picture)
    // The checksum of IDAT lies before the 12 bytes of IEND.
    bytes[bytes.count - 13] ^= 0xFF
    let decoded = try decode(bytes, .png)
    #expect(decoded.pixels == picture)
    #expect(decoded.warnings.count == 1)
  }

  @Test func `the first frame of an APNG is decoded and the frames are counted`() throws {
    let frames = (1...3).map { SamplePictures.noise(.rgb, seed: UInt64($0)) }
    let chunks = PNGWriter.animation(frames)
    let decoded = try decode(
      PNGWriter.file(frames[0], beforeData: chunks.beforeData, afterData: chunks.afterData), .png)
    #expect(decoded.pixels == frames[0])
    #expect(decoded.frameCount == 3)
  }

  @Test func `a CMYK JPEG with Adobe's inverted inks becomes RGB`() throws {
    // Columns of 8: white, black ink, cyan, and half magenta over half black, as inverted inks.
    let inks: [[UInt8]] = [
      [255, 255, 255, 255], [255, 255, 255, 0], [0, 255, 255, 255], [255, 128, 255, 128],
    ]
    let row = inks.flatMap { ink in (0..<8).flatMap { _ in ink } }
    let samples = (0..<8).flatMap { _ in row }
    let decoded = try decode(
      try ImageEncoder.encodeInvertedCMYK(samples, width: 32, height: 8, quality: 100), .jpeg)
    #expect(decoded.storedColorModel == "YCCK")
    #expect(decoded.pixels.layout == .rgb)
    for (column, expected) in [
      (4, [255, 255, 255]), (12, [0, 0, 0]), (20, [0, 255, 255]), (28, [128, 64, 128]),
    ] {
      for channel in 0..<3 {
        let value = try #require(decoded.pixels.sample(x: column, y: 4, channel: channel))
        #expect(abs(Int(value) - expected[channel]) <= 4, "column \(column), channel \(channel)")
      }
    }
  }

  @Test func `a gray JPEG has one channel and one plane`() throws {
    let picture = SamplePictures.smooth(.gray, width: 21, height: 10)
    let decoded = try ImageDecoder.decode(
      ByteView(try ImageEncoder.encodeJPEG(picture, quality: 95)), format: .jpeg,
      options: DecodingOptions(includesStoredPlanes: true))
    #expect(decoded.pixels.layout == .gray)
    // Gray has no colour conversion: the plane is the picture.
    let planes = try #require(decoded.storedYCbCr)
    #expect(planes.components.map(\.samples) == [decoded.pixels.samples])
  }

  @Test(arguments: ImageEncoder.Subsampling.allCases)
  func `the stored planes have their own sizes`(subsampling: ImageEncoder.Subsampling) throws {
    let picture = SamplePictures.smooth(.rgb, width: 37, height: 23)
    let bytes = try ImageEncoder.encodeJPEG(picture, quality: 95, subsampling: subsampling)
    let decoded = try ImageDecoder.decode(
      ByteView(bytes), format: .jpeg, options: DecodingOptions(includesStoredPlanes: true))
    let planes = try #require(decoded.storedYCbCr).components
    let chroma: [Int] =
      switch subsampling {
      case .none: [37, 23]
      case .horizontal: [19, 23]
      case .both: [19, 12]
      }
    #expect(planes.map { [$0.width, $0.height] } == [[37, 23], chroma, chroma])
    // Luma is that of the decoded pixels, but for rounding and clipping.
    let luma = decoded.pixels.luma().values
    let largest = zip(planes[0].samples, luma).map { abs(Float($0) - $1) }.max() ?? 0
    #expect(largest < 2.5)
  }

  @Test func `planes are given only when asked for`() throws {
    let bytes = try ImageEncoder.encodeJPEG(SamplePictures.smooth(.rgb))
    #expect(try decode(bytes, .jpeg).storedYCbCr == nil)
  }

  @Test(arguments: [false, true])
  func `GIF gives the colours of its palette`(isInterlaced: Bool) throws {
    let picture = SamplePictures.noise(.rgb, width: 19, height: 21)
    let decoded = try decode(
      GIFWriter.file([picture, picture], isInterlaced: isInterlaced), .gif)
    let expected = picture.samples.map { (Int($0) + 25) / 51 * 51 }
    #expect(decoded.pixels.samples.map { Int($0) } == expected)
    #expect(decoded.frameCount == 2)
    #expect(decoded.storedColorModel == "palette")
  }

  @Test func `the transparent colour of a GIF has alpha 0`() throws {
    let picture = PixelBuffer(
      width: 2, height: 1, layout: .rgb, samples: [255, 255, 255, 0, 0, 0])
    let decoded = try decode(GIFWriter.file([picture], transparentIndex: 215), .gif)
    #expect(decoded.pixels.samples == [255, 255, 255, 0, 0, 0, 0, 255])
  }

  @Test(arguments: PixelBuffer.Layout.allCases)
  func `TIFF keeps every sample`(layout: PixelBuffer.Layout) throws {
    let picture = SamplePictures.noise(layout, width: 9, height: 7)
    let decoded = try decode(TIFFWriter.file(picture), .tiff)
    #expect(decoded.pixels == picture)
    #expect(decoded.isLossless)
  }

  @Test(arguments: 1...8)
  func `the orientation of a TIFF is not applied`(orientation: Int) throws {
    let picture = SamplePictures.noise(.rgb, width: 9, height: 7)
    let fields: [UInt16: TIFFDirectory.Value] = [0x112: .shorts([UInt16(orientation)])]
    #expect(try decode(TIFFWriter.file(picture, fields: fields), .tiff).pixels == picture)
  }

  @Test func `16-bit, palette and CMYK TIFFs become 8-bit`() throws {
    let deep = TIFFWriter.file(
      width: 3, height: 1, bits: 16, samplesPerPixel: 1, photometric: 1,
      data: [0x81, 0x00, 0x80, 0x7F, 0xFF, 0xFF])
    #expect(try decode(deep, .tiff).pixels.samples == [1, 127, 255])

    let inverted = TIFFWriter.file(
      width: 2, height: 1, bits: 8, samplesPerPixel: 1, photometric: 0, data: [0, 250])
    #expect(try decode(inverted, .tiff).pixels.samples == [255, 5])

    let ramp = (0..<256).map { UInt16($0 * 257) }
    let palette = TIFFWriter.file(
      width: 2, height: 1, bits: 8, samplesPerPixel: 1, photometric: 3, data: [7, 200],
      fields: [0x140: .shorts(ramp + ramp.reversed() + ramp)])
    let colors = try decode(palette, .tiff)
    #expect(colors.pixels.samples == [7, 248, 7, 200, 55, 200])
    #expect(colors.storedColorModel == "palette")

    let inks = TIFFWriter.file(
      width: 2, height: 1, bits: 8, samplesPerPixel: 4, photometric: 5,
      data: [0, 0, 0, 0, 255, 0, 0, 0])
    #expect(try decode(inks, .tiff).pixels.samples == [255, 255, 255, 0, 255, 255])
  }

  @Test func `a raw picture is unsupported, not malformed`() {
    let raw = TIFFWriter.file(
      width: 2, height: 2, bits: 8, samplesPerPixel: 1, photometric: 32803, data: [1, 2, 3, 4],
      fields: [0xC612: .bytes([1, 4, 0, 0])])
    #expect(throws: DecodingError.self) { try decode(raw, .tiff) }
    do { _ = try decode(raw, .tiff) } catch {
      #expect((error as? DecodingError)?.code == .unsupported)
    }
  }

  @Test func `a 24-bit bitmap keeps every sample`() throws {
    let picture = SamplePictures.noise(.rgb, width: 7, height: 5)
    #expect(try decode(BMPWriter.file(picture), .bmp).pixels == picture)
  }

  @Test func `the frames of an animated WebP are counted and the first one is placed`() throws {
    let frame = SamplePictures.noise(.rgb, width: 4, height: 4)
    let coded = try ImageEncoder.encodeWebP(frame)
    // A canvas of 8 × 6 with the frame at column 2, row 2: offsets are stored halved.
    let animated = { (data: [UInt8]) in
      WebPWriter.chunk("ANMF", [1, 0, 0, 1, 0, 0, 3, 0, 0, 3, 0, 0, 10, 0, 0, 0] + data)
    }
    let frames = [UInt8](coded.dropFirst(12))
    let content =
      Array("WEBP".utf8) + WebPWriter.chunk("VP8X", [0x02, 0, 0, 0, 7, 0, 0, 5, 0, 0])
      + WebPWriter.chunk("ANIM", [0, 0, 0, 0, 0, 0]) + animated(frames) + animated(frames)
    let decoded = try decode(WebPWriter.riff(content), .webp)
    #expect(decoded.frameCount == 2)
    #expect(decoded.pixels.width == 8 && decoded.pixels.height == 6)
    #expect(decoded.pixels.sample(x: 0, y: 0, channel: 3) == 0)
    let placed = try #require(decoded.pixels.cropped(x: 2, y: 2, width: 4, height: 4))
    #expect(placed.convertedToRGB() == frame)
  }

  @Test(arguments: [ImageFormat.jxl, .svg, .jp2, .psd, .ico])
  func `formats without a decoder say so`(format: ImageFormat) {
    #expect(
      throws: DecodingError(
        .unsupported, codec: format, message: "there is no decoder for this format")
    ) { try decode([1, 2, 3], format) }
  }

  @Test func `the header tells what the decoding gives`() throws {
    let picture = SamplePictures.noise(.rgba, width: 9, height: 7)
    for (bytes, format) in [
      (try ImageEncoder.encodePNG(picture), ImageFormat.png), (TIFFWriter.file(picture), .tiff),
      (try ImageEncoder.encodeWebP(picture), .webp), (BMPWriter.file(picture), .bmp),
      (GIFWriter.file([picture]), .gif), (try ImageEncoder.encodeJPEG(picture), .jpeg),
    ] {
      let header = try ImageDecoder.readHeader(ByteView(bytes), format: format)
      let decoded = try decode(bytes, format)
      #expect(header.width == 9 && header.height == 7)
      #expect(header.hasAlpha == decoded.hasAlpha)
      #expect(header.storedColorModel == decoded.storedColorModel)
      #expect(header.isLossless == decoded.isLossless)
    }
  }
}
