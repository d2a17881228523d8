import ByteReading
import Testing
import _TestSupport

@testable import Containers

/// JPEG 2000, Photoshop documents and icons: read for what they say, not decoded.
@Suite struct DocumentFormatTests {
  static let exif = SampleFiles.tiff([SampleFiles.ascii(0x010F, "Maker")])
  static let iptc: [UInt8] = [0x1C, 2, 5, 0, 1, 0x41]

  static let jp2: [UInt8] = {
    var header = ByteBuilder()
    header.big(7, count: 4)
    header.big(9, count: 4)
    header.append([0, 3, 7, 7, 0, 0])
    let xmp: [UInt8] = [
      0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF,
      0xAC,
    ]
    let datasets: [UInt8] = [
      0x33, 0xC7, 0xA4, 0xD2, 0xB8, 0x1D, 0x47, 0x23, 0xA0, 0xBA, 0xF1, 0xA3, 0xE0, 0x97, 0xAD,
      0x38,
    ]
    return JPEG2000Signature.bytes + SampleFiles.box("ftyp", Array("jp2 \0\0\0\0jp2 ".utf8))
      + SampleFiles.box(
        "jp2h", SampleFiles.box("ihdr", header.bytes) + SampleFiles.box("colr", [2, 0, 0, 1, 2]))
      + SampleFiles.box("uuid", xmp + SampleFiles.xmp(""))
      + SampleFiles.box("uuid", Array("JpgTiffExif->JP2".utf8) + exif)
      + SampleFiles.box("uuid", datasets + iptc)
      + SampleFiles.jumbf(isStore: true, content: []) + SampleFiles.box("jp2c", [0xFF, 0x4F])
  }()

  static let psd: [UInt8] = {
    func resource(_ identifier: Int, _ data: [UInt8]) -> [UInt8] {
      var builder = ByteBuilder()
      builder.append("8BIM")
      builder.big(identifier, count: 2)
      builder.big(0, count: 2)
      builder.big(data.count, count: 4)
      builder.append(data + (data.count % 2 == 1 ? [0] : []))
      return builder.bytes
    }
    let resources =
      resource(0x0404, iptc) + resource(0x0422, exif) + resource(0x0424, SampleFiles.xmp(""))
    var builder = ByteBuilder()
    builder.append("8BPS")
    builder.big(1, count: 2)
    builder.append([0, 0, 0, 0, 0, 0, 0, 3])
    builder.big(5, count: 4)
    builder.big(6, count: 4)
    builder.append([0, 8, 0, 3])
    builder.big(0, count: 4)
    builder.big(resources.count, count: 4)
    builder.append(resources)
    builder.append([0, 0, 0, 0, 0, 0])
    return builder.bytes
  }()

  static let ico: [UInt8] = {
    let picture = SampleFiles.png([SampleFiles.chunk("tEXt", Array("parameters\0a".utf8))])
    var builder = ByteBuilder()
    builder.append([0, 0, 1, 0, 2, 0])
    for (width, size, offset) in [(2, 40, 38), (5, picture.count, 78)] {
      builder.append([UInt8(width), 3, 0, 0, 1, 0, 32, 0])
      builder.little(size, count: 4)
      builder.little(offset, count: 4)
    }
    builder.append([UInt8](repeating: 0, count: 40))
    builder.append(picture)
    return builder.bytes
  }()

  private func read(_ bytes: [UInt8]) throws -> Container {
    try Container(parsing: ByteView(bytes))
  }

  @Test func `JPEG 2000 gives its size and the metadata of its boxes`() throws {
    let container = try read(Self.jp2)
    #expect(container.format == .jp2 && container.mediaType == "image/jp2")
    #expect((container.width, container.height) == (9, 7))
    #expect(container.payloads.map(\.kind) == [.icc, .xmp, .exif, .iptc, .c2pa])
    #expect(container.payloads(of: .exif).first?.data.bytes == Self.exif)
    #expect(container.diagnostics.isEmpty)
    let cut = try read(Array(Self.jp2.prefix(90)))
    #expect(cut.diagnostics.contains { $0.identifier == "overrun" })
  }

  @Test func `a Photoshop document gives its size and its resources`() throws {
    let container = try read(Self.psd)
    #expect(container.format == .psd)
    #expect((container.width, container.height) == (6, 5))
    #expect(container.payloads.map(\.kind) == [.photoshopResources, .iptc, .exif, .xmp])
    #expect(container.payloads(of: .iptc).first?.data.bytes == Self.iptc)
    #expect(container.elements.last?.name == "image data")
    var large = Self.psd
    large[5] = 2
    large.insert(contentsOf: [0, 0, 0, 0], at: large.count - 2)
    #expect(try read(large).diagnostics.isEmpty)
    #expect(try read(Array(Self.psd.prefix(60))).diagnostics.map(\.identifier) == ["overrun"])
  }

  @Test func `an icon gives the size of its largest picture and the texts of PNG pictures`() throws
  {
    let container = try read(Self.ico)
    #expect(container.format == .ico)
    #expect((container.width, container.height) == (5, 3))
    let text = try #require(container.payloads(of: .text).first)
    #expect(text.keyword == "parameters" && text.data.utf8 == "a")
    #expect(text.rangeInFile.lowerBound > 78)
  }

  @Test func `what only starts like an icon is none`() {
    var outside = Self.ico
    outside[18] = 0xFF
    for bytes in [
      outside, [0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 1, 0] + [UInt8](repeating: 0, count: 16),
    ] {
      #expect(ImageFormat(sniffing: ByteView(bytes)) == nil)
    }
  }
}
