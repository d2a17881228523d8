import ByteReading
import Codecs
import Containers
import Foundation
import Pixels
import Testing
import _TestSupport

/// Third-party files, read where they are beside the checkout.
struct FixtureTests {
  private func files(in folder: String) throws -> [URL] {
    let root = SharedMaterial.url("fixtures/\(folder)")
    return try FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  @Test(
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    arguments: [
      "c2pa", "c2pa-real", "generator", "disclosure", "clean", "watermark", "hostile",
    ])
  func `every file ends in pixels or in an error`(folder: String) throws {
    var decodedCount = 0
    for url in try files(in: folder) {
      let bytes = ByteView([UInt8](try Data(contentsOf: url)))
      guard let format = ImageFormat(sniffing: bytes) else { continue }
      do throws(DecodingError) {
        let decoded = try ImageDecoder.decode(bytes, format: format)
        decodedCount += 1
        #expect(
          decoded.pixels.samples.count == decoded.pixels.pixelCount * decoded.pixels.channelCount)
      } catch {
        #expect(!error.message.isEmpty, "\(url.lastPathComponent)")
      }
    }
    #expect(decodedCount > 0)
  }

  /// Pictures of the same folder that other programs show, so an error here is a fault of ours.
  @Test(
    .enabled(if: SharedMaterial.isPresent, SharedMaterial.absence),
    arguments: ["c2pa-real", "generator", "clean", "watermark"])
  func `every sound picture is decoded`(folder: String) throws {
    for url in try files(in: folder) {
      let bytes = ByteView([UInt8](try Data(contentsOf: url)))
      guard let format = ImageFormat(sniffing: bytes), format != .jxl, format != .svg else {
        continue
      }
      let name = url.lastPathComponent
      do throws(DecodingError) {
        let decoded = try ImageDecoder.decode(bytes, format: format)
        #expect(!decoded.isTruncated, "\(name)")
      } catch {
        // Raw pictures are not developed; the codecs of some HEIF files may be missing.
        #expect(error.code == .unsupported, "\(name): \(error)")
      }
    }
  }
}
