import Pixels
import Testing

struct PixelBufferTests {
  /// 2 × 3 pixels: A B / C D / E F.
  private let letters = PixelBuffer(
    width: 2, height: 3, layout: .gray, samples: Array("ABCDEF".utf8))

  @Test(arguments: [
    (Orientation.up, 2, "ABCDEF"), (.upMirrored, 2, "BADCFE"), (.down, 2, "FEDCBA"),
    (.downMirrored, 2, "EFCDAB"), (.leftMirrored, 3, "ACEBDF"), (.right, 3, "ECAFDB"),
    (.rightMirrored, 3, "FDBECA"), (.left, 3, "BDFACE"),
  ])
  func `pictures are turned upright`(orientation: Orientation, width: Int, expected: String) {
    let upright = letters.upright(from: orientation)
    #expect(upright.width == width)
    #expect(String(decoding: upright.samples, as: UTF8.self) == expected)
    #expect(orientation.swapsAxes == (width == 3))
  }

  @Test func `channels stay together when a picture is turned`() {
    let picture = SamplePictures.noise(.rgba, width: 5, height: 3)
    for orientation in Orientation.allCases {
      let upright = picture.upright(from: orientation)
      let pixels = { (buffer: PixelBuffer) in
        Set(
          (0..<buffer.pixelCount).map { Array(buffer.samples[($0 * 4)..<($0 * 4 + 4)]) })
      }
      #expect(pixels(upright) == pixels(picture))
    }
  }

  /// The mean over the exact area, in double precision.
  private func reference(_ picture: PixelBuffer, width: Int, height: Int) -> [Double] {
    func overlap(_ target: Int, _ source: Int, _ count: Int, _ newCount: Int) -> Double {
      let scale = Double(count) / Double(newCount)
      let start = max(Double(target) * scale, Double(source))
      let end = min(Double(target + 1) * scale, Double(source + 1))
      return max(0, end - start) / scale
    }
    let channels = picture.channelCount
    return (0..<(width * height * channels)).map { index in
      let (x, y, channel) = (
        index / channels % width, index / channels / width, index % channels
      )
      var sum = 0.0
      for sourceY in 0..<picture.height {
        for sourceX in 0..<picture.width {
          let value = picture.samples[(sourceY * picture.width + sourceX) * channels + channel]
          sum +=
            Double(value) * overlap(x, sourceX, picture.width, width)
            * overlap(y, sourceY, picture.height, height)
        }
      }
      return sum
    }
  }

  @Test(arguments: [(9, 7, 3, 2), (16, 16, 8, 8), (7, 5, 7, 5), (10, 3, 1, 1), (5, 8, 4, 7)])
  func `downscaling is the mean of the covered area`(
    width: Int, height: Int, newWidth: Int, newHeight: Int
  ) {
    for layout in PixelBuffer.Layout.allCases {
      let picture = SamplePictures.noise(layout, width: width, height: height)
      let scaled = picture.downscaled(width: newWidth, height: newHeight)
      let exact = reference(picture, width: newWidth, height: newHeight)
      // Rounding to nearest, and single-precision sums.
      let largest = zip(scaled.samples, exact).map { abs(Double($0) - $1) }.max() ?? 0
      #expect(largest <= 0.501)
    }
  }

  @Test func `a thumbnail keeps the shape and never enlarges`() {
    let picture = SamplePictures.smooth(.rgb, width: 64, height: 24)
    let small = picture.thumbnail(maxSide: 16)
    #expect(small.width == 16 && small.height == 6)
    #expect(picture.thumbnail(maxSide: 64) == picture)
    let thin = SamplePictures.smooth(.rgb, width: 1, height: 64).thumbnail(maxSide: 8)
    #expect(thin.width == 1 && thin.height == 8)
  }

  @Test func `a constant picture stays constant when scaled`() {
    let picture = PixelBuffer(
      width: 13, height: 11, layout: .gray, samples: [UInt8](repeating: 255, count: 143))
    #expect(picture.downscaled(width: 5, height: 4).samples.allSatisfy { $0 == 255 })
  }

  @Test func `layouts are converted`() {
    let gray = PixelBuffer(width: 2, height: 1, layout: .gray, samples: [1, 2])
    #expect(gray.convertedToRGB().samples == [1, 1, 1, 2, 2, 2])
    #expect(gray.convertedToRGBA().samples == [1, 1, 1, 255, 2, 2, 2, 255])
    let rgba = PixelBuffer(width: 2, height: 1, layout: .rgba, samples: [1, 2, 3, 0, 4, 5, 6, 255])
    #expect(rgba.convertedToRGB().samples == [1, 2, 3, 4, 5, 6])
    #expect(rgba.blended(over: 255).samples == [255, 255, 255, 4, 5, 6])
    #expect(rgba.hasTransparency)
    #expect(!gray.convertedToRGBA().hasTransparency)
  }

  @Test func `a crop outside the picture is nil`() {
    #expect(letters.cropped(x: 1, y: 1, width: 1, height: 2)?.samples == Array("DF".utf8))
    #expect(letters.cropped(x: 1, y: 1, width: 2, height: 1) == nil)
    #expect(letters.cropped(x: 0, y: 0, width: 0, height: 1) == nil)
    #expect(letters.cropped(x: -1, y: 0, width: 1, height: 1) == nil)
    #expect(letters.cropped(x: 0, y: 0, width: .max, height: 1) == nil)
  }
}
