import ByteReading
import Containers

/// The `iloc` box with the places of its numbers, so that they can be changed.
///
/// - Reference: ISO/IEC 14496-12:2022 §8.11.3.
struct ItemLocations {
  /// One item.
  struct Item {
    var identifier: Int
    var method: Int
    var base: Int
    /// Where in the file the base stands.
    var basePosition: Int
    var extents: [Extent]
  }

  /// A run of bytes.
  struct Extent {
    var offset: Int
    var length: Int
    /// Where in the file the offset stands; the length follows it.
    var position: Int
  }

  var version: UInt8
  var offsetSize: Int
  var lengthSize: Int
  var baseSize: Int
  var indexSize: Int
  var countPosition: Int
  var items: [Item] = []

  /// The bytes that one more item with one extent takes.
  var entrySize: Int {
    (version < 2 ? 2 : 4) + (version > 0 ? 2 : 0) + 2 + baseSize + 2 + indexSize + offsetSize
      + lengthSize
  }

  /// Whether `value` can be written in `size` bytes.
  func fits(_ value: Int, _ size: Int) -> Bool {
    value >= 0 && (size >= 8 || value < 1 << (8 * size))
  }

  init(_ box: Box) throws(LabelingError) {
    do {
      try self.init(reading: box)
    } catch {
      throw .unreadable(error)
    }
  }

  private init(reading box: Box) throws(ParsingError) {
    let malformed = ParsingError(.malformed, at: box.view.offsetInFile, in: "Box iloc")
    guard let full = box.fullContent, full.version <= 2,
      box.view.count - box.content.count == 8
    else { throw malformed }
    version = full.version
    var reader = ByteReader(full.content)
    let sizes = try reader.uint16()
    offsetSize = Int(sizes >> 12)
    lengthSize = Int(sizes >> 8 & 15)
    baseSize = Int(sizes >> 4 & 15)
    indexSize = version == 0 ? 0 : Int(sizes & 15)
    guard [offsetSize, lengthSize, baseSize, indexSize].allSatisfy({ [0, 4, 8].contains($0) })
    else {
      throw malformed
    }
    func number(_ size: Int) throws(ParsingError) -> Int {
      guard let value = Int(exactly: try reader.unsigned(byteCount: size)), value < 1 << 48 else {
        throw malformed
      }
      return value
    }
    countPosition = reader.offsetInFile
    let count = try number(version < 2 ? 2 : 4)
    for _ in 0..<count {
      let identifier = try number(version < 2 ? 2 : 4)
      let method = version > 0 ? try number(2) & 15 : 0
      try reader.skip(2)
      let basePosition = reader.offsetInFile
      let base = try number(baseSize)
      var item = Item(
        identifier: identifier, method: method, base: base, basePosition: basePosition, extents: [])
      for _ in 0..<(try number(2)) {
        try reader.skip(indexSize)
        let position = reader.offsetInFile
        let offset = try number(offsetSize)
        item.extents.append(
          Extent(offset: offset, length: try number(lengthSize), position: position))
      }
      items.append(item)
    }
    guard reader.isAtEnd else { throw malformed }
  }
}
