import ByteReading
import Containers

/// Writes the XMP field of a TIFF or DNG file.
///
/// The packet goes to the end of the file. An entry that is there is pointed to it; without one,
/// the first directory is written anew at the end too, and only the header's offset changes.
///
/// - Reference: TIFF 6.0 §2; XMP Specification Part 3 (2016) §1.1.4.
struct TIFFWriter {
  private let container: Container
  private let file: [UInt8]

  init(_ container: Container, _ file: [UInt8]) {
    self.container = container
    self.file = file
  }

  func write(_ packet: [UInt8], _ patches: inout PatchList) throws(LabelingError) {
    let structure: TIFFStructure
    do {
      structure = try TIFFStructure(ByteView(file))
    } catch {
      throw .unreadable(error)
    }
    guard !structure.isBig else {
      throw .needsSidecar(format: .tiff, reason: "it is a BigTIFF")
    }
    guard let first = structure.directories.first, first.entries.count < 65_535 else {
      throw .unreadable(ParsingError(.malformed, at: 4, in: "TIFF without a directory"))
    }
    let order = structure.byteOrder
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      if order == .big { bytes.big(value, count: count) } else { bytes.little(value, count: count) }
      return bytes
    }
    let padding = file.count % 2
    let position = file.count + padding
    guard position + packet.count + first.range.count + 32 <= 0xFFFF_FFFF else {
      throw .tooLarge(byteCount: position + packet.count, limit: 0xFFFF_FFFF)
    }
    if let entry = first.entry(700) {
      let start = entry.range.lowerBound
      patches.replace(
        start..<(start + 12),
        with: number(700, 2) + number(1, 2) + number(packet.count, 4) + number(position, 4))
      patches.replace(
        file.count..<file.count, with: [UInt8](repeating: 0, count: padding) + packet)
      return
    }
    // The directory as it stands, with one entry more, in the order of tags.
    guard first.range.count >= 6, (first.range.count - 6) % 12 == 0 else {
      throw .unreadable(
        ParsingError(.malformed, at: first.range.lowerBound, in: "TIFF directory"))
    }
    let packetEnd = position + packet.count
    let directoryStart = packetEnd + packetEnd % 2
    let declared = (first.range.count - 6) / 12
    var directory = number(declared + 1, 2)
    var isWritten = false
    let newEntry = number(700, 2) + number(1, 2) + number(packet.count, 4) + number(position, 4)
    for index in 0..<declared {
      let start = first.range.lowerBound + 2 + 12 * index
      let entry = file[start..<(start + 12)]
      let tag =
        order == .big
        ? Int(file[start]) << 8 | Int(file[start + 1])
        : Int(file[start + 1]) << 8 | Int(file[start])
      if !isWritten, tag > 700 {
        directory += newEntry
        isWritten = true
      }
      directory += entry
    }
    if !isWritten { directory += newEntry }
    directory += file[(first.range.upperBound - 4)..<first.range.upperBound]
    var tail = [UInt8](repeating: 0, count: padding) + packet
    tail += [UInt8](repeating: 0, count: packetEnd % 2)
    patches.replace(4..<8, with: number(directoryStart, 4))
    patches.replace(file.count..<file.count, with: tail + directory)
  }
}
