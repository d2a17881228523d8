import ByteReading
import Codecs
import Containers
import Pixels
import Testing

struct RoundTripTests {
  @Test(arguments: PixelBuffer.Layout.allCases, [false, true])
  func `PNG keeps every sample`(layout: PixelBuffer.Layout, isInterlaced: Bool) throws {
    let picture = SamplePictures.noise(layout, width: 13, height: 11)
    let bytes = try ImageEncoder.encodePNG(picture, isInterlaced: isInterlaced)
    let decoded = try ImageDecoder.decode(ByteView(bytes), format: .png)
    #expect(decoded.pixels == picture)
    #expect(decoded.isLossless)
    #expect(decoded.hasAlpha == (layout == .rgba))
    #expect(decoded.warnings.isEmpty)
  }

  @Test(arguments: [PixelBuffer.Layout.rgb, .rgba])
  func `lossless WebP keeps every sample`(layout: PixelBuffer.Layout) throws {
    let picture = SamplePictures.noise(layout)
    let decoded = try ImageDecoder.decode(
      ByteView(try ImageEncoder.encodeWebP(picture)), format: .webp)
    #expect(decoded.pixels == picture)
    #expect(decoded.isLossless)
    #expect(decoded.storedColorModel == "RGB")
  }

  @Test(arguments: [PixelBuffer.Layout.rgb, .rgba])
  func `lossy WebP is near`(layout: PixelBuffer.Layout) throws {
    let picture = SamplePictures.smooth(layout, width: 32, height: 32)
    let decoded = try ImageDecoder.decode(
      ByteView(try ImageEncoder.encodeWebP(picture, quality: 95)), format: .webp)
    let rgb = decoded.pixels.convertedToRGB()
    #expect(try #require(rgb.largestDifference(from: picture.convertedToRGB())) <= 16)
    #expect(!decoded.isLossless)
    #expect(decoded.storedColorModel == "YCbCr")
  }

  @Test(arguments: ImageEncoder.Subsampling.allCases, [false, true])
  func `JPEG is near`(subsampling: ImageEncoder.Subsampling, isProgressive: Bool) throws {
    let picture = SamplePictures.smooth(.rgb, width: 29, height: 19)
    let bytes = try ImageEncoder.encodeJPEG(
      picture, quality: 95, subsampling: subsampling, isProgressive: isProgressive)
    let decoded = try ImageDecoder.decode(ByteView(bytes), format: .jpeg)
    #expect(try #require(decoded.pixels.largestDifference(from: picture)) <= 14)
    #expect(decoded.storedColorModel == "YCbCr")
    #expect(!decoded.isTruncated)
  }

  @Test(arguments: [ImageFormat.heif, .avif])
  func `HEIC and AVIF are near, where libheif has the encoder`(format: ImageFormat) throws {
    let picture = SamplePictures.smooth(.rgb, width: 64, height: 64)
    let bytes: [UInt8]
    do throws(DecodingError) {
      bytes = try ImageEncoder.encodeHEIF(picture, format: format, quality: 95)
    } catch {
      // Libraries without an encoder say so with this code, and only with it.
      #expect(error.code == .unsupported)
      return
    }
    let decoded = try ImageDecoder.decode(ByteView(bytes), format: format)
    #expect(try #require(decoded.pixels.largestDifference(from: picture)) <= 24)
    #expect(decoded.frameCount == 1)
  }
}
