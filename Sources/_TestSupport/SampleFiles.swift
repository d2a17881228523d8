/// Small files of every format, built in code. Their structure is right; their pictures are noise
/// of a few bytes that no decoder needs to accept.
public enum SampleFiles {
  // MARK: JPEG

  /// A segment with its marker and length.
  public static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append([0xFF, marker])
    builder.big(content.count + 2, count: 2)
    builder.append(content)
    return builder.bytes
  }

  /// The IJG luminance table of quality 50, in zigzag order.
  public static let quantizationTable: [UInt8] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
  ]

  /// A JPEG of 16 × 8 pixels in 4:2:0 with a restart marker; `segments` follow SOI.
  public static func jpeg(_ segments: [[UInt8]] = [], trailer: [UInt8] = []) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append([0xFF, 0xD8])
    for segment in segments { builder.append(segment) }
    builder.append(segment(0xDB, [0] + quantizationTable))
    builder.append(
      segment(0xC0, [8, 0, 8, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]))
    // The example table for luminance DC (ITU-T T.81 Table K.3).
    builder.append(
      segment(
        0xC4, [0, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0] + Array(0...11)))
    builder.append(segment(0xDD, [0, 1]))
    builder.append(segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]))
    builder.append([0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0x78, 0xFF, 0xD9])
    builder.append(trailer)
    return builder.bytes
  }

  // MARK: PNG

  /// The CRC-32 of ISO 3309, bit by bit.
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  /// A chunk with its length and checksum.
  public static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder()
    builder.big(content.count, count: 4)
    let checked = Array(type.utf8) + content
    builder.append(checked)
    builder.big(crc(checked), count: 4)
    return builder.bytes
  }

  /// A gray PNG of 5 × 3 pixels; `chunks` stand before the picture.
  public static func png(
    _ chunks: [[UInt8]] = [], after: [[UInt8]] = [], trailer: [UInt8] = []
  ) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    builder.append(chunk("IHDR", [0, 0, 0, 5, 0, 0, 0, 3, 8, 0, 0, 0, 0]))
    for chunk in chunks { builder.append(chunk) }
    // Three rows of a filter byte and five samples, as a stored deflate block.
    var data: [UInt8] = [0x78, 0x01, 0x01, 18, 0, 0xED, 0xFF]
    data += [UInt8](repeating: 0, count: 18) + [0, 0x12, 0, 1]
    builder.append(chunk("IDAT", data))
    for chunk in after { builder.append(chunk) }
    builder.append(chunk("IEND", []))
    builder.append(trailer)
    return builder.bytes
  }

  // MARK: WebP

  /// A RIFF chunk with its length and padding.
  public static func riffChunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append(type)
    builder.little(content.count, count: 4)
    builder.append(content)
    if content.count % 2 == 1 { builder.append([0]) }
    return builder.bytes
  }

  /// The head of a VP8L stream of 7 × 9 pixels.
  public static let vp8l: [UInt8] = [0x2F, 6, 0, 2, 0, 0, 0]

  /// A WebP file of `chunks`.
  public static func webp(_ chunks: [[UInt8]], sizeError: Int = 0) -> [UInt8] {
    let content = chunks.flatMap { $0 }
    var builder = ByteBuilder()
    builder.append("RIFF")
    builder.little(content.count + 4 + sizeError, count: 4)
    builder.append("WEBP")
    builder.append(content)
    return builder.bytes
  }

  // MARK: GIF

  /// A GIF of 4 × 2 pixels; `blocks` stand before the picture.
  public static func gif(_ blocks: [[UInt8]] = [], trailer: [UInt8] = []) -> [UInt8] {
    var builder = ByteBuilder()
    builder.append("GIF89a")
    builder.append([4, 0, 2, 0, 0x80, 0, 0] + [0, 0, 0, 255, 255, 255])
    for block in blocks { builder.append(block) }
    builder.append([0x2C, 0, 0, 0, 0, 4, 0, 2, 0, 0] + [2, 2, 0x84, 0x51, 0])
    builder.append([0x3B])
    builder.append(trailer)
    return builder.bytes
  }

  /// Bytes in sub-blocks, with the terminator.
  public static func subBlocks(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = rest.prefix(255)
      result.append(UInt8(part.count))
      result += part
      rest = rest.dropFirst(part.count)
    }
    return result + [0]
  }

  // MARK: TIFF

  /// A field of a TIFF directory: tag, type, number of values, bytes of the values.
  public typealias Field = (tag: UInt16, type: UInt16, count: Int, bytes: [UInt8])

  /// An ASCII field.
  public static func ascii(_ tag: UInt16, _ text: String) -> Field {
    (tag, 2, text.utf8.count + 1, Array(text.utf8) + [0])
  }

  /// A SHORT field, in the byte order of the structure.
  public static func short(_ tag: UInt16, _ value: Int, big: Bool = false) -> Field {
    var builder = ByteBuilder()
    if big { builder.big(value, count: 2) } else { builder.little(value, count: 2) }
    return (tag, 3, 1, builder.bytes)
  }

  /// A TIFF structure of one directory with sub-directories by their pointer's tag, and perhaps a
  /// second directory.
  public static func tiff(
    _ fields: [Field], children: [(tag: UInt16, fields: [Field])] = [], next: [Field]? = nil,
    big: Bool = false
  ) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      var builder = ByteBuilder()
      if big { builder.big(value, count: count) } else { builder.little(value, count: count) }
      return builder.bytes
    }
    var bytes: [UInt8] = (big ? [0x4D, 0x4D] : [0x49, 0x49]) + number(42, 2) + number(8, 4)
    /// Appends a directory and its values; returns where its next offset stands.
    func directory(_ fields: [Field]) -> Int {
      let start = bytes.count
      let sorted = fields.sorted { $0.tag < $1.tag }
      var values = start + 2 + 12 * sorted.count + 4
      var head = number(sorted.count, 2)
      var tail: [UInt8] = []
      for field in sorted {
        head += number(Int(field.tag), 2) + number(Int(field.type), 2) + number(field.count, 4)
        if field.bytes.count <= 4 {
          head += field.bytes + [UInt8](repeating: 0, count: 4 - field.bytes.count)
        } else {
          head += number(values, 4)
          tail += field.bytes
          values += field.bytes.count
        }
      }
      bytes += head + [0, 0, 0, 0] + tail
      if bytes.count % 2 == 1 { bytes.append(0) }
      return start + 2 + 12 * sorted.count
    }
    var main = fields
    for child in children { main.append((child.tag, 4, 1, [0, 0, 0, 0])) }
    let sorted = main.sorted { $0.tag < $1.tag }
    let nextOffset = directory(main)
    for child in children {
      let start = bytes.count
      _ = directory(child.fields)
      if let index = sorted.firstIndex(where: { $0.tag == child.tag }) {
        bytes.replaceSubrange(
          (8 + 2 + 12 * index + 8)..<(8 + 2 + 12 * index + 12), with: number(start, 4))
      }
    }
    if let next {
      bytes.replaceSubrange(nextOffset..<(nextOffset + 4), with: number(bytes.count, 4))
      _ = directory(next)
    }
    return bytes
  }

  // MARK: ISO base media

  /// A box with its size.
  public static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder()
    builder.big(content.count + 8, count: 4)
    builder.append(type)
    builder.append(content)
    return builder.bytes
  }

  /// An item of a HEIF file beside the picture.
  public typealias Item = (type: String, contentType: String?, data: [UInt8])

  /// A HEIF file of 64 × 48 pixels, turned by a quarter, with items in its `mdat`; item 1 is the
  /// picture.
  public static func heif(
    _ items: [Item] = [], brand: String = "heic", before: [[UInt8]] = [], locationVersion: Int = 0
  ) -> [UInt8] {
    let picture: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    let all: [Item] = [("hvc1", nil, picture)] + items
    let head =
      box("ftyp", Array(brand.utf8) + [0, 0, 0, 0] + Array("mif1".utf8) + Array(brand.utf8))
      + before.flatMap { $0 }
    func meta(_ dataStart: Int) -> [UInt8] {
      var information = ByteBuilder()
      information.append([0, 0, 0, 0])
      information.big(all.count, count: 2)
      var location = ByteBuilder()
      location.append([UInt8(locationVersion), 0, 0, 0, 0x44, 0x00])
      location.big(all.count, count: locationVersion < 2 ? 2 : 4)
      var position = dataStart
      for (index, item) in all.enumerated() {
        var entry: [UInt8] = [2, 0, 0, 0, 0, UInt8(index + 1), 0, 0] + Array(item.type.utf8) + [0]
        if let type = item.contentType { entry += Array(type.utf8) + [0] }
        information.append(box("infe", entry))
        location.big(index + 1, count: locationVersion < 2 ? 2 : 4)
        if locationVersion > 0 { location.big(0, count: 2) }
        location.append([0, 0, 0, 1])
        location.big(position, count: 4)
        location.big(item.data.count, count: 4)
        position += item.data.count
      }
      var ispe = ByteBuilder()
      ispe.append([0, 0, 0, 0])
      ispe.big(64, count: 4)
      ispe.big(48, count: 4)
      let properties = box(
        "iprp",
        box("ipco", box("ispe", ispe.bytes) + box("irot", [1]))
          + box("ipma", [0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2]))
      return box(
        "meta",
        [0, 0, 0, 0]
          + box(
            "hdlr",
            [0, 0, 0, 0, 0, 0, 0, 0] + Array("pict".utf8) + [UInt8](repeating: 0, count: 13))
          + box("pitm", [0, 0, 0, 0, 0, 1]) + box("iinf", information.bytes) + properties
          + box("iloc", location.bytes))
    }
    let size = meta(0).count
    return head + meta(head.count + size + 8) + box("mdat", all.flatMap { $0.data })
  }

  // MARK: Payloads

  /// An XMP packet whose `rdf:RDF` holds `content`.
  public static func xmp(_ content: String) -> [UInt8] {
    Array(
      """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        \(content)
       </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="w"?>
      """.utf8)
  }

  /// A JUMBF superbox; with the type and label of a C2PA store when `isStore`.
  public static func jumbf(isStore: Bool, content: [UInt8]) -> [UInt8] {
    let type: [UInt8] =
      [0x63, 0x32, isStore ? 0x70 : 0x71, 0x61]
      + [0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71]
    return box(
      "jumb", box("jumd", type + [3] + Array((isStore ? "c2pa" : "other").utf8) + [0]) + content)
  }
}
