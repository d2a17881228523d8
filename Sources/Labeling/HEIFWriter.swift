import ByteReading
import Containers

/// Writes the XMP item of a HEIF or AVIF file.
///
/// The packet goes into an `mdat` box at the end of the file. An item that is there is pointed to
/// it, and nothing else changes. Without one, `iinf`, `iloc` and `iref` grow by an item, and the
/// offsets of all that lies behind the `meta` box grow with it.
///
/// - Reference: ISO/IEC 14496-12:2022 §8.11; ISO/IEC 23008-12:2022 §A.3.
struct HEIFWriter {
  private let container: Container
  private let file: [UInt8]
  private let view: ByteView

  init(_ container: Container, _ file: [UInt8]) {
    self.container = container
    self.file = file
    view = ByteView(file)
  }

  /// Where the boxes end: what follows them, such as the trailer of a phone, stays the last.
  private var end: Int { min(container.imageRange.upperBound, file.count) }

  private func refusal(_ reason: String) -> LabelingError {
    .needsSidecar(format: container.format, reason: reason)
  }

  private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.big(content.count + 8, count: 4)
    return bytes + Array(type.utf8) + content
  }

  /// The boxes of the file and of `meta`.
  private func boxes() throws(LabelingError) -> (top: [Box], meta: Box, children: [Box]) {
    var top: [Box] = []
    var reader = BoxReader(view.slice(0..<end) ?? view)
    while let box = reader.next() { top.append(box) }
    guard reader.fault == nil, let last = top.last,
      last.view.slice(at: 0, count: 4)?.slice.elementsEqual([0, 0, 0, 0]) == false,
      let meta = top.first(where: { $0.type == "meta" })
    else { throw refusal("its boxes cannot be added to") }
    var children: [Box] = []
    var inner = BoxReader(meta.content.suffix(from: 4))
    while let box = inner.next() { children.append(box) }
    guard inner.fault == nil, children.first?.type == "hdlr" else {
      throw refusal("its meta box is not understood")
    }
    return (top, meta, children)
  }

  func replace(
    _ payload: EmbeddedPayload, with packet: [UInt8], _ patches: inout PatchList
  ) throws(LabelingError) {
    let (_, _, children) = try boxes()
    guard payload.carrier == "mime item", payload.pieces.count == 1,
      let piece = payload.pieces.first,
      let location = children.first(where: { $0.type == "iloc" }),
      payload.data.rangeInFile == piece
    else { throw refusal("its XMP is packed or in pieces") }
    let table = try ItemLocations(location)
    guard
      let item = table.items.first(where: {
        $0.method == 0 && $0.extents.count == 1
          && $0.base + $0.extents[0].offset == piece.lowerBound
          && $0.extents[0].length == piece.count
      })
    else { throw refusal("the place of its XMP is not understood") }
    // An item that shares its bytes with another must not be moved for both.
    let position = end + 8
    guard let extent = item.extents.first, position >= item.base,
      table.fits(position - item.base, table.offsetSize), table.fits(packet.count, table.lengthSize)
    else { throw refusal("its offsets are too narrow") }
    var bytes: [UInt8] = []
    bytes.big(position - item.base, count: table.offsetSize)
    bytes.big(packet.count, count: table.lengthSize)
    let start = extent.position
    patches.replace(start..<(start + bytes.count), with: bytes)
    patches.replace(end..<end, with: Self.box("mdat", packet))
  }

  func insert(_ packet: [UInt8], _ patches: inout PatchList) throws(LabelingError) {
    let (top, meta, children) = try boxes()
    guard !top.contains(where: { ["moov", "moof", "sidx"].contains($0.type) }) else {
      throw refusal("it holds a film or an image sequence")
    }
    guard let location = children.first(where: { $0.type == "iloc" }),
      let information = children.first(where: { $0.type == "iinf" }),
      let primary = children.first(where: { $0.type == "pitm" })
    else { throw refusal("its meta box is not understood") }
    let table = try ItemLocations(location)
    // An extent without length goes to the end of the file, which is about to move.
    guard
      !table.items.contains(where: { item in
        item.method == 0 && item.extents.contains { $0.length == 0 }
      })
    else { throw refusal("an item has no length") }
    let primaryItem = try primaryItem(primary)
    let identifier = (table.items.map(\.identifier).max() ?? 0) + 1
    guard table.version == 2 || identifier <= 0xFFFF, identifier <= 0xFFFF else {
      throw refusal("it has no item number left")
    }
    let newInformation = try grown(information, by: identifier)
    let references = children.first { $0.type == "iref" }
    let newReferences = try grown(references, from: identifier, to: primaryItem)

    // The size of the new iloc does not depend on the offsets in it, so the growth is known first.
    let growth =
      table.entrySize + (newInformation.count - information.view.count)
      + (newReferences.count - (references?.view.count ?? 0))
    let metaEnd = meta.view.rangeInFile.upperBound
    let position = end + growth + 8
    let newLocation = try grown(
      location, table, shiftingFrom: metaEnd, by: growth,
      adding: (identifier, position, packet.count))
    guard meta.view.slice(at: 0, count: 4)?.slice.elementsEqual([0, 0, 0, 1]) == false,
      meta.view.count + growth <= 0xFFFF_FFFF
    else { throw refusal("its meta box has a long size") }

    var size: [UInt8] = []
    size.big(meta.view.count + growth, count: 4)
    let start = meta.view.offsetInFile
    patches.replace(start..<(start + 4), with: size)
    patches.replace(location.view.rangeInFile, with: newLocation)
    patches.replace(information.view.rangeInFile, with: newInformation)
    if let references {
      patches.replace(references.view.rangeInFile, with: newReferences)
    } else {
      patches.replace(metaEnd..<metaEnd, with: newReferences)
    }
    patches.replace(end..<end, with: Self.box("mdat", packet))
  }

  private func primaryItem(_ box: Box) throws(LabelingError) -> Int {
    guard let full = box.fullContent else { throw refusal("its meta box is not understood") }
    var reader = ByteReader(full.content)
    let number =
      full.version == 0
      ? (try? reader.uint16()).map(Int.init) : (try? reader.uint32()).map(Int.init)
    guard let number, number <= 0xFFFF else { throw refusal("its meta box is not understood") }
    return number
  }

  /// `iinf` with an item of type `mime` more.
  private func grown(_ box: Box, by identifier: Int) throws(LabelingError) -> [UInt8] {
    guard let full = box.fullContent, box.view.count - box.content.count == 8 else {
      throw refusal("its item list is not understood")
    }
    let countSize = full.version == 0 ? 2 : 4
    var reader = ByteReader(full.content)
    guard let count = try? reader.unsigned(byteCount: countSize), count < 0xFFFF else {
      throw refusal("its item list is full")
    }
    var entry: [UInt8] = [2, 0, 0, 0]
    entry.big(identifier, count: 2)
    entry += [0, 0]
    entry += Array("mime\0application/rdf+xml\0".utf8)
    var content = Array(box.content.slice.prefix(4))
    content.big(Int(count) + 1, count: countSize)
    content += reader.takeRemaining().bytes
    return Self.box("iinf", content + Self.box("infe", entry))
  }

  /// `iref` with a reference more that says that the new item describes the primary one.
  private func grown(
    _ box: Box?, from identifier: Int, to primary: Int
  ) throws(LabelingError) -> [UInt8] {
    let isLong = box?.fullContent?.version == 1
    let size = isLong ? 4 : 2
    var reference: [UInt8] = []
    reference.big(identifier, count: size)
    reference.big(1, count: 2)
    reference.big(primary, count: size)
    let item = Self.box("cdsc", reference)
    guard let box else { return Self.box("iref", [0, 0, 0, 0] + item) }
    guard box.view.count - box.content.count == 8, box.content.count >= 4 else {
      throw refusal("its references are not understood")
    }
    return Self.box("iref", box.content.bytes + item)
  }

  /// `iloc` with offsets behind `end` moved by `growth`, and an item more.
  private func grown(
    _ box: Box, _ table: ItemLocations, shiftingFrom end: Int, by growth: Int,
    adding item: (identifier: Int, position: Int, count: Int)
  ) throws(LabelingError) -> [UInt8] {
    var bytes = box.view.bytes
    let start = box.view.offsetInFile
    func put(_ value: Int, at position: Int, size: Int) throws(LabelingError) {
      guard table.fits(value, size) else { throw refusal("its offsets are too narrow") }
      var number: [UInt8] = []
      number.big(value, count: size)
      bytes.replaceSubrange((position - start)..<(position - start + size), with: number)
    }
    for entry in table.items where entry.method == 0 && !entry.extents.isEmpty {
      let targets = entry.extents.map { entry.base + $0.offset }
      guard targets.contains(where: { $0 >= end }) else { continue }
      // Where there are no offsets of extents, the base is moved; else each extent.
      if table.offsetSize == 0 {
        try put(entry.base + growth, at: entry.basePosition, size: table.baseSize)
        continue
      }
      for extent in entry.extents where entry.base + extent.offset >= end {
        try put(extent.offset + growth, at: extent.position, size: table.offsetSize)
      }
    }
    var entry: [UInt8] = []
    entry.big(item.identifier, count: table.version < 2 ? 2 : 4)
    if table.version > 0 { entry += [0, 0] }
    entry += [0, 0]
    let usesBase = table.offsetSize == 0
    guard table.fits(item.position, usesBase ? table.baseSize : table.offsetSize),
      table.fits(item.count, table.lengthSize), table.lengthSize > 0
    else { throw refusal("its offsets are too narrow") }
    entry.big(usesBase ? item.position : 0, count: table.baseSize)
    entry.big(1, count: 2)
    entry.big(0, count: table.indexSize)
    entry.big(usesBase ? 0 : item.position, count: table.offsetSize)
    entry.big(item.count, count: table.lengthSize)
    let countSize = table.version < 2 ? 2 : 4
    try put(table.items.count + 1, at: table.countPosition, size: countSize)
    bytes += entry
    var size: [UInt8] = []
    size.big(bytes.count, count: 4)
    bytes.replaceSubrange(0..<4, with: size)
    return bytes
  }
}
