import Forensics
import Pixels
import Testing

struct TileSelectionTests {
  @Test(arguments: [(192, 192), (256, 256), (448, 320), (300, 900), (64, 64)])
  func `Tiles lie in the picture, at multiples of 16, and do not overlap`(_ size: (Int, Int)) {
    let picture = SyntheticPictures.noisy(width: size.0, height: size.1)
    let selection = TileSelection(of: picture)
    #expect(!selection.tiles.isEmpty && selection.tiles.count <= TileSelection.maximumCount)
    for (index, tile) in selection.tiles.enumerated() {
      #expect(tile.x % 16 == 0 && tile.y % 16 == 0 && tile.x >= 0 && tile.y >= 0)
      #expect(tile.x + tile.side <= size.0 && tile.y + tile.side <= size.1)
      for other in selection.tiles[(index + 1)...] {
        #expect(abs(tile.x - other.x) >= tile.side || abs(tile.y - other.y) >= tile.side)
      }
    }
  }

  @Test(arguments: [(63, 500), (1, 1), (500, 40)])
  func `A picture too small for a tile has none`(_ size: (Int, Int)) {
    #expect(TileSelection(of: SyntheticPictures.noisy(width: size.0, height: size.1)).tiles == [])
  }

  @Test(arguments: PixelBuffer.Layout.allCases)
  func `Flat tiles are not measured, whatever the layout`(_ layout: PixelBuffer.Layout) {
    let selection = TileSelection(
      of: SyntheticPictures.plain(width: 256, height: 192, layout: layout))
    #expect(selection.tiles.isEmpty && selection.candidateCount > 0)
    #expect(selection.informativeCount == 0)
  }

  @Test func `Tiles are where the texture is`() throws {
    var picture = SyntheticPictures.plain(width: 256, height: 256)
    let noise = SyntheticPictures.noisy(width: 128, height: 256)
    for y in 0..<256 {
      for x in 0..<(128 * 3) { picture.samples[y * 768 + 384 + x] = noise.samples[y * 384 + x] }
    }
    let tiles = TileSelection(of: picture).tiles
    #expect(tiles.count == 2)
    #expect(tiles.allSatisfy { $0.x >= 128 })
  }

  @Test func `A face is measured first, and a wild region changes nothing`() throws {
    let picture = SyntheticPictures.noisy(width: 384, height: 384)
    let face = TileSelection.Region(x: 270, y: 10, width: 60, height: 60)
    let first = try #require(TileSelection(of: picture, preferring: [face]).tiles.first)
    #expect(first.x == 256 && first.y == 0)
    let wild = TileSelection.Region(x: .max - 5, y: .min, width: .max, height: .min)
    #expect(
      TileSelection(of: picture, preferring: [wild]).tiles == TileSelection(of: picture).tiles)
  }
}
