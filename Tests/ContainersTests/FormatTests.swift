import ByteReading
import Compression
import Testing
import _TestSupport

@testable import Containers

@Suite struct FormatTests {
  private func read(_ bytes: [UInt8], _ limits: ParsingLimits = ParsingLimits()) throws -> Container
  {
    try Container(parsing: ByteView(bytes), limits: limits)
  }

  // MARK: PNG

  @Test func `PNG chunks are named and their texts are unpacked`() throws {
    let long = String(repeating: "prompt ", count: 200)
    let packed = try deflate(zlib: ByteView(Array(long.utf8)))
    let file = SampleFiles.png(
      [
        SampleFiles.chunk("tEXt", Array("Title\0caf".utf8) + [0xE9]),
        SampleFiles.chunk("tEXt", Array("Name\0Žižek".utf8)),
        SampleFiles.chunk("zTXt", Array("parameters\0\0".utf8) + packed),
        SampleFiles.chunk(
          "iTXt", Array("Comment\0".utf8) + [1, 0] + Array("en\0\0".utf8) + packed),
        SampleFiles.chunk(
          "iTXt", Array("XML:com.adobe.xmp\0".utf8) + [0, 0, 0, 0] + SampleFiles.xmp("")),
        SampleFiles.chunk("tEXt", Array("XML:com.adobe.xmp\0<x/>".utf8)),
        SampleFiles.chunk("eXIf", SampleFiles.tiff([SampleFiles.ascii(0x010F, "M")])),
        SampleFiles.chunk("caBX", SampleFiles.jumbf(isStore: true, content: [])),
      ], after: [SampleFiles.chunk("tEXt", Array("late\0yes".utf8))], trailer: [1])
    let container = try read(file)
    #expect(container.mediaType == "image/png")
    #expect((container.width, container.height) == (5, 3))
    #expect(
      container.elements.map(\.name) == [
        "PNGh", "IHDR", "tEXt", "tEXt", "zTXt", "iTXt", "iTXt", "tEXt", "eXIf", "caBX", "IDAT",
        "tEXt", "IEND",
      ])
    let texts = container.payloads(of: .text)
    #expect(texts.map(\.keyword) == ["Title", "Name", "parameters", "Comment", "late"])
    #expect(texts.map(\.data.utf8) == ["café", "Žižek", long, long, "yes"])
    #expect(texts[3].language == "en")
    #expect(container.payloads(of: .xmp).count == 2)
    #expect(container.payloads(of: .exif).count == 1)
    #expect(container.payloads(of: .c2pa).count == 1)
    #expect(container.payloads(of: .trailer).first?.data.bytes == [1])
    #expect(container.diagnostics.isEmpty)
  }

  @Test func `raw profiles in PNG texts are what they are called`() throws {
    let exif = SampleFiles.tiff([SampleFiles.ascii(0x010F, "Maker")])
    func profile(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
      let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      return Array("Raw profile type \(name)\0\n\(name)\n      \(bytes.count)\n\(digits)\n".utf8)
    }
    let file = SampleFiles.png([
      SampleFiles.chunk("tEXt", profile("exif", Array("Exif\0\0".utf8) + exif)),
      SampleFiles.chunk(
        "tEXt", profile("APP1", Array("http://ns.adobe.com/xap/1.0/\0<a/>".utf8))),
      SampleFiles.chunk(
        "tEXt",
        profile("iptc", Array("8BIM".utf8) + [4, 4, 0, 0, 0, 0, 0, 6, 0x1C, 2, 5, 0, 1, 0x41])),
      SampleFiles.chunk("tEXt", Array("Raw profile type icc\0no digits".utf8)),
    ])
    let container = try read(file)
    #expect(container.payloads(of: .exif).first?.data.bytes == exif)
    #expect(container.payloads(of: .xmp).first?.data.utf8 == "<a/>")
    #expect(container.payloads(of: .iptc).first?.data.bytes == [0x1C, 2, 5, 0, 1, 0x41])
    #expect(container.diagnostics.map(\.identifier) == ["malformed"])
  }

  @Test func `a wrong checksum is noted and the chunk is read all the same`() throws {
    var chunk = SampleFiles.chunk("tEXt", Array("a\0b".utf8))
    chunk[chunk.count - 1] ^= 1
    let container = try read(SampleFiles.png([chunk]))
    #expect(container.payloads(of: .text).first?.data.utf8 == "b")
    #expect(container.diagnostics.map(\.identifier) == ["checksumMismatch"])
    #expect(container.diagnostics.map(\.offset) == [33])
  }

  @Test func `a text bomb stops at the limit`() throws {
    let packed = try deflate(zlib: ByteView([UInt8](repeating: 0x41, count: 1 << 20)))
    let file = SampleFiles.png([SampleFiles.chunk("zTXt", Array("a\0\0".utf8) + packed)])
    var limits = ParsingLimits()
    limits.payloadSize = 1 << 16
    let container = try read(file, limits)
    #expect(container.payloads(of: .text).isEmpty)
    #expect(container.diagnostics.map(\.identifier) == ["limit.payloadSize"])
    limits = ParsingLimits()
    limits.totalMemory = 1 << 16
    #expect(try read(file, limits).diagnostics.map(\.identifier) == ["limit.totalMemory"])
  }

  @Test func `APNG has its own media type`() throws {
    let file = SampleFiles.png([SampleFiles.chunk("acTL", [0, 0, 0, 1, 0, 0, 0, 0])])
    #expect(try read(file).mediaType == "image/apng")
  }

  // MARK: WebP

  @Test func `WebP chunks hold their padding and give dimensions`() throws {
    let exif = SampleFiles.tiff([SampleFiles.ascii(0x010F, "M")])
    let file = SampleFiles.webp([
      SampleFiles.riffChunk("VP8X", [0x0C, 0, 0, 0, 99, 0, 0, 49, 0, 0]),
      SampleFiles.riffChunk("VP8L", SampleFiles.vp8l),
      SampleFiles.riffChunk("EXIF", Array("Exif\0\0".utf8) + exif),
      SampleFiles.riffChunk("XMP ", SampleFiles.xmp("")),
      SampleFiles.riffChunk("C2PA", SampleFiles.jumbf(isStore: true, content: [])),
    ])
    let container = try read(file)
    #expect((container.width, container.height) == (100, 50))
    #expect(
      container.elements.map(\.name) == ["WEBP", "VP8X", "VP8L", "EXIF", "XMP ", "C2PA"])
    #expect(container.elements[2].range.count == 16)
    #expect(container.elements[2].contentRange.count == 7)
    #expect(container.payloads.map(\.kind) == [.exif, .xmp, .c2pa])
    #expect(container.payloads[0].data.bytes == exif)
    #expect(container.diagnostics.isEmpty)
    let simple = try read(SampleFiles.webp([SampleFiles.riffChunk("VP8L", SampleFiles.vp8l)]))
    #expect((simple.width, simple.height) == (7, 9))
  }

  @Test(arguments: [-10, 4])
  func `a wrong RIFF size is noted and tolerated`(error: Int) throws {
    let container = try read(
      SampleFiles.webp(
        [
          SampleFiles.riffChunk("VP8L", SampleFiles.vp8l),
          SampleFiles.riffChunk("EXIF", SampleFiles.tiff([SampleFiles.ascii(0x010F, "M")])),
        ], sizeError: error * 5))
    #expect(container.payloads(of: .exif).count == 1)
    #expect(container.diagnostics.count == 1)
  }

  // MARK: GIF

  @Test func `GIF blocks have the names of C2PA and their payloads are put together`() throws {
    let xmp = Array("<x:xmpmeta/>".utf8)
    let magic: [UInt8] = [1] + (0...255).reversed() + [0]
    let store = SampleFiles.jumbf(isStore: true, content: [UInt8](repeating: 3, count: 600))
    let file = SampleFiles.gif(
      [
        [0x21, 0xFE] + SampleFiles.subBlocks(Array("a comment".utf8)),
        [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + xmp + magic,
        [0x21, 0xFF, 11] + Array("C2PA_GIF".utf8) + [1, 0, 0] + SampleFiles.subBlocks(store),
        [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0],
        [0x21, 0xF9, 4, 0, 0, 0, 0, 0],
      ], trailer: [0])
    let container = try read(file)
    #expect((container.width, container.height) == (4, 2))
    #expect(
      container.elements.map(\.name)
        == ["GIF89a", "LSD", "21FE", "21FF", "21FF", "21FF", "21F9", "2C", "TBID", "3B"])
    #expect(container.elements[1].range == 6..<19)
    #expect(container.payloads(of: .comment).first?.data.utf8 == "a comment")
    #expect(container.payloads(of: .xmp).first?.data.bytes == xmp)
    #expect(container.payloads(of: .c2pa).first?.data.bytes == store)
    #expect(container.payloads(of: .application).first?.keyword == "NETSCAPE2.0")
    #expect(container.payloads(of: .trailer).count == 1)
    #expect(container.diagnostics.isEmpty)
  }

  // MARK: TIFF

  @Test(arguments: [false, true])
  func `TIFF directories, payloads and dimensions are read in both byte orders`(
    big: Bool
  ) throws {
    let xmp = SampleFiles.xmp("")
    let file = SampleFiles.tiff(
      [
        SampleFiles.short(256, 30, big: big), SampleFiles.short(257, 20, big: big),
        (700, 1, xmp.count, xmp), (33723, 7, 6, [0x1C, 2, 5, 0, 1, 0x41]),
        (52545, 7, 5, [1, 2, 3, 4, 5]),
      ], children: [(34665, [SampleFiles.ascii(0x9003, "2024:01:01 00:00:00")])],
      next: [SampleFiles.short(256, 3, big: big)], big: big)
    let container = try read(file)
    #expect((container.width, container.height) == (30, 20))
    #expect(container.elements.map(\.name) == ["TIFh", "IFD0", "IFD1"])
    #expect(
      container.elements[1].children.map(\.name)
        == ["256", "257", "700", "33723", "34665", "52545", "ExifIFD"])
    #expect(container.payloads(of: .xmp).first?.data.bytes == xmp)
    #expect(container.payloads(of: .c2pa).first?.data.bytes == [1, 2, 3, 4, 5])
    #expect(container.payloads(of: .iptc).count == 1)
    #expect(container.payloads(of: .exif).first?.data.count == file.count)
    #expect(container.diagnostics.isEmpty)
  }

  @Test func `directories in a circle end`() throws {
    var file = SampleFiles.tiff([SampleFiles.short(256, 30), SampleFiles.short(257, 20)])
    // The next directory is the first one.
    file.replaceSubrange(34..<38, with: [8, 0, 0, 0])
    let container = try read(file)
    #expect(container.elements.map(\.name) == ["TIFh", "IFD0"])
    #expect(container.diagnostics.map(\.identifier) == ["malformed"])
  }

  @Test func `only the first of repeated pointers to directories is followed`() throws {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    // 3000 fields that each point to 64 directories, over and over the same bytes.
    let field = little(330, 2) + little(4, 2) + little(64, 4) + little(10, 4)
    var file = Array("II".utf8) + little(42, 2) + little(8, 4) + little(3000, 2)
    for _ in 0..<3000 { file += field }
    file += little(0, 4)
    let structure = try TIFFStructure(ByteView(file))
    let directory = try #require(structure.directories.first)
    #expect(directory.entries.count == 3000)
    #expect(directory.children.count <= 64)
    #expect(structure.allDirectories.count < 1000)
  }

  @Test func `BigTIFF is read`() throws {
    var builder = ByteBuilder()
    builder.append("II")
    builder.little(43, count: 2)
    builder.little(8, count: 2)
    builder.little(0, count: 2)
    builder.little(16, count: 8)
    builder.little(2, count: 8)
    for (tag, value) in [(256, 70_000), (257, 5)] {
      builder.little(tag, count: 2)
      builder.little(4, count: 2)
      builder.little(1, count: 8)
      builder.little(value, count: 8)
    }
    builder.little(0, count: 8)
    let container = try read(builder.bytes)
    #expect((container.width, container.height) == (70_000, 5))
  }

  @Test func `a DNG has its own media type and the size of its main picture`() throws {
    let file = SampleFiles.tiff(
      [
        SampleFiles.short(254, 1), SampleFiles.short(256, 8), SampleFiles.short(257, 8),
        (50706, 1, 4, [1, 4, 0, 0]),
      ],
      children: [(330, [SampleFiles.short(256, 4000), SampleFiles.short(257, 3000)])])
    let container = try read(file)
    #expect(container.mediaType == "image/x-adobe-dng")
    #expect((container.width, container.height) == (4000, 3000))
  }

  // MARK: HEIF

  @Test(arguments: [0, 1, 2])
  func `HEIF items are found through every version of iloc`(version: Int) throws {
    let exif = SampleFiles.tiff([SampleFiles.ascii(0x010F, "Maker")])
    let xmp = SampleFiles.xmp("")
    let store = SampleFiles.jumbf(isStore: true, content: [])
    let type: [UInt8] = [
      0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4,
      0x81,
    ]
    let file = SampleFiles.heif(
      [
        ("Exif", nil, [0, 0, 0, 6] + Array("Exif\0\0".utf8) + exif),
        ("mime", "application/rdf+xml", xmp),
      ],
      before: [
        SampleFiles.box(
          "uuid",
          type + [0, 0, 0, 0] + Array("manifest\0".utf8) + [0, 0, 0, 0, 0, 0, 0, 0] + store)
      ], locationVersion: version)
    let container = try read(file)
    #expect(container.format == .heif)
    #expect(container.mediaType == "image/heic")
    // A quarter turn swaps the sides.
    #expect((container.width, container.height) == (48, 64))
    #expect(container.elements.map(\.name) == ["ftyp", "uuid", "meta", "mdat"])
    #expect(
      container.elements[2].children.map(\.name) == ["hdlr", "pitm", "iinf", "iprp", "iloc"])
    #expect(container.payloads(of: .exif).first?.data.bytes == exif)
    let packet = try #require(container.payloads(of: .xmp).first)
    #expect(packet.data.bytes == xmp)
    #expect(Array(file[packet.rangeInFile]) == xmp)
    let manifest = try #require(container.payloads(of: .c2pa).first)
    #expect(manifest.data.bytes == store)
    #expect(manifest.keyword == "manifest")
    #expect(container.diagnostics.isEmpty)
  }

  @Test func `AVIF is told by its brand, films are refused`() throws {
    #expect(try read(SampleFiles.heif(brand: "avif")).format == .avif)
    let film = SampleFiles.box("ftyp", Array("isom".utf8) + [0, 0, 0, 0] + Array("mp42".utf8))
    #expect(throws: ParsingError(.badSignature, at: 0)) { try read(film) }
  }

  @Test func `boxes nested too deeply stop with a code of their own`() throws {
    var box = SampleFiles.box("free", [])
    for _ in 0..<100 { box = SampleFiles.box("moov", box) }
    let container = try read(SampleFiles.heif(before: [box]))
    #expect(container.diagnostics.map(\.identifier) == ["limit.nesting"])
    #expect((container.width, container.height) == (48, 64))
  }

  @Test func `a 64-bit box size is read and a box past the end is cut`() throws {
    var large = ByteBuilder()
    large.big(1, count: 4)
    large.append("free")
    large.big(20, count: 8)
    large.append([1, 2, 3, 4])
    let file = SampleFiles.heif(before: [large.bytes])
    let container = try read(file)
    #expect(container.elements[1].range.count == 20)
    #expect(container.elements[1].contentRange.count == 4)
    #expect(container.diagnostics.isEmpty)
    let cut = try read(Array(file.dropLast(3)))
    #expect(cut.diagnostics.map(\.identifier).contains("overrun"))
  }

  // MARK: JPEG XL, BMP, SVG

  @Test func `JPEG XL boxes and bare codestreams are read`() throws {
    let signature: [UInt8] = [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A]
    // Small sizes: bit 1, five bits of height / 8 - 1, three bits of ratio 1:1.
    let codestream: [UInt8] = [0xFF, 0x0A, 0b01_00011_1, 0b0000_0000]
    let exif = SampleFiles.tiff([SampleFiles.ascii(0x010F, "M")])
    let file =
      signature + SampleFiles.box("ftyp", Array("jxl \0\0\0\0jxl ".utf8))
      + SampleFiles.box("Exif", [0, 0, 0, 0] + exif)
      + SampleFiles.box("xml ", SampleFiles.xmp(""))
      + SampleFiles.jumbf(isStore: true, content: [])
      + SampleFiles.box("brob", Array("xml ".utf8) + [0x8B, 0x01, 0x80, 0x61, 0x62, 0x63, 0x64, 3])
      + SampleFiles.box("jxlc", codestream)
    let container = try read(file)
    #expect(container.payloads.map(\.kind) == [.exif, .xmp, .c2pa, .xmp])
    #expect(container.payloads[3].data.utf8 == "abcd")
    #expect((container.width, container.height) == (32, 32))
    let bare = try read(codestream)
    #expect((bare.width, bare.height) == (32, 32))
    #expect(bare.format == .jxl)
  }

  @Test func `BMP headers give dimensions`() throws {
    var builder = ByteBuilder()
    builder.append("BM")
    builder.little(58, count: 4)
    builder.little(0, count: 4)
    builder.little(54, count: 4)
    builder.little(40, count: 4)
    builder.little(3, count: 4)
    builder.little(-2, count: 4)
    builder.append([UInt8](repeating: 0, count: 32))
    let container = try read(builder.bytes)
    #expect((container.width, container.height) == (3, 2))
  }

  @Test func `SVG metadata is found by structure, not in comments`() throws {
    let text = """
      <?xml version="1.0"?>
      <!-- <svg><metadata><rdf:RDF>no</rdf:RDF></metadata> -->
      <svg xmlns="http://www.w3.org/2000/svg" width="2in" viewBox="0 0 10 20"
        xmlns:c2pa="http://c2pa.org/manifest" xmlns:dc="http://purl.org/dc/elements/1.1/">
       <metadata><c2pa:manifest>AAEC
       Aw==</c2pa:manifest>
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a/></rdf:RDF></metadata>
      </svg>
      """
    let container = try read(Array(text.utf8))
    #expect(container.format == .svg)
    #expect((container.width, container.height) == (192, 20))
    #expect(container.payloads(of: .c2pa).first?.data.bytes == [0, 1, 2, 3])
    let packets = container.payloads(of: .xmp)
    #expect(packets.count == 1)
    #expect(packets.first?.data.utf8.contains("xmlns:dc=") == true)
    #expect(container.diagnostics.isEmpty)
    #expect(throws: ParsingError.self) { try read(Array("<html><svg/></html>".utf8)) }
  }

  @Test func `other bytes are no image`() {
    for bytes in [[], [0xFF], Array("GIF".utf8), Array("hello <svg>".utf8), [0xFF, 0xD8]] {
      #expect(throws: ParsingError(.badSignature, at: 0)) { try read(bytes) }
    }
  }
}
