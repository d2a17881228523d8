import ByteReading
import Containers
import Metadata

/// Writes XMP segments of a JPEG.
///
/// - Reference: XMP Specification Part 3 (2016) §1.1.3; CIPA DC-007-2009 (MPF) §5.2.
struct JPEGWriter {
  private let container: Container
  private let file: [UInt8]

  init(_ container: Container, _ file: [UInt8]) {
    self.container = container
    self.file = file
  }

  private static let signature = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
  /// What of a segment's 65,533 bytes is left for the packet.
  private static let capacity = 65_533 - signature.count

  private func segment(_ packet: [UInt8]) throws(LabelingError) -> [UInt8] {
    guard packet.count <= Self.capacity else {
      throw .tooLarge(byteCount: packet.count, limit: Self.capacity)
    }
    var bytes: [UInt8] = [0xFF, 0xE1]
    bytes.big(2 + Self.signature.count + packet.count, count: 2)
    return bytes + Self.signature + packet
  }

  func replace(
    _ payload: EmbeddedPayload, with editor: XMPEditor, _ patches: inout PatchList
  ) throws(LabelingError) {
    guard payload.carrier == "APP1", let carrier = payload.carrierRanges.first,
      payload.carrierRanges.count == 1
    else {
      throw .needsSidecar(format: .jpeg, reason: "its XMP stands in \(payload.carrier)")
    }
    var editor = editor
    if editor.bytes.count > Self.capacity { editor.removePadding() }
    patches.replace(carrier, with: try segment(editor.bytes))
  }

  /// Inserts a packet behind the segments that must come first: JFIF and EXIF.
  func insert(_ packet: [UInt8], _ patches: inout PatchList) throws(LabelingError) {
    guard let start = container.elements.first, start.name == "SOI" else {
      throw .unreadable(ParsingError(.malformed, at: 0, in: "JPEG"))
    }
    let exif = Set(container.payloads(of: .exif).flatMap(\.carrierRanges))
    var position = start.range.upperBound
    for element in container.elements.dropFirst() {
      guard element.name == "APP0" || exif.contains(element.range) else { break }
      position = element.range.upperBound
    }
    patches.replace(position..<position, with: try segment(packet))
  }

  /// Corrects the index of pictures behind the first one: sizes and offsets are counted in bytes,
  /// offsets from the index itself.
  func correctMultiPictureIndex(_ patches: inout PatchList) {
    guard patches.growth != 0 else { return }
    let end = container.imageRange.upperBound
    for payload in container.payloads(of: .mpf) {
      guard let structure = try? TIFFStructure(payload.data),
        let entry = structure.directories.first?.entry(0xB002)
      else { continue }
      let base = payload.data.offsetInFile
      let before = patches.growth(before: base)
      let after = patches.growth(before: end) - before
      let order = structure.byteOrder
      var reader = ByteReader(entry.value)
      var bytes: [UInt8] = []
      var index = 0
      while let attribute = try? reader.take(4), let size = try? reader.uint32(order),
        let offset = try? reader.uint32(order), let rest = try? reader.take(4)
      {
        let newSize = index == 0 ? Int(size) + before + after : Int(size)
        let newOffset = offset == 0 ? 0 : Int(offset) + after
        bytes += attribute.bytes
        if order == .big {
          bytes.big(newSize, count: 4)
          bytes.big(newOffset, count: 4)
        } else {
          bytes.little(newSize, count: 4)
          bytes.little(newOffset, count: 4)
        }
        bytes += rest.bytes
        index += 1
      }
      let start = entry.value.offsetInFile
      patches.replace(start..<(start + bytes.count), with: bytes)
    }
  }
}
