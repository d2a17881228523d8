public import Pixels

/// Hides a text in the lowest bits of the alpha channel, as the stealth-pnginfo extension does.
public enum StealthText {
  /// The picture with `text` in it, not compressed.
  ///
  /// Column by column, most significant bit first: the signature `stealth_pnginfo`, the length of
  /// the text in bits as 32 bits, the text in UTF-8.
  ///
  /// - Precondition: The picture has a pixel for each bit.
  public static func embedding(_ text: String, in pixels: PixelBuffer) -> PixelBuffer {
    var message = ByteList()
    message.append("stealth_pnginfo")
    message.big(text.utf8.count * 8, count: 4)
    message.append(text)
    var picture = pixels.convertedToRGBA()
    precondition(message.bytes.count * 8 <= picture.pixelCount)
    for index in 0..<picture.pixelCount {
      let (x, y) = (index / picture.height, index % picture.height)
      let at = (y * picture.width + x) * 4 + 3
      let byte = index / 8 < message.bytes.count ? message.bytes[index / 8] : 0
      picture.samples[at] = picture.samples[at] & 0xFE | byte >> UInt8(7 - index % 8) & 1
    }
    return picture
  }
}
