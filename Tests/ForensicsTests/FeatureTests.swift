import ByteReading
import Codecs
import Containers
import Forensics
import Pixels
import Testing

struct FeatureTests {
  private func features(
    _ picture: PixelBuffer, coding: PictureCoding = .lossless
  ) -> ForensicFeatures {
    ForensicFeatures(of: picture, tiles: TileSelection(of: picture).tiles, coding: coding)
  }

  private func value(_ features: ForensicFeatures, _ name: String) throws -> Double {
    Double(try #require(features[name], "there is no statistic \(name)"))
  }

  private func jpeg(_ picture: PixelBuffer, quality: Int) throws -> PixelBuffer {
    let bytes = try ImageEncoder.encodeJPEG(picture, quality: quality, subsampling: .none)
    return try ImageDecoder.decode(ByteView(bytes), format: .jpeg).pixels
  }

  @Test func `Every statistic has one name`() {
    #expect(Set(ForensicFeatures.names).count == ForensicFeatures.names.count)
    #expect(ForensicFeatures.names.count > 200)
  }

  @Test(arguments: PixelBuffer.Layout.allCases)
  func `Statistics of any picture are finite`(_ layout: PixelBuffer.Layout) {
    var pictures = [SyntheticPictures.plain(width: 192, height: 192, layout: layout)]
    var checkered = pictures[0]
    for index in checkered.samples.indices {
      let pixel = index / layout.rawValue
      checkered.samples[index] = (pixel % 192 + pixel / 192) % 2 == 0 ? 255 : 0
    }
    pictures.append(checkered)
    for picture in pictures {
      // Flat and clipped tiles too, which selection would leave out.
      let all = TileSelection(of: SyntheticPictures.noisy(width: 192, height: 192)).tiles
      let features = ForensicFeatures(of: picture, tiles: all, coding: .lossless)
      #expect(features.values.allSatisfy { $0.isFinite })
    }
    #expect(
      ForensicFeatures(of: pictures[0], tiles: [], coding: .lossless).values
        .allSatisfy { $0.isFinite })
  }

  @Test func `Noise is measured in gray levels`() throws {
    let calm = features(SyntheticPictures.noisy(width: 192, height: 192, noise: 2))
    let loud = features(SyntheticPictures.noisy(width: 192, height: 192, noise: 8))
    let name = "noise.quantile.50"
    #expect(try value(loud, name) > value(calm, name) + 1)
  }

  @Test func `JPEG leaves a grid, and a comb of steps`() throws {
    let picture = SyntheticPictures.noisy(width: 192, height: 192)
    let plain = features(picture)
    let coded = features(try jpeg(picture, quality: 70))
    #expect(try value(coded, "jpeg.comb") > value(plain, "jpeg.comb") + 0.3)
    #expect(try value(coded, "cross.luma.2of16") > value(plain, "cross.luma.2of16"))
  }

  @Test func `A row of equal channels has no colour noise`() throws {
    let gray = features(SyntheticPictures.noisy(width: 192, height: 192).grayPicture())
    #expect(try value(gray, "residual.full.redGreen") > 0.999)
    let color = features(SyntheticPictures.noisy(width: 192, height: 192))
    #expect(try value(color, "residual.full.redGreen") < 0.9)
  }

  @Test func `Interpolated green samples show the mosaic of a sensor`() throws {
    var picture = SyntheticPictures.noisy(width: 192, height: 192, noise: 8)
    let source = picture.samples
    for y in 1..<191 {
      for x in 1..<191 where (x + y) % 2 == 1 {
        let neighbors = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
        let sum = neighbors.reduce(0) { $0 + Int(source[($1.1 * 192 + $1.0) * 3 + 1]) }
        picture.samples[(y * 192 + x) * 3 + 1] = UInt8(sum / 4)
      }
    }
    let mosaic = try value(features(picture), "mosaic.green")
    let plain = try value(
      features(SyntheticPictures.noisy(width: 192, height: 192, noise: 8)), "mosaic.green")
    #expect(mosaic > plain + 0.5)
  }

  @Test(arguments: [1.3, 1.45]) func `Enlarging is found, and noise alone is not`(
    _ factor: Double
  ) throws {
    let picture = SyntheticPictures.noisy(width: 256, height: 256)
    let enlarged = SyntheticPictures.enlarged(
      SyntheticPictures.noisy(width: 200, height: 200), by: factor)
    let detector = ResamplingDetector()
    #expect(detector.trace(in: features(picture)) == nil)
    let trace = try #require(detector.trace(in: features(enlarged)))
    #expect(trace.frequency > 0.05 && trace.frequency < 0.75)
  }

  @Test func `Unknown names have no value`() {
    #expect(features(SyntheticPictures.noisy(width: 192, height: 192))["no.such"] == nil)
  }

  @Test(arguments: [50, 75, 85, 92, 98])
  func `The mean step of a table tells its quality`(_ quality: Int) throws {
    let bytes = try ImageEncoder.encodeJPEG(
      SyntheticPictures.plain(width: 16, height: 16), quality: quality)
    let container = try Container(parsing: ByteView(bytes))
    let table = try #require(container.jpeg?.quantizationTables[0])
    let equivalent = try #require(PictureCoding.equivalentQuality(of: table))
    #expect(abs(equivalent - quality) <= 1)
  }

  @Test func `A table of another length has no quality`() {
    #expect(PictureCoding.equivalentQuality(of: [1, 2, 3]) == nil)
  }
}

extension PixelBuffer {
  /// The picture with its first channel in all channels.
  func grayPicture() -> PixelBuffer {
    var result = self
    for index in samples.indices {
      result.samples[index] = samples[index / channelCount * channelCount]
    }
    return result
  }
}
