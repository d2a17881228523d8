import ByteReading
import Compression
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

struct StealthReaderTests {
  private let text = "masterpiece, a lighthouse — 灯台\nSteps: 20, Seed: 7"

  private func picture(_ layout: PixelBuffer.Layout, width: Int = 40, height: Int = 33)
    -> PixelBuffer
  {
    var random = SplitMix64(seed: 3)
    let samples = (0..<(width * height * layout.rawValue)).map { _ in
      UInt8(truncatingIfNeeded: random.next())
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }

  private func read(_ pixels: PixelBuffer, limit: Int = 1 << 20) -> StealthPayload? {
    StealthReader(limit: limit).read(pixels)
  }

  @Test(arguments: StealthPayload.Variant.allCases, [PixelBuffer.Layout.rgb, .rgba])
  func `text comes back`(variant: StealthPayload.Variant, layout: PixelBuffer.Layout) throws {
    var stored = Array(text.utf8)
    if variant == .packedAlpha || variant == .packedColor {
      stored = try Self.gzip(stored)
    }
    let marked = StealthEmbedder.embed(stored, variant: variant, in: picture(layout))
    let payload = try #require(read(marked))
    #expect(payload.text == text)
    #expect(payload.variant == variant)
    #expect(WatermarkDetector().detect(in: marked).stealth == payload)
  }

  @Test func `a picture without a signature holds no text`() {
    #expect(read(picture(.rgb)) == nil)
    #expect(read(picture(.rgba)) == nil)
    #expect(read(picture(.gray)) == nil)
    #expect(read(picture(.rgba, width: 1, height: 1)) == nil)
    #expect(WatermarkDetector().detect(in: picture(.rgba)).evaluated.contains("stealth-pnginfo"))
  }

  @Test(arguments: [0, 7, 1 << 20, 0xFFFF_FFFF])
  func `a length of nothing or past the end is no text`(bits: Int) {
    let marked = StealthEmbedder.embed(
      Array(text.utf8), variant: .alpha, claimedBits: bits, in: picture(.rgba))
    #expect(read(marked) == nil)
  }

  @Test func `text over the limit is not read`() {
    let marked = StealthEmbedder.embed(Array(text.utf8), variant: .color, in: picture(.rgb))
    #expect(read(marked, limit: text.utf8.count) != nil)
    #expect(read(marked, limit: text.utf8.count - 1) == nil)
  }

  @Test func `packed text that unpacks over the limit is not read`() throws {
    let packed = try Self.gzip([UInt8](repeating: 0x61, count: 5000))
    #expect(packed.count < 100)
    let marked = StealthEmbedder.embed(packed, variant: .packedAlpha, in: picture(.rgba))
    #expect(read(marked, limit: 5000)?.text.utf8.count == 5000)
    #expect(read(marked, limit: 4999) == nil)
  }

  @Test func `broken packing is no text`() throws {
    var stored = try Self.gzip(Array(text.utf8))
    stored[0] = 0
    let marked = StealthEmbedder.embed(stored, variant: .packedColor, in: picture(.rgb))
    #expect(read(marked) == nil)
  }

  @Test func `a picture that is too small for the text is read without harm`() {
    let marked = StealthEmbedder.embed(
      Array(text.utf8), variant: .alpha, in: picture(.rgba, width: 20, height: 20))
    #expect(read(marked) == nil)
  }

  /// A gzip member (RFC 1952 §2.3): the deflate stream of a zlib stream between other brackets.
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var member = ByteBuilder()
    member.append([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    member.append(try deflate(zlib: ByteView(bytes)).dropFirst(2).dropLast(4))
    member.little(crc32(ByteView(bytes)), count: 4)
    member.little(bytes.count, count: 4)
    return member.bytes
  }
}
