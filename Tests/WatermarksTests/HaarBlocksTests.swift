import Pixels
import Testing
import _TestSupport

@testable import PixelStatistics

struct HaarBlocksTests {
  private func noise(_ layout: PixelBuffer.Layout, width: Int, height: Int) -> PixelBuffer {
    var random = SplitMix64(seed: UInt64(width * height))
    // Extremes of the range are as frequent as all other values together.
    let samples = (0..<(width * height * layout.rawValue)).map { _ -> UInt8 in
      let value = random.next()
      return value & 0x300 == 0 ? 0 : value & 0x300 == 0x300 ? 255 : UInt8(value & 255)
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }

  @Test(arguments: PixelBuffer.Layout.allCases, [(64, 40), (37, 29), (8, 8), (7, 30)])
  func `the fast form gives what the form by samples gives`(
    layout: PixelBuffer.Layout, size: (Int, Int)
  ) {
    let pixels = noise(layout, width: size.0, height: size.1)
    for (x, y) in [(0, 0), (3, 6), (7, 1)] {
      #expect(
        HaarBlocks.measured(pixels, x: x, y: y)
          == HaarBlocks.measuredBySamples(pixels, x: x, y: y))
    }
  }

  @Test(arguments: [PixelBuffer.Layout.rgb, .rgba])
  func `the surface holds the blocks of every grid`(layout: PixelBuffer.Layout) throws {
    let pixels = noise(layout, width: 44, height: 39)
    let surface = try #require(HaarSurface(pixels, x: 2, y: 1, width: 30, height: 28))
    for (x, y) in [(0, 0), (1, 5), (6, 3)] {
      let blocks = HaarBlocks.measured(pixels, x: 2 + x, y: 1 + y)
      for row in 0..<3 {
        for column in 0..<3 {
          let position = x + column * 8
          let at = (y + row * 8) * surface.vectorsPerRow + position / 8
          let block = row * blocks.columns + column
          for (found, expected) in [
            (surface.blue, blocks.blue[block]), (surface.red, blocks.red[block]),
          ] {
            #expect(found.lowest[at][position % 8] == expected.lowest)
            #expect(found.highest[at][position % 8] == expected.highest)
          }
        }
      }
    }
  }

  @Test func `a surface that leaves the picture is refused`() {
    let pixels = noise(.rgb, width: 40, height: 40)
    #expect(HaarSurface(pixels, x: 0, y: 0, width: 33, height: 33) != nil)
    #expect(HaarSurface(pixels, x: 0, y: 0, width: 34, height: 33) == nil)
    #expect(HaarSurface(pixels, x: 0, y: 1, width: 33, height: 33) == nil)
    #expect(HaarSurface(pixels, x: -1, y: 0, width: 8, height: 8) == nil)
    #expect(HaarSurface(pixels, x: 0, y: 0, width: .max, height: 8) == nil)
    #expect(
      HaarSurface(noise(.gray, width: 40, height: 40), x: 0, y: 0, width: 8, height: 8) == nil)
  }

  @Test func `U of known colours`() {
    // OpenCV 4.x, cvtColor(BGR2YUV): U of blue 239, of red 91, of green 54, of white 128.
    let colors: [([UInt8], Int16)] = [
      ([0, 0, 255], 239), ([255, 0, 0], 91), ([0, 255, 0], 54), ([255, 255, 255], 128),
    ]
    for (color, chroma) in colors {
      let samples = (0..<64).flatMap { _ in color }
      let pixels = PixelBuffer(width: 8, height: 8, layout: .rgb, samples: samples)
      let block = HaarBlocks.Extremes(lowest: chroma * 4, highest: chroma * 4)
      #expect(HaarBlocks.measured(pixels).blue == [block], "\(color)")
      #expect(HaarLowBand(pixels).sums.allSatisfy { $0 == chroma * 4 })
    }
  }

  @Test func `the low band of a picture is that of its blocks`() {
    let pixels = noise(.rgb, width: 18, height: 13)
    let band = HaarLowBand(pixels)
    #expect(band.width == 8 && band.height == 6)
    let blocks = HaarBlocks.measured(pixels)
    let values = (1..<16).map { band.sums[$0 / 4 * band.width + $0 % 4] }
    #expect(values.max() == blocks.blue.first?.highest)
    #expect(values.min() == blocks.blue.first?.lowest)
  }

  @Test(arguments: [PixelBuffer.Layout.rgb, .rgba], [(64, 40), (8, 8), (24, 16)])
  func `restored chroma is the filtered low band`(
    layout: PixelBuffer.Layout, size: (Int, Int)
  ) {
    let pixels = noise(layout, width: size.0, height: size.1)
    var exchanged = pixels
    for at in stride(from: 0, to: pixels.samples.count, by: layout.rawValue) {
      exchanged.samples.swapAt(at, at + 2)
    }
    let found = HaarBlocks.restored(pixels)
    for (picture, blocks) in [(pixels, found.blue), (exchanged, found.red)] {
      let band = HaarLowBand(picture)
      let filter = HaarBlocks.restoringFilter.map { Double($0) }
      /// The value at a place, with the border going on.
      func value(_ x: Int, _ y: Int) -> Double {
        var sum = 0.0
        for dy in -3...3 {
          for dx in -3...3 {
            let row = min(max(y + dy, 0), band.height - 1)
            let column = min(max(x + dx, 0), band.width - 1)
            sum += filter[abs(dx)] * filter[abs(dy)] * Double(band.sums[row * band.width + column])
          }
        }
        return min(max(sum.rounded(), 0), 1020)
      }
      for index in blocks.indices {
        let (top, left) = (index / found.columns * 4, index % found.columns * 4)
        let values = (1..<16).map { value(left + $0 % 4, top + $0 / 4) }
        #expect(abs(Double(blocks[index].lowest) - (values.min() ?? 0)) <= 1)
        #expect(abs(Double(blocks[index].highest) - (values.max() ?? 0)) <= 1)
      }
    }
  }

  @Test func `the restoring filter undoes the enlarging`() {
    let filter = HaarBlocks.restoringFilter.map { Double($0) }
    #expect(abs(filter[0] + 2 * (filter[1] + filter[2] + filter[3]) - 1) < 1e-6)
    for step in 0...16 {
      let angle = Double(step) / 16 * .pi
      func cosine(_ n: Double) -> Double { n == 0 ? 1 : Self.cosine(n * angle) }
      let enlarged = 0.75 + 0.25 * cosine(1)
      let restoring = filter[0] + 2 * (1...3).reduce(0) { $0 + filter[$1] * cosine(Double($1)) }
      #expect(abs(enlarged * restoring - 1) < 0.005)
    }
  }

  private static func cosine(_ angle: Double) -> Double {
    // Enough terms for angles up to 3π.
    var (term, sum) = (1.0, 1.0)
    for order in 1...30 {
      term *= -angle * angle / Double((2 * order - 1) * (2 * order))
      sum += term
    }
    return sum
  }
}
