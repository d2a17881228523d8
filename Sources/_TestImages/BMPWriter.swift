public import Pixels

/// Writes 24-bit Windows bitmaps.
public enum BMPWriter {
  /// A file of a picture; alpha is dropped.
  public static func file(_ pixels: PixelBuffer) -> [UInt8] {
    let rgb = pixels.convertedToRGB()
    let padding = (4 - rgb.width * 3 % 4) % 4
    let dataSize = (rgb.width * 3 + padding) * rgb.height
    var file = ByteList()
    file.append("BM")
    for value in [54 + dataSize, 0, 54, 40, rgb.width, rgb.height] { file.little(value, count: 4) }
    file.little(1, count: 2)
    file.little(24, count: 2)
    for value in [0, dataSize, 2835, 2835, 0, 0] { file.little(value, count: 4) }
    for y in (0..<rgb.height).reversed() {
      for x in 0..<rgb.width {
        let at = (y * rgb.width + x) * 3
        file.append(rgb.samples[at..<(at + 3)].reversed())
      }
      file.append([UInt8](repeating: 0, count: padding))
    }
    return file.bytes
  }
}
