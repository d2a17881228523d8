import ByteReading

extension ContainerBuilder {
  /// Reads the chunks of a WebP file.
  ///
  /// The 12 bytes of the RIFF header are a part of their own, named by the form type `WEBP`, and a
  /// chunk's range holds its padding byte, as C2PA 2.2 §18.7.3.5 has it.
  ///
  /// - Reference: RFC 9649.
  mutating func readWebP() {
    var reader = ByteReader(file)
    try? reader.seek(to: 4)
    let declared = Int((try? reader.uint32(.little)) ?? 0)
    var end = declared &+ 8
    append("WEBP", 0..<12)
    if end > file.count {
      note(.truncated, at: 4, in: "RIFF size", clause: "RFC 9649 §2.4")
      end = file.count
    }
    try? reader.seek(to: 12)
    while reader.position < end || isKnownChunk(at: reader.position) {
      let start = reader.position
      if start >= end {
        // The size is too small: readers go on as long as chunks follow, and so do we.
        note(.valueOutOfRange, at: 4, in: "RIFF size", clause: "RFC 9649 §2.4")
        end = file.count
      }
      guard let type = try? reader.fourCC(), let length = try? reader.uint32(.little) else {
        note(.truncated, at: start, in: "WebP chunk")
        break
      }
      let name = type.description
      var content: ByteView
      if let whole = try? reader.take(Int(length)) {
        content = whole
        if length % 2 == 1 { try? reader.skip(1) }
      } else {
        note(.truncated, at: start, in: "WebP chunk \(name)")
        content = reader.takeRemaining()
      }
      let contentStart = content.offsetInFile - file.offsetInFile
      guard
        append(
          name, start..<reader.position, content: contentStart..<(contentStart + content.count))
      else { break }
      readWebPChunk(type, content: content, carrier: inFile(start..<reader.position))
    }
    if container.width == nil {
      note(.malformed, at: 12, in: "WebP without a picture", clause: "RFC 9649 §2.5")
    }
    addTrailer(from: max(reader.position, min(end, file.count)))
  }

  private static let knownChunks: Set<FourCC> = [
    "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "EXIF", "XMP ", "ICCP", "C2PA",
  ]

  private func isKnownChunk(at position: Int) -> Bool {
    var reader = ByteReader(file.suffix(from: position))
    guard let type = try? reader.fourCC(), let length = try? reader.uint32(.little) else {
      return false
    }
    return Self.knownChunks.contains(type) && Int(length) <= reader.remaining
  }

  private mutating func readWebPChunk(_ type: FourCC, content: ByteView, carrier: Range<Int>) {
    let name = type.description
    var reader = ByteReader(content)
    switch type {
    case "VP8X":
      guard (try? reader.skip(4)) != nil, let width = try? reader.uint24(.little),
        let height = try? reader.uint24(.little)
      else { return }
      container.width = Int(width) + 1
      container.height = Int(height) + 1
    case "VP8 " where container.width == nil:
      guard (try? reader.skip(3)) != nil, (try? reader.uint24()) == 0x9D_01_2A,
        let width = try? reader.uint16(.little), let height = try? reader.uint16(.little)
      else { return }
      container.width = Int(width & 0x3FFF)
      container.height = Int(height & 0x3FFF)
    case "VP8L" where container.width == nil:
      guard (try? reader.uint8()) == 0x2F, let bits = try? reader.uint32(.little) else { return }
      container.width = Int(bits & 0x3FFF) + 1
      container.height = Int(bits >> 14 & 0x3FFF) + 1
    case "EXIF":
      add(.exif, carrier: name, data: Self.withoutEXIFPrefix(content), carrierRange: carrier)
    case "XMP ", "XMP\0":
      add(.xmp, carrier: name, data: content, carrierRange: carrier)
    case "ICCP": add(.icc, carrier: name, data: content, carrierRange: carrier)
    case "C2PA": add(.c2pa, carrier: name, data: content, carrierRange: carrier)
    default: break
    }
  }
}
