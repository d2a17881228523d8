import ByteReading
import Containers

/// Writes chunks of a WebP file.
///
/// - Reference: RFC 9649 §2.7.
struct WebPWriter {
  private let container: Container
  private let file: [UInt8]

  init(_ container: Container, _ file: [UInt8]) {
    self.container = container
    self.file = file
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var bytes = Array(type.utf8)
    bytes.little(content.count, count: 4)
    bytes += content
    if content.count % 2 == 1 { bytes.append(0) }
    return bytes
  }

  func replace(
    _ payload: EmbeddedPayload, with packet: [UInt8], _ patches: inout PatchList
  ) throws(LabelingError) {
    guard let carrier = payload.carrierRanges.first else { return }
    patches.replace(carrier, with: Self.chunk("XMP ", packet))
    if let header = container.elements.first(where: { $0.name == "VP8X" }) {
      mark(header, &patches)
    }
  }

  /// Adds a chunk behind the picture, before Content Credentials, which must be last; a file in the
  /// simple form gets the header of the extended form.
  func insert(_ packet: [UInt8], _ patches: inout PatchList) throws(LabelingError) {
    guard let last = container.elements.last else { return }
    let chunk = Self.chunk("XMP ", packet)
    if let header = container.elements.first(where: { $0.name == "VP8X" }) {
      mark(header, &patches)
    } else {
      guard let width = container.width, let height = container.height, width > 0, height > 0,
        let picture = container.elements.first(where: { $0.name == "VP8 " || $0.name == "VP8L" })
      else {
        throw .unreadable(ParsingError(.malformed, at: 12, in: "WebP without a picture"))
      }
      var flags: UInt8 = 0x04
      // Bit 28 of a VP8L header says that alpha is used.
      if picture.name == "VP8L", picture.contentRange.count >= 5,
        file[picture.contentRange.lowerBound + 4] & 0x10 != 0
      {
        flags |= 0x10
      }
      var content: [UInt8] = [flags, 0, 0, 0]
      content.little(width - 1, count: 3)
      content.little(height - 1, count: 3)
      let start = picture.range.lowerBound
      patches.replace(start..<start, with: Self.chunk("VP8X", content))
    }
    let end = last.name == "C2PA" ? last.range.lowerBound : last.range.upperBound
    patches.replace(end..<end, with: chunk)
  }

  /// Says in the header that there is XMP.
  private func mark(_ header: ContainerElement, _ patches: inout PatchList) {
    let position = header.contentRange.lowerBound
    guard header.contentRange.count >= 10, file[position] & 0x04 == 0 else { return }
    patches.replace(position..<(position + 1), with: [file[position] | 0x04])
  }

  /// Corrects the size in the RIFF header.
  func correctSize(_ patches: inout PatchList) throws(LabelingError) {
    guard !patches.patches.isEmpty else { return }
    let size = container.imageRange.upperBound - container.imageRange.lowerBound - 8
    let grown = size + patches.growth
    guard grown >= 0, grown <= 0xFFFF_FFFE else {
      throw .tooLarge(byteCount: grown, limit: 0xFFFF_FFFE)
    }
    var bytes: [UInt8] = []
    bytes.little(grown, count: 4)
    patches.replace(4..<8, with: bytes)
  }
}
