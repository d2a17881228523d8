import ByteReading
import Compression
import Pixels

/// Reads text that was hidden in the lowest bits of the pixels.
///
/// Pixels are taken column by column. In alpha each pixel holds one bit, in colour three, red
/// first; the most significant bit of a byte comes first. The signature of 15 bytes is followed by
/// the length of the text in *bits*, as 32 bits, and the text.
///
/// - Reference: ashen-sensored/sd_webui_stealth_pnginfo; NovelAI/novelai-image-metadata.
struct StealthReader: Sendable {
  /// The largest text, as stored and unpacked, in bytes.
  let limit: Int

  /// Returns the text; nil when there is no signature, or what follows it is broken or too long.
  func read(_ pixels: PixelBuffer) -> StealthPayload? {
    switch pixels.layout {
    case .gray: nil
    case .rgb: read(LowBits(pixels, channels: [0, 1, 2]), [.color, .packedColor])
    case .rgba:
      read(LowBits(pixels, channels: [3]), [.alpha, .packedAlpha])
        ?? read(LowBits(pixels, channels: [0, 1, 2]), [.color, .packedColor])
    }
  }

  private func read(
    _ bits: LowBits, _ variants: [StealthPayload.Variant]
  ) -> StealthPayload? {
    guard let signature = bits.bytes(at: 0, count: 15),
      let variant = variants.first(where: { signature.elementsEqual($0.rawValue.utf8) }),
      let lengthBytes = bits.bytes(at: 15, count: 4)
    else { return nil }
    let length = lengthBytes.reduce(0) { $0 << 8 | Int($1) }
    // Writers count whole bytes; a remainder is not text.
    let count = length / 8
    guard count > 0, count <= limit, let stored = bits.bytes(at: 19, count: count) else {
      return nil
    }
    switch variant {
    case .alpha, .color:
      return StealthPayload(text: String(decoding: stored, as: UTF8.self), variant: variant)
    case .packedAlpha, .packedColor:
      guard let text = try? inflate(gzip: ByteView(stored), limit: limit) else { return nil }
      return StealthPayload(text: String(decoding: text, as: UTF8.self), variant: variant)
    }
  }
}

/// The lowest bits of some channels, column by column.
private struct LowBits {
  let pixels: PixelBuffer
  let channels: [Int]

  init(_ pixels: PixelBuffer, channels: [Int]) {
    self.pixels = pixels
    self.channels = channels
  }

  /// The bytes from a byte position on; nil when the picture does not hold so many.
  func bytes(at start: Int, count: Int) -> [UInt8]? {
    let total = pixels.pixelCount * channels.count
    guard count <= total / 8, start <= total / 8 - count else { return nil }
    let source = pixels.samples.span
    let step = pixels.channelCount
    let stride = pixels.rowStride
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var channel = start * 8 % channels.count
    let firstPixel = start * 8 / channels.count
    var (x, y) = (firstPixel / pixels.height, firstPixel % pixels.height)
    for _ in 0..<count {
      var byte: UInt8 = 0
      for _ in 0..<8 {
        byte = byte << 1 | source[y &* stride &+ x &* step &+ channels[channel]] & 1
        channel += 1
        guard channel == channels.count else { continue }
        channel = 0
        y += 1
        guard y == pixels.height else { continue }
        y = 0
        x += 1
      }
      bytes.append(byte)
    }
    return bytes
  }
}
