/// Puts segments into JPEG files.
///
/// - Reference: ITU-T T.81 Annex B; Exif 3.0 §4.7; XMP Part 3 §1.1.3.
public enum JPEGWriter {
  /// The file with segments right after its start-of-image marker.
  public static func inserting(_ segments: [[UInt8]], into file: [UInt8]) -> [UInt8] {
    Array(file.prefix(2)) + segments.flatMap(\.self) + Array(file.dropFirst(2))
  }

  /// A marker segment; `data` holds at most 65,533 bytes.
  public static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
    var segment = ByteList()
    segment.append([0xFF, marker])
    segment.big(data.count + 2, count: 2)
    segment.append(data)
    return segment.bytes
  }

  /// An APP1 segment with an EXIF block.
  public static func exif(_ block: [UInt8]) -> [UInt8] {
    segment(0xE1, Array("Exif\0\0".utf8) + block)
  }

  /// An APP1 segment with an XMP packet.
  public static func xmp(_ packet: String) -> [UInt8] {
    segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Array(packet.utf8))
  }

  /// A comment segment.
  public static func comment(_ text: String) -> [UInt8] { segment(0xFE, Array(text.utf8)) }
}
