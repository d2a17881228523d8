import ByteReading
import Containers
import Testing
import _TestSupport

@testable import Metadata

@Suite struct RecordTests {
  @Test(arguments: [
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/",
    "  HTTP://CV.IPTC.ORG/newscodes/digitalsourcetype/TRAINEDALGORITHMICMEDIA\n",
    "digsrctype:trainedAlgorithmicMedia", "trainedAlgorithmicMedia", "TrainedAlgorithmicMedia",
    "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "TrainedAlgorithmicMediaDigitalSource", "schema:TrainedAlgorithmicMediaDigitalSource",
    "Trained algorithmic media", "cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
  ])
  func `every spelling of a digital source type is understood`(written: String) {
    let type = DigitalSourceType(written)
    #expect(type.code == "trainedAlgorithmicMedia")
    #expect(type.classification == .aiGenerated)
    #expect(type.uri == "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
    #expect(type.written == written)
  }

  @Test func `every term has its class and its address leads back to it`() {
    for (code, classification) in DigitalSourceType.vocabulary {
      let type = DigitalSourceType(code.uppercased())
      #expect(type.code == code)
      #expect(type.classification == classification)
      #expect(DigitalSourceType(type.uri).code == code)
    }
    #expect(
      DigitalSourceType("MultiFrameComputationalCaptureDigitalSource").code
        == "computationalCapture")
    #expect(DigitalSourceType("http://c2pa.org/digitalsourcetype/empty").classification == .neutral)
  }

  @Test(arguments: [
    "CompositeIncludingSyntheticElements", "", "http://example.com/trainedAlgorithmicMedia",
    "digitalsource", "trainedAlgorithmicMediaX",
  ])
  func `other words are unknown, never clean`(written: String) {
    #expect(DigitalSourceType(written).classification == .unknown)
  }

  @Test func `IPTC datasets are read in the character set they announce`() {
    let utf8 = IPTCDatasets(
      ByteView([0x1C, 1, 90, 0, 3, 0x1B, 0x25, 0x47, 0x1C, 2, 110, 0, 2, 0xC3, 0xA9, 0, 0]))
    #expect(utf8.datasets.map(\.text) == ["UTF8", "é"])
    #expect(utf8.faults.isEmpty)
    let latin = IPTCDatasets(ByteView([0x1C, 2, 0, 0, 2, 0, 4, 0x1C, 2, 110, 0, 1, 0xE9]))
    #expect(latin.datasets.map(\.text) == ["4", "é"])
    let extended = IPTCDatasets(ByteView([0x1C, 2, 5, 0x80, 2, 0, 1, 0x41]))
    #expect(extended.datasets.map(\.text) == ["A"])
    #expect(
      IPTCDatasets(ByteView([0x1C, 2, 5, 0, 9, 0x41])).faults.map(\.identifier) == ["overrun"])
    #expect(IPTCDatasets(ByteView([0x1C, 2])).faults.map(\.identifier) == ["truncated"])
    #expect(IPTCDatasets(ByteView([7, 7])).faults.map(\.identifier) == ["malformed"])
    #expect(
      IPTCDatasets(ByteView([0x1C, 2, 5, 0xFF, 0xFF])).faults.map(\.identifier)
        == ["valueOutOfRange"])
  }

  private func record(_ bytes: [UInt8]) throws -> MetadataRecord {
    MetadataRecord(try Container(parsing: ByteView(bytes)))
  }

  @Test func `a JPEG gives every field with its place`() throws {
    let exif = SampleFiles.tiff([SampleFiles.ascii(0x0131, "Tool 1")])
    let xmp = SampleFiles.xmp(
      """
      <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)"
      I:DigitalSourceFileType="https://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"/>
      """)
    let iptc: [UInt8] = [0x1C, 2, 110, 0, 3, 0x41, 0x42, 0x43]
    let file = SampleFiles.jpeg([
      SampleFiles.segment(0xE1, Array("Exif\0\0".utf8) + exif),
      SampleFiles.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + xmp),
      SampleFiles.segment(
        0xED, Array("Photoshop 3.0\08BIM".utf8) + [4, 4, 0, 0, 0, 0, 0, 8] + iptc),
      SampleFiles.segment(0xFE, Array("a comment".utf8)),
      SampleFiles.segment(0xE4, Array("AIGC{\"Label\":\"1\"}".utf8)),
    ])
    let record = try record(file)
    #expect(record.value(at: "exif.Software") == "Tool 1")
    #expect(record.value(at: "iptc.2:110") == "ABC")
    #expect(record.value(at: "jpeg.comment") == "a comment")
    #expect(record.fields(at: "jpeg.app4").first?.detail == "AIGC")
    #expect(record.value(at: "jpeg.app4") == "AIGC{\"Label\":\"1\"}")
    let type = try #require(record.digitalSourceTypes.first)
    #expect(type.type.classification == .aiComposite)
    #expect(type.field.path == "xmp.Iptc4xmpExt:DigitalSourceFileType")
    #expect(type.field.source.carrier == "APP1")
    let place = Array(file[type.field.source.range])
    #expect(String(decoding: place, as: UTF8.self).hasPrefix("<rdf:Description"))
    #expect(record.diagnostics.isEmpty)
  }

  @Test func `texts, trailers and broken blocks of other formats are fields or diagnostics`() throws
  {
    let png = try record(
      SampleFiles.png(
        [
          SampleFiles.chunk("tEXt", Array("parameters\0a cat\nSteps: 20".utf8)),
          SampleFiles.chunk("eXIf", [1, 2, 3]),
        ], trailer: Array("appended text".utf8)))
    #expect(png.value(at: "png.text.parameters") == "a cat\nSteps: 20")
    #expect(png.value(at: "trailer") == "appended text")
    #expect(png.diagnostics.map(\.identifier) == ["badSignature"])
    let gif = try record(
      SampleFiles.gif([[0x21, 0xFE] + SampleFiles.subBlocks(Array("gif words".utf8))]))
    #expect(gif.value(at: "gif.comment") == "gif words")
    let tiff = try record(
      SampleFiles.tiff([SampleFiles.ascii(0x0131, "T"), SampleFiles.short(256, 3)]))
    #expect(tiff.value(at: "exif.Software") == "T")
  }

  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `every third-party file is read in time`() throws {
    let clock = ContinuousClock()
    var count = 0
    for row in try SharedMaterial.table("fixtures/INDEX.tsv") {
      guard let path = row["path"], row["category"] != "trust",
        let bytes = try? SharedMaterial.bytes("fixtures/\(path)")
      else { continue }
      count += 1
      let duration = clock.measure {
        guard let container = try? Container(parsing: ByteView(bytes)) else { return }
        let record = MetadataRecord(container)
        for field in record.fields {
          #expect(field.source.range.upperBound <= bytes.count, "\(path) \(field.path)")
        }
      }
      #expect(duration < .seconds(30), "\(path)")
    }
    #expect(count > 900)
  }
}

@Suite struct AmplificationTests {
  /// A thousand entries of `count` bytes each, all the same bytes.
  private static func sharedText(_ count: Int) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append("II")
    builder.little(42, count: 2)
    builder.little(8, count: 4)
    builder.little(1000, count: 2)
    for tag in 0..<1000 {
      builder.little(0x9C00 + tag, count: 2)
      builder.little(2, count: 2)
      builder.little(count, count: 4)
      builder.little(12_014, count: 4)
    }
    builder.little(0, count: 4)
    builder.append([UInt8](repeating: 0x41, count: count))
    return builder.bytes
  }

  @Test func `fields that all point to the same bytes are read within a budget`() throws {
    let block = try EXIFBlock(ByteView(Self.sharedText(1 << 20)))
    #expect(block.entries.count == 16)
    #expect(block.entries.reduce(0) { $0 + $1.text.utf8.count } <= 16 << 20)
    #expect(block.faults.map(\.identifier) == ["limit.totalMemory"])
  }

  @Test func `all EXIF structures of a file share one budget`() throws {
    let chunk = SampleFiles.chunk("eXIf", Self.sharedText(1 << 16))
    let container = try Container(
      parsing: ByteView(SampleFiles.png([[UInt8]](repeating: chunk, count: 8))))
    let record = MetadataRecord(container)
    #expect(record.fields.reduce(0) { $0 + $1.value.utf8.count } <= 16 << 20)
    #expect(record.fields.count <= 256)
    #expect(record.diagnostics.filter { $0.identifier == "limit.totalMemory" }.count == 1)
  }

  @Test func `long names of outer elements are not multiplied`() {
    let name = String(repeating: "n", count: 500)
    var text = "<rdf:Description xmlns:a=\"urn:a\">"
    text += "<a:\(name) rdf:parseType=\"Resource\"><a:\(name) rdf:parseType=\"Resource\">"
    text += "<a:\(name) rdf:parseType=\"Resource\">" + String(repeating: "<a:b>1</a:b>", count: 500)
    text += "</a:\(name)></a:\(name)></a:\(name)></rdf:Description>"
    let packet = XMPPacket(ByteView(SampleFiles.xmp(text)))
    #expect(packet.properties.isEmpty)
  }

  @Test func `thousands of packets stop at a limit`() throws {
    let chunk = SampleFiles.chunk("tEXt", Array("XML:com.adobe.xmp\0<a/>".utf8))
    let container = try Container(
      parsing: ByteView(SampleFiles.png([[UInt8]](repeating: chunk, count: 1200))))
    let record = MetadataRecord(container)
    #expect(record.xmp.count == 1000)
    #expect(record.diagnostics.map(\.identifier) == ["limit.count"])
  }
}
