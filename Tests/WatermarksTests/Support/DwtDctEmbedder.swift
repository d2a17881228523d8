import Pixels
import _TestSupport

@testable import Watermarks

/// Writes `dwtDct` marks as the reference encoder does, for tests.
///
/// - Reference: ShieldMnt/invisible-watermark 0.2, `maxDct.py`, with OpenCV's colour conversions.
enum DwtDctEmbedder {
  /// A picture of soft colours with specks of saturated blue and red, which the mark needs: in
  /// plain areas the encoder itself loses bits.
  static func picture(width: Int = 192, height: Int = 192, seed: UInt64 = 1) -> PixelBuffer {
    var random = SplitMix64(seed: seed)
    let cellsWide = (width + 1) / 2
    let specks = (0..<(cellsWide * ((height + 1) / 2) * 2)).map { _ in
      let part = Double(random.next() % 2001) / 1000 - 1
      return Int(75 * part * part * part * part * part)
    }
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let wave = 20 * ((x / 24 + y / 17) % 3) + (x * 20) / width
        let cell = (y / 2 * cellsWide + x / 2) * 2
        let grain = Int(random.next() % 5) - 2
        samples.append(UInt8(100 + wave + specks[cell] + grain))
        samples.append(UInt8(95 + wave + grain))
        samples.append(UInt8(90 + wave + specks[cell + 1] + grain))
      }
    }
    return PixelBuffer(width: width, height: height, layout: .rgb, samples: samples)
  }

  /// The picture with `bits` in it, read and written in the way of `view`.
  static func embed(_ bits: [UInt8], view: DwtDctView, in picture: PixelBuffer) -> PixelBuffer {
    var result = picture
    let (first, last) = view.exchangesRedAndBlue ? (0, 2) : (2, 0)
    let width = picture.width
    var chroma = Chroma(picture, first: first, last: last, isFloat: view.isFloat)
    let columns = width / 8
    for block in 0..<(columns * (picture.height / 8)) {
      let (left, top) = (block % columns * 8, block / columns * 8)
      var largest = (value: 0.0, at: 0)
      for element in 1..<16 {
        let value = chroma.low(left + element % 4 * 2, top + element / 4 * 2)
        if abs(value) > abs(largest.value) || element == 1 { largest = (value, element) }
      }
      let magnitude = abs(largest.value)
      let bit = Double(bits[block % bits.count])
      let target = ((magnitude / 36).rounded(.down) + 0.25 + 0.5 * bit) * 36
      let change = (largest.value < 0 ? -target : target) - largest.value
      chroma.raise(
        left + largest.at % 4 * 2, top + largest.at / 4 * 2, by: change / 2)
    }
    for pixel in 0..<picture.pixelCount {
      let (blue, green, red) = chroma.color(pixel)
      result.samples[pixel * 3 + first] = blue
      result.samples[pixel * 3 + 1] = green
      result.samples[pixel * 3 + last] = red
    }
    return result
  }
}

/// The planes that an encoder works on.
struct Chroma {
  private let width: Int
  private let isFloat: Bool
  private var luma: [Double] = []
  private var u: [Double] = []
  private var v: [Double] = []

  init(_ picture: PixelBuffer, first: Int, last: Int, isFloat: Bool) {
    width = picture.width
    self.isFloat = isFloat
    for pixel in 0..<picture.pixelCount {
      let blue = Double(picture.samples[pixel * 3 + first])
      let green = Double(picture.samples[pixel * 3 + 1])
      let red = Double(picture.samples[pixel * 3 + last])
      let y = 0.299 * red + 0.587 * green + 0.114 * blue
      if isFloat {
        luma.append(y)
        u.append(0.492 * (blue - y) + 0.5)
        v.append(0.877 * (red - y) + 0.5)
      } else {
        luma.append(y.rounded())
        u.append((0.492 * (blue - y.rounded()) + 128).rounded())
        v.append(min(max((0.877 * (red - y.rounded()) + 128).rounded(), 0), 255))
      }
    }
  }

  /// The low band at an even position.
  func low(_ x: Int, _ y: Int) -> Double {
    let at = y * width + x
    return (u[at] + u[at + 1] + u[at + width] + u[at + width + 1]) / 2
  }

  /// Adds to the four samples of a low-band value; 8-bit samples lose their fraction.
  mutating func raise(_ x: Int, _ y: Int, by change: Double) {
    let at = y * width + x
    for index in [at, at + 1, at + width, at + width + 1] {
      let value = u[index] + change
      u[index] = isFloat ? value : min(max(value.rounded(.down), 0), 255)
    }
  }

  /// Blue, green and red of a pixel.
  func color(_ pixel: Int) -> (UInt8, UInt8, UInt8) {
    let center = isFloat ? 0.5 : 128
    let (du, dv) = (u[pixel] - center, v[pixel] - center)
    func byte(_ value: Double) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
    return (
      byte(luma[pixel] + 2.032 * du), byte(luma[pixel] - 0.395 * du - 0.581 * dv),
      byte(luma[pixel] + 1.14 * dv)
    )
  }
}
