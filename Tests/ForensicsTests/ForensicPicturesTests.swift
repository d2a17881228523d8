import ByteReading
import Codecs
import Containers
import Pixels
import Testing

@testable import Forensics

struct ForensicPicturesTests {
  @Test func `A residual is as large as the picture without its border`() throws {
    let picture = SyntheticPictures.noisy(width: 64, height: 40)
    let residual = try #require(ForensicPictures.residual(of: picture))
    #expect(residual.width == 62 && residual.height == 38 && residual.layout == .rgb)
    let plain = try #require(
      ForensicPictures.residual(of: SyntheticPictures.plain(width: 64, height: 40, layout: .gray)))
    #expect(plain.samples.allSatisfy { $0 == 128 })
    #expect(
      ForensicPictures.residual(of: SyntheticPictures.plain(width: 7, height: 40)) == nil)
  }

  @Test func `A wave is marked in the spectrum where it lies`() throws {
    var picture = SyntheticPictures.noisy(width: 192, height: 192, noise: 2)
    for index in picture.samples.indices where index / 3 % 192 % 4 < 2 {
      picture.samples[index] &+= 40
    }
    let tiles = TileSelection(of: picture).tiles
    let spectrum = try #require(ForensicPictures.spectrum(of: picture, tiles: tiles))
    #expect(spectrum.picture.width == 512 && spectrum.picture.height == 512)
    let peak = try #require(spectrum.peaks.first)
    #expect(abs(peak.horizontal - 0.25) < 0.02 && abs(peak.vertical) < 0.02)
    #expect(peak.isOnLattice)
    // The mark is red.
    let samples = spectrum.picture.samples
    #expect(
      stride(from: 0, to: samples.count, by: 3).contains {
        samples[$0] == 230 && samples[$0 + 1] == 60 && samples[$0 + 2] == 50
      })
    #expect(ForensicPictures.spectrum(of: picture, tiles: []) == nil)
  }

  @Test func `The map frames every tile and can be written as PNG`() throws {
    let picture = SyntheticPictures.noisy(width: 200, height: 192)
    let tiles = TileSelection(of: picture).tiles
    let map = ForensicPictures.tileMap(of: picture, tiles: tiles)
    #expect(map.width == 200 && map.height == 192)
    for tile in tiles {
      #expect(map.sample(x: tile.x, y: tile.y, channel: 2) == 230)
      #expect(map.sample(x: tile.x, y: tile.y, channel: 0) == 40)
    }
    let bytes = try ImageEncoder.encodePNG(map)
    #expect(try ImageDecoder.decode(ByteView(bytes), format: .png).pixels == map)
  }

  @Test func `A frame that leaves the picture is cut off`() {
    var picture = SyntheticPictures.plain(width: 8, height: 8)
    picture.drawFrame(x: -20, y: -20, width: 200, height: 200, color: (1, 2, 3))
    #expect(picture == SyntheticPictures.plain(width: 8, height: 8))
    picture.drawFrame(x: 6, y: 6, width: 9, height: 9, color: (1, 2, 3))
    #expect(picture.sample(x: 7, y: 7, channel: 0) == 1)
  }
}
