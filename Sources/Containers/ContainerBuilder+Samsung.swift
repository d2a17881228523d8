import ByteReading

extension ContainerBuilder {
  /// Reads the SEF blocks that Samsung phones append to an image.
  ///
  /// The trailer ends with `SEFT`; the number before it is the size of the directory `SEFH`, whose
  /// entries point back from its start to blocks of a two-byte mark, a type, a name and data. The
  /// layout has no public standard; this is what files of Galaxy phones hold.
  ///
  /// - Returns: What of the trailer is before the first block; all of it when there is no directory.
  mutating func readSamsungTrailer(_ trailer: ByteView) -> ByteView {
    // Some phones pad behind the mark; look for it only at the very end.
    guard trailer.has("SEFT", at: trailer.count - 4) else { return trailer }
    var tail = ByteReader(trailer)
    guard (try? tail.seek(to: trailer.count - 8)) != nil, let size = try? tail.uint32(.little),
      let directory = trailer.slice(at: trailer.count - 8 - Int(size), count: Int(size))
    else {
      note(.overrun, at: trailer.offsetInFile - file.offsetInFile, in: "Samsung trailer")
      return trailer
    }
    let directoryStart = trailer.count - 8 - Int(size)
    var reader = ByteReader(directory)
    guard (try? reader.fourCC()) == "SEFH", (try? reader.skip(4)) != nil,
      let count = try? reader.uint32(.little)
    else {
      note(
        .badSignature, at: directory.offsetInFile - file.offsetInFile, in: "Samsung trailer")
      return trailer
    }
    var firstBlock = directoryStart
    for _ in 0..<count {
      guard !reader.isAtEnd else { break }
      guard (try? reader.skip(4)) != nil, let distance = try? reader.uint32(.little),
        let length = try? reader.uint32(.little)
      else {
        note(
          .truncated, at: directory.offsetInFile - file.offsetInFile, in: "Samsung trailer")
        break
      }
      let start = directoryStart - Int(distance)
      guard let block = trailer.slice(at: start, count: Int(length)),
        start + Int(length) <= directoryStart, let entry = SamsungBlock(block)
      else {
        note(.overrun, at: directory.offsetInFile - file.offsetInFile, in: "Samsung trailer entry")
        continue
      }
      guard admitPart(at: block.offsetInFile - file.offsetInFile, in: "Samsung trailer") else {
        break
      }
      firstBlock = min(firstBlock, start)
      add(
        .samsungTrailer, carrier: "SEF", keyword: entry.name, data: entry.data,
        carrierRange: block.rangeInFile)
    }
    return trailer.slice(0..<firstBlock) ?? trailer
  }
}

/// One block of a Samsung trailer.
private struct SamsungBlock {
  var name: String
  var data: ByteView

  init?(_ block: ByteView) {
    var reader = ByteReader(block)
    guard (try? reader.skip(4)) != nil, let length = try? reader.uint32(.little),
      let name = try? reader.take(Int(length))
    else { return nil }
    self.name = name.text
    data = reader.takeRemaining()
  }
}
