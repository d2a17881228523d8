import ByteReading

/// The headers of a Windows bitmap.
struct BitmapHeader {
  var headerSize: Int
  var width: Int
  var height: Int
  var pixelOffset: Int

  /// Reads the headers; nil when the bytes that start with `BM` are no bitmap.
  init?(_ file: ByteView) {
    var reader = ByteReader(file)
    guard (try? reader.skip(10)) != nil, let offset = try? reader.uint32(.little),
      let size = try? reader.uint32(.little), (12...256).contains(size)
    else { return nil }
    pixelOffset = Int(offset)
    headerSize = Int(size)
    if size == 12 {
      guard let width = try? reader.uint16(.little), let height = try? reader.uint16(.little) else {
        return nil
      }
      self.width = Int(width)
      self.height = Int(height)
    } else {
      guard let width = try? reader.uint32(.little), let height = try? reader.uint32(.little) else {
        return nil
      }
      self.width = Int(Int32(bitPattern: width))
      // A negative height says that rows go from the top down.
      self.height = Int(Int32(bitPattern: height).magnitude)
    }
  }
}

extension ContainerBuilder {
  /// Reads the headers of a Windows bitmap. It has no place for metadata.
  mutating func readBMP() {
    guard let header = BitmapHeader(file) else { return }
    append("BITMAPFILEHEADER", 0..<14)
    append("DIB header", 14..<min(14 + header.headerSize, file.count))
    if header.width > 0 {
      container.width = header.width
      container.height = header.height
    } else {
      note(.valueOutOfRange, at: 18, in: "BMP width")
    }
    if header.pixelOffset < file.count, header.pixelOffset >= 14 {
      append("pixels", header.pixelOffset..<file.count)
    } else {
      note(.overrun, at: 10, in: "BMP pixel offset")
    }
  }
}
