import ByteReading
import Containers

/// Takes fields out of an EXIF structure in place: directories close up, freed bytes become zero,
/// and everything that stays keeps its offset.
struct EXIFStripper {
  private(set) var bytes: [UInt8]
  private let original: [UInt8]
  private let limits: ParsingLimits

  init(_ bytes: [UInt8], limits: ParsingLimits) {
    self.bytes = bytes
    original = bytes
    self.limits = limits
  }

  /// The runs of bytes that differ from what they were.
  var changes: [Range<Int>] {
    var result: [Range<Int>] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] != original[position] else {
        position += 1
        continue
      }
      let start = position
      while position < bytes.count, bytes[position] != original[position] { position += 1 }
      result.append(start..<position)
    }
    return result
  }

  /// Takes the fields of `kinds` and with `tags` out.
  ///
  /// - Returns: Whether there were any.
  mutating func strip(_ kinds: [PrivateData], _ tags: Set<UInt16>) -> Bool {
    guard let structure = try? TIFFStructure(ByteView(bytes), limits: limits), !structure.isBig
    else { return false }
    let order = structure.byteOrder
    for directory in structure.allDirectories {
      let isRemoved = directory.entries.map { entry in
        kinds.contains { $0.matchesEXIF(entry.tag, in: directory.name) }
          || (kinds.contains(.prompts) && Self.holdsPrompt(entry))
          || (kinds.contains(.prompts) && tags.contains(entry.tag) && directory.name != "IFD1")
      }
      guard isRemoved.contains(true) else { continue }
      remove(isRemoved, from: directory, order)
      for child in directory.children where child.name == "GPS" && kinds.contains(.position) {
        blank(child)
      }
    }
    if kinds.contains(.thumbnails), structure.directories.count > 1,
      let thumbnail = structure.directories.dropFirst().first,
      let main = structure.directories.first,
      thumbnail.entry(0x0201) != nil || thumbnail.entry(0x0111) != nil,
      main.range.count >= 6, main.entry(0x0111) == nil
    {
      removeThumbnail(thumbnail, after: main, order)
    }
    return bytes != original
  }

  /// Whether a field that is meant for other things holds a prompt, as nodes of ComfyUI leave it in
  /// Make, Model and ImageDescription.
  static func holdsPrompt(_ entry: TIFFStructure.Entry) -> Bool {
    guard entry.type == 2, [0x010E, 0x010F, 0x0110].contains(entry.tag),
      let head = entry.value.slice(at: 0, count: min(entry.value.count, 16))?.latin1.lowercased()
    else { return false }
    return ["prompt:", "workflow:", "parameters:"].contains { head.hasPrefix($0) }
  }

  /// Closes the directory up over the entries that go.
  private mutating func remove(
    _ isRemoved: [Bool], from directory: TIFFStructure.Directory, _ order: ByteOrder
  ) {
    let start = directory.range.lowerBound
    // A directory with entries that could not be read is not as regular as this needs.
    guard directory.range.count == 2 + 12 * directory.entries.count + 4 else { return }
    let next = Array(bytes[(directory.range.upperBound - 4)..<directory.range.upperBound])
    var kept: [UInt8] = []
    for (entry, goes) in zip(directory.entries, isRemoved) {
      if goes {
        if !entry.range.contains(entry.value.offsetInFile) { zero(entry.value.rangeInFile) }
      } else {
        kept += bytes[entry.range]
      }
    }
    let count = kept.count / 12
    let head: [UInt8] =
      order == .big
      ? [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
      : [UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)]
    zero(directory.range)
    let content = head + kept + next
    bytes.replaceSubrange(start..<(start + content.count), with: content)
  }

  private mutating func blank(_ directory: TIFFStructure.Directory) {
    for entry in directory.entries { zero(entry.value.rangeInFile) }
    zero(directory.range)
  }

  private mutating func removeThumbnail(
    _ directory: TIFFStructure.Directory, after main: TIFFStructure.Directory, _ order: ByteOrder
  ) {
    if let start = directory.entry(0x0201)?.number, let count = directory.entry(0x0202)?.number {
      let (end, overflow) = start.addingReportingOverflow(count)
      if !overflow { zero(start..<max(start, end)) }
    }
    let offsets = directory.entry(0x0111)?.numbers() ?? []
    for (offset, count) in zip(offsets, directory.entry(0x0117)?.numbers() ?? []) {
      guard let start = Int(exactly: offset), let length = Int(exactly: count), start < bytes.count
      else { continue }
      zero(start..<(start + min(length, bytes.count - start)))
    }
    blank(directory)
    // The main directory may have closed up; its next offset follows its entries as they are now.
    let start = main.range.lowerBound
    guard start + 2 <= bytes.count else { return }
    let count =
      order == .big
      ? Int(bytes[start]) << 8 | Int(bytes[start + 1])
      : Int(bytes[start + 1]) << 8 | Int(bytes[start])
    let next = start + 2 + 12 * count
    if next + 4 <= bytes.count { zero(next..<(next + 4)) }
  }

  private mutating func zero(_ range: Range<Int>) {
    let clipped = range.clamped(to: 0..<bytes.count)
    for index in clipped { bytes[index] = 0 }
  }
}
