/// A decoded picture: 8-bit samples, interleaved, row-major, without padding.
///
/// Layout: `samples[(y * width + x) * channelCount + channel]`, channels in the order R, G, B, A or
/// a single gray channel. Values are sRGB-encoded as stored in the file, `0...255`: no colour
/// management, no orientation and no blending with alpha has been applied.
public struct PixelBuffer: Sendable, Hashable {
  /// Which channels a pixel has.
  public enum Layout: Int, Sendable, Hashable, CaseIterable {
    /// One channel.
    case gray = 1
    /// Red, green, blue.
    case rgb = 3
    /// Red, green, blue and straight (not premultiplied) alpha.
    case rgba = 4
  }

  /// The number of columns, in pixels, at least 1.
  public let width: Int
  /// The number of rows, in pixels, at least 1.
  public let height: Int
  /// The channels of a pixel.
  public let layout: Layout
  /// `width * height * channelCount` samples.
  public var samples: [UInt8]

  /// The number of samples of one pixel.
  public var channelCount: Int { layout.rawValue }
  /// The number of samples of one row.
  public var rowStride: Int { width * layout.rawValue }
  /// The number of pixels.
  public var pixelCount: Int { width * height }

  /// Creates a picture from its samples.
  ///
  /// - Precondition: Both dimensions are positive, and
  ///   `samples.count == width * height * layout.rawValue`.
  public init(width: Int, height: Int, layout: Layout, samples: [UInt8]) {
    precondition(width > 0 && height > 0 && samples.count == width * height * layout.rawValue)
    self.width = width
    self.height = height
    self.layout = layout
    self.samples = samples
  }

  /// The sample of `channel` at column `x`, row `y`; nil outside the picture.
  public func sample(x: Int, y: Int, channel: Int) -> UInt8? {
    guard x >= 0, x < width, y >= 0, y < height, channel >= 0, channel < channelCount else {
      return nil
    }
    return samples[(y * width + x) * channelCount + channel]
  }
}
