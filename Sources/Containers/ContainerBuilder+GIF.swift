import ByteReading

extension ContainerBuilder {
  /// Reads the blocks of a GIF file.
  ///
  /// Parts are named as C2PA 2.2 §18.7.3.4 names them: `GIF89a`, `LSD`, `2C`, `TBID`, `21F9`,
  /// `21FE`, `21FF`, `2101`, `3B`; colour tables belong to the descriptor that announces them.
  ///
  /// - Reference: CompuServe GIF89a specification (1990).
  mutating func readGIF() {
    append(file.starts(with: "GIF87a") ? "GIF87a" : "GIF89a", 0..<6)
    var reader = ByteReader(file)
    try? reader.seek(to: 6)
    guard let width = try? reader.uint16(.little), let height = try? reader.uint16(.little),
      let packed = try? reader.uint8(), (try? reader.skip(2)) != nil
    else {
      note(.truncated, at: 6, in: "GIF logical screen descriptor")
      return
    }
    container.width = Int(width)
    container.height = Int(height)
    skipColourTable(&reader, packed)
    append("LSD", 6..<reader.position)
    var end: Int?
    while end == nil {
      let start = reader.position
      guard let introducer = try? reader.uint8() else {
        note(.truncated, at: start, in: "GIF without trailer block")
        break
      }
      guard remainingParts > 1 else {
        _ = admitPart(at: start, in: "GIF block")
        _ = admitPart(at: start, in: "GIF block")
        break
      }
      switch introducer {
      case 0x3B:
        append("3B", start..<reader.position)
        end = reader.position
      case 0x2C:
        guard (try? reader.skip(8)) != nil, let packed = try? reader.uint8() else {
          note(.truncated, at: start, in: "GIF image descriptor")
          return
        }
        skipColourTable(&reader, packed)
        append("2C", start..<reader.position)
        let dataStart = reader.position
        _ = try? reader.skip(1)
        let isWhole = skipSubBlocks(&reader)
        append("TBID", dataStart..<reader.position)
        if !isWhole { note(.truncated, at: dataStart, in: "GIF image data") }
      case 0x21:
        guard let label = try? reader.uint8() else {
          note(.truncated, at: start, in: "GIF extension")
          return
        }
        readGIFExtension(label, from: start, &reader)
      default:
        note(.malformed, at: start, in: "GIF block")
        return
      }
    }
    if let end { addTrailer(from: end) }
  }

  private func skipColourTable(_ reader: inout ByteReader, _ packed: UInt8) {
    guard packed & 0x80 != 0 else { return }
    let count = 3 << (Int(packed & 7) + 1)
    if (try? reader.skip(count)) == nil { _ = reader.takeRemaining() }
  }

  /// Passes over sub-blocks and their terminator; false when the file ends before it.
  private func skipSubBlocks(_ reader: inout ByteReader) -> Bool {
    while let count = try? reader.uint8() {
      if count == 0 { return true }
      if (try? reader.skip(Int(count))) == nil {
        _ = reader.takeRemaining()
        return false
      }
    }
    return false
  }

  private mutating func readGIFExtension(
    _ label: UInt8, from start: Int, _ reader: inout ByteReader
  ) {
    let digits = String(label, radix: 16, uppercase: true)
    let name = "21" + (digits.count < 2 ? "0" : "") + digits
    let contentStart = reader.position
    let isWhole = skipSubBlocks(&reader)
    let content = contentStart..<max(contentStart, reader.position - (isWhole ? 1 : 0))
    guard append(name, start..<reader.position, content: content) else { return }
    if !isWhole { note(.truncated, at: start, in: "GIF extension \(name)") }
    guard let blocks = file.slice(content) else { return }
    let carrier = inFile(start..<reader.position)
    switch label {
    case 0xFE: addSubBlocks(blocks, .comment, carrier: name, range: carrier)
    case 0xFF:
      guard blocks[0] == 11, let header = blocks.slice(at: 1, count: 11) else { return }
      let rest = blocks.suffix(from: 12)
      if header.starts(with: "XMP DataXMP") {
        addGIFXMP(rest, carrier: carrier)
      } else if header.starts(with: "C2PA_GIF") {
        addSubBlocks(rest, .c2pa, carrier: name, range: carrier)
      } else if header.starts(with: "ICCRGBG1012") {
        addSubBlocks(rest, .icc, carrier: name, range: carrier)
      } else {
        addSubBlocks(rest, .application, carrier: name, keyword: header.latin1, range: carrier)
      }
    default: break
    }
  }

  /// Adds XMP, which is not cut into sub-blocks but ends with 257 bytes that lead any reader of
  /// sub-blocks to the terminator.
  ///
  /// - Reference: XMP Specification Part 3 (2016) §1.1.2.
  private mutating func addGIFXMP(_ data: ByteView, carrier: Range<Int>) {
    let tail = data.count - 257
    if tail >= 0, data[tail] == 0x01, data[tail + 1] == 0xFF, data[data.count - 1] == 0x00,
      let packet = data.slice(0..<tail)
    {
      add(
        .xmp, carrier: "21FF", keyword: "XMP DataXMP", data: packet, carrierRange: carrier)
    } else if data[0].map({ $0 != 0x3C }) == true {
      // Some writers do cut it.
      addSubBlocks(data, .xmp, carrier: "21FF", keyword: "XMP DataXMP", range: carrier)
    } else {
      note(
        .malformed, at: data.offsetInFile - file.offsetInFile, in: "XMP of a GIF",
        clause: "XMP Part 3 §1.1.2")
      add(.xmp, carrier: "21FF", keyword: "XMP DataXMP", data: data, carrierRange: carrier)
    }
  }

  /// Adds the data of sub-blocks, put together.
  private mutating func addSubBlocks(
    _ blocks: ByteView, _ kind: EmbeddedPayload.Kind, carrier: String, keyword: String? = nil,
    range: Range<Int>
  ) {
    // Blocks of one byte each would make a place note of 56 bytes for every byte of the file.
    var counter = ByteReader(blocks)
    var blockCount = 0
    while let count = try? counter.uint8(), count > 0, (try? counter.skip(Int(count))) != nil {
      blockCount += 1
    }
    let (limit, overflow) = limits.count.multipliedReportingOverflow(by: 4)
    guard overflow || blockCount <= limit else {
      note(
        .limitExceeded(.count, requested: blockCount), at: blocks.offsetInFile - file.offsetInFile,
        in: "GIF sub-blocks")
      return
    }
    var reader = ByteReader(blocks)
    var pieces: [PayloadPiece] = []
    while let count = try? reader.uint8(), count > 0 {
      let part = (try? reader.take(Int(count))) ?? reader.takeRemaining()
      pieces.append(PayloadPiece(data: part, carrier: range))
    }
    guard !pieces.isEmpty else { return }
    guard let data = joined(pieces, in: carrier) else { return }
    add(
      kind, carrier: carrier, keyword: keyword, unpacked: data,
      pieces: pieces.map(\.data.rangeInFile), carrierRanges: pieces.map(\.carrier))
  }
}
