import ByteReading

/// The items of a `meta` box: what they are, where they lie, which properties they have.
///
/// - Reference: ISO/IEC 14496-12:2022 §8.11; ISO/IEC 23008-12:2022 §9.3.
struct ItemTable {
  /// One item.
  struct Item {
    var identifier: UInt32
    var type: FourCC = "    "
    var name = ""
    var contentType = ""
    var contentEncoding = ""
    var entryRange: Range<Int>?
    var location: Location?
  }

  /// Where an item's bytes lie.
  struct Location {
    /// 0 in the file, 1 in the `idat` box, 2 in another item.
    var constructionMethod: UInt8
    /// Offsets, base included, and lengths; length 0 means to the end.
    var extents: [(offset: UInt64, length: UInt64)]
  }

  var items: [Item] = []
  var primaryItem: UInt32?
  /// The boxes of `ipco`, in order.
  var properties: [Box] = []
  /// Numbers of properties (from 1) by item.
  var associations: [UInt32: [Int]] = [:]
  var itemData: ByteView?
  var faults: [ParsingError] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Reads one child of `meta`.
  mutating func read(_ box: Box) {
    do throws(ParsingError) {
      switch box.type {
      case "pitm": try readPrimaryItem(box)
      case "iinf": try readItemInformation(box)
      case "iloc": try readLocations(box)
      case "iprp": try readProperties(box)
      case "idat": itemData = box.content
      default: break
      }
    } catch {
      faults.append(error)
    }
  }

  private mutating func update(_ identifier: UInt32, _ change: (inout Item) -> Void) {
    if let index = positions[identifier] {
      change(&items[index])
    } else {
      var item = Item(identifier: identifier)
      change(&item)
      positions[identifier] = items.count
      items.append(item)
    }
  }
  private var positions: [UInt32: Int] = [:]

  private func full(
    _ box: Box
  ) throws(ParsingError) -> (version: UInt8, flags: UInt32, reader: ByteReader) {
    guard let full = box.fullContent else {
      throw ParsingError(.truncated, at: box.view.offsetInFile, in: "Box \(box.type)")
    }
    return (full.version, full.flags, ByteReader(full.content))
  }

  private func check(_ count: Int, _ box: Box) throws(ParsingError) {
    guard count <= limit else {
      throw ParsingError(
        .limitExceeded(.count, requested: count), at: box.view.offsetInFile, in: "Box \(box.type)")
    }
  }

  private mutating func readPrimaryItem(_ box: Box) throws(ParsingError) {
    var (version, _, reader) = try full(box)
    primaryItem = version == 0 ? UInt32(try reader.uint16()) : try reader.uint32()
  }

  private mutating func readItemInformation(_ box: Box) throws(ParsingError) {
    var (version, _, reader) = try full(box)
    _ = version == 0 ? UInt32(try reader.uint16()) : try reader.uint32()
    var boxes = BoxReader(reader.takeRemaining())
    var count = 0
    while let entry = boxes.next() {
      count += 1
      try check(count, box)
      guard entry.type == "infe" else { continue }
      try readItemEntry(entry)
    }
    if let fault = boxes.fault { faults.append(fault) }
  }

  private mutating func readItemEntry(_ box: Box) throws(ParsingError) {
    var (version, _, reader) = try full(box)
    let identifier = version < 3 ? UInt32(try reader.uint16()) : try reader.uint32()
    try reader.skip(2)
    var type: FourCC = "    "
    if version >= 2 { type = try reader.fourCC() }
    let name = reader.zeroTerminated().text
    var contentType = ""
    var encoding = ""
    if version < 2 || type == "mime" {
      contentType = reader.zeroTerminated().text
      encoding = reader.zeroTerminated().text
    }
    update(identifier) { item in
      item.type = type
      item.name = name
      item.contentType = contentType
      item.contentEncoding = encoding
      item.entryRange = box.view.rangeInFile
    }
  }

  private mutating func readLocations(_ box: Box) throws(ParsingError) {
    var (version, _, reader) = try full(box)
    guard version <= 2 else {
      throw ParsingError(.unsupported, at: box.view.offsetInFile, in: "Box iloc")
    }
    let sizes = try reader.uint16()
    let offsetSize = Int(sizes >> 12)
    let lengthSize = Int(sizes >> 8 & 15)
    let baseSize = Int(sizes >> 4 & 15)
    let indexSize = version == 0 ? 0 : Int(sizes & 15)
    guard [offsetSize, lengthSize, baseSize, indexSize].allSatisfy({ $0 <= 8 }) else {
      throw ParsingError(.valueOutOfRange, at: box.view.offsetInFile, in: "Box iloc")
    }
    let count = version < 2 ? UInt32(try reader.uint16()) : try reader.uint32()
    var total = 0
    for _ in 0..<count {
      let identifier = version < 2 ? UInt32(try reader.uint16()) : try reader.uint32()
      let method = version == 0 ? 0 : UInt8(truncatingIfNeeded: try reader.uint16() & 15)
      try reader.skip(2)
      let base = try reader.unsigned(byteCount: baseSize)
      let extentCount = try reader.uint16()
      var extents: [(offset: UInt64, length: UInt64)] = []
      for _ in 0..<extentCount {
        total += 1
        try check(total, box)
        try reader.skip(indexSize)
        let offset = try reader.unsigned(byteCount: offsetSize)
        let length = try reader.unsigned(byteCount: lengthSize)
        let (sum, overflow) = base.addingReportingOverflow(offset)
        extents.append((overflow ? .max : sum, length))
      }
      // Items without extents count as well, so that a long list of them ends.
      total += 1
      try check(total, box)
      update(identifier) {
        $0.location = Location(constructionMethod: method, extents: extents)
      }
    }
  }

  private mutating func readProperties(_ box: Box) throws(ParsingError) {
    var boxes = BoxReader(box.content)
    while let child = boxes.next() {
      if child.type == "ipco" {
        var list = BoxReader(child.content)
        while let property = list.next() {
          try check(properties.count + 1, box)
          properties.append(property)
        }
        if let fault = list.fault { faults.append(fault) }
      } else if child.type == "ipma" {
        try readAssociations(child)
      }
    }
    if let fault = boxes.fault { faults.append(fault) }
  }

  private mutating func readAssociations(_ box: Box) throws(ParsingError) {
    var (version, flags, reader) = try full(box)
    let count = try reader.uint32()
    var total = 0
    for _ in 0..<count {
      total += 1
      try check(total, box)
      let identifier = version == 0 ? UInt32(try reader.uint16()) : try reader.uint32()
      let associationCount = try reader.uint8()
      var list: [Int] = []
      for _ in 0..<associationCount {
        let value = flags & 1 == 0 ? UInt16(try reader.uint8()) : try reader.uint16()
        list.append(Int(flags & 1 == 0 ? value & 0x7F : value & 0x7FFF))
      }
      associations[identifier, default: []].append(contentsOf: list)
    }
  }

  /// The size of an item as it is shown: cropped and turned by its properties, in their order.
  func displayedSize(of identifier: UInt32) -> (width: Int, height: Int)? {
    var size: (width: Int, height: Int)?
    for number in associations[identifier] ?? [] {
      guard number > 0, number <= properties.count else { continue }
      let box = properties[number - 1]
      var reader = ByteReader(box.content)
      switch box.type {
      case "ispe":
        guard (try? reader.skip(4)) != nil, let width = try? reader.uint32(),
          let height = try? reader.uint32()
        else { continue }
        size = (Int(width), Int(height))
      case "clap":
        guard let widthN = try? reader.uint32(), let widthD = try? reader.uint32(),
          let heightN = try? reader.uint32(), let heightD = try? reader.uint32(), widthD > 0,
          heightD > 0, let current = size
        else { continue }
        let (width, height) = (Int(widthN / widthD), Int(heightN / heightD))
        if width > 0, height > 0, width <= current.width, height <= current.height {
          size = (width, height)
        }
      case "irot":
        if let angle = try? reader.uint8(), angle & 1 == 1, let current = size {
          size = (current.height, current.width)
        }
      default: break
      }
    }
    return size
  }
}
