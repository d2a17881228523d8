import ByteReading
import Dispatch
import EvidenceModel
import Foundation
import Testing
import _TestSupport

@testable import Inspection

struct InspectorTests {
  private func image(_ name: String) throws -> [UInt8] {
    [UInt8](
      try Data(contentsOf: SharedMaterial.packageRoot.appending(path: "TestImages/\(name)")))
  }

  private func inspector(_ change: (inout InspectionOptions) -> Void = { _ in }) -> Inspector {
    var options = InspectionOptions()
    change(&options)
    return Inspector(options: options)
  }

  @Test func `the format comes from the bytes, not from the name`() throws {
    let report = inspector().inspect(try image("png-inside.jpg"), path: "png-inside.jpg")
    #expect(report.format == "png")
    #expect(report.mediaType == "image/png")
  }

  @Test func `a digest taken aside is the same digest`() {
    // One MiB of zeros is no image, and has its digest all the same.
    let zeros = "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58"
    for aside in [false, true] {
      let inspector = inspector { $0.side = aside ? SideThread() : nil }
      let large = inspector.inspect([UInt8](repeating: 0, count: 1 << 20), path: "large")
      #expect(large.sha256 == zeros && !large.isInspected)
      let small = inspector.inspect([UInt8]("abc".utf8), path: "small")
      #expect(small.sha256.hasPrefix("ba7816bf8f01cfea414140de5dae2223"))
    }
  }

  @Test(arguments: [100, 1 << 20], [false, true])
  func `a digest is told to everybody who asks`(
    count: Int, aside: Bool
  ) {
    let digest = FileDigest(
      ByteView([UInt8](repeating: 7, count: count)), on: aside ? SideThread() : nil)
    let text = digest.wait()
    #expect(text.utf8.count == 64 && digest.wait() == text)
  }

  @Test(.timeLimit(.minutes(1))) func `a large digest is taken by the thread beside`() {
    let isPast = DispatchSemaphore(value: 0)
    let side = SideThread()
    let large = FileDigest(ByteView([UInt8](repeating: 7, count: 1 << 20)), on: side)
    let small = FileDigest(ByteView([7, 7, 7]), on: side)
    side.perform { isPast.signal() }
    isPast.wait()
    #expect(large.isKnown && !small.isKnown)
  }

  @Test func `a file that was read before gives the same report`() throws {
    let folder = SharedMaterial.packageRoot.appending(path: "TestImages").path()
    let path = folder + "/a1111.png"
    let early = inspector().inspect(
      path: path, contents: try FileContents.read(path: path, limit: 1 << 20))
    let late = inspector().inspect(path: path)
    #expect(early.sha256 == late.sha256 && early.isInspected && late.isInspected)
    #expect(early.evidence.items.map(\.id) == late.evidence.items.map(\.id))
    #expect(early.diagnostics.map(\.code) == late.diagnostics.map(\.code))
  }

  @Test func `a file that cannot be read gives a report that says so`() {
    let missing = inspector().inspect(path: "/no/such/file.png")
    #expect(missing.diagnostics.map(\.code) == ["file.vanished"] && !missing.isInspected)
    let path = SharedMaterial.packageRoot.appending(path: "TestImages/a1111.png").path()
    let large = inspector { $0.limits.fileSize = 10 }.inspect(path: path)
    #expect(large.diagnostics.map(\.code) == ["limit.fileSize"] && !large.isInspected)
  }

  @Test func `evidence says where in the file it was read`() throws {
    let bytes = try image("a1111.png")
    let report = inspector().inspect(bytes, path: "a.png")
    let trace = try #require(report.evidence.items.first { $0.name.hasPrefix("generator.") })
    let offset = try #require(trace.source.byteOffset)
    let length = try #require(trace.source.byteLength)
    let text = String(decoding: bytes[offset..<(offset + length)], as: UTF8.self)
    #expect(text.contains("Steps: "))
    #expect(trace.source.container == "tEXt")
  }

  @Test func `ids of evidence are unique in a report`() throws {
    let report = inspector().inspect(try image("ai-edited.jpg"), path: "a.jpg")
    let ids = report.evidence.items.map(\.id)
    #expect(Set(ids).count == ids.count && !ids.isEmpty)
  }

  @Test func `without pixels there is no watermark, and the report says so`() throws {
    let bytes = try image("sdxl-watermark.png")
    let blind = inspector { $0.examinesPixels = false }.inspect(bytes, path: "a.png")
    #expect(blind.watermarks.isEmpty)
    #expect(blind.notEvaluated.contains("pixels"))
    let seeing = inspector().inspect(bytes, path: "a.png")
    #expect(seeing.watermarks.map(\.scheme) == ["sdxl-dwtdct"])
  }

  @Test func `marks that no local decoder exists for are listed as not evaluated`() throws {
    let report = inspector().inspect(try image("plain.png"), path: "a.png")
    #expect(report.notEvaluated.contains { $0.lowercased().contains("synthid") })
    #expect(report.watermarks.isEmpty)
  }

  @Test func `whatever is not evaluated says why`() throws {
    let report = inspector { $0.examinesFaces = false }.inspect(
      try image("plain.png"), path: "a.png")
    #expect(report.notEvaluated.contains("faces") && report.faces == nil)
    #expect(Set(report.notEvaluated) == Set(report.notEvaluatedReasons.keys))
    #expect(report.notEvaluatedReasons.values.allSatisfy { $0.count > 10 })
    // With the detector there are faces or none; without it the report says what is missing.
    let looked = inspector().inspect(try image("plain.png"), path: "a.png")
    #expect((looked.faces == nil) == looked.notEvaluated.contains("faces"))
  }

  @Test func `pixel statistics give a score, or say why they cannot`() throws {
    let report = inspector().inspect(try image("plain.png"), path: "a.png")
    let forensics = try #require(report.forensics)
    #expect(!forensics.reason.isEmpty)
    #expect((forensics.score == nil) == (forensics.outcome == .abstained))
    let score = report.evidence.items.first { $0.name == "forensic.score" }
    #expect((score == nil) == (forensics.outcome == .abstained))
    let blind = inspector { $0.examinesPixels = false }.inspect(
      try image("plain.png"), path: "a.png")
    #expect(blind.forensics == nil && blind.faces == nil)
  }

  /// A Windows bitmap of gray noise, enlarged by a factor along both sides.
  private func enlargedNoise(side: Int, by factor: Double) -> [UInt8] {
    var random = SplitMix64(seed: 11)
    let count = Int(Double(side) / factor) + 2
    let noise = (0..<count * count).map { _ in Double.random(in: 90...160, using: &random) }
    let pixels = (0..<side * side).flatMap { index -> [UInt8] in
      let (x, y) = (Double(index % side) / factor, Double(index / side) / factor)
      let (column, row) = (Int(x), Int(y))
      let (right, down) = (x - Double(column), y - Double(row))
      let at = row * count + column
      let above = noise[at] * (1 - right) + noise[at + 1] * right
      let below = noise[at + count] * (1 - right) + noise[at + count + 1] * right
      return [UInt8](repeating: UInt8(above * (1 - down) + below * down), count: 3)
    }
    func u32(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 255) } }
    return [0x42, 0x4D] + u32(54 + pixels.count) + u32(0) + u32(54) + u32(40) + u32(side)
      + u32(side) + [1, 0, 24, 0] + u32(0) + u32(pixels.count) + u32(2_835) + u32(2_835) + u32(0)
      + u32(0) + pixels
  }

  @Test func `a trace of enlarging tells how the picture was stored`() throws {
    let report = inspector { $0.examinesFaces = false }.inspect(
      enlargedNoise(side: 256, by: 1.4), path: "a.bmp")
    let trace = try #require(report.evidence.items.first { $0.name == "forensic.resampled" })
    #expect(trace.attributes["isLossless"] == .boolean(true))
    #expect(trace.attributes["jpegQuality"] == nil)
    #expect((trace.attributes["strength"]?.text).flatMap { Double($0) } ?? 0 >= 2.6)
    let plain = inspector { $0.examinesFaces = false }.inspect(
      enlargedNoise(side: 256, by: 1), path: "a.bmp")
    #expect(!plain.evidence.items.contains { $0.name == "forensic.resampled" })
  }

  @Test func `a mark that no credentials claim says so`() throws {
    let report = inspector().inspect(try image("sdxl-watermark.png"), path: "a.png")
    let mark = try #require(report.evidence.items.first { $0.name == "watermark.sdxl-dwtdct" })
    #expect(mark.attributes["isClaimed"] == .boolean(false))
  }

  @Test func `a picture over the limit is not decoded, and the rest is still read`() throws {
    let report = inspector { $0.limits.pixels = 100 }.inspect(
      try image("ai-disclosed.png"), path: "a")
    #expect(report.diagnostics.contains { $0.code == "limit.pixels" })
    #expect(report.isInspected)
    #expect(report.evidence.items.contains { $0.name == "declared.digitalSourceType" })
  }

  @Test(arguments: [
    ("", "file.empty"), ("hello, world", "file.notAnImage"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "file.lfsPointer"),
  ])
  func `what is no image is not inspected, with a reason`(text: String, code: String) {
    let report = inspector().inspect(Array(text.utf8), path: "a.png")
    #expect(!report.isInspected)
    #expect(report.diagnostics.map(\.code) == [code])
  }

  @Test func `a file that is not there gives a report that says so`() {
    let report = inspector().inspect(path: "/nonexistent/a.png")
    #expect(!report.isInspected)
    #expect(report.diagnostics.map(\.code) == ["file.vanished"])
  }

  @Test func `a folder and a pipe are no files to read`() {
    #expect(inspector().inspect(path: "/tmp").diagnostics.map(\.code) == ["file.notRegular"])
    #expect(inspector().inspect(path: "/dev/null").diagnostics.map(\.code) == ["file.notRegular"])
  }

  @Test func `a file over the size limit is not read`() throws {
    let path = SharedMaterial.packageRoot.appending(path: "TestImages/a1111.png").path
    let report = inspector { $0.limits.fileSize = 10 }.inspect(path: path)
    #expect(report.diagnostics.map(\.code) == ["limit.fileSize"])
  }

  @Test func `every prefix of a file is inspected without a trap`() throws {
    for name in ["ai-disclosed.jxl", "drawing.svg", "plain.bmp", "truncated.jpg"] {
      let bytes = try image(name)
      for length in stride(from: 0, through: bytes.count, by: 37) {
        let report = inspector().inspect(Array(bytes[..<length]), path: name)
        #expect(report.byteCount == length)
      }
    }
  }

  @Test func `a broken byte anywhere is survived`() throws {
    var random = SplitMix64(seed: 0xBAD)
    for name in ["ai-edited.jpg", "a1111.png", "ai-disclosed.webp", "scan.tiff", "animation.gif"] {
      let bytes = try image(name)
      for _ in 0..<40 {
        var broken = bytes
        for _ in 0..<4 {
          broken[Int.random(in: 0..<broken.count, using: &random)] = .random(
            in: 0...255, using: &random)
        }
        _ = inspector().inspect(broken, path: name)
      }
    }
  }

  @Test(arguments: [true, false])
  func `a file without a readable picture is not taken for one without AI`(_ pixels: Bool) {
    let report = inspector { $0.examinesPixels = pixels }
      .inspect([0xff, 0xd8, 0xff], path: "cut.jpg")
    #expect(report.isInspected && report.lacksPicture)
    let codes = report.diagnostics.filter { $0.severity == .error }.map(\.code)
    #expect(codes == [pixels ? "decode.malformed" : "container.noPicture"])
  }

  @Test func `a second store of credentials is evidence`() throws {
    let bytes = try image("signed-ai.png")
    let name = Array("caBX".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: name) }) - 4
    let length = bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } + 12
    var doubled = bytes
    doubled.insert(contentsOf: bytes[start..<(start + length)], at: start)
    let report = inspector { $0.examinesPixels = false }.inspect(doubled, path: "two.png")
    #expect(report.credentials.state == .none)
    let evidence = try #require(
      report.evidence.items.first { $0.name == "c2pa.multipleStores" })
    #expect(evidence.value == .integer(2))
    #expect(evidence.source.byteOffset == start + length + 8)
  }
}
