import Foundation
import Pixels
import Testing
import _TestSupport

@testable import Watermarks

/// A folder for the files of one test.
private struct Folder: ~Copyable {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "assay-trustmark-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file.path
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

struct TrustMarkDecoderTests {
  /// Whether ONNX Runtime can be loaded here.
  static let isRuntimePresent: Bool = {
    let names =
      NeuralModels.libraryOfEnvironment.map { [$0] }
      ?? ["libonnxruntime.so.1", "libonnxruntime.so", "libonnxruntime.dylib"]
    return names.contains { unsafe dlopen($0, RTLD_NOW | RTLD_LOCAL) != nil }
  }()
  static let absence: Comment =
    "skipped: ONNX Runtime was not found; set ASSAY_ONNXRUNTIME to the path of its library"

  /// A picture whose blue says a word in 10 × 10 cells, with noise in the other channels.
  ///
  /// The network averages cells of 25 of 256 pixels, so the cells are as large a part of the picture.
  private func picture(
    _ word: [UInt8], width: Int, height: Int, layout: PixelBuffer.Layout = .rgb, left: Int = 0,
    top: Int = 0, partWidth: Int? = nil, partHeight: Int? = nil, side: Int = 256
  ) -> PixelBuffer {
    var random = SplitMix64(seed: 12)
    let (wide, tall) = (partWidth ?? width, partHeight ?? height)
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let column = (x - left) * side / wide / 25
        let row = (y - top) * side / tall / 25
        let isCell = x >= left && y >= top && (0..<10).contains(column) && (0..<10).contains(row)
        let bit = isCell ? word[row * 10 + column] : UInt8(random.next() & 1)
        let pixel: [UInt8] = [
          UInt8(random.next() & 255), UInt8(random.next() & 255), bit == 1 ? 150 : 100, 77,
        ]
        samples += layout == .gray ? [pixel[2]] : pixel.prefix(layout.rawValue)
      }
    }
    return PixelBuffer(width: width, height: height, layout: layout, samples: samples)
  }

  private func word(
    _ schema: TrustMarkPayload.Schema = .bch5, seed: UInt64 = 5
  ) -> (data: [UInt8], word: [UInt8]) {
    var random = SplitMix64(seed: seed)
    let data = (0..<schema.dataBits).map { _ in UInt8(random.next() & 1) }
    return (data, TrustMarkEncoder.encode(data, schema: schema))
  }

  // MARK: With ONNX Runtime.

  @Test(
    .enabled(if: isRuntimePresent, absence),
    arguments: TrustMarkVariant.allCases, [PixelBuffer.Layout.rgb, .rgba])
  func `a payload is read through a network`(
    variant: TrustMarkVariant, layout: PixelBuffer.Layout
  ) throws {
    let folder = try Folder()
    let path = try folder.write(TinyNetwork().bytes, "decoder.onnx")
    let (data, word) = word()
    // Variant P looks at the square about the centre.
    let marked =
      variant == .p
      ? picture(word, width: 380, height: 300, layout: layout, left: 40, partWidth: 300)
      : picture(word, width: 380, height: 300, layout: layout)
    let options = WatermarkOptions(trustMarkModels: [variant: path])
    let report = WatermarkDetector(options).detect(in: marked)
    #expect(report.evaluated.contains(variant.scheme))
    let detection = try #require(report.detections.first)
    #expect(report.detections.count == 1)
    #expect(detection.scheme == variant.scheme)
    #expect(detection.payload == "1*" + data.map { String($0) }.joined())
    #expect(detection.view == "BCH_5")
    #expect(detection.matchedBits == 100)
    #expect(!detection.isPresenceUnknown)
    #expect(detection.pValue <= WatermarkDetector.falseAlarmBudget)
    let claim = WatermarkClaim(algorithm: variant.algorithm, source: "c2pa.soft-binding")
    let joined = WatermarkClaims.join(claimed: [claim], decoded: report)
    #expect(joined.entries.map(\.standing) == [.confirmed(detection)])
    // The others stay unevaluated, and are said to be.
    let others = try #require(report.notEvaluated.first { $0.scheme == "trustmark" })
    #expect(!others.name.contains(" \(variant.rawValue)"))
  }

  @Test(.enabled(if: isRuntimePresent, absence))
  func `of a long picture the square about the centre is read`() throws {
    let folder = try Folder()
    let path = try folder.write(TinyNetwork().bytes, "decoder.onnx")
    let (data, word) = word(.super8)
    let marked = picture(word, width: 200, height: 460, top: 130, partHeight: 200)
    let options = WatermarkOptions(trustMarkModels: [.q: path])
    let report = WatermarkDetector(options).detect(in: marked)
    #expect(report.detections.map(\.payload) == ["0*" + data.map { String($0) }.joined()])
  }

  @Test(.enabled(if: isRuntimePresent, absence))
  func `a network that accepts any size gets its usual one`() throws {
    let folder = try Folder()
    let network = TinyNetwork(inputShape: [nil, 3, nil, nil], outputShape: [nil, nil])
    let path = try folder.write(network.bytes, "open.onnx")
    let (data, word) = word()
    let report = WatermarkDetector(WatermarkOptions(trustMarkModels: [.q: path])).detect(
      in: picture(word, width: 256, height: 256))
    #expect(report.detections.map(\.payload) == ["1*" + data.map { String($0) }.joined()])
    // 224 pixels hold 8 × 8 cells: the output has another number of values when it is run.
    let other = WatermarkDetector(WatermarkOptions(trustMarkModels: [.p: path])).detect(
      in: picture(word, width: 256, height: 256))
    #expect(other.notEvaluated.contains { $0.scheme == "trustmark-p" })
    #expect(!other.evaluated.contains("trustmark-p"))
  }

  @Test(.enabled(if: isRuntimePresent, absence))
  func `wrong bits are corrected, and too many are no payload`() throws {
    let folder = try Folder()
    let path = try folder.write(TinyNetwork().bytes, "decoder.onnx")
    let options = WatermarkOptions(trustMarkModels: [.q: path])
    var (_, word) = word()
    word[3] ^= 1
    word[90] ^= 1
    let report = WatermarkDetector(options).detect(in: picture(word, width: 256, height: 256))
    #expect(report.detections.first?.matchedBits == 98)
    for position in 10..<20 { word[position] ^= 1 }
    let none = WatermarkDetector(options).detect(in: picture(word, width: 256, height: 256))
    #expect(none.detections.isEmpty)
    #expect(none.evaluated.contains("trustmark-q"))
    let claim = WatermarkClaim(algorithm: "com.adobe.trustmark.Q", source: "test")
    let joined = WatermarkClaims.join(claimed: [claim], decoded: none)
    #expect(joined.entries.map(\.standing) == [.lookedForAndNotFound(scheme: "trustmark-q")])
  }

  @Test(.enabled(if: isRuntimePresent, absence))
  func `a picture without any pattern is no presence`() throws {
    let folder = try Folder()
    let path = try folder.write(TinyNetwork().bytes, "decoder.onnx")
    let plain = PixelBuffer(
      width: 256, height: 256, layout: .gray, samples: [UInt8](repeating: 40, count: 65536))
    let report = WatermarkDetector(WatermarkOptions(trustMarkModels: [.q: path])).detect(in: plain)
    // All numbers are negative, and a word of zeros is a payload of zeros.
    let detection = try #require(report.detections.first)
    #expect(detection.isPresenceUnknown)
    #expect(detection.pValue == 1)
  }

  @Test(
    .enabled(if: isRuntimePresent, absence),
    arguments: [
      ("an output of another size", TinyNetwork(outputShape: [1, 99], outputCount: 99)),
      (
        "a larger output",
        TinyNetwork(inputShape: [1, 3, 512, 512], outputShape: [1, 400], outputCount: 400)
      ),
      ("an output of one dimension", TinyNetwork(outputShape: [100])),
      ("one channel", TinyNetwork(inputShape: [1, 1, 256, 256])),
      ("two pictures", TinyNetwork(inputShape: [2, 3, 256, 256])),
      ("a huge picture", TinyNetwork(inputShape: [1, 3, 2560, 2560])),
      ("double precision", TinyNetwork(elementType: 11)),
      ("two inputs", TinyNetwork(hasSecondInput: true)),
    ])
  func `a network of another shape is refused`(name: String, network: TinyNetwork) throws {
    let folder = try Folder()
    let path = try folder.write(network.bytes, "decoder.onnx")
    let report = WatermarkDetector(WatermarkOptions(trustMarkModels: [.b: path])).detect(
      in: picture(word().word, width: 64, height: 64))
    #expect(!report.evaluated.contains("trustmark-b"))
    #expect(report.detections.isEmpty)
    let entry = try #require(report.notEvaluated.first { $0.scheme == "trustmark-b" })
    #expect(!entry.reason.contains("was not found"), "\(name): \(entry.reason)")
    #expect(entry.howToCheck?.contains("decoder_B.onnx") == true)
  }

  @Test(.enabled(if: isRuntimePresent, absence), arguments: [0.02, 0.3, 0.7, 0.95])
  func `a file that breaks off is refused`(part: Double) throws {
    let folder = try Folder()
    let bytes = TinyNetwork().bytes
    let path = try folder.write(Array(bytes.prefix(Int(part * Double(bytes.count)))), "cut.onnx")
    #expect {
      try NeuralModel(path: path, library: NeuralModels.libraryOfEnvironment, outputCount: 100)
    } throws: { error in
      guard let error = error as? NeuralModelError else { return false }
      // What is left of it may be a network of another shape.
      return error.kind == .brokenModel || error.kind == .wrongShape
    }
  }

  @Test(.enabled(if: isRuntimePresent, absence))
  func `a file that is no network is refused`() throws {
    let folder = try Folder()
    let path = try folder.write(Array("<html>not here</html>".utf8), "decoder.onnx")
    #expect {
      try NeuralModel(path: path, library: NeuralModels.libraryOfEnvironment, outputCount: 100)
    } throws: { ($0 as? NeuralModelError)?.kind == .brokenModel }
  }

  // MARK: Without it.

  @Test func `without a network TrustMark is not evaluated, and it is said how it would be`() throws
  {
    let report = WatermarkDetector().detect(in: picture(word().word, width: 64, height: 64))
    let entry = try #require(report.notEvaluated.first { $0.scheme == "trustmark" })
    #expect(entry.vendor == "Adobe")
    #expect(entry.howToCheck?.contains("decoder_Q.onnx") == true)
    #expect(!report.evaluated.contains { $0.hasPrefix("trustmark") })
    #expect(report.notEvaluated.count { $0.scheme.hasPrefix("trustmark") } == 1)
  }

  @Test func `a missing library is told`() throws {
    let folder = try Folder()
    let path = try folder.write(TinyNetwork().bytes, "decoder.onnx")
    let options = WatermarkOptions(
      trustMarkModels: [.c: path], onnxRuntime: "/nowhere/libonnxruntime.so")
    let report = WatermarkDetector(options).detect(in: picture(word().word, width: 64, height: 64))
    let entry = try #require(report.notEvaluated.first { $0.scheme == "trustmark-c" })
    #expect(entry.reason.contains("ONNX Runtime"))
    #expect(entry.reason.contains("/nowhere/libonnxruntime.so"))
    #expect(entry.howToCheck?.contains("ASSAY_ONNXRUNTIME") == true)
  }

  @Test func `a library that is another one is told`() throws {
    let folder = try Folder()
    let path = try folder.write(TinyNetwork().bytes, "decoder.onnx")
    #if canImport(Darwin)
      let library = "/usr/lib/libz.dylib"
    #else
      let library = "libm.so.6"
    #endif
    #expect {
      try NeuralModel(path: path, library: library, outputCount: 100)
    } throws: { ($0 as? NeuralModelError)?.kind == .foreignLibrary }
  }

  @Test func `files that cannot be a network are refused before anything is loaded`() throws {
    let folder = try Folder()
    let empty = try folder.write([], "empty.onnx")
    // Takes no room on the disk: nothing is written to it.
    let large = try folder.write([1], "large.onnx")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: large))
    try handle.truncate(atOffset: 1 << 29 + 1)
    try handle.close()
    for (path, kind) in [
      (folder.url.path, NeuralModelError.Kind.noModel), (folder.url.path + "/none", .noModel),
      (empty, .noModel), (large, .modelTooLarge),
    ] {
      #expect {
        try NeuralModel(path: path, library: "/nowhere", outputCount: 100)
      } throws: { ($0 as? NeuralModelError)?.kind == kind }
    }
  }

  // MARK: Preparation.

  /// Numbers that Pillow 13 gives for the same picture (`Image.resize`, BILINEAR).
  @Test(
    arguments: [
      (
        (50, 40), (16, 12), [62, 86, 113, 139, 165, 178, 173, 151, 125, 99, 100, 95], 73432,
        2_336_645
      ),
      ((9, 7), (16, 16), [31, 33, 37, 41, 45, 49, 53, 57, 61, 65, 69, 73], 84510, 4_971_852),
      (
        (300, 20), (17, 33), [101, 162, 98, 159, 93, 164, 95, 160, 92, 161, 98, 155], 214_422,
        8_231_017
      ),
    ])
  func `pictures are resized as Pillow does it`(
    size: (Int, Int), target: (Int, Int), start: [UInt8], sum: Int, weighted: Int
  ) {
    var samples: [UInt8] = []
    for y in 0..<size.1 {
      for x in 0..<size.0 {
        for channel in 0..<3 {
          samples.append(UInt8((x * 7 + y * 13 + channel * 31 + x * y) % 256))
        }
      }
    }
    let picture = PixelBuffer(width: size.0, height: size.1, layout: .rgb, samples: samples)
    let planes = (0..<3).map { channel in
      TriangleResampler.resized(
        picture, channel: channel, x: 0, y: 0, width: size.0, height: size.1, toWidth: target.0,
        toHeight: target.1)
    }
    #expect(Array(planes[1].prefix(12)) == start)
    #expect(planes.joined().reduce(0) { $0 + Int($1) } == sum)
    #expect(planes[2].enumerated().reduce(0) { $0 + $1.offset % 251 * Int($1.element) } == weighted)
  }

  @Test func `the network gets red, green and blue planes from -1 to 1`() {
    let samples: [UInt8] = (0..<(32 * 32)).flatMap { _ in [0, 255, 51] as [UInt8] }
    let picture = PixelBuffer(width: 32, height: 32, layout: .rgb, samples: samples)
    let input = TrustMarkDecoder.input(picture, variant: .q, width: 16, height: 16)
    #expect(input.count == 3 * 256)
    #expect(input[0..<256].allSatisfy { $0 == -1 })
    #expect(input[256..<512].allSatisfy { $0 == 1 })
    #expect(input[512...].allSatisfy { abs($0 + 0.6) < 1e-6 })
  }
}
