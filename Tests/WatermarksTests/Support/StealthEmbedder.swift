import Pixels
import _TestSupport

@testable import Watermarks

/// Hides text in lowest bits, for tests.
enum StealthEmbedder {
  /// A picture with a payload after the signature of `variant`.
  ///
  /// - Parameters:
  ///   - stored: The bytes after the length, packed or not.
  ///   - claimedBits: The length that is written; nil for the true one.
  static func embed(
    _ stored: [UInt8], variant: StealthPayload.Variant, claimedBits: Int? = nil,
    in picture: PixelBuffer
  ) -> PixelBuffer {
    var message = ByteBuilder()
    message.append(variant.rawValue)
    message.big(claimedBits ?? stored.count * 8, count: 4)
    message.append(stored)
    let bits = WatermarkMessage.bits(of: message.bytes)
    let isAlpha = variant == .alpha || variant == .packedAlpha
    var result = isAlpha ? picture.convertedToRGBA() : picture
    let channels = isAlpha ? [3] : [0, 1, 2]
    for (index, bit) in bits.enumerated() {
      let pixel = index / channels.count
      let (x, y) = (pixel / result.height, pixel % result.height)
      guard x < result.width else { break }
      let at = (y * result.width + x) * result.channelCount + channels[index % channels.count]
      result.samples[at] = result.samples[at] & 0xFE | bit
    }
    return result
  }
}
