import ByteReading
import Testing
import _TestSupport

@testable import Containers

@Suite struct JPEGTests {
  private func read(_ bytes: [UInt8], _ limits: ParsingLimits = ParsingLimits()) throws -> Container
  {
    try Container(parsing: ByteView(bytes), limits: limits)
  }

  @Test func `segments, entropy-coded data and facts are exact`() throws {
    let file = SampleFiles.jpeg([SampleFiles.segment(0xFE, Array("hello".utf8))])
    let container = try read(file)
    #expect(container.format == .jpeg)
    #expect((container.width, container.height) == (16, 8))
    #expect(
      container.elements.map(\.name)
        == ["SOI", "COM", "DQT", "SOF0", "DHT", "DRI", "SOS", "RST0", "EOI"])
    // The parts follow each other without a gap from the first to the last byte.
    var position = 0
    for element in container.elements {
      #expect(element.range.lowerBound == position)
      position = element.range.upperBound
    }
    #expect(position == file.count)
    #expect(container.imageRange == 0..<file.count)
    let scan = try #require(container.elements.first { $0.name == "SOS" })
    #expect(scan.children.first.map { Array(file[$0.range]) } == [0x12, 0xFF, 0x00, 0x34])
    #expect(container.payloads.map(\.kind) == [.comment])
    let facts = try #require(container.jpeg)
    #expect(facts.chromaSubsampling == "4:2:0")
    #expect(facts.estimatedQuality == 50)
    #expect(facts.usesStandardHuffmanTables)
    #expect(facts.restartInterval == 1)
    #expect(facts.scanCount == 1)
    #expect(facts.frameMarker == 0xC0)
    #expect(container.diagnostics.isEmpty)
  }

  @Test func `fill bytes before a marker belong to no part`() throws {
    var file = SampleFiles.jpeg()
    file.insert(contentsOf: [0xFF, 0xFF], at: 2)
    let container = try read(file)
    #expect(container.elements[1].name == "DQT")
    #expect(container.elements[1].range.lowerBound == 4)
    #expect(container.diagnostics.isEmpty)
  }

  @Test func `EXIF, XMP, MPF and ICC come without their signatures`() throws {
    let exif = SampleFiles.tiff([SampleFiles.ascii(0x010F, "Maker")])
    let xmp = SampleFiles.xmp("")
    let file = SampleFiles.jpeg([
      SampleFiles.segment(0xE1, Array("Exif\0\0".utf8) + exif),
      SampleFiles.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + xmp),
      SampleFiles.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [2, 2] + [3, 4]),
      SampleFiles.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 2] + [1, 2]),
      SampleFiles.segment(0xE2, Array("MPF\0".utf8) + [9]),
      SampleFiles.segment(0xE4, Array("AIGC{}".utf8)),
      SampleFiles.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 2]),
    ])
    let container = try read(file)
    #expect(container.payloads(of: .exif).first?.data.bytes == exif)
    let packet = try #require(container.payloads(of: .xmp).first)
    #expect(packet.data.bytes == xmp)
    #expect(Array(file[packet.rangeInFile]) == xmp)
    #expect(container.payloads(of: .icc).first?.data.bytes == [1, 2, 3, 4])
    #expect(container.payloads(of: .mpf).first?.data.bytes == [9])
    let application = container.payloads(of: .application)
    #expect(application.map(\.keyword) == ["AIGC", "Adobe"])
    #expect(container.jpeg?.adobeTransform == 2)
  }

  @Test func `extended XMP is put together by its offsets`() throws {
    func part(_ offset: Int, _ bytes: [UInt8], total: Int = 6) -> [UInt8] {
      var builder = ByteBuilder()
      builder.append("http://ns.adobe.com/xmp/extension/\0")
      builder.append(String(repeating: "A", count: 32))
      builder.big(total, count: 4)
      builder.big(offset, count: 4)
      builder.append(bytes)
      return SampleFiles.segment(0xE1, builder.bytes)
    }
    let whole = try read(SampleFiles.jpeg([part(3, [4, 5, 6]), part(0, [1, 2, 3])]))
    #expect(whole.payloads(of: .extendedXMP).first?.data.bytes == [1, 2, 3, 4, 5, 6])
    #expect(whole.payloads(of: .extendedXMP).first?.pieces.count == 2)
    #expect(whole.diagnostics.isEmpty)
    // A length of four gigabytes allocates nothing and is noticed.
    let bomb = try read(SampleFiles.jpeg([part(0, [1], total: 0xFFFF_FFFF)]))
    #expect(bomb.payloads(of: .extendedXMP).first?.data.bytes == [1])
    #expect(bomb.diagnostics.map(\.identifier) == ["truncated"])
    let overlapping = try read(SampleFiles.jpeg([part(0, [1, 2, 3]), part(1, [7, 7, 7])]))
    #expect(overlapping.diagnostics.map(\.identifier).contains("malformed"))
  }

  static func jumbfSegments(_ box: [UInt8], instance: Int, split: Int) -> [[UInt8]] {
    var segments: [[UInt8]] = []
    var rest = box.dropFirst(8)
    var sequence = 1
    while !rest.isEmpty {
      var builder = ByteBuilder()
      builder.append("JP")
      builder.big(instance, count: 2)
      builder.big(sequence, count: 4)
      builder.append(box.prefix(8))
      builder.append(rest.prefix(split))
      rest = rest.dropFirst(split)
      segments.append(SampleFiles.segment(0xEB, builder.bytes))
      sequence += 1
    }
    return segments
  }

  @Test func `a manifest store over several segments is one payload`() throws {
    let store = SampleFiles.jumbf(isStore: true, content: [UInt8](repeating: 5, count: 100))
    let other = SampleFiles.jumbf(isStore: false, content: [1, 2, 3])
    let file = SampleFiles.jpeg(
      Self.jumbfSegments(other, instance: 1, split: 500)
        + Self.jumbfSegments(store, instance: 2, split: 40))
    let container = try read(file)
    let payload = try #require(container.payloads(of: .c2pa).first)
    #expect(payload.data.bytes == store)
    #expect(payload.pieces.count == 4)
    #expect(payload.carrierRanges.count == 4)
    #expect(payload.pieces.flatMap { Array(file[$0]) } == store)
    #expect(container.payloads(of: .jumbf).first?.data.bytes == other)
    #expect(container.diagnostics.isEmpty)
  }

  @Test func `two stores are two payloads`() throws {
    let store = SampleFiles.jumbf(isStore: true, content: [1])
    let container = try read(
      SampleFiles.jpeg(
        Self.jumbfSegments(store, instance: 1, split: 500)
          + Self.jumbfSegments(store, instance: 1, split: 500)))
    #expect(container.payloads(of: .c2pa).count == 2)
  }

  @Test func `a gap in the run of segments and a wrong sequence are noted`() throws {
    let store = SampleFiles.jumbf(isStore: true, content: [UInt8](repeating: 5, count: 100))
    var segments = Self.jumbfSegments(store, instance: 2, split: 60)
    segments.insert(SampleFiles.segment(0xFE, [1]), at: 1)
    let apart = try read(SampleFiles.jpeg(segments))
    #expect(apart.payloads(of: .c2pa).first?.data.bytes == store)
    #expect(apart.diagnostics.map(\.identifier) == ["malformed"])
    segments = Self.jumbfSegments(store, instance: 2, split: 40)
    segments.remove(at: 1)
    let missing = try read(SampleFiles.jpeg(segments))
    #expect(missing.diagnostics.map(\.identifier).contains("valueOutOfRange"))
    #expect(missing.diagnostics.map(\.identifier).contains("truncated"))
  }

  @Test func `IPTC is found in Photoshop resources over two segments`() throws {
    let iptc: [UInt8] = [0x1C, 2, 110, 0, 3, 0x41, 0x42, 0x43]
    var resource = Array("8BIM".utf8) + [4, 4, 0, 0, 0, 0, 0, 8] + iptc
    resource += Array("8BIM".utf8) + [4, 0x0B, 0, 0, 0, 0, 0, 1, 0x78, 0]
    let name = Array("Photoshop 3.0\0".utf8)
    let file = SampleFiles.jpeg([
      SampleFiles.segment(0xED, name + resource.prefix(15)),
      SampleFiles.segment(0xED, name + resource.dropFirst(15)),
    ])
    let container = try read(file)
    let payload = try #require(container.payloads(of: .iptc).first)
    #expect(payload.data.bytes == iptc)
    #expect(payload.pieces.count == 2)
    #expect(payload.pieces.flatMap { Array(file[$0]) } == iptc)
    #expect(container.payloads(of: .photoshopResources).first?.data.bytes == resource)
  }

  @Test func `what follows EOI is a trailer, and Samsung's entries have names`() throws {
    let plain = try read(SampleFiles.jpeg(trailer: Array("more".utf8)))
    #expect(plain.payloads(of: .trailer).first?.data.utf8 == "more")
    var sef = ByteBuilder()
    sef.append(Array("junk".utf8))
    let block: [UInt8] = [0, 0, 0x91, 0x0D, 2, 0, 0, 0] + Array("ab{}".utf8)
    sef.append(block)
    sef.append("SEFH")
    sef.little(107, count: 4)
    sef.little(1, count: 4)
    sef.append([0, 0, 0x91, 0x0D])
    sef.little(block.count, count: 4)
    sef.little(block.count, count: 4)
    sef.little(24, count: 4)
    sef.append("SEFT")
    let phone = try read(SampleFiles.jpeg(trailer: sef.bytes))
    let entry = try #require(phone.payloads(of: .samsungTrailer).first)
    #expect(entry.keyword == "ab")
    #expect(entry.data.utf8 == "{}")
    #expect(phone.payloads(of: .trailer).first?.data.utf8 == "junk")
    var broken = sef.bytes
    broken[broken.count - 8] = 0xFF
    #expect(
      try read(SampleFiles.jpeg(trailer: broken)).diagnostics.map(\.identifier) == ["overrun"])
  }

  @Test func `too many parts stop the reading with a code of their own`() throws {
    var limits = ParsingLimits()
    limits.count = 20
    let container = try read(
      SampleFiles.jpeg([[UInt8]](repeating: SampleFiles.segment(0xFE, []), count: 40)), limits)
    #expect(container.elements.count == 20)
    #expect(container.diagnostics.map(\.identifier) == ["limit.count"])
  }

  @Test func `a payload over the limit is left out with a code of its own`() throws {
    let store = SampleFiles.jumbf(isStore: true, content: [UInt8](repeating: 5, count: 1000))
    let file = SampleFiles.jpeg(Self.jumbfSegments(store, instance: 1, split: 100))
    var limits = ParsingLimits()
    limits.payloadSize = 500
    #expect(try read(file, limits).diagnostics.map(\.identifier) == ["limit.payloadSize"])
    limits = ParsingLimits()
    limits.totalMemory = 500
    #expect(try read(file, limits).diagnostics.map(\.identifier) == ["limit.totalMemory"])
    limits = ParsingLimits()
    limits.fileSize = 10
    #expect(throws: ParsingError.self) { try read(file, limits) }
  }
}
