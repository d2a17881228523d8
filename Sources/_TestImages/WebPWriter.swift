/// Puts metadata chunks into WebP files.
///
/// - Reference: RFC 9649 §2.7.
public enum WebPWriter {
  /// A chunk, padded to an even length.
  public static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    var chunk = ByteList()
    chunk.append(type)
    chunk.little(data.count, count: 4)
    chunk.append(data)
    if data.count % 2 == 1 { chunk.append([0]) }
    return chunk.bytes
  }

  /// A simple file (one `VP8 ` or `VP8L` chunk) as an extended one with EXIF and XMP.
  ///
  /// - Parameter hasAlpha: Whether the `VP8L` data has alpha.
  public static func extended(
    _ file: [UInt8], width: Int, height: Int, hasAlpha: Bool = false, exif: [UInt8] = [],
    xmp: String = ""
  ) -> [UInt8] {
    var flags: UInt8 = hasAlpha ? 0x10 : 0
    if !exif.isEmpty { flags |= 0x08 }
    if !xmp.isEmpty { flags |= 0x04 }
    var header = ByteList()
    header.append([flags, 0, 0, 0])
    header.little(width - 1, count: 3)
    header.little(height - 1, count: 3)
    var content = ByteList()
    content.append("WEBP")
    content.append(chunk("VP8X", header.bytes))
    content.append(file.dropFirst(12))
    if !exif.isEmpty { content.append(chunk("EXIF", exif)) }
    if !xmp.isEmpty { content.append(chunk("XMP ", Array(xmp.utf8))) }
    return riff(content.bytes)
  }

  /// A RIFF file of chunks; `content` starts with the form type.
  public static func riff(_ content: [UInt8]) -> [UInt8] {
    var file = ByteList()
    file.append("RIFF")
    file.little(content.count, count: 4)
    file.append(content)
    return file.bytes
  }
}
