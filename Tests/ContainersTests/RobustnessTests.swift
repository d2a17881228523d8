import ByteReading
import Foundation
import Testing
import _TestSupport

@testable import Containers

@Suite struct RobustnessTests {
  /// One file of each format with about every part that is read.
  static let samples: [[UInt8]] = {
    let exif = SampleFiles.tiff(
      [SampleFiles.ascii(0x010F, "Maker")],
      children: [(34665, [SampleFiles.ascii(0x9003, "2024:01:01 00:00:00")])])
    let xmp = SampleFiles.xmp("<rdf:Description rdf:about=\"\"/>")
    let store = SampleFiles.jumbf(isStore: true, content: [UInt8](repeating: 1, count: 50))
    return [
      SampleFiles.jpeg(
        [
          SampleFiles.segment(0xE1, Array("Exif\0\0".utf8) + exif),
          SampleFiles.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + xmp),
          SampleFiles.segment(
            0xED,
            Array("Photoshop 3.0\08BIM".utf8) + [4, 4, 0, 0, 0, 0, 0, 6, 0x1C, 2, 5, 0, 1, 0x41]),
        ] + JPEGTests.jumbfSegments(store, instance: 1, split: 30)),
      SampleFiles.png([
        SampleFiles.chunk("iTXt", Array("XML:com.adobe.xmp\0".utf8) + [0, 0, 0, 0] + xmp),
        SampleFiles.chunk("eXIf", exif), SampleFiles.chunk("caBX", store),
      ]),
      SampleFiles.webp([
        SampleFiles.riffChunk("VP8L", SampleFiles.vp8l), SampleFiles.riffChunk("EXIF", exif),
        SampleFiles.riffChunk("XMP ", xmp),
      ]),
      SampleFiles.gif([[0x21, 0xFE] + SampleFiles.subBlocks(Array("a comment".utf8))]),
      SampleFiles.tiff([SampleFiles.short(256, 3), (700, 1, xmp.count, xmp)]),
      SampleFiles.heif([
        ("Exif", nil, [0, 0, 0, 0] + exif), ("mime", "application/rdf+xml", xmp),
      ]),
      DocumentFormatTests.jp2, DocumentFormatTests.psd, DocumentFormatTests.ico,
      Array("<svg xmlns=\"a\" width=\"3\"><metadata><rdf:RDF/></metadata></svg>".utf8),
    ]
  }()

  /// No range that is reported leaves the file.
  static func check(_ container: Container, count: Int) -> Bool {
    func isInside(_ range: Range<Int>) -> Bool {
      range.lowerBound >= 0 && range.upperBound <= count
    }
    func isSound(_ element: ContainerElement) -> Bool {
      isInside(element.range) && element.children.allSatisfy(isSound)
    }
    return container.elements.allSatisfy(isSound)
      && container.payloads.allSatisfy {
        $0.pieces.allSatisfy(isInside) && $0.carrierRanges.allSatisfy(isInside)
          && $0.pieces.count == $0.carrierRanges.count
      } && isInside(container.imageRange)
  }

  @Test(arguments: samples.indices)
  func `every prefix of a file is survived and no range leaves it`(index: Int) {
    let sample = Self.samples[index]
    for count in 0..<sample.count {
      let cut = Array(sample[..<count])
      guard let container = try? Container(parsing: ByteView(cut)) else { continue }
      #expect(Self.check(container, count: count), "cut at \(count)")
      if count < sample.count - 1, container.format != .bmp {
        #expect(!container.diagnostics.isEmpty, "cut at \(count) and nothing said")
      }
    }
  }

  @Test(arguments: samples.indices)
  func `random changes of a file are survived and no range leaves it`(index: Int) {
    var random = SplitMix64(seed: UInt64(index) + 1)
    let sample = Self.samples[index]
    for round in 0..<300 {
      var bytes = sample
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let position = Int.random(in: 0..<bytes.count, using: &random)
        bytes[position] =
          [0, 0xFF, 0x7F, 0x80, UInt8.random(in: 0...255, using: &random)]
          .randomElement(using: &random) ?? 0
      }
      guard let container = try? Container(parsing: ByteView(bytes)) else { continue }
      #expect(Self.check(container, count: bytes.count), "round \(round)")
    }
  }

  @Test func `a view inside a larger file gives offsets in that file`() throws {
    for sample in Self.samples {
      let plain = try Container(parsing: ByteView(sample))
      let shifted = try Container(parsing: ByteView(sample, offsetInFile: 1000))
      #expect(
        shifted.elements.map(\.range)
          == plain.elements.map { ($0.range.lowerBound + 1000)..<($0.range.upperBound + 1000) })
      #expect(
        shifted.payloads.map(\.rangeInFile)
          == plain.payloads.map {
            ($0.rangeInFile.lowerBound + 1000)..<($0.rangeInFile.upperBound + 1000)
          })
    }
  }

  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `every third-party file is read in time and no range leaves it`() throws {
    let clock = ContinuousClock()
    var count = 0
    for row in try SharedMaterial.table("fixtures/INDEX.tsv") {
      guard let path = row["path"], row["category"] != "trust",
        let bytes = try? SharedMaterial.bytes("fixtures/\(path)")
      else { continue }
      count += 1
      let duration = clock.measure {
        guard let container = try? Container(parsing: ByteView(bytes)) else { return }
        #expect(Self.check(container, count: bytes.count), "\(path)")
      }
      #expect(duration < .seconds(30), "\(path)")
    }
    #expect(count > 900)
  }
}

@Suite struct AmplificationTests {
  @Test func `a GIF of one-byte blocks stops at a limit`() throws {
    var limits = ParsingLimits()
    limits.count = 100
    let blocks = [UInt8](repeating: 1, count: 1000) + [0]
    let file = SampleFiles.gif([[0x21, 0xFE] + blocks])
    let container = try Container(parsing: ByteView(file), limits: limits)
    #expect(container.payloads.isEmpty)
    #expect(container.diagnostics.map(\.identifier) == ["limit.count"])
  }

  @Test func `a chain of empty directories stops at a limit`() throws {
    var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
    for index in 0..<200 {
      let next = 8 + 6 * (index + 1)
      bytes += [0, 0, UInt8(next & 255), UInt8(next >> 8), 0, 0]
    }
    var limits = ParsingLimits()
    limits.count = 50
    let container = try Container(parsing: ByteView(bytes), limits: limits)
    #expect(container.elements.count <= 51)
    #expect(container.diagnostics.map(\.identifier) == ["limit.count"])
  }

  @Test func `tens of thousands of boxes in APP11 are told apart in time`() throws {
    var segments: [[UInt8]] = []
    for index in 0..<8000 {
      var builder = ByteBuilder()
      builder.append("JP")
      builder.big(index, count: 2)
      builder.big(1, count: 4)
      builder.append([0, 0, 0, 8, 0x6A, 0x75, 0x6D, 0x62])
      segments.append(SampleFiles.segment(0xEB, builder.bytes))
    }
    let file = SampleFiles.jpeg(segments)
    let clock = ContinuousClock()
    try clock.measure {
      let container = try Container(parsing: ByteView(file))
      #expect(container.payloads(of: .jumbf).count == 8000)
    }.isBelow(.seconds(60))
  }
}

extension Duration {
  /// Expects a duration that is generous even for a debug build on a busy machine.
  fileprivate func isBelow(_ limit: Duration) { #expect(self < limit) }
}
