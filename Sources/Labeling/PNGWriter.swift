import ByteReading
import Compression
import Containers

/// Writes chunks of a PNG.
///
/// - Reference: PNG (Third Edition) §11.3.3.4; XMP Specification Part 3 (2016) §1.1.5.
struct PNGWriter {
  private let container: Container

  init(_ container: Container, _ file: [UInt8]) { self.container = container }

  /// A whole chunk with its checksum.
  static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.big(content.count, count: 4)
    let checked = Array(type.utf8) + content
    bytes += checked
    bytes.big(Int(crc32(ByteView(checked))), count: 4)
    return bytes
  }

  private func chunk(_ packet: [UInt8]) -> [UInt8] {
    // Not compressed, no language, no translated keyword, as XMP wants it.
    Self.chunk("iTXt", Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + packet)
  }

  func replace(
    _ payload: EmbeddedPayload, with packet: [UInt8], _ patches: inout PatchList
  ) throws(LabelingError) {
    guard let carrier = payload.carrierRanges.first, payload.carrierRanges.count == 1 else {
      throw .needsSidecar(format: .png, reason: "its XMP stands in several places")
    }
    patches.replace(carrier, with: chunk(packet))
  }

  func insert(_ packet: [UInt8], _ patches: inout PatchList) throws(LabelingError) {
    guard let header = container.elements.first(where: { $0.name == "IHDR" }) else {
      throw .unreadable(ParsingError(.malformed, at: 8, in: "PNG without IHDR"))
    }
    let position = header.range.upperBound
    patches.replace(position..<position, with: chunk(packet))
  }
}
