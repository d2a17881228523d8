import Pixels

/// Reads the pixels of a stored picture by their places in the upright one, without turning it.
struct UprightView {
  let pixels: PixelBuffer
  /// The size of the upright picture, in pixels.
  let width: Int
  let height: Int
  private let start: Int
  private let alongRow: Int
  private let alongColumn: Int

  init(_ pixels: PixelBuffer, orientation: Orientation) {
    self.pixels = pixels
    (width, height) =
      orientation.swapsAxes ? (pixels.height, pixels.width) : (pixels.width, pixels.height)
    let (right, bottom) = (pixels.width - 1, (pixels.height - 1) * pixels.width)
    (start, alongRow, alongColumn) =
      switch orientation {
      case .up: (0, 1, pixels.width)
      case .upMirrored: (right, -1, pixels.width)
      case .down: (bottom + right, -1, -pixels.width)
      case .downMirrored: (bottom, 1, -pixels.width)
      case .leftMirrored: (0, pixels.width, 1)
      case .right: (bottom, -pixels.width, 1)
      case .rightMirrored: (bottom + right, -pixels.width, -1)
      case .left: (right, pixels.width, -1)
      }
  }

  /// The colour at column `x`, row `y` of the upright picture, `0...255`; nil outside.
  func color(x: Int, y: Int) -> SIMD3<UInt8>? {
    guard x >= 0, y >= 0, x < width, y < height else { return nil }
    let at = (start + y * alongColumn + x * alongRow) * pixels.channelCount
    if pixels.layout == .gray { return SIMD3(repeating: pixels.samples[at]) }
    return SIMD3(pixels.samples[at], pixels.samples[at + 1], pixels.samples[at + 2])
  }
}
