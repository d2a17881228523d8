import ByteReading
import Codecs
import Compression
import Containers
import Foundation
import Metadata
import Pixels
import Testing
import _TestSupport

@testable import DeclaredOrigin

/// Third-party files: what they must be named, and those that must be named nothing.
@Suite(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
struct FixtureTests {
  struct Row: Sendable, CustomStringConvertible {
    var path: String
    var expected: String
    var description: String { path }
  }

  static func rows(_ category: String) -> [Row] {
    ((try? SharedMaterial.table("fixtures/INDEX.tsv")) ?? []).compactMap { row in
      guard row["category"] == category, let path = row["path"], let expected = row["expected"]
      else { return nil }
      return Row(path: path, expected: expected)
    }
  }

  static func read(_ path: String) throws -> (
    bytes: ByteView, container: Container, record: MetadataRecord
  ) {
    let bytes = ByteView(try SharedMaterial.bytes("fixtures/" + path))
    let container = try Container(parsing: bytes)
    return (bytes, container, MetadataRecord(container))
  }

  static func pixels(_ bytes: ByteView, _ container: Container) throws -> PixelBuffer {
    try ImageDecoder.decode(bytes, format: container.format).pixels
  }

  /// A plain reader of the hidden text in the alpha channel: columns first, most significant bit
  /// first.
  static func stealthText(_ pixels: PixelBuffer) throws -> String? {
    guard pixels.layout == .rgba else { return nil }
    var position = 0
    func byte() -> UInt8 {
      var value: UInt8 = 0
      for _ in 0..<8 {
        let bit =
          pixels.sample(
            x: position / pixels.height, y: position % pixels.height, channel: 3) ?? 0
        value = value << 1 | bit & 1
        position += 1
      }
      return value
    }
    let magic = String(decoding: (0..<15).map { _ in byte() }, as: UTF8.self)
    guard magic == "stealth_pngcomp" || magic == "stealth_pnginfo" else { return nil }
    let length = (0..<4).reduce(0) { sum, _ in sum << 8 | Int(byte()) } / 8
    guard length <= pixels.pixelCount / 8 else { return nil }
    let payload = (0..<length).map { _ in byte() }
    let text =
      magic.hasSuffix("comp") ? try inflate(gzip: ByteView(payload), limit: 1 << 22) : payload
    return String(decoding: text, as: UTF8.self)
  }

  /// The family that an expectation means, the product where it names one, and the class.
  static func expectation(
    _ row: Row
  ) -> (family: String?, product: String?, classification: OriginClass?) {
    let text = row.expected
    for (words, family, product) in [
      ("Forge Classic", "automatic1111", "Forge Classic"),
      ("Forge Neo", "automatic1111", "Forge Neo"),
      ("Forge or reForge", "automatic1111", "Forge or reForge"),
      ("(AUTOMATIC1111)", "automatic1111", "AUTOMATIC1111"), ("A1111", "automatic1111", nil),
      ("NovelAI", "novelai", nil), ("ComfyUI", "comfyui", nil),
      ("RuinedFooocus", "ruinedfooocus", nil),
      ("Fooocus", "fooocus", nil), ("InvokeAI", "invokeai", nil), ("SD.Next", "sdnext", nil),
      ("Civitai", "civitai", nil), ("Tensor.Art", "tensorart", nil), ("SwarmUI", "swarmui", nil),
      ("Midjourney", "midjourney", nil), ("Grok", "xai", nil), ("AIGC label 1", "tc260", nil),
    ] as [(String, String, String?)] where text.contains(words) {
      return (family, product, .aiGenerated)
    }
    if text.contains("Apple Photos") { return ("apple-clean-up", nil, .aiEdited) }
    return (nil, nil, nil)
  }

  @Test(arguments: rows("generator"))
  func `Every generator is named with its class`(row: Row) throws {
    let (bytes, container, record) = try Self.read(row.path)
    let catalogue = try GeneratorCatalogue.builtIn()
    var traces = catalogue.traces(in: record.fields)
    if row.expected.contains("stealth") {
      let text = try #require(try Self.stealthText(Self.pixels(bytes, container)))
      traces += catalogue.traces(inStealthPayload: text)
    }
    traces.removeAll { $0.classification == .notAI }
    let expected = Self.expectation(row)
    #expect(traces.map(\.family) == (expected.family.map { [$0] } ?? []))
    if let product = expected.product { #expect(traces.first?.product == product) }
    #expect(traces.first?.classification == expected.classification)
    #expect(
      expected.family != nil || row.expected.contains("negative"),
      "an expectation is not understood")
    for field in traces.flatMap(\.fields) where field.path != "stealth" {
      #expect(!field.range.isEmpty && field.range.upperBound <= bytes.count)
    }
    if expected.family == "tc260" {
      #expect(AIGCLabel.labels(in: record.fields).map(\.isValid) == [true])
    }
  }

  @Test(arguments: [
    ("generator/enslo-sd-metadata__novelai-curated.webp", NovelAISignature.Outcome.verified),
    ("generator/LlmKira-novelai-python__sample-0316-out.png", .failed),
    ("generator/LlmKira-novelai-python__sample-0317.png", .none),
  ])
  func `NovelAI's signature is checked over the pixels`(
    path: String, outcome: NovelAISignature.Outcome
  ) throws {
    let (bytes, container, record) = try Self.read(path)
    let trace = try #require(try GeneratorCatalogue.builtIn().traces(in: record.fields).first)
    #expect((trace.signedText != nil) == (outcome != .none))
    let rgb = try Self.pixels(bytes, container).convertedToRGB().samples
    let comment =
      trace.signedText ?? record.value(at: "png.text.Comment")
      ?? record.value(at: "exif.UserComment") ?? ""
    #expect(NovelAISignature.verify(comment: comment, rgb: rgb) == outcome)
  }

  @Test func `A phone's trailer names the generator beside Content Credentials`() throws {
    let path = "c2pa-real/wiltodelta-remove-ai-watermarks__samsung_black_1.png"
    let traces = try GeneratorCatalogue.builtIn().traces(in: Self.read(path).record.fields)
    #expect(traces.map(\.family) == ["samsung"])
    #expect(traces.first?.classification == .aiEdited)
  }

  @Test(arguments: rows("c2pa-real"))
  func `Metadata beside Content Credentials names no generator wrongly`(row: Row) throws {
    let (_, _, record) = try Self.read(row.path)
    let traces = try GeneratorCatalogue.builtIn().traces(in: record.fields)
    for trace in traces where trace.classification != .notAI {
      #expect(["samsung", "openai", "google", "black-forest-labs"].contains(trace.family))
    }
  }

  @Test(arguments: rows("clean"))
  func `No clean file gives a trace of AI`(row: Row) throws {
    let (_, _, record) = try Self.read(row.path)
    let origin = try DeclaredOrigin(record.fields)
    #expect(origin.traces.filter { $0.classification != .notAI }.isEmpty)
    #expect(origin.aigcLabels.isEmpty && origin.credits.isEmpty)
  }

  @Test(arguments: rows("disclosure"))
  func `Files with ordinary metadata give no trace and their source type`(row: Row) throws {
    let (_, _, record) = try Self.read(row.path)
    let origin = try DeclaredOrigin(record.fields)
    #expect(origin.traces.filter { $0.classification != .notAI }.isEmpty)
    #expect(origin.aigcLabels.isEmpty && origin.aiProperties.isEmpty)
    let codes = Set(record.digitalSourceTypes.map(\.type.code))
    let terms = row.expected.split { $0 == " " || $0 == "," }.map(String.init)
    let known = DigitalSourceType.vocabulary.map(\.code).filter { terms.contains($0) }
    #expect(codes == Set(known))
  }
}
