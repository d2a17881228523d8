import ByteReading

/// The directory of a Windows icon or cursor.
///
/// - Reference: Microsoft, "ICO (File Format)", ICONDIR and ICONDIRENTRY.
struct IconDirectory {
  struct Entry {
    var width: Int
    var height: Int
    var range: Range<Int>
  }

  var entries: [Entry] = []

  /// Reads the directory; nil when the bytes are no icon. The signature is weak (two small numbers),
  /// so every entry must lie inside the file, behind the directory.
  init?(_ file: ByteView) {
    var reader = ByteReader(file)
    guard (try? reader.uint16(.little)) == 0, let type = try? reader.uint16(.little),
      type == 1 || type == 2, let count = try? reader.uint16(.little), (1...256).contains(count)
    else { return nil }
    for _ in 0..<count {
      guard let width = try? reader.uint8(), let height = try? reader.uint8(),
        (try? reader.skip(6)) != nil, let size = try? reader.uint32(.little),
        let offset = try? reader.uint32(.little), size >= 8,
        Int(offset) >= 6 + 16 * Int(count), Int(offset) + Int(size) <= file.count
      else { return nil }
      entries.append(
        Entry(
          width: width == 0 ? 256 : Int(width), height: height == 0 ? 256 : Int(height),
          range: Int(offset)..<(Int(offset) + Int(size))))
    }
  }
}

extension ContainerBuilder {
  /// Reads a Windows icon or cursor. The largest of its pictures gives the size; pictures that are
  /// PNG files give their metadata. Pixels are not decoded.
  mutating func readICO() {
    guard let directory = IconDirectory(file) else { return }
    append("ICONDIR", 0..<(6 + 16 * directory.entries.count))
    for entry in directory.entries {
      guard append("image", entry.range), let picture = file.slice(entry.range) else { return }
      var size = (width: entry.width, height: entry.height)
      if picture.starts(with: PNGSignature.bytes) {
        var inner = ContainerBuilder(file: picture, format: .png, limits: limits)
        inner.readPNG()
        let part = inner.finished()
        size = (part.width ?? size.width, part.height ?? size.height)
        container.payloads += part.payloads.filter { $0.kind != .c2pa }
        for fault in part.diagnostics { note(fault) }
      }
      if size.width > container.width ?? 0 {
        container.width = size.width
        container.height = size.height
      }
    }
  }
}
