import ByteReading
import Compression
import Containers
import Foundation
import Metadata
import Testing
import _TestSupport

@testable import Labeling

@Suite struct LabelingTests {
  static let label = Label(
    digitalSourceType: DigitalSourceType("trainedAlgorithmicMedia"), aiSystem: "Made <up> & Co",
    aiSystemVersion: "1.0 \"beta\"", promptInformation: "a cat,\n猫", promptWriter: "Zoë",
    aigc: AIGCLabel(contentProducer: "001191110102MACQD9K64010000", produceID: "42"))

  private static let xmp = SampleFiles.xmp(
    """
    <rdf:Description rdf:about="" xmlns:dc="\(XMPNamespace.dc)"
      xmlns:I="\(XMPNamespace.iptcExtension)" dc:format='f'>
     <I:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</I:DigitalSourceType>
     <dc:source>keep me</dc:source>
    </rdf:Description>
    """)

  private static let exif = SampleFiles.tiff(
    [SampleFiles.ascii(0x010F, "Maker"), SampleFiles.ascii(0x013B, "Artist")],
    children: [
      (
        34665,
        [
          SampleFiles.ascii(0x9003, "2024:01:01 00:00:00"), SampleFiles.ascii(0xA431, "SERIAL-1"),
          SampleFiles.ascii(0xA430, "Owner Name"),
          (0x9286, 7, 18, Array("ASCII\0\0\0the prompt".utf8)),
        ]
      ),
      (34853, [SampleFiles.ascii(1, "N"), (2, 5, 3, [UInt8](repeating: 9, count: 24))]),
    ])

  /// Files of every format that is written, without and with XMP.
  static let samples: [(name: String, bytes: [UInt8])] = {
    let item: SampleFiles.Item = ("mime", "application/rdf+xml", xmp)
    let exifItem: SampleFiles.Item = ("Exif", nil, [0, 0, 0, 0] + exif)
    let exifSegment = SampleFiles.segment(0xE1, Array("Exif\0\0".utf8) + exif)
    let jfif = SampleFiles.segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    let xmpChunk = Array("XML:com.adobe.xmp\0".utf8)
    return [
      ("plain JPEG", SampleFiles.jpeg(trailer: [1, 2, 3])),
      ("JPEG with EXIF", SampleFiles.jpeg([jfif, exifSegment])),
      (
        "JPEG with XMP",
        SampleFiles.jpeg([
          exifSegment,
          SampleFiles.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + xmp),
        ])
      ),
      ("plain PNG", SampleFiles.png(trailer: [7])),
      (
        "PNG with XMP",
        SampleFiles.png([
          SampleFiles.chunk("eXIf", exif),
          SampleFiles.chunk("iTXt", xmpChunk + [0, 0, 0, 0] + xmp),
        ])
      ),
      ("PNG with XMP in tEXt", SampleFiles.png(after: [SampleFiles.chunk("tEXt", xmpChunk + xmp)])),
      ("simple WebP", SampleFiles.webp([SampleFiles.riffChunk("VP8L", SampleFiles.vp8l)])),
      (
        "WebP with XMP",
        SampleFiles.webp([
          SampleFiles.riffChunk("VP8X", [0x04, 0, 0, 0, 6, 0, 0, 8, 0, 0]),
          SampleFiles.riffChunk("VP8L", SampleFiles.vp8l), SampleFiles.riffChunk("EXIF", exif),
          SampleFiles.riffChunk("XMP ", xmp),
        ])
      ),
      ("TIFF", SampleFiles.tiff([SampleFiles.short(256, 3), SampleFiles.ascii(0x0131, "T")])),
      (
        "big-endian TIFF with XMP and GPS",
        SampleFiles.tiff(
          [SampleFiles.short(256, 3, big: true), (700, 1, xmp.count, xmp)],
          children: [(34853, [SampleFiles.ascii(1, "N")])], big: true)
      ),
      ("GIF", SampleFiles.gif([[0x21, 0xF9, 4, 0, 0, 0, 0, 0]])),
      (
        "GIF with XMP",
        SampleFiles.gif([
          [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + xmp + [1] + (0...255).reversed() + [0]
        ])
      ),
      ("HEIC", SampleFiles.heif([exifItem])),
      ("AVIF with version 2 locations", SampleFiles.heif(brand: "avif", locationVersion: 2)),
      ("HEIC with XMP", SampleFiles.heif([exifItem, item], locationVersion: 1)),
    ]
  }()

  /// The parts of a file that hold the picture, as bytes.
  private static func picture(_ container: Container, _ bytes: [UInt8]) -> [[UInt8]] {
    let names: Set<String> = [
      "DQT", "SOF0", "DHT", "DRI", "SOS", "RST0", "EOI", "IHDR", "IDAT", "IEND", "VP8L", "2C",
      "TBID", "LSD",
    ]
    return container.elements.filter { names.contains($0.name) }.map { Array(bytes[$0.range]) }
  }

  @Test(arguments: samples)
  func `a label is read back, the rest stays, and writing again changes nothing`(
    sample: (name: String, bytes: [UInt8])
  ) throws {
    let before = try Container(parsing: ByteView(sample.bytes))
    let result = try LabelEditor().apply(Self.label, to: sample.bytes)
    #expect(result.isChanged)
    #expect(!result.changes.isEmpty)
    let after = try Container(parsing: ByteView(result.bytes))
    #expect(after.diagnostics.isEmpty)
    let record = MetadataRecord(after)
    #expect(record.diagnostics.isEmpty)
    func values(_ path: String) -> [String] { record.fields(at: path).map(\.value) }
    #expect(
      values("xmp.Iptc4xmpExt:DigitalSourceType")
        == ["http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"])
    #expect(values("xmp.Iptc4xmpExt:AISystemUsed") == ["Made <up> & Co"])
    #expect(values("xmp.Iptc4xmpExt:AISystemVersionUsed") == ["1.0 \"beta\""])
    #expect(values("xmp.Iptc4xmpExt:AIPromptInformation") == ["a cat,\n猫"])
    #expect(values("xmp.Iptc4xmpExt:AIPromptWriterName") == ["Zoë"])
    #expect(values("xmp.TC260:AIGC") == [try #require(Self.label.aigc).json])
    // Everything that was there before is there, in the same words.
    let old = MetadataRecord(before)
    for field in old.fields where field.path != "xmp.Iptc4xmpExt:DigitalSourceType" {
      #expect(values(field.path).contains(field.value), "\(field.path)")
    }
    #expect(
      before.payloads.filter { ![.xmp, .exif].contains($0.kind) }.map(\.data.bytes)
        == after.payloads.filter { ![.xmp, .exif].contains($0.kind) }.map(\.data.bytes))
    #expect(Self.picture(before, sample.bytes) == Self.picture(after, result.bytes))
    #expect((before.width, before.height) == (after.width, after.height))
    let again = try LabelEditor().apply(Self.label, to: result.bytes)
    #expect(!again.isChanged)
    #expect(again.changes.isEmpty)
  }

  @Test func `pictures of a HEIF keep their bytes although their offsets move`() throws {
    let bytes = SampleFiles.heif()
    let result = try LabelEditor().apply(Self.label, to: bytes)
    func picture(_ bytes: [UInt8]) throws -> [UInt8]? {
      var boxes = BoxReader(ByteView(bytes))
      while let box = boxes.next() {
        guard box.type == "meta" else { continue }
        var children = BoxReader(box.content.suffix(from: 4))
        while let child = children.next() {
          guard child.type == "iloc" else { continue }
          let item = try #require(try ItemLocations(child).items.first { $0.identifier == 1 })
          let extent = try #require(item.extents.first)
          return Array(bytes[extent.offset..<(extent.offset + extent.length)])
        }
      }
      return nil
    }
    #expect(try picture(bytes) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(try picture(result.bytes) == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func `the index of further pictures is corrected`() throws {
    // One directory with the MP entry tag: two pictures, the second 40 bytes behind the index.
    var entries = ByteBuilder()
    for (attribute, size, offset) in [(0x2003_0000, 100, 0), (0, 50, 40)] {
      entries.little(attribute, count: 4)
      entries.little(size, count: 4)
      entries.little(offset, count: 4)
      entries.little(0, count: 4)
    }
    let index = SampleFiles.tiff([(0xB002, 7, 32, entries.bytes)])
    let xmp = SampleFiles.segment(
      0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + SampleFiles.xmp(""))
    let mpf = SampleFiles.segment(0xE2, Array("MPF\0".utf8) + index)
    for isBehind in [true, false] {
      let file = SampleFiles.jpeg(isBehind ? [mpf, xmp] : [xmp, mpf])
      let result = try LabelEditor().apply(Self.label, to: file)
      let growth = result.bytes.count - file.count
      let payload = try #require(
        try Container(parsing: ByteView(result.bytes)).payloads(of: .mpf).first)
      let entry = try #require(
        try TIFFStructure(payload.data).directories.first?.entry(0xB002))
      var reader = ByteReader(entry.value)
      try reader.skip(4)
      #expect(Int(try reader.uint32(.little)) == 100 + growth)
      try reader.skip(16)
      #expect(Int(try reader.uint32(.little)) == 40 + (isBehind ? growth : 0))
    }
  }

  @Test func `content credentials are not broken without leave`() throws {
    let store = SampleFiles.chunk("caBX", SampleFiles.jumbf(isStore: true, content: []))
    let file = SampleFiles.png([store])
    #expect(throws: LabelingError.contentCredentialsPresent) {
      try LabelEditor().apply(Self.label, to: file)
    }
    #expect(throws: LabelingError.contentCredentialsPresent) {
      try LabelEditor().stripPrivate([.position], from: file)
    }
    var editor = LabelEditor()
    editor.breaksContentCredentials = true
    #expect(try editor.apply(Self.label, to: file).isChanged)
  }

  @Test func `formats without a place for XMP are told to take a sidecar`() throws {
    do {
      _ = try LabelEditor().apply(
        Self.label, to: Array("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>".utf8))
      Issue.record("no error")
    } catch {
      guard case .needsSidecar(.svg, _) = error else {
        Issue.record("wrong error \(error)")
        return
      }
    }
    let first = try LabelEditor().sidecar(Self.label)
    let packet = XMPPacket(ByteView(first.bytes))
    #expect(packet.value("Iptc4xmpExt", "AISystemUsed") == "Made <up> & Co")
    let second = try LabelEditor().sidecar(Label(aiSystem: "Other"), merging: first.bytes)
    let merged = XMPPacket(ByteView(second.bytes))
    #expect(merged.value("Iptc4xmpExt", "AISystemUsed") == "Other")
    #expect(merged.value("Iptc4xmpExt", "AIPromptWriterName") == "Zoë")
    #expect(try !LabelEditor().sidecar(Label(aiSystem: "Other"), merging: second.bytes).isChanged)
  }

  @Test func `files that are cut short, broken XMP and too large a packet are left alone`() throws {
    let file = SampleFiles.png()
    #expect(throws: LabelingError.self) {
      try LabelEditor().apply(Self.label, to: Array(file.dropLast(12)))
    }
    let broken = SampleFiles.png([
      SampleFiles.chunk("iTXt", Array("XML:com.adobe.xmp\0".utf8) + [0, 0, 0, 0] + [0x3C])
    ])
    #expect(throws: LabelingError.self) { try LabelEditor().apply(Self.label, to: broken) }
    let long = Label(promptInformation: String(repeating: "x", count: 70_000))
    #expect(throws: LabelingError.self) { try LabelEditor().apply(long, to: SampleFiles.jpeg()) }
    #expect(try LabelEditor().apply(long, to: file).isChanged)
    #expect(try !LabelEditor().apply(Label(), to: file).isChanged)
  }

  @Test(arguments: samples)
  func `private data goes, the rest and the label stay, and stripping again changes nothing`(
    sample: (name: String, bytes: [UInt8])
  ) throws {
    let labelled = try LabelEditor().apply(
      Label(digitalSourceType: DigitalSourceType("trainedAlgorithmicMedia")), to: sample.bytes)
    let result = try LabelEditor().stripPrivate(
      Set(PrivateData.allCases), from: labelled.bytes)
    let container = try Container(parsing: ByteView(result.bytes))
    let record = MetadataRecord(container)
    #expect(container.diagnostics.isEmpty && record.diagnostics.isEmpty)
    for field in record.fields {
      #expect(!field.path.contains("GPS") && !field.path.contains("SerialNumber"))
      #expect(!field.path.contains("OwnerName") && !field.path.contains("UserComment"))
    }
    for secret in ["SERIAL-1", "Owner Name", "the prompt"] {
      #expect(ByteView(result.bytes).firstRange(of: Array(secret.utf8)) == nil)
    }
    let old = MetadataRecord(try Container(parsing: ByteView(labelled.bytes)))
    for path in ["exif.Make", "exif.Artist", "exif.DateTimeOriginal", "exif.Software"] {
      #expect(record.value(at: path) == old.value(at: path))
    }
    #expect(record.digitalSourceTypes.count == 1)
    #expect(
      try !LabelEditor().stripPrivate(Set(PrivateData.allCases), from: result.bytes).isChanged)
  }

  @Test func `prompts in PNG texts go with their chunks, others stay`() throws {
    let file = SampleFiles.png([
      SampleFiles.chunk("tEXt", Array("parameters\0a cat".utf8)),
      SampleFiles.chunk("tEXt", Array("Comment\0json".utf8)),
      SampleFiles.chunk("tEXt", Array("Title\0stays".utf8)),
    ])
    let result = try LabelEditor().stripPrivate([.prompts], from: file, textKeywords: ["Comment"])
    let container = try Container(parsing: ByteView(result.bytes))
    #expect(container.payloads.map(\.keyword) == ["Title"])
  }

  @Test func `prompts in fields that are meant for other things go too`() throws {
    let exif = SampleFiles.tiff([
      SampleFiles.ascii(0x010F, "Prompt: {\"1\": {}}"), SampleFiles.ascii(0x0110, "Canon EOS"),
      SampleFiles.ascii(0x010E, "workflow:{}"),
    ])
    let file = SampleFiles.jpeg([SampleFiles.segment(0xE1, Array("Exif\0\0".utf8) + exif)])
    let result = try LabelEditor().stripPrivate([.prompts], from: file)
    let record = MetadataRecord(try Container(parsing: ByteView(result.bytes)))
    #expect(record.fields.map(\.path) == ["exif.Model"])
    let named = try LabelEditor().stripPrivate([.prompts], from: file, exifTags: [0x0110])
    #expect(MetadataRecord(try Container(parsing: ByteView(named.bytes))).fields.isEmpty)
  }

  @Test func `a thumbnail goes with its bytes and its directory`() throws {
    let picture: [UInt8] = [0xFF, 0xD8, 0xAB, 0xCD, 0xEF, 0xD9]
    var exif = SampleFiles.tiff(
      [SampleFiles.ascii(0x010F, "Maker")],
      next: [(0x0201, 4, 1, [0, 0, 0, 0]), (0x0202, 4, 1, [6, 0, 0, 0])])
    let second = try #require(
      try TIFFStructure(ByteView(exif)).directories.last?.range.lowerBound)
    exif.replaceSubrange((second + 10)..<(second + 11), with: [UInt8(exif.count)])
    let file = SampleFiles.jpeg([
      SampleFiles.segment(0xE1, Array("Exif\0\0".utf8) + exif + picture)
    ])
    let result = try LabelEditor().stripPrivate([.thumbnails], from: file)
    #expect(result.bytes.count == file.count)
    #expect(ByteView(result.bytes).firstRange(of: [0xAB, 0xCD, 0xEF]) == nil)
    let record = MetadataRecord(try Container(parsing: ByteView(result.bytes)))
    #expect(record.exif.first?.content.thumbnail == nil)
    #expect(record.value(at: "exif.Make") == "Maker")
    #expect(record.diagnostics.isEmpty)
  }

  @Test func `a label for China has its keys in order and is escaped`() {
    let label = AIGCLabel(label: .suspected, contentProducer: "a\"b\\c", produceID: "1\n")
    #expect(
      label.json == """
        {"Label":"3","ContentProducer":"a\\"b\\\\c","ProduceID":"1\\u000a","ReservedCode1":"",\
        "ContentPropagator":"","PropagateID":"","ReservedCode2":""}
        """)
  }

  @Test func `damaged files are refused or written, never worse`() throws {
    for (index, sample) in Self.samples.enumerated() {
      var random = SplitMix64(seed: UInt64(index))
      for _ in 0..<60 {
        var bytes = sample.bytes
        for _ in 0..<3 {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        guard let result = try? LabelEditor().apply(Self.label, to: bytes) else { continue }
        _ = try? LabelEditor().stripPrivate(Set(PrivateData.allCases), from: result.bytes)
        #expect(MetadataRecord(try Container(parsing: ByteView(result.bytes))).fields.count > 0)
      }
    }
  }

  // MARK: Files

  @Test func `an older backup is kept, and the next one gets a number`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a").path
    let replacement = FileReplacement(backupSuffix: ".bak")
    #expect(try replacement.write([1], to: path).backup == nil)
    #expect(try replacement.write([2], to: path).backup?.hasSuffix("a.bak") == true)
    #expect(try replacement.write([3], to: path).backup?.hasSuffix("a.bak.2") == true)
    #expect(FileManager.default.contents(atPath: path + ".bak") == Data([1]))
    #expect(FileManager.default.contents(atPath: path + ".bak.2") == Data([2]))
    try FileManager.default.linkItem(atPath: path, toPath: path + "-link")
    #expect(try FileReplacement().write([4], to: path).otherNames == 1)
  }

  @Test func `codes and numbers of AIGC labels are checked`() {
    #expect(AIGCLabel.isProducerCode("001191110102MACQD9K64010000"))
    for text in ["", "x", "短", "bad producer", "002191110102MACQD9K64010000"] {
      #expect(!AIGCLabel.isProducerCode(text))
    }
    #expect(AIGCLabel.isContentNumber("42"))
    for text in ["", "x y", "短", "a\n"] { #expect(!AIGCLabel.isContentNumber(text)) }
  }

  @Test func `a place with a position goes as a whole, and one without stays`() throws {
    func packet(_ inside: String) -> [UInt8] {
      SampleFiles.xmp(
        """
        <rdf:Description rdf:about="" xmlns:I="\(XMPNamespace.iptcExtension)"
          xmlns:exif="http://ns.adobe.com/exif/1.0/">
         <I:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource">\(inside)</rdf:li></rdf:Bag>
         </I:LocationShown>
        </rdf:Description>
        """)
    }
    let located = packet("<exif:GPSLatitude>52,0N</exif:GPSLatitude>")
    let named = packet("<I:City>Delft</I:City>")
    let editor = LabelEditor()
    let clean = try editor.stripPrivate([.position], fromSidecar: located)
    #expect(clean.isChanged && !String(decoding: clean.bytes, as: UTF8.self).contains("GPS"))
    #expect(try !editor.stripPrivate([.position], fromSidecar: named).isChanged)
  }

  @Test func `a file is replaced whole, with its permissions and a backup`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "assay-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "a.jpg").path
    try FileReplacement().write([1, 2, 3], to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    let link = folder.appending(path: "link.jpg").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    try FileReplacement(backupSuffix: ".orig").write([4, 5], to: link)
    #expect(FileManager.default.contents(atPath: file).map(Array.init) == [4, 5])
    #expect(FileManager.default.contents(atPath: file + ".orig").map(Array.init) == [1, 2, 3])
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    #expect(throws: FileReplacement.Failure.self) {
      try FileReplacement().write([1], to: folder.appending(path: "no/such/place").path)
    }
  }

  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `every third-party file that can be written keeps its picture and all its fields`() throws {
    var editor = LabelEditor()
    editor.breaksContentCredentials = true
    var written = 0
    for row in try SharedMaterial.table("fixtures/INDEX.tsv") {
      guard let path = row["path"],
        ["generator", "disclosure", "clean"].contains(row["category"]),
        let bytes = try? SharedMaterial.bytes("fixtures/\(path)"),
        let result = try? editor.apply(Self.label, to: bytes)
      else { continue }
      written += 1
      let before = try Container(parsing: ByteView(bytes))
      let after = try Container(parsing: ByteView(result.bytes))
      #expect((before.width, before.height) == (after.width, after.height), "\(path)")
      // Scans, picture chunks: byte by byte.
      let names: Set<String> = [
        "SOS", "DQT", "DHT", "IDAT", "PLTE", "VP8 ", "VP8L", "ALPH", "ANMF",
      ]
      #expect(
        before.elements.filter { names.contains($0.name) }.map { bytes[$0.range] }
          == after.elements.filter { names.contains($0.name) }.map { result.bytes[$0.range] },
        "\(path)")
      let old = MetadataRecord(before)
      let new = MetadataRecord(after)
      #expect(
        new.digitalSourceTypes.contains { $0.type.classification == .aiGenerated }, "\(path)")
      let labelled: Set<String> = [
        "xmp.Iptc4xmpExt:DigitalSourceType", "xmp.Iptc4xmpExt:AISystemUsed",
        "xmp.Iptc4xmpExt:AISystemVersionUsed", "xmp.Iptc4xmpExt:AIPromptInformation",
        "xmp.Iptc4xmpExt:AIPromptWriterName", "xmp.TC260:AIGC",
      ]
      let kept = Set(new.fields.map { "\($0.path)=\($0.value)" })
      for field in old.fields where !labelled.contains(field.path) {
        #expect(kept.contains("\(field.path)=\(field.value)"), "\(path) \(field.path)")
      }
      #expect(try !editor.apply(Self.label, to: result.bytes).isChanged, "\(path)")
    }
    #expect(written > 110)
  }
}
