import ByteReading
import Testing

@testable import Compression

@Suite struct InflationTests {
  /// "hello hello hello hello\n", packed by Python's gzip and zlib modules.
  static let gzip: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57,
    0xC8, 0x40, 0x27, 0xB9, 0x00, 0x00, 0x88, 0x59, 0x0B, 0x18, 0x00, 0x00, 0x00,
  ]

  @Test func `what is packed comes out again`() throws {
    let text = Array(String(repeating: "provenance ", count: 500).utf8)
    for level in [0, 1, 6, 9] {
      let packed = try deflate(zlib: ByteView(text), level: level)
      #expect(try inflate(zlib: ByteView(packed), limit: 1 << 20) == text)
      #expect(try inflate(raw: ByteView(packed).suffix(from: 2), limit: 1 << 20) == text)
    }
  }

  @Test func `a gzip member of another program unpacks`() throws {
    let text = try inflate(gzip: ByteView(Self.gzip), limit: 100)
    #expect(text == Array("hello hello hello hello\n".utf8))
  }

  @Test func `an empty stream gives no bytes`() throws {
    let packed = try deflate(zlib: ByteView([]))
    #expect(try inflate(zlib: ByteView(packed), limit: 0) == [])
  }

  @Test(arguments: [0, 1, 4_095, 4_096, 16_383, 16_384, 16_385, 99_999])
  func `a result of exactly the limit passes and one byte more does not`(count: Int) throws {
    let bytes = [UInt8](repeating: 7, count: count)
    let packed = ByteView(try deflate(zlib: ByteView(bytes)), offsetInFile: 40)
    #expect(try inflate(zlib: packed, limit: count) == bytes)
    guard count > 0 else { return }
    do {
      _ = try inflate(zlib: packed, limit: count - 1)
      Issue.record("the limit did not hold")
    } catch {
      guard case .limitExceeded(.payloadSize, _) = error.code else {
        Issue.record("wrong code \(error)")
        return
      }
      #expect(error.offset == 40)
      #expect(error.identifier == "limit.payloadSize")
    }
  }

  @Test func `a bomb stops at the limit`() throws {
    let packed = try deflate(zlib: ByteView([UInt8](repeating: 0, count: 8 << 20)), level: 9)
    #expect(packed.count < 16_384)
    #expect(throws: ParsingError.self) { try inflate(zlib: ByteView(packed), limit: 1 << 16) }
    let partial = inflatePartially(zlib: ByteView(packed), limit: 1 << 16)
    #expect(partial.bytes.isEmpty)
  }

  @Test func `a stream cut short is bad compression but keeps what was there`() throws {
    let text = Array((0..<2_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
    let packed = try deflate(zlib: ByteView(text))
    let cut = ByteView(Array(packed[..<(packed.count / 2)]))
    #expect(throws: ParsingError(.badCompression, at: 0)) { try inflate(zlib: cut, limit: 1 << 20) }
    let partial = inflatePartially(zlib: cut, limit: 1 << 20)
    #expect(partial.fault?.code == .badCompression)
    #expect(!partial.bytes.isEmpty && text.starts(with: partial.bytes))
  }

  @Test func `garbage is bad compression in every format`() {
    let garbage = ByteView([0xDE, 0xAD, 0xBE, 0xEF, 0xFF, 0xFF])
    let fault = ParsingError(.badCompression, at: 0)
    #expect(throws: fault) { try inflate(zlib: garbage, limit: 99) }
    #expect(throws: fault) { try inflate(gzip: garbage, limit: 99) }
    #expect(throws: fault) { try inflate(raw: ByteView([0xFF, 0xFF]), limit: 99) }
    #expect(throws: fault) { try brotliDecode(garbage, limit: 99) }
    #expect(throws: fault) { try inflate(zlib: ByteView([]), limit: 99) }
  }

  @Test func `brotli unpacks within its limit`() throws {
    // An uncompressed meta-block of four bytes and an empty last one (RFC 7932 §9.2).
    let packed: [UInt8] = [0x8B, 0x01, 0x80, 0x61, 0x62, 0x63, 0x64, 0x03]
    #expect(try brotliDecode(ByteView(packed), limit: 4) == Array("abcd".utf8))
    #expect(throws: ParsingError.self) { try brotliDecode(ByteView(packed), limit: 3) }
    #expect(throws: ParsingError(.badCompression, at: 0)) {
      try brotliDecode(ByteView(packed).slice(0..<5) ?? ByteView([]), limit: 9)
    }
  }

  @Test func `checksum and search`() {
    #expect(crc32(ByteView(Array("123456789".utf8))) == 0xCBF4_3926)
    let half = crc32(ByteView(Array("12345".utf8)))
    #expect(crc32(ByteView(Array("6789".utf8)), continuing: half) == 0xCBF4_3926)
    let view = ByteView([1, 2, 3, 2])
    #expect(firstIndex(of: 2, in: view, from: 0) == 1)
    #expect(firstIndex(of: 2, in: view, from: 2) == 3)
    #expect(firstIndex(of: 9, in: view, from: 0) == nil)
    #expect(firstIndex(of: 1, in: view, from: 4) == nil)
  }
}
