import ByteReading
import Compression

/// The `uuid` box that holds Content Credentials.
///
/// - Reference: C2PA 2.2 §A.5.1.
enum ContentProvenanceBox {
  static let type: [UInt8] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
  ]
}

/// The `uuid` box that holds XMP outside of items.
///
/// - Reference: XMP Specification Part 3 (2016) §1.2.6.
enum XMPBox {
  static let type: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
}

extension ContainerBuilder {
  /// Boxes that hold boxes and nothing before them.
  private static let containers: Set<FourCC> = [
    "moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf", "mfra", "udta",
    "sinf", "schi", "iprp", "ipco", "grpl", "strk", "strd",
  ]

  /// Boxes of files, by the standards and by phones.
  private static let topLevel: Set<FourCC> = [
    "ftyp", "styp", "meta", "mdat", "idat", "moov", "moof", "mfra", "sidx", "ssix", "emsg", "pdin",
    "free", "skip", "wide", "uuid", "jumb", "sefd", "mpvd",
  ]

  /// The bytes between the header of a box and its first child; nil when it holds no boxes.
  private static func childOffset(_ box: Box) -> Int? {
    if containers.contains(box.type) { return 0 }
    switch box.type {
    case "meta": return box.content.has("hdlr", at: 4) ? 0 : 4
    case "iref": return 4
    case "iinf":
      guard let version = box.content[0] else { return nil }
      return version == 0 ? 6 : 8
    default: return nil
    }
  }

  /// Reads the boxes of a HEIF or AVIF file.
  ///
  /// `contentRange` of a part is what follows the box header (of `uuid`: and the extended type);
  /// version and flags of full boxes belong to it.
  mutating func readISOBMFF() {
    if let brands = FileTypeBox(startOf: file), let type = brands.mediaType {
      container.mediaType = type
    }
    var boxes = BoxReader(file)
    var lastEnd = 0
    var (hasMeta, hasTrailer) = (false, false)
    while let box = boxes.next() {
      // What runs past the end and has no type of a box is no box, but bytes behind the image.
      if boxes.fault != nil, hasMeta, !Self.topLevel.contains(box.type) {
        hasTrailer = true
        break
      }
      guard let element = element(of: box, depth: 1) else { break }
      container.elements.append(element)
      lastEnd = box.view.offsetInFile + box.view.count - file.offsetInFile
      switch box.type {
      case "meta" where !hasMeta:
        hasMeta = true
        readMeta(box)
      case "uuid": readUUIDBox(box)
      // Samsung phones keep their trailer in a box of its own, or in the box of the motion photo.
      case "sefd", "mpvd": readSamsungBox(box)
      default: break
      }
    }
    if let fault = boxes.fault, !hasTrailer { note(fault) }
    if !hasMeta, !container.elements.contains(where: { $0.name == "moov" }) {
      note(.truncated, at: file.count, in: "HEIF without a meta box")
    }
    // Bytes that are no box (a Samsung trailer, say) follow the image.
    if boxes.fault != nil, lastEnd < file.count { addTrailer(from: lastEnd) }
  }

  /// Reads the SEF blocks in a box, if there are any.
  private mutating func readSamsungBox(_ box: Box) {
    if box.type == "sefd" {
      _ = readSamsungTrailer(box.content)
      return
    }
    var boxes = BoxReader(box.content)
    while let child = boxes.next() {
      if child.type == "sefd" { _ = readSamsungTrailer(child.content) }
    }
  }

  /// The part of a box with its children; nil when there are too many parts.
  private mutating func element(of box: Box, depth: Int) -> ContainerElement? {
    let position = box.view.offsetInFile - file.offsetInFile
    guard admitPart(at: position, in: "Box \(box.type)") else { return nil }
    var children: [ContainerElement] = []
    if let offset = Self.childOffset(box) {
      if depth >= limits.nesting {
        note(.limitExceeded(.nesting, requested: depth + 1), at: position, in: "Box \(box.type)")
      } else {
        var boxes = BoxReader(box.content.suffix(from: offset))
        while let child = boxes.next() {
          guard let element = element(of: child, depth: depth + 1) else { break }
          children.append(element)
        }
        if let fault = boxes.fault { note(fault) }
      }
    }
    return ContainerElement(
      name: box.type.description, range: box.view.rangeInFile,
      contentRange: box.content.rangeInFile, children: children)
  }

  private mutating func readUUIDBox(_ box: Box) {
    if box.extendedType == XMPBox.type {
      add(.xmp, carrier: "uuid", data: box.content, carrierRange: box.view.rangeInFile)
      return
    }
    guard box.extendedType == ContentProvenanceBox.type, let full = box.fullContent else { return }
    var reader = ByteReader(full.content)
    let purpose = reader.zeroTerminated().text
    switch purpose {
    case "manifest", "original", "update":
      // The offset of the first Merkle box comes before the store; some writers of updates leave
      // it out.
      let rest = reader.takeRemaining()
      let store = rest.has("jumb", at: 4) && !rest.has("jumb", at: 12) ? rest : rest.suffix(from: 8)
      add(
        .c2pa, carrier: "uuid", keyword: purpose, data: store,
        carrierRange: box.view.rangeInFile)
    default: break
    }
  }

  /// Reads items: the size of the primary one, EXIF and XMP.
  private mutating func readMeta(_ meta: Box) {
    guard let offset = Self.childOffset(meta) else { return }
    var table = ItemTable(limit: limits.count)
    var boxes = BoxReader(meta.content.suffix(from: offset))
    while let box = boxes.next() { table.read(box) }
    for fault in table.faults { note(fault) }
    let primary = table.primaryItem ?? table.items.first?.identifier
    if let primary, let size = table.displayedSize(of: primary) {
      (container.width, container.height) = size
    }
    // Thousands of items may name the same bytes, which say nothing new the second time.
    var read: Set<ItemBytes> = []
    for item in table.items {
      switch item.type {
      case "Exif":
        guard let pieces = pieces(of: item, in: table),
          read.insert(ItemBytes(item, pieces)).inserted
        else { continue }
        addEXIFItem(pieces)
      case "mime":
        guard item.contentType == "application/rdf+xml", let pieces = pieces(of: item, in: table),
          read.insert(ItemBytes(item, pieces)).inserted
        else { continue }
        addXMPItem(item, pieces)
      default: continue
      }
    }
    for box in table.properties where box.type == "colr" {
      let type = box.content.slice(at: 0, count: 4)
      guard let type, type.starts(with: "prof") || type.starts(with: "rICC") else { continue }
      let profile = box.content.suffix(from: 4)
      guard !container.payloads.contains(where: { $0.kind == .icc }) else { break }
      add(.icc, carrier: "colr", data: profile, carrierRange: box.view.rangeInFile)
    }
  }

  /// Which bytes an item is, and how they are read.
  private struct ItemBytes: Hashable {
    var type: FourCC
    var encoding: String
    var ranges: [Range<Int>]

    init(_ item: ItemTable.Item, _ pieces: [PayloadPiece]) {
      type = item.type
      encoding = item.contentEncoding
      ranges = pieces.map(\.carrier)
    }
  }

  /// The bytes of an item; nil, with a diagnostic, when they are not all in the file.
  private mutating func pieces(of item: ItemTable.Item, in table: ItemTable) -> [PayloadPiece]? {
    let position = (item.entryRange?.lowerBound ?? file.offsetInFile) - file.offsetInFile
    let subject = "Item \(item.identifier) (\(item.type))"
    guard let location = item.location else {
      note(.malformed, at: position, in: subject, clause: "ISO/IEC 14496-12 §8.11.3")
      return nil
    }
    let source: ByteView
    switch location.constructionMethod {
    case 0: source = file
    case 1:
      guard let data = table.itemData else {
        note(.malformed, at: position, in: subject, clause: "ISO/IEC 14496-12 §8.11.3")
        return nil
      }
      source = data
    default:
      note(.unsupported, at: position, in: subject)
      return nil
    }
    var pieces: [PayloadPiece] = []
    for extent in location.extents {
      guard let start = Int(exactly: extent.offset), start <= source.count else {
        note(.overrun, at: position, in: subject)
        break
      }
      let length = extent.length == 0 ? source.count - start : Int(clamping: extent.length)
      if length > source.count - start { note(.overrun, at: position, in: subject) }
      guard let part = source.slice(at: start, count: min(length, source.count - start)) else {
        break
      }
      pieces.append(PayloadPiece(data: part, carrier: part.rangeInFile))
    }
    return pieces.isEmpty ? nil : pieces
  }

  /// Adds EXIF, which starts behind a four-byte offset.
  ///
  /// - Reference: ISO/IEC 23008-12:2022 §A.2.1.
  private mutating func addEXIFItem(_ pieces: [PayloadPiece]) {
    guard let whole = joined(pieces, in: "Exif item") else { return }
    var reader = ByteReader(whole)
    let position = pieces[0].data.offsetInFile - file.offsetInFile
    guard let offset = try? reader.uint32() else {
      note(.truncated, at: position, in: "Exif item", clause: "ISO/IEC 23008-12 §A.2.1")
      return
    }
    var start = 4 + Int(offset)
    if !(whole.has("II", at: start) || whole.has("MM", at: start)) {
      // A wrong offset is common; the structure is where its byte order mark is.
      note(.valueOutOfRange, at: position, in: "Exif item", clause: "ISO/IEC 23008-12 §A.2.1")
      start =
        [0, 4, 6, 10].first { whole.has("II*\0", at: $0) || whole.has("MM\0*", at: $0) } ?? start
    }
    guard start < whole.count else {
      note(.overrun, at: position, in: "Exif item", clause: "ISO/IEC 23008-12 §A.2.1")
      return
    }
    let held = Self.pieces(pieces, holding: start..<whole.count)
    add(
      .exif, carrier: "Exif item", unpacked: whole.suffix(from: start),
      pieces: held.map(\.data.rangeInFile), carrierRanges: held.map(\.carrier))
  }

  private mutating func addXMPItem(_ item: ItemTable.Item, _ pieces: [PayloadPiece]) {
    guard let stored = joined(pieces, in: "XMP item") else { return }
    var data = stored
    switch item.contentEncoding {
    case "", "identity": break
    case "deflate", "compress_zlib":
      guard let text = inflated(stored, in: "XMP item") else { return }
      data = text
    case "br":
      guard let text = brotliDecoded(stored, in: "XMP item") else { return }
      data = text
    default:
      note(.unsupported, at: pieces[0].data.offsetInFile - file.offsetInFile, in: "XMP item")
      return
    }
    add(
      .xmp, carrier: "mime item", keyword: item.contentType, unpacked: data,
      pieces: pieces.map(\.data.rangeInFile), carrierRanges: pieces.map(\.carrier))
  }
}
