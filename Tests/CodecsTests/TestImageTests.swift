import ByteReading
import Codecs
import Containers
import Foundation
import Pixels
import Testing
import _TestImages
import _TestSupport

/// The checked-in folder TestImages against the code that makes it.
struct TestImageTests {
  private let folder = SharedMaterial.packageRoot.appending(path: "TestImages")

  @Test func `the tool makes the same files twice`() throws {
    let (first, second) = (try TestImageSet.files(), try TestImageSet.files())
    #expect(first.map(\.name) == second.map(\.name))
    for (a, b) in zip(first, second) { #expect(a.bytes == b.bytes, "\(a.name)") }
  }

  @Test func `the folder holds what the tool makes`() throws {
    for file in try TestImageSet.files() {
      let stored = [UInt8](try Data(contentsOf: folder.appending(path: file.name)))
      if stored == file.bytes { continue }
      guard !file.isCodedHere else {
        Issue.record("\(file.name) differs; run TestImageMaker and look at it")
        continue
      }
      // Coded by another version of a library: the pixels must be near.
      let format = try #require(ImageFormat(sniffing: ByteView(stored)))
      let (old, new) = (
        try ImageDecoder.decode(ByteView(stored), format: format).pixels,
        try ImageDecoder.decode(ByteView(file.bytes), format: format).pixels
      )
      let sum = zip(old.samples, new.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(old.samples.count == new.samples.count)
      #expect(sum / old.samples.count < 8, "\(file.name)")
    }
  }

  @Test func `the folder holds no other file, and stays small`() throws {
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    let files = try TestImageSet.files()
    let optional: Set = ["ai-disclosed.heic", "ai-disclosed.avif"]
    #expect(
      names.subtracting(files.map(\.name)).subtracting(optional).sorted() == ["README.md", "site"])
    #expect(files.reduce(0) { $0 + $1.bytes.count } < 1_500_000)
  }

  @Test func `the table of the folder is what the tool writes`() throws {
    let stored = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
    // Rows of formats that this libheif cannot encode are missing on the right.
    let rows = { (text: String) in
      text.split(separator: "\n").filter {
        !$0.contains("ai-disclosed.heic") && !$0.contains("ai-disclosed.avif")
      }
    }
    #expect(rows(stored) == rows(TestImageSet.readMe(of: try TestImageSet.files())))
  }

  @Test func `every file is of the format it shows and can be read`() throws {
    for file in try TestImageSet.files() {
      let bytes = ByteView(file.bytes)
      let format = try #require(ImageFormat(sniffing: bytes), "\(file.name)")
      _ = try Container(parsing: bytes)
      guard format != .svg, format != .jxl else { continue }
      let decoded = try ImageDecoder.decode(bytes, format: format)
      #expect(decoded.isTruncated == (file.name == "truncated.jpg"), "\(file.name)")
    }
  }

  @Test func `metadata and hidden text lie outside the picture that is seen`() throws {
    let scene = Scene(seed: 20).drawn()
    let hidden = StealthText.embedding("text", in: scene)
    #expect(hidden.convertedToRGB() == scene)
    let alphas = stride(from: 3, to: hidden.samples.count, by: 4).map { hidden.samples[$0] }
    #expect(Set(alphas) == [254, 255])
    // The first bits, down the first column: "s" is 0x73.
    let column = (0..<8).map { hidden.samples[$0 * hidden.rowStride + 3] & 1 }
    #expect(column == [0, 1, 1, 1, 0, 0, 1, 1])
  }

  @Test func `the invisible mark changes the picture a little`() {
    let scene = Scene(seed: 21, width: 256, height: 256).drawn()
    let marked = DwtDctEmbedder.embedding(DwtDctEmbedder.stableDiffusionXL, in: scene)
    let changes = zip(scene.samples, marked.samples).map { abs(Int($0) - Int($1)) }
    #expect(changes.contains { $0 > 0 })
    #expect((changes.max() ?? 0) <= 42)
    #expect(changes.reduce(0, +) / changes.count <= 2)
  }
}
