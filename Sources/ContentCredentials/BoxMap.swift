import ByteReading
import Containers

/// The boxes of a file in the words of the general box hash.
///
/// - Reference: C2PA 2.4 §18.7.
struct BoxMap {
  /// One box.
  struct Entry: Equatable {
    var name: String
    /// What is hashed when the box stands alone.
    var ranges: [Range<Int>]
    /// Whether the box may be left out of a list because it belongs to the one before (restart
    /// intervals).
    var isContinuation = false

    var start: Int { ranges.first?.lowerBound ?? 0 }
    var end: Int { ranges.last?.upperBound ?? 0 }
  }

  /// The boxes in file order. The store is one box `C2PA`.
  var entries: [Entry] = []
  /// Where the last box ends.
  var end: Int { entries.map(\.end).max() ?? 0 }
  /// Whether a range of boxes covers what lies between them.
  var isContiguous = true

  static let store = "C2PA"

  /// Reads the boxes of content; nil for a format that has no box names.
  init?(_ content: BoundContent) {
    switch content.format {
    case .jpeg: readJPEG(content.bytes, store: content.store)
    case .png: readPNG(content.bytes, store: content.store)
    case .gif: readGIF(content.bytes, store: content.store)
    case .webp: readRIFF(content.bytes, store: content.store)
    case .tiff: readTIFF(content.bytes)
    case .heif, .avif, .jxl, .svg, .bmp, .jp2, .psd, .ico: return nil
    }
  }

  private static let limit = 200_000

  private mutating func add(_ name: String, _ range: Range<Int>, isContinuation: Bool = false) {
    guard entries.count < Self.limit else { return }
    entries.append(Entry(name: name, ranges: [range], isContinuation: isContinuation))
  }

  private func isStore(_ position: Int, _ store: StoreLocation?) -> Bool {
    store?.carriers.contains { $0.contains(position) } == true
  }

  // MARK: JPEG

  private static let jpegNames: [UInt8: String] = [
    0x01: "TEM", 0xC4: "DHT", 0xC8: "JPG", 0xCC: "DAC", 0xD8: "SOI", 0xD9: "EOI", 0xDA: "SOS",
    0xDB: "DQT", 0xDC: "DNL", 0xDD: "DRI", 0xDE: "DHP", 0xDF: "EXP", 0xFE: "COM",
  ]

  private static func jpegName(_ marker: UInt8) -> String {
    if let name = jpegNames[marker] { return name }
    switch marker {
    case 0xC0...0xCF: return "SOF\(marker - 0xC0)"
    case 0xD0...0xD7: return "RST\(marker - 0xD0)"
    case 0xE0...0xEF: return "APP\(marker - 0xE0)"
    case 0xF0...0xFD: return "JPG\(marker - 0xF0)"
    default: return "RES"
    }
  }

  private mutating func readJPEG(_ bytes: ByteView, store: StoreLocation?) {
    var position = 0
    var wasStore = false
    while let prefix = bytes[position], prefix == 0xFF {
      let start = position
      // Fill bytes may stand before a marker.
      while bytes[position + 1] == 0xFF { position += 1 }
      guard let marker = bytes[position + 1], marker != 0 else { return }
      let name = Self.jpegName(marker)
      position += 2
      switch marker {
      case 0xD8, 0x01: break
      case 0xD9:
        add(name, start..<position)
        // Another image may follow (Multi-Picture Format).
        guard bytes[position] == 0xFF, bytes[position + 1] == 0xD8 else { return }
        wasStore = false
        continue
      case 0xD0...0xD7: position = Self.entropyEnd(bytes, from: position)
      default:
        guard let high = bytes[position], let low = bytes[position + 1] else { return }
        let length = Int(high) << 8 | Int(low)
        guard length >= 2, position + length <= bytes.count else { return }
        position += length
        if marker == 0xDA { position = Self.entropyEnd(bytes, from: position) }
      }
      if marker == 0xEB, isStore(start, store) {
        if wasStore, let last = entries.indices.last {
          entries[last].ranges = [entries[last].start..<position]
        } else {
          add(Self.store, start..<position)
        }
        wasStore = true
        continue
      }
      wasStore = false
      add(name, start..<position, isContinuation: (0xD0...0xD7).contains(marker))
    }
  }

  /// The position of the next marker that is not a stuffed byte.
  private static func entropyEnd(_ bytes: ByteView, from start: Int) -> Int {
    bytes.withSpan { span in
      var position = start
      while position + 1 < span.count {
        if span[position] == 0xFF {
          let next = span[position + 1]
          if next != 0, next != 0xFF { return position }
        }
        position += 1
      }
      return span.count
    }
  }

  // MARK: PNG

  private mutating func readPNG(_ bytes: ByteView, store: StoreLocation?) {
    guard bytes.count >= 8 else { return }
    add("PNGh", 0..<8)
    var reader = ByteReader(bytes)
    guard (try? reader.skip(8)) != nil else { return }
    while !reader.isAtEnd {
      let start = reader.position
      guard let length = try? reader.uint32(), let type = try? reader.fourCC(),
        (try? reader.skip(Int(length) + 4)) != nil
      else { return }
      let isStore = type == "caBX" && isStore(start, store)
      add(isStore ? Self.store : type.description, start..<reader.position)
      if type == "IEND" { return }
    }
  }

  // MARK: GIF

  private mutating func readGIF(_ bytes: ByteView, store: StoreLocation?) {
    var reader = ByteReader(bytes)
    guard let signature = try? reader.take(6), (try? reader.skip(4)) != nil,
      let flags = try? reader.uint8(), (try? reader.skip(2)) != nil
    else { return }
    add(signature.latin1 == "GIF87a" ? "GIF87a" : "GIF89a", 0..<6)
    if flags & 0x80 != 0, (try? reader.skip(3 << (Int(flags & 7) + 1))) == nil { return }
    add("LSD", 6..<reader.position)
    while !reader.isAtEnd {
      let start = reader.position
      guard let introducer = try? reader.uint8() else { return }
      switch introducer {
      case 0x3B: return add("3B", start..<reader.position)
      case 0x2C:
        guard (try? reader.skip(8)) != nil, let flags = try? reader.uint8() else { return }
        if flags & 0x80 != 0, (try? reader.skip(3 << (Int(flags & 7) + 1))) == nil { return }
        add("2C", start..<reader.position)
        let data = reader.position
        guard (try? reader.skip(1)) != nil, Self.skipBlocks(&reader) else { return }
        add("TBID", data..<reader.position)
      case 0x21:
        guard let label = try? reader.uint8(), Self.skipBlocks(&reader) else { return }
        let digits = String(label, radix: 16, uppercase: true)
        let name = "21" + (digits.count < 2 ? "0" : "") + digits
        add(isStore(start, store) ? Self.store : name, start..<reader.position)
      default: return
      }
    }
  }

  private static func skipBlocks(_ reader: inout ByteReader) -> Bool {
    while let size = try? reader.uint8() {
      if size == 0 { return true }
      guard (try? reader.skip(Int(size))) != nil else { return false }
    }
    return false
  }

  // MARK: RIFF

  private mutating func readRIFF(_ bytes: ByteView, store: StoreLocation?) {
    var reader = ByteReader(bytes)
    guard let type = try? reader.fourCC(), type == "RIFF", let length = try? reader.uint32(.little),
      let media = try? reader.fourCC()
    else { return }
    add(media.description, 0..<12)
    let end = min(bytes.count, Int(length) + 8)
    while reader.position < end {
      let start = reader.position
      guard let type = try? reader.fourCC(), let size = try? reader.uint32(.little) else { return }
      var name = type.description
      if type == "LIST", let list = bytes.slice(at: reader.position, count: 4) {
        name = list.latin1
      }
      guard (try? reader.skip(Int(size))) != nil else { return }
      if size % 2 == 1, reader.position < end { _ = try? reader.skip(1) }
      let isStore = type == "C2PA" && isStore(start, store)
      add(isStore ? Self.store : name, start..<reader.position)
    }
  }

  // MARK: TIFF

  private mutating func readTIFF(_ bytes: ByteView) {
    isContiguous = false
    guard bytes.count >= 8 else { return }
    let order: ByteOrder = bytes.starts(with: "II") ? .little : .big
    var reader = ByteReader(bytes)
    guard (try? reader.skip(4)) != nil, let first = try? reader.uint32(order) else { return }
    add("TIFh", 0..<8)
    var next = Int(first)
    var walk = TIFFWalk(fileSize: bytes.count)
    while next != 0, walk.seen.insert(next).inserted, walk.seen.count <= 1024 {
      guard (try? reader.seek(to: next)) != nil, let count = try? reader.uint16(order) else {
        return
      }
      var directory = TIFFDirectory(bytes: bytes, order: order)
      for _ in 0..<count {
        guard walk.takeField(), directory.read(&reader) else { return }
      }
      for entry in directory.boxes(&walk) where entries.count < Self.limit { entries.append(entry) }
      guard let following = try? reader.uint32(order) else { return }
      next = Int(following)
    }
  }
}

/// What the reading of TIFF directories may still cost. A file whose fields point to the same bytes
/// over and over runs out of it; its digest then fits nothing.
private struct TIFFWalk {
  /// The directories that were read.
  var seen: Set<Int> = []
  private var fields = 200_000
  private var values: Int
  private var bytes: Int

  init(fileSize: Int) {
    bytes = fileSize.multipliedReportingOverflow(by: 4).partialValue
    // No two values of an honest file lie in the same two bytes.
    values = min(1 << 20, fileSize / 2 + 64)
  }

  mutating func takeField() -> Bool {
    fields -= 1
    return fields >= 0
  }

  mutating func takeValues(_ count: Int) -> Bool {
    guard count <= values else { return false }
    values -= count
    return true
  }

  mutating func takeBytes(_ count: Int) -> Bool {
    guard count <= bytes else { return false }
    bytes -= count
    return true
  }
}

/// The entries of one TIFF directory and the data they refer to.
///
/// - Reference: C2PA 2.4 §18.7.3.3; TIFF 6.0 §2.
private struct TIFFDirectory {
  private struct Field {
    var tag: UInt16
    var entry: Range<Int>
    var type: UInt16
    var count: Int
    var data: Range<Int>
  }

  let bytes: ByteView
  let order: ByteOrder
  private var fields: [Field] = []

  init(bytes: ByteView, order: ByteOrder) {
    self.bytes = bytes
    self.order = order
  }

  private static let sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]

  mutating func read(_ reader: inout ByteReader) -> Bool {
    let start = reader.position
    guard let tag = try? reader.uint16(order), let type = try? reader.uint16(order),
      let count = try? reader.uint32(order), let offset = try? reader.uint32(order)
    else { return false }
    let size = Int(type) < Self.sizes.count ? Self.sizes[Int(type)] : 0
    let length = Int(count) * size
    let data =
      length <= 4
      ? (start + 8)..<(start + 8 + length) : Int(offset)..<(Int(offset) + length)
    guard data.upperBound <= bytes.count else { return false }
    fields.append(
      Field(tag: tag, entry: start..<(start + 12), type: type, count: Int(count), data: data))
    return true
  }

  /// The values of a field, as far as they may be read.
  private func numbers(_ field: Field, _ walk: inout TIFFWalk) -> [Int] {
    guard walk.takeValues(field.count), let view = bytes.slice(field.data) else { return [] }
    var reader = ByteReader(view)
    var numbers: [Int] = []
    while !reader.isAtEnd {
      let number =
        field.type == 3
        ? (try? reader.uint16(order)).map(Int.init) : (try? reader.uint32(order)).map(Int.init)
      guard let number else { break }
      numbers.append(number)
    }
    return numbers
  }

  /// The byte counts that belong to a list of offsets.
  private static let lengthTags: [UInt16: UInt16] = [273: 279, 324: 325, 288: 289]
  /// The fields that refer to further directories: SubIFDs, Exif, GPS, interoperability.
  private static let directoryTags: Set<UInt16> = [330, 34665, 34853, 40965]

  /// The boxes of the directory.
  func boxes(_ walk: inout TIFFWalk) -> [BoxMap.Entry] {
    let byTag = self.byTag
    return fields.map { field in
      if field.tag == 52545 { return BoxMap.Entry(name: BoxMap.store, ranges: [field.data]) }
      return BoxMap.Entry(
        name: String(field.tag), ranges: ranges(field, byTag, &walk, depth: 0))
    }
  }

  private var byTag: [UInt16: Field] {
    Dictionary(fields.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What the digest of a field is taken of.
  private func ranges(
    _ field: Field, _ byTag: [UInt16: Field], _ walk: inout TIFFWalk, depth: Int
  ) -> [Range<Int>] {
    var ranges = [field.entry]
    let isInside = field.data.lowerBound == field.entry.lowerBound + 8
    let isDirectory = Self.directoryTags.contains(field.tag)
    if isDirectory || !isInside, walk.takeBytes(field.data.count) { ranges.append(field.data) }
    if isDirectory {
      for offset in numbers(field, &walk).prefix(256) where depth < 8 && walk.seen.count <= 1024 {
        guard walk.seen.insert(offset).inserted else { continue }
        ranges += subdirectory(at: offset, &walk, depth: depth + 1)
      }
    } else if let lengths = Self.lengthTags[field.tag].flatMap({ byTag[$0] }) {
      for (offset, length) in zip(numbers(field, &walk), numbers(lengths, &walk))
      where offset + length <= bytes.count && walk.takeBytes(length) {
        ranges.append(offset..<(offset + length))
      }
    }
    return ranges
  }

  private func subdirectory(at offset: Int, _ walk: inout TIFFWalk, depth: Int) -> [Range<Int>] {
    var reader = ByteReader(bytes)
    guard (try? reader.seek(to: offset)) != nil, let count = try? reader.uint16(order) else {
      return []
    }
    var directory = TIFFDirectory(bytes: bytes, order: order)
    for _ in 0..<count {
      guard walk.takeField(), directory.read(&reader) else { break }
    }
    let byTag = directory.byTag
    var result: [Range<Int>] = []
    for field in directory.fields {
      result += directory.ranges(field, byTag, &walk, depth: depth)
    }
    return result
  }
}
