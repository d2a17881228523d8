import ByteReading
import Codecs
import Containers
import Pixels
import Testing
import _TestImages
import _TestSupport

/// Small files of every format that can be decoded.
private func samples() throws -> [(format: ImageFormat, bytes: [UInt8])] {
  let picture = SamplePictures.noise(.rgb, width: 12, height: 9)
  // WebP is decoded by rows of 16 × 16 blocks.
  let tall = SamplePictures.noise(.rgb, width: 12, height: 64)
  var files: [(format: ImageFormat, bytes: [UInt8])] = [
    (.jpeg, try ImageEncoder.encodeJPEG(picture)),
    (.jpeg, try ImageEncoder.encodeJPEG(picture, isProgressive: true)),
    (.png, try ImageEncoder.encodePNG(picture)),
    (.png, try ImageEncoder.encodePNG(picture, isInterlaced: true)),
    (.webp, try ImageEncoder.encodeWebP(tall)),
    (.webp, try ImageEncoder.encodeWebP(tall, quality: 80)),
    (.tiff, TIFFWriter.file(picture)),
    (.gif, GIFWriter.file([picture], comment: "comment")),
    (.bmp, BMPWriter.file(picture)),
  ]
  for format in [ImageFormat.heif, .avif] {
    do throws(DecodingError) {
      let larger = SamplePictures.smooth(.rgb, width: 64, height: 64)
      files.append((format, try ImageEncoder.encodeHEIF(larger, format: format, quality: 30)))
    } catch {
      #expect(error.code == .unsupported)
    }
  }
  return files
}

struct HostileInputTests {
  @Test func `every prefix of a file ends in pixels or in an error`() throws {
    for (format, bytes) in try samples() {
      let header = try ImageDecoder.readHeader(ByteView(bytes), format: format)
      var truncated = 0
      for count in 0..<bytes.count {
        do throws(DecodingError) {
          let decoded = try ImageDecoder.decode(
            ByteView(Array(bytes.prefix(count))), format: format)
          #expect(decoded.pixels.width == header.width)
          #expect(decoded.pixels.samples.count == decoded.pixels.pixelCount * 3)
          if decoded.isTruncated {
            truncated += 1
            #expect(!decoded.warnings.isEmpty)
          }
        } catch {
          #expect(!error.message.isEmpty, "\(format) cut to \(count) bytes")
        }
      }
      // Formats that are decoded row by row show what is there. (A TIFF has its directory last
      // here, and libheif decodes all or nothing.)
      if ![.tiff, .heif, .avif].contains(format) {
        #expect(truncated > 0, "\(format)")
      }
    }
  }

  @Test func `changed bytes end in pixels or in an error`() throws {
    var random = SplitMix64(seed: 0xBAD_B17E5)
    for (format, bytes) in try samples() {
      for _ in 0..<60 {
        var broken = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let position = Int.random(in: 0..<broken.count, using: &random)
          broken[position] = UInt8.random(in: 0...255, using: &random)
        }
        // A changed size may ask for a lot; the limit keeps the test quick.
        var limits = ParsingLimits()
        limits.pixels = 1 << 20
        do throws(DecodingError) {
          let decoded = try ImageDecoder.decode(
            ByteView(broken), format: format, limits: limits,
            options: DecodingOptions(includesStoredPlanes: true))
          #expect(decoded.pixels.pixelCount <= limits.pixels)
        } catch {
          #expect(!error.identifier.isEmpty)
        }
      }
    }
  }

  @Test func `a truncated JPEG gives the rows that are there`() throws {
    let picture = SamplePictures.smooth(.rgb, width: 64, height: 64)
    let whole = try ImageEncoder.encodeJPEG(picture, quality: 95)
    let cut = Array(whole.prefix(whole.count - whole.count / 4))
    let decoded = try ImageDecoder.decode(ByteView(cut), format: .jpeg)
    #expect(decoded.isTruncated)
    let reference = try ImageDecoder.decode(ByteView(whole), format: .jpeg).pixels
    let topRow = decoded.pixels.rowStride
    #expect(decoded.pixels.samples.prefix(topRow) == reference.samples.prefix(topRow))
    #expect(decoded.pixels != reference)
  }

  @Test func `nothing and noise are refused`() {
    var random = SplitMix64(seed: 1)
    let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
    for format in ImageFormat.allCases {
      #expect(throws: DecodingError.self) {
        try ImageDecoder.decode(ByteView([]), format: format)
      }
      #expect(throws: DecodingError.self) {
        try ImageDecoder.decode(ByteView(noise), format: format)
      }
    }
  }

  /// Headers of pictures far larger than the limit, with next to nothing behind them.
  private func bombs() throws -> [(format: ImageFormat, pixels: Int, bytes: [UInt8])] {
    let side = 100_000
    let small = SamplePictures.noise(.rgb, width: 8, height: 8)
    var jpeg = try ImageEncoder.encodeJPEG(small)
    // SOF0: FF C0, length, precision, height, width.
    let frame = try #require(ByteView(jpeg).firstRange(of: [0xFF, 0xC0])).lowerBound
    jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0xFF, 0xDC, 0xFF, 0xDC])
    var gif = GIFWriter.file([small])
    gif.replaceSubrange(6..<10, with: [0xFF, 0xFF, 0xFF, 0xFF])
    var bitmap = BMPWriter.file(small)
    bitmap.replaceSubrange(18..<26, with: [0xA0, 0x86, 1, 0, 0xA0, 0x86, 1, 0])
    let tiff = TIFFWriter.file(
      width: side, height: side, bits: 8, samplesPerPixel: 3, photometric: 2, data: [1, 2, 3, 4])
    // 0x01869F = 99,999: sizes are stored less one.
    let still = [UInt8](try ImageEncoder.encodeWebP(small).dropFirst(12))
    let webp = WebPWriter.riff(
      Array("WEBP".utf8)
        + WebPWriter.chunk("VP8X", [2, 0, 0, 0, 0x9F, 0x86, 1, 0x9F, 0x86, 1])
        + WebPWriter.chunk("ANIM", [0, 0, 0, 0, 0, 0])
        + WebPWriter.chunk("ANMF", [0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 1, 0, 0, 0] + still))
    return [
      (
        .png, side * side,
        PNGWriter.file(width: side, height: side, bits: 8, type: .rgb, rows: [[0, 0, 0]])
      ),
      (.jpeg, 65500 * 65500, jpeg), (.gif, 65535 * 65535, gif), (.bmp, side * side, bitmap),
      (.tiff, side * side, tiff),
      // WebP itself stops at 2^32 pixels of canvas; less one in both directions fits.
      (.webp, side * side, webp),
    ]
  }

  @Test func `a bomb is refused with a code of its own, before its pixels are allocated`() throws {
    for (format, pixels, bytes) in try bombs() {
      do throws(DecodingError) {
        _ = try ImageDecoder.decode(ByteView(bytes), format: format)
        Issue.record("\(format): decoded")
      } catch {
        if format == .webp, error.code == .malformed { continue }
        #expect(error.code == .limitExceeded(.pixels, requested: pixels), "\(error)")
        #expect(error.identifier == "limit.pixels")
      }
    }
  }

  @Test func `a large picture in next to no bytes is refused, a small one is decoded`() throws {
    let small = SamplePictures.noise(.rgb, width: 8, height: 8)
    var jpeg = try ImageEncoder.encodeJPEG(small)
    let frame = try #require(ByteView(jpeg).firstRange(of: [0xFF, 0xC0])).lowerBound
    // 16,000 × 16,000 pixels are within the limit of pixels.
    jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0x3E, 0x80, 0x3E, 0x80])
    do throws(DecodingError) {
      _ = try ImageDecoder.decode(ByteView(jpeg), format: .jpeg)
      Issue.record("decoded")
    } catch {
      #expect(error.code == .limitExceeded(.totalMemory, requested: 768_000_000))
    }
    #expect(try ImageDecoder.readHeader(ByteView(jpeg), format: .jpeg).width == 16000)
    // 256 × 256 pixels of the same data are shown as far as they go.
    jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [1, 0, 1, 0])
    #expect(try ImageDecoder.decode(ByteView(jpeg), format: .jpeg).pixels.width == 256)
  }

  @Test func `the limit is the caller's`() throws {
    var limits = ParsingLimits()
    limits.pixels = 107
    for (format, bytes) in try samples() {
      let header = try ImageDecoder.readHeader(ByteView(bytes), format: format)
      let count = header.width * header.height
      do throws(DecodingError) {
        _ = try ImageDecoder.decode(ByteView(bytes), format: format, limits: limits)
        Issue.record("\(format): decoded")
      } catch {
        switch error.code {
        case .limitExceeded(.pixels, requested: count): break
        case .limitExceeded(.totalMemory, requested: _): #expect([.heif, .avif].contains(format))
        default: Issue.record("\(error)")
        }
      }
      limits.pixels = count
      #expect(throws: Never.self) {
        try ImageDecoder.decode(ByteView(bytes), format: format, limits: limits)
      }
      limits.pixels = 107
    }
  }

  @Test func `a progressive JPEG of a thousand scans is refused`() throws {
    let picture = SamplePictures.smooth(.gray, width: 64, height: 64)
    let bytes = try ImageEncoder.encodeJPEG(picture, isProgressive: true)
    // Repeats the last scan, which refines coefficients: legal, cheap to write, costly to read.
    let view = ByteView(bytes)
    var lastScan = 0
    while let next = view.firstRange(of: [0xFF, 0xDA], from: lastScan + 1) {
      lastScan = next.lowerBound
    }
    let scan = bytes[lastScan..<(bytes.count - 2)]
    var bomb = Array(bytes.dropLast(2))
    for _ in 0..<1000 { bomb += scan }
    bomb += [0xFF, 0xD9]
    do throws(DecodingError) {
      _ = try ImageDecoder.decode(ByteView(bomb), format: .jpeg)
      Issue.record("decoded")
    } catch {
      #expect(error.code == .limitExceeded(.totalMemory, requested: 0))
      #expect(error.message == "too many scans")
    }
  }

  @Test func `an error keeps the library's number and words`() {
    do throws(DecodingError) {
      _ = try ImageDecoder.decode(ByteView([0, 1, 2, 3]), format: .jpeg)
      Issue.record("decoded")
    } catch {
      #expect(error.code == .malformed)
      #expect(error.message == "Not a JPEG file: starts with 0x00 0x01")
      // The number itself differs between versions of libjpeg's interface.
      #expect(error.libraryCode > 0)
    }
  }
}
