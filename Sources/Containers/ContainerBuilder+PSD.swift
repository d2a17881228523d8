import ByteReading

extension ContainerBuilder {
  /// Reads a Photoshop document: its size, and the image resources with EXIF, XMP and IPTC. Its
  /// pixels are not decoded.
  ///
  /// - Reference: Adobe Photoshop File Formats Specification (2019), "File Header Section".
  mutating func readPSD() {
    var reader = ByteReader(file)
    guard (try? reader.skip(14)) != nil, let height = try? reader.uint32(),
      let width = try? reader.uint32(), (try? reader.skip(4)) != nil
    else {
      note(.truncated, at: 0, in: "Photoshop header")
      return
    }
    append("header", 0..<26)
    container.width = Int(width)
    container.height = Int(height)
    for name in ["color mode data", "image resources", "layer and mask information"] {
      let start = reader.position
      // Large documents (version 2) have longer lengths from the layers on.
      let isLong = file[5] == 2 && name.hasPrefix("layer")
      guard let count = isLong ? try? reader.uint64() : (try? reader.uint32()).map(UInt64.init)
      else {
        note(.truncated, at: start, in: "Photoshop \(name)")
        return
      }
      let isCut = count > UInt64(reader.remaining)
      if isCut { note(.overrun, at: start, in: "Photoshop \(name)") }
      let content = reader.position
      guard let data = try? reader.take(isCut ? reader.remaining : Int(count)) else { return }
      append(name, start..<reader.position, content: content..<reader.position)
      if name == "image resources", !data.isEmpty {
        addPhotoshop(
          [PayloadPiece(data: data, carrier: inFile(start..<reader.position))],
          carrier: "image resources")
      }
      if isCut { return }
    }
    if reader.remaining < 2 { note(.truncated, at: reader.position, in: "Photoshop image data") }
    if !reader.isAtEnd { append("image data", reader.position..<file.count) }
  }
}
