import ByteReading
import Testing
import _TestSupport

@testable import Metadata

@Suite struct EXIFTests {
  private func comment(_ code: [UInt8], _ text: [UInt8], big: Bool = false) throws -> String? {
    let bytes = code + text
    let block = try EXIFBlock(
      ByteView(
        SampleFiles.tiff(
          [], children: [(34665, [(0x9286, 7, bytes.count, bytes)])], big: big)))
    return block.text("UserComment")
  }

  static let unicode = Array("UNICODE\0".utf8)
  static let ascii = Array("ASCII\0\0\0".utf8)

  static func utf16(_ text: String, big: Bool) -> [UInt8] {
    text.utf16.flatMap {
      big
        ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
    }
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func `Unicode comments are read in either byte order, whatever the file's`(
    order: (file: Bool, text: Bool)
  ) throws {
    for text in ["Steps: 20, Sampler: Euler", "猫が座る。プロンプト", "кошка на коврике"] {
      #expect(
        try comment(Self.unicode, Self.utf16(text, big: order.text), big: order.file) == text)
    }
  }

  @Test func `comments with a wrong code or none are still read`() throws {
    #expect(try comment(Self.ascii, Array("plain".utf8)) == "plain")
    #expect(try comment(Self.ascii, Array("Zürich".utf8)) == "Zürich")
    #expect(try comment(Self.ascii, Self.utf16("wide text", big: false)) == "wide text")
    #expect(try comment([], Array("{\"prompt\": 1}".utf8)) == "{\"prompt\": 1}")
    #expect(
      try comment([UInt8](repeating: 0, count: 8), Array("undefined   ".utf8)) == "undefined")
    #expect(try comment(Self.unicode, []) == "")
  }

  @Test func `a comment of several megabytes is read whole, and beyond the limit cut`() throws {
    let text = String(repeating: "x", count: 3 << 20)
    #expect(try comment(Self.ascii, Array(text.utf8))?.utf8.count == 3 << 20)
    var limits = ParsingLimits()
    limits.textLength = 1000
    let block = try EXIFBlock(
      ByteView(SampleFiles.tiff([(0x010E, 2, 5000, [UInt8](repeating: 0x41, count: 5000))])),
      limits: limits)
    #expect(block.text("ImageDescription")?.utf8.count == 1000)
    #expect(block.faults.map(\.identifier) == ["limit.textLength"])
  }

  @Test func `fields have standard names and stand where the file puts them`() throws {
    let file = SampleFiles.tiff(
      [
        SampleFiles.ascii(0x010F, "Prompt: {}"), SampleFiles.ascii(0x0110, "Model"),
        SampleFiles.ascii(0x0131, "Software 1.0"), SampleFiles.short(0x0112, 6),
        (0x8298, 2, 8, Array("one\0two\0".utf8)),
        (0x9286, 7, 12, Self.ascii + Array("oddd".utf8)),
        (0xABCD, 3, 2, [1, 0, 2, 0]),
      ],
      children: [
        (
          34665,
          [
            (0x829A, 5, 1, [1, 0, 0, 0, 60, 0, 0, 0]), SampleFiles.ascii(0xA431, "S/N 1"),
            (0x927C, 7, 6, [1, 2, 3, 4, 5, 6]), (0x9101, 7, 4, [1, 2, 3, 0]),
          ]
        )
      ])
    let block = try EXIFBlock(ByteView(file))
    #expect(block.text("Make") == "Prompt: {}")
    #expect(block.text("Software") == "Software 1.0")
    #expect(block.text("Copyright") == "one\ntwo")
    #expect(block.entry("UserComment")?.group == "IFD0")
    #expect(block.text("UserComment") == "oddd")
    #expect(block.text("0xABCD") == "1 2")
    #expect(block.entry("ExposureTime")?.group == "ExifIFD")
    #expect(block.text("ExposureTime") == "1/60")
    #expect(block.entry("ExposureTime")?.numbers == [1.0 / 60])
    #expect(block.entry("ExposureTime")?.meaning == "1/60 sec.")
    #expect(block.text("BodySerialNumber") == "S/N 1")
    #expect(block.text("ComponentsConfiguration") == "1 2 3 0")
    #expect(block.orientation == 6)
    #expect(block.hasMakerNote)
    #expect(block.faults.isEmpty)
  }

  @Test func `a position is read with its hemispheres, and a broken one is none`() throws {
    func rationals(_ values: [Int]) -> [UInt8] {
      values.flatMap { [UInt8($0), 0, 0, 0, 1, 0, 0, 0] }
    }
    func block(_ degrees: Int) throws -> EXIFBlock {
      try EXIFBlock(
        ByteView(
          SampleFiles.tiff(
            [],
            children: [
              (
                34853,
                [
                  SampleFiles.ascii(1, "S"), (2, 5, 3, rationals([degrees, 30, 0])),
                  SampleFiles.ascii(3, "E"), (4, 5, 3, rationals([10, 0, 36])),
                ]
              )
            ])))
    }
    let position = try #require(try block(45).position)
    #expect(position.latitude == -45.5)
    #expect(abs(position.longitude - 10.01) < 1e-9)
    #expect(try block(95).position == nil)
  }

  @Test func `a thumbnail is cut out and one outside is noted`() throws {
    var file = SampleFiles.tiff(
      [SampleFiles.short(0x0112, 1)],
      next: [(0x0201, 4, 1, [0, 0, 0, 0]), (0x0202, 4, 1, [4, 0, 0, 0])])
    let start = file.count
    // The value of the first entry of the second directory.
    let second = Int(file[8 + 2 + 12])
    file.replaceSubrange(
      (second + 10)..<(second + 12), with: [UInt8(start & 255), UInt8(start >> 8)])
    #expect(try EXIFBlock(ByteView(file)).faults.map(\.identifier) == ["overrun"])
    let whole = try EXIFBlock(ByteView(file + [0xFF, 0xD8, 0xFF, 0xD9]))
    #expect(whole.thumbnail?.bytes == [0xFF, 0xD8, 0xFF, 0xD9])
  }

  @Test func `damage is survived, and libexif writes nothing`() throws {
    let sample = SampleFiles.tiff(
      [SampleFiles.ascii(0x010F, "Canon"), SampleFiles.ascii(0x0110, "Canon EOS")],
      children: [
        (
          34665,
          [
            (
              0x927C, 7, 64,
              [2, 0, 1, 0, 3, 0, 4, 0, 0, 0, 40, 0, 0, 0] + [UInt8](repeating: 3, count: 50)
            ),
            (0x829A, 5, 1, [1, 0, 0, 0, 0, 0, 0, 0]),
          ]
        )
      ])
    var random = SplitMix64(seed: 7)
    for _ in 0..<400 {
      var bytes = sample
      for _ in 0..<4 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      guard let block = try? EXIFBlock(ByteView(bytes)) else { continue }
      for entry in block.entries {
        #expect(entry.range.upperBound <= bytes.count)
        _ = entry.meaning
        _ = entry.numbers
      }
      _ = MakerNote(of: block)
    }
  }
}
