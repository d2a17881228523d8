import ByteReading

/// A box of an ISO base media file, as far as a BMFF hash looks into it.
///
/// - Reference: ISO/IEC 14496-12:2022 §4.2.
struct BMFFBox {
  var type: FourCC
  /// All bytes with the header.
  var range: Range<Int>
  /// The size of the header: 8 or 16, 24 or 32 with a UUID (which is not counted in).
  var headerCount: Int

  /// The UUID of C2PA boxes.
  static let credentialType: [UInt8] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
  ]

  /// The boxes in `range` of a file, up to the first that is not well-formed.
  static func list(_ file: ByteView, in range: Range<Int>) -> [BMFFBox] {
    guard let view = file.slice(range) else { return [] }
    var boxes: [BMFFBox] = []
    var reader = ByteReader(view)
    while reader.remaining >= 8, boxes.count < 65_536 {
      let start = reader.position
      guard let short = try? reader.uint32(), let type = try? reader.fourCC() else { break }
      var length = Int(short)
      var headerCount = 8
      if short == 1 {
        guard let long = try? reader.uint64(), let exact = Int(exactly: long) else { break }
        (length, headerCount) = (exact, 16)
      } else if short == 0 {
        length = view.count - start
      }
      guard length >= headerCount, length <= view.count - start,
        (try? reader.seek(to: start + length)) != nil
      else { break }
      boxes.append(
        BMFFBox(
          type: type,
          range: (range.lowerBound + start)..<(range.lowerBound + start + length),
          headerCount: headerCount))
    }
    return boxes
  }

  /// The boxes inside. `meta` has a version and flags before them.
  func children(_ file: ByteView) -> [BMFFBox] {
    var start = range.lowerBound + headerCount
    if type == "meta", let fields = file.slice(at: start, count: 8), !fields.has("hdlr", at: 4) {
      start += 4
    }
    guard start <= range.upperBound else { return [] }
    return Self.list(file, in: start..<range.upperBound)
  }

  /// The bytes after the header.
  func payload(_ file: ByteView) -> ByteView? {
    file.slice((range.lowerBound + headerCount)..<range.upperBound)
  }

  /// Whether the box is one of C2PA, and its purpose.
  func credentialPurpose(_ file: ByteView) -> (purpose: String, content: ByteView)? {
    guard type == "uuid", let payload = payload(file), payload.starts(with: Self.credentialType)
    else { return nil }
    var reader = ByteReader(payload.suffix(from: 20))
    let purpose = reader.zeroTerminated().latin1
    return (purpose, reader.takeRemaining())
  }
}

/// An entry of the exclusion list of a BMFF hash.
///
/// - Reference: C2PA 2.4 §18.6.2.
struct BMFFExclusion {
  struct Step {
    var type: FourCC
    /// 1-based; nil for any.
    var index: Int?
  }

  var steps: [Step]
  private var length: Int?
  private var version: Int?
  private var flags: [UInt8]?
  private var isExact: Bool
  private var data: [(offset: Int, value: ByteView)]
  /// The parts of the box that are left out; nil for all of it. A length of zero means the rest.
  private var subsets: [(offset: Int, length: Int)]?
  let path: String

  /// Reads an entry; nil when it is not well-formed.
  init?(_ item: CBOR) {
    guard let path = item["xpath"]?.text, path.hasPrefix("/") else { return nil }
    self.path = path
    steps = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      var name = part
      var index: Int?
      if part.hasSuffix("]"), let opening = part.firstIndex(of: "[") {
        guard let number = Int(part[part.index(after: opening)...].dropLast()), number > 0 else {
          return nil
        }
        index = number
        name = part[..<opening]
      }
      let bytes = name.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
      guard bytes.count == 4, name.unicodeScalars.count == 4 else { return nil }
      let code = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      steps.append(Step(type: FourCC(rawValue: code), index: index))
    }
    guard !steps.isEmpty, steps.count <= 16 else { return nil }
    func optional(_ name: String) -> CBOR? { item[name].flatMap { $0 == .null ? nil : $0 } }
    length = optional("length")?.integer
    version = optional("version")?.integer
    flags = optional("flags")?.bytes?.bytes
    if flags == nil, let list = optional("flags")?.array {
      flags = list.compactMap { $0.integer.flatMap(UInt8.init(exactly:)) }
    }
    if let flags, flags.count != 3 { return nil }
    isExact = optional("exact")?.boolean ?? true
    data = []
    for entry in optional("data")?.array ?? [] {
      guard let offset = entry["offset"]?.integer, offset >= 0, let value = entry["value"]?.bytes
      else { return nil }
      data.append((offset, value))
    }
    if let list = optional("subset")?.array {
      var subsets: [(offset: Int, length: Int)] = []
      var end = 0
      for entry in list {
        guard let offset = entry["offset"]?.integer, let length = entry["length"]?.integer,
          offset >= end, length >= 0
        else { return nil }
        let (next, overflows) = offset.addingReportingOverflow(length)
        guard !overflows else { return nil }
        end = next
        subsets.append((offset, length))
      }
      self.subsets = subsets
    }
  }

  /// Whether the entry is one that every assertion must or may have.
  ///
  /// - Reference: C2PA 2.4 §A.5.6.
  func isRequired(withMerkle: Bool) -> Bool {
    guard steps.count == 1, subsets == nil || path.hasPrefix("/mdat") else { return false }
    switch steps[0].type {
    case "ftyp", "mfra", "free", "skip": return true
    case "uuid":
      return data.contains {
        $0.offset == 8 && $0.value.slice.elementsEqual(BMFFBox.credentialType)
      }
    case "mdat":
      return withMerkle && subsets?.count == 1 && subsets?[0].offset == 16
    default: return false
    }
  }

  /// The ranges of a file that the entry leaves out.
  func ranges(_ file: ByteView, roots: [BMFFBox]) -> [Range<Int>] {
    var boxes = Self.select(roots, steps[0])
    for step in steps.dropFirst() {
      boxes = boxes.flatMap { Self.select($0.children(file), step) }
      guard boxes.count <= 65_536 else { return [] }
    }
    return boxes.filter { matches($0, file) }.flatMap(excluded)
  }

  private static func select(_ boxes: [BMFFBox], _ step: Step) -> [BMFFBox] {
    let named = boxes.filter { $0.type == step.type }
    guard let index = step.index else { return named }
    return index <= named.count ? [named[index - 1]] : []
  }

  private func matches(_ box: BMFFBox, _ file: ByteView) -> Bool {
    if let length, box.range.count != length { return false }
    if version != nil || flags != nil {
      guard let fields = file.slice(at: box.range.lowerBound + box.headerCount, count: 4)?.bytes
      else { return false }
      if let version, Int(fields[0]) != version { return false }
      if let flags {
        for (own, wanted) in zip(fields.dropFirst(), flags)
        where isExact ? own != wanted : own & wanted != wanted { return false }
      }
    }
    guard let view = file.slice(box.range) else { return false }
    return data.allSatisfy { entry in
      view.slice(at: entry.offset, count: entry.value.count)?.slice
        .elementsEqual(entry.value.slice) == true
    }
  }

  private func excluded(_ box: BMFFBox) -> [Range<Int>] {
    guard let subsets else { return [box.range] }
    return subsets.compactMap { subset in
      guard subset.offset < box.range.count else { return nil }
      let start = box.range.lowerBound + subset.offset
      let end =
        subset.length == 0
        ? box.range.upperBound : min(box.range.upperBound, start + subset.length)
      return start..<end
    }
  }
}
