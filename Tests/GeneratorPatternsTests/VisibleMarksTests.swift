import Pixels
import Testing

@testable import GeneratorPatterns

struct VisibleMarksTests {
  private func gray(_ width: Int, _ height: Int, _ level: UInt8 = 90) -> PixelBuffer {
    PixelBuffer(
      width: width, height: height, layout: .rgb,
      samples: [UInt8](repeating: level, count: width * height * 3))
  }

  @Test func `A sparkle in its place is found`() throws {
    var picture = gray(200, 160)
    let sparkle = VisibleMarks.Sparkle(length: 48)
    // Margin 32 for length 48.
    let (left, top) = (200 - 56 - sparkle.side / 2, 160 - 56 - sparkle.side / 2)
    for (index, alpha) in sparkle.mask.enumerated() {
      let at = ((top + index / sparkle.side) * 200 + left + index % sparkle.side) * 3
      for channel in 0..<3 {
        picture.samples[at + channel] = UInt8(90 + 0.51 * alpha * 165)
      }
    }
    let mark = try #require(VisibleMarks.find(in: picture).first)
    #expect(mark.id == "gemini-sparkle" && mark.score > 0.98)
    #expect(abs(mark.box.x - left) <= 2 && abs(mark.box.y - top) <= 2)
  }

  @Test func `Five coloured squares are found`() throws {
    var picture = gray(256, 256)
    let colors: [[UInt8]] = [
      [255, 255, 102], [65, 255, 255], [81, 218, 76], [255, 110, 61], [60, 70, 255],
    ]
    for y in 252..<256 {
      for x in 236..<256 {
        for channel in 0..<3 {
          picture.samples[(y * 256 + x) * 3 + channel] = colors[(x - 236) / 4][channel]
        }
      }
    }
    let marks = VisibleMarks.find(in: picture)
    #expect(marks.map(\.id) == ["dalle2-squares"])
    #expect(try #require(marks.first).score < 1)
    #expect(marks.first?.box == .init(x: 236, y: 252, width: 20, height: 4))
  }

  @Test(arguments: [(200, 160), (1, 1), (20, 3000), (3000, 2)])
  func `A plain picture has no marks`(_ size: (Int, Int)) {
    #expect(VisibleMarks.find(in: gray(size.0, size.1)).isEmpty)
  }
}
