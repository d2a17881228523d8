import ByteReading
import Testing
import _TestSupport

struct ByteReaderTests {
  let view = ByteView([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08], offsetInFile: 100)

  @Test func `numbers are read in both byte orders`() throws {
    var reader = ByteReader(view)
    #expect(try reader.uint16(.big) == 0x0102)
    #expect(try reader.uint16(.little) == 0x0403)
    #expect(try reader.uint24() == 0x050607)
    #expect(reader.offsetInFile == 107)
    try reader.seek(to: 0)
    #expect(try reader.uint64(.little) == 0x0807_0605_0403_0201)
  }

  @Test func `a number that does not fit is truncated at its offset in the file`() throws {
    var reader = ByteReader(view)
    try reader.skip(6)
    #expect(throws: ParsingError(.truncated, at: 106)) { try reader.uint32() }
    // The cursor stays, so that a caller can go on with less.
    #expect(try reader.uint16() == 0x0708)
  }

  @Test func `a part cannot be read past its parent`() throws {
    var reader = ByteReader(view)
    var part = ByteReader(try reader.take(4))
    #expect(part.view.rangeInFile == 100..<104)
    #expect(throws: ParsingError(.truncated, at: 100)) { try part.take(5) }
    #expect(throws: ParsingError(.overrun, at: 100)) { try part.seek(to: 5) }
    #expect(throws: ParsingError(.truncated, at: 100)) { try part.skip(-1) }
  }

  @Test func `zero-terminated text ends at the zero or at the end`() {
    var reader = ByteReader(ByteView([0x61, 0x62, 0, 0x63]))
    #expect(reader.zeroTerminated().utf8 == "ab")
    #expect(reader.zeroTerminated().utf8 == "c")
    #expect(reader.isAtEnd)
  }

  @Test(arguments: [
    (-1, 1), (0, 9), (8, 1), (9, 0), (0, -1), (Int.max, 1), (1, Int.max), (Int.min, Int.min),
  ])
  func `a slice that leaves the view is nil`(offset: Int, count: Int) {
    #expect(view.slice(at: offset, count: count) == nil)
  }

  @Test func `slices keep their place in the file`() throws {
    let part = try #require(view.slice(at: 2, count: 3))
    #expect(part.offsetInFile == 102)
    #expect(part.suffix(from: 1).rangeInFile == 103..<105)
    #expect(part.suffix(from: 99).isEmpty)
    #expect(part[3] == nil)
    #expect(part[-1] == nil)
  }

  @Test func `a pattern is found where it starts, also at the very end`() throws {
    var random = SplitMix64(seed: 0x51)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...2, using: &random)
      }
      let pattern = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        UInt8.random(in: 0...2, using: &random)
      }
      let start = Int.random(in: 0...5, using: &random)
      let expected = (start..<max(start, bytes.count - pattern.count + 1))
        .first { Array(bytes[$0..<($0 + pattern.count)]) == pattern }
      #expect(ByteView(bytes).firstRange(of: pattern, from: start)?.lowerBound == expected)
    }
  }

  @Test func `text falls back to Latin-1`() {
    #expect(ByteView([0xE9]).text == "é")
    #expect(ByteView(Array("é".utf8)).text == "é")
  }

  @Test func `a four-character code writes unprintable bytes as hexadecimal`() {
    #expect(FourCC(rawValue: 0x0069_6E0A).description == "\\x00in\\x0A")
    #expect(("jumb" as FourCC).bytes == Array("jumb".utf8))
  }

  @Test func `each limit has a code of its own`() {
    let codes = ParsingError.Limit.allCases.map {
      ParsingError(.limitExceeded($0, requested: 1), at: 0).identifier
    }
    #expect(Set(codes).count == ParsingError.Limit.allCases.count)
  }
}
