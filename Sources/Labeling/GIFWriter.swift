import ByteReading
import Containers

/// Writes the XMP application extension of a GIF.
///
/// - Reference: XMP Specification Part 3 (2016) §1.1.2.
struct GIFWriter {
  private let container: Container

  init(_ container: Container, _ file: [UInt8]) { self.container = container }

  /// The extension: the packet as it is, and bytes that lead readers of sub-blocks to its end.
  private func block(_ packet: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + packet
    bytes.append(1)
    for value in stride(from: 255, through: 0, by: -1) { bytes.append(UInt8(value)) }
    return bytes + [0]
  }

  func replace(
    _ payload: EmbeddedPayload, with packet: [UInt8], _ patches: inout PatchList
  ) throws(LabelingError) {
    guard let carrier = payload.carrierRanges.first else { return }
    patches.replace(carrier, with: block(packet))
  }

  /// Inserts the extension behind the screen descriptor. GIF87a knows no extensions.
  func insert(_ packet: [UInt8], _ patches: inout PatchList) throws(LabelingError) {
    guard container.elements.first?.name == "GIF89a" else {
      throw .needsSidecar(format: .gif, reason: "it is a GIF87a")
    }
    guard let screen = container.elements.first(where: { $0.name == "LSD" }) else {
      throw .unreadable(ParsingError(.malformed, at: 6, in: "GIF without a screen descriptor"))
    }
    let position = screen.range.upperBound
    patches.replace(position..<position, with: block(packet))
  }
}
