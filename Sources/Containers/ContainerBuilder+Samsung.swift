import ByteReading

extension ContainerBuilder {
  /// Reads the SEF blocks that Samsung phones append to an image.
  ///
  /// The trailer ends with `SEFT`, maybe with zeros behind; the number before it is the size of the
  /// directory `SEFH`, whose entries point back from its start to blocks of a two-byte mark, a type,
  /// a name and data. The layout has no public standard; this is what files of Galaxy phones hold.
  /// Where the directory is lost or cut, blocks whose data is a JSON object are read from the front.
  ///
  /// - Returns: What of the trailer is before the first block; all of it when no block is there.
  mutating func readSamsungTrailer(_ whole: ByteView) -> ByteView {
    var end = whole.count
    while end > 0, whole[end - 1] == 0 { end -= 1 }
    guard let trailer = whole.slice(0..<end), trailer.has("SEFT", at: trailer.count - 4) else {
      return readSamsungBlocks(whole)
    }
    var tail = ByteReader(trailer)
    guard (try? tail.seek(to: trailer.count - 8)) != nil, let size = try? tail.uint32(.little),
      let directory = trailer.slice(at: trailer.count - 8 - Int(size), count: Int(size))
    else {
      note(.overrun, at: trailer.offsetInFile - file.offsetInFile, in: "Samsung trailer")
      return readSamsungBlocks(whole)
    }
    let directoryStart = trailer.count - 8 - Int(size)
    var reader = ByteReader(directory)
    guard (try? reader.fourCC()) == "SEFH", (try? reader.skip(4)) != nil,
      let count = try? reader.uint32(.little)
    else {
      note(
        .badSignature, at: directory.offsetInFile - file.offsetInFile, in: "Samsung trailer")
      return readSamsungBlocks(whole)
    }
    var firstBlock = directoryStart
    // Honest blocks do not overlap, so all of them together are no longer than the trailer.
    var allowance = trailer.count
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
      guard block.count <= allowance else {
        note(
          .limitExceeded(.totalMemory, requested: block.count),
          at: block.offsetInFile - file.offsetInFile, in: "Samsung trailer")
        break
      }
      allowance -= block.count
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

  /// The names of blocks whose data is a JSON object.
  private static let objectBlocks = ["PEg_Info", "PhotoEditor_Re_Edit_Data"]

  /// Reads the blocks at the start of a trailer without its directory: each a mark and a length of
  /// its name, or the name alone, and behind it a JSON object that says itself where it ends.
  private mutating func readSamsungBlocks(_ trailer: ByteView) -> ByteView {
    var start = 0
    while let block = SamsungBlock(objectAt: start, in: trailer, names: Self.objectBlocks) {
      let range = block.data.rangeInFile
      guard admitPart(at: range.lowerBound - file.offsetInFile, in: "Samsung trailer") else {
        break
      }
      add(
        .samsungTrailer, carrier: "SEF", keyword: block.name, data: block.data,
        carrierRange: (trailer.offsetInFile + start)..<range.upperBound)
      start = range.upperBound - trailer.offsetInFile
    }
    return start == 0 ? trailer : trailer.suffix(from: start)
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

  /// A block of one of `names` whose data is a JSON object, with or without the mark before it.
  init?(objectAt start: Int, in trailer: ByteView, names: [String]) {
    for name in names {
      let mark = Array(name.utf8)
      for offset in [start + 8, start] {
        let first = offset + mark.count
        guard trailer.slice(at: offset, count: mark.count)?.starts(with: mark) == true,
          trailer[first] == 0x7B, let end = Self.endOfObject(in: trailer, from: first),
          let data = trailer.slice(first..<end)
        else { continue }
        self.name = name
        self.data = data
        return
      }
    }
    return nil
  }

  /// Where the JSON object that begins at `start` ends: its closing brace, outside of texts.
  private static func endOfObject(in bytes: ByteView, from start: Int) -> Int? {
    var depth = 0
    var isQuoted = false
    var index = start
    while let byte = bytes[index] {
      if isQuoted {
        if byte == 0x5C {
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == 0x7B {
        depth += 1
      } else if byte == 0x7D {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
      index += 1
    }
    return nil
  }
}
