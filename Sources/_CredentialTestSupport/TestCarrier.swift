import Foundation

/// Puts manifest stores into files of every format, as their writers would.
public enum TestCarrier: String, Sendable, CaseIterable {
  case jpeg, png, webp, gif, tiff, svg, heif, avif, jxl

  /// A file with a store, and where the carrier of the store lies.
  public struct Embedded: Sendable {
    /// The bytes of the file.
    public var file: [UInt8]
    /// The whole parts of the file that carry the store.
    public var carrier: Range<Int>
  }

  private static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Puts a store into a file.
  public func embed(_ store: [UInt8], in file: [UInt8]) -> Embedded {
    switch self {
    case .jpeg: Self.insert(Self.segments(store), into: file, at: 2)
    case .png: Self.insert(Self.chunk("caBX", store), into: file, at: 33)
    case .webp: Self.webp(store, file)
    case .gif: Self.insert(Self.gifBlock(store), into: file, at: Self.gifStart(file))
    case .tiff: Self.tiff(store, file)
    case .svg: Self.svg(store, file)
    case .heif, .avif: Self.insert(Self.uuidBox(store), into: file, at: Self.firstBox(file))
    case .jxl: Self.insert(store, into: file, at: 12 + Self.length(file, 12))
    }
  }

  private static func insert(_ part: [UInt8], into file: [UInt8], at position: Int) -> Embedded {
    Embedded(
      file: Array(file[..<position]) + part + Array(file[position...]),
      carrier: position..<(position + part.count))
  }

  /// APP11 segments of a JUMBF box.
  public static func segments(_ store: [UInt8], largest: Int = 60_000) -> [UInt8] {
    let header = Array(store[..<8])
    var rest = Array(store[8...])
    var bytes: [UInt8] = []
    var sequence = 1
    repeat {
      let part = Array(rest.prefix(largest))
      rest.removeFirst(part.count)
      let content = Array("JP".utf8) + big(1, 2) + big(sequence, 4) + header + part
      bytes += [0xFF, 0xEB] + big(content.count + 2, 2) + content
      sequence += 1
    } while !rest.isEmpty
    return bytes
  }

  /// A PNG chunk with its checksum.
  public static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    return big(content.count, 4) + body + big(Int(crc(body)), 4)
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return value ^ 0xFFFF_FFFF
  }

  private static func webp(_ store: [UInt8], _ file: [UInt8]) -> Embedded {
    let chunk =
      Array("C2PA".utf8) + little(store.count, 4) + store
      + (store.count % 2 == 1 ? [0] : [])
    var result = insert(chunk, into: file, at: file.count)
    result.file.replaceSubrange(4..<8, with: little(result.file.count - 8, 4))
    return result
  }

  private static func gifBlock(_ store: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x21, 0xFF, 0x0B] + Array("C2PA_GIF".utf8) + [1, 0, 0]
    var rest = store[...]
    while !rest.isEmpty {
      let part = rest.prefix(255)
      bytes += [UInt8(part.count)] + Array(part)
      rest = rest.dropFirst(part.count)
    }
    return bytes + [0]
  }

  private static func gifStart(_ file: [UInt8]) -> Int {
    file[10] & 0x80 == 0 ? 13 : 13 + 3 << (Int(file[10] & 7) + 1)
  }

  /// Adds an entry to the only directory of a little-endian TIFF, which is written anew at the end.
  private static func tiff(_ store: [UInt8], _ file: [UInt8]) -> Embedded {
    let start = Int(file[4]) | Int(file[5]) << 8
    let count = Int(file[start]) | Int(file[start + 1]) << 8
    var bytes = file
    if bytes.count % 2 == 1 { bytes.append(0) }
    let directory = bytes.count
    let data = directory + 2 + 12 * (count + 1) + 4
    bytes += little(count + 1, 2) + Array(file[(start + 2)..<(start + 2 + 12 * count)])
    bytes += little(52545, 2) + little(7, 2) + little(store.count, 4) + little(data, 4)
    bytes += little(0, 4) + store
    bytes.replaceSubrange(4..<8, with: little(directory, 4))
    return Embedded(file: bytes, carrier: data..<(data + store.count))
  }

  private static func svg(_ store: [UInt8], _ file: [UInt8]) -> Embedded {
    let text = String(decoding: file, as: UTF8.self)
    let position = text.range(of: ">").map { text[..<$0.upperBound].utf8.count } ?? 0
    let opening = Array("<metadata><c2pa:manifest>".utf8)
    let content = Array(Data(store).base64EncodedString().utf8)
    let closing = Array("</c2pa:manifest></metadata>".utf8)
    var result = insert(opening + content + closing, into: file, at: position)
    let start = position + opening.count
    result.carrier = start..<(start + content.count)
    return result
  }

  /// The box of C2PA in an ISO base media file.
  public static func uuidBox(
    _ store: [UInt8], purpose: String = "manifest", padding: [UInt8] = []
  ) -> [UInt8] {
    let type: [UInt8] = [
      0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4,
      0x81,
    ]
    let content =
      type + big(0, 4) + Array(purpose.utf8) + [0] + big(0, 8) + store + padding
    return big(content.count + 8, 4) + Array("uuid".utf8) + content
  }

  private static func length(_ file: [UInt8], _ position: Int) -> Int {
    file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func firstBox(_ file: [UInt8]) -> Int { length(file, 0) }

  /// A small file of the format without a store.
  public var sample: [UInt8] {
    switch self {
    case .jpeg: Self.smallJPEG
    case .png:
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + Self.chunk("IHDR", Self.big(1, 4) + Self.big(1, 4) + [8, 0, 0, 0, 0])
        // One gray pixel, packed without compression.
        + Self.chunk(
          "IDAT", [0x78, 0x01, 0x01, 0x02, 0x00, 0xFD, 0xFF, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81])
        + Self.chunk("IEND", [])
    case .webp:
      Array("RIFF".utf8) + Self.little(30, 4) + Array("WEBPVP8L".utf8) + Self.little(17, 4)
        + [0x2F, 0, 0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xFE, 0x07, 0, 0, 0, 0]
    case .gif:
      Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
        + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
    case .tiff: Self.smallTIFF
    case .svg:
      Array(
        """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:c2pa="http://c2pa.org/manifest" \
        width="8" height="8"><rect width="8" height="8"/></svg>
        """.utf8)
    case .heif: Self.smallBMFF(brand: "heic")
    case .avif: Self.smallBMFF(brand: "avif")
    case .jxl:
      Self.box("JXL ", [0x0D, 0x0A, 0x87, 0x0A])
        + Self.box("ftyp", Array("jxl ".utf8) + Self.big(0, 4) + Array("jxl ".utf8))
        + Self.box("jxlc", [0xFF, 0x0A, 0x00, 0x10, 0x00])
    }
  }

  /// A box of an ISO base media file.
  public static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    big(content.count + 8, 4) + Array(type.utf8) + content
  }

  private static func smallBMFF(brand: String) -> [UInt8] {
    let handler = box("hdlr", big(0, 8) + Array("pict".utf8) + big(0, 13))
    return box("ftyp", Array(brand.utf8) + big(0, 4) + Array("mif1\(brand)".utf8))
      + box("meta", big(0, 4) + handler + box("pitm", big(0, 4) + big(1, 2)))
      + box("mdat", (0..<64).map { UInt8($0) })
  }

  private static var smallTIFF: [UInt8] {
    func entry(_ tag: Int, _ type: Int, _ value: Int) -> [UInt8] {
      little(tag, 2) + little(type, 2) + little(1, 4) + little(value, 4)
    }
    let entries = [
      entry(256, 3, 1), entry(257, 3, 1), entry(258, 3, 8), entry(259, 3, 1), entry(262, 3, 1),
      entry(273, 4, 8), entry(277, 3, 1), entry(278, 3, 1), entry(279, 4, 1),
    ]
    return Array("II".utf8) + little(42, 2) + little(10, 4) + [0x80, 0x00]
      + little(entries.count, 2) + entries.flatMap { $0 } + little(0, 4)
  }

  /// A gray JPEG of 8 by 8 pixels.
  private static var smallJPEG: [UInt8] {
    func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
      [0xFF, marker] + big(content.count + 2, 2) + content
    }
    let quantization = [UInt8](repeating: 1, count: 64)
    let oneCode: [UInt8] = [1] + [UInt8](repeating: 0, count: 15) + [0]
    return [0xFF, 0xD8]
      + segment(0xE0, Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
      + segment(0xDB, [0] + quantization)
      + segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
      + segment(0xC4, [0x00] + oneCode) + segment(0xC4, [0x10] + oneCode)
      + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x3F] + [0xFF, 0xD9]
  }
}
