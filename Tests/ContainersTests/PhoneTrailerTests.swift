import ByteReading
import Containers
import Testing
import _TestSupport

/// What phones and ComfyUI leave in places of their own.
struct PhoneTrailerTests {
  private func read(_ bytes: [UInt8]) throws -> Container {
    try Container(parsing: ByteView(bytes))
  }

  private static let data = #"{"text":"a } and a \" {","genAIType":8}"#

  /// A block of a Samsung trailer with its mark.
  private static func block(_ name: String) -> [UInt8] {
    [0, 0, 0x91, 0x0D, UInt8(name.utf8.count), 0, 0, 0] + Array((name + data).utf8)
  }

  /// A whole trailer with one block, which one or more entries of the directory name.
  private static func trailer(_ name: String, entries: Int = 1) -> [UInt8] {
    let block = block(name)
    var sef = ByteBuilder()
    sef.append(block)
    sef.append("SEFH")
    sef.little(107, count: 4)
    sef.little(entries, count: 4)
    for _ in 0..<entries {
      sef.append([0, 0, 0x91, 0x0D])
      sef.little(block.count, count: 4)
      sef.little(block.count, count: 4)
    }
    sef.little(12 + 12 * entries, count: 4)
    sef.append("SEFT")
    return sef.bytes
  }

  @Test(arguments: ["PEg_Info", "PhotoEditor_Re_Edit_Data"])
  func `blocks of a trailer whose directory is lost are read from the front`(name: String) throws {
    let cut = Self.block(name) + Array("SEFHk".utf8)
    let bare = Array((name + Self.data + "SEFH").utf8)
    for trailer in [cut, bare, Self.trailer(name), Self.trailer(name) + [0, 0, 0, 0]] {
      for file in [SampleFiles.jpeg(trailer: trailer), SampleFiles.png(trailer: trailer)] {
        let entries = try read(file).payloads(of: .samsungTrailer)
        #expect(entries.map(\.keyword) == [name])
        #expect(entries.first?.data.utf8 == Self.data)
      }
    }
  }

  @Test func `entries that all name the same block are read no further than the trailer is long`()
    throws
  {
    let trailer = Self.trailer("PEg_Info", entries: 500)
    let container = try read(SampleFiles.jpeg(trailer: trailer))
    let entries = container.payloads(of: .samsungTrailer)
    #expect(entries.reduce(0) { $0 + $1.data.count } <= trailer.count)
    #expect(container.diagnostics.map(\.identifier) == ["limit.totalMemory"])
  }

  @Test func `HEIF items of the same bytes are read once`() throws {
    // The second location is that of the first.
    let exif = [0, 0, 0, 0] + SampleFiles.tiff([SampleFiles.ascii(0x0131, "Tool")])
    var file = SampleFiles.heif([("Exif", nil, exif), ("Exif", nil, exif)])
    let location = try #require(
      file.indices.first { file[$0...].starts(with: Array("iloc".utf8)) })
    // Behind the type: version and flags, two of sizes, two of the count, then 14 for each item.
    let first = location + 4 + 4 + 2 + 2 + 14
    file.replaceSubrange((first + 20)..<(first + 28), with: file[(first + 6)..<(first + 14)])
    #expect(try read(file).payloads(of: .exif).count == 1)
  }

  @Test func `other names, and objects that do not end, are no blocks`() throws {
    for trailer in [
      Array("PEg_Info is {\"genAIType\":8}".utf8), Array("xPEg_Info{\"genAIType\":8}".utf8),
      Array("PEg_Info{\"genAIType\":8".utf8), Array("Notes{\"genAIType\":8}".utf8),
    ] {
      let container = try read(SampleFiles.jpeg(trailer: trailer))
      #expect(container.payloads(of: .samsungTrailer).isEmpty)
      #expect(container.payloads(of: .trailer).first?.data.bytes == trailer)
    }
  }

  @Test func `a HEIF file holds the trailer in a box of its own or behind all boxes`() throws {
    let name = "PEg_Info"
    let trailer = Self.trailer(name)
    for end in [
      SampleFiles.box("sefd", trailer), SampleFiles.box("mpvd", SampleFiles.box("sefd", trailer)),
      trailer,
    ] {
      let container = try read(SampleFiles.heif() + end)
      #expect(container.payloads(of: .samsungTrailer).map(\.keyword) == [name])
      #expect(container.payloads(of: .samsungTrailer).first?.data.utf8 == Self.data)
      #expect(container.diagnostics.isEmpty)
    }
    // What has the type of a box is one, and ends too early.
    let cut = try read(SampleFiles.heif() + SampleFiles.box("mdat", [1, 2, 3, 4]).dropLast())
    #expect(cut.diagnostics.map(\.identifier) == ["overrun"])
  }

  @Test func `the chunk of animated pictures by ComfyUI holds texts`() throws {
    let file = SampleFiles.png([
      SampleFiles.chunk("comf", Array("prompt\0{}".utf8)),
      SampleFiles.chunk("coMf", Array("prompt\0{}".utf8)),
    ])
    let texts = try read(file).payloads(of: .text)
    #expect(texts.map(\.keyword) == ["prompt"])
    #expect(texts.map(\.carrier) == ["comf"])
    #expect(texts.first?.data.utf8 == "{}")
  }
}
