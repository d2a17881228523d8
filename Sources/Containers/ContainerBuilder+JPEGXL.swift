import ByteReading

extension ContainerBuilder {
  /// Reads a JPEG XL file: a bare codestream, or boxes.
  ///
  /// - Reference: ISO/IEC 18181-1:2024 §D.2 (size header); ISO/IEC 18181-2:2024 §9.
  mutating func readJPEGXL() {
    if file.starts(with: [0xFF, 0x0A]) {
      append("codestream", 0..<file.count)
      readCodestreamSize(file)
      return
    }
    var boxes = BoxReader(file)
    var lastEnd = 0
    var hasCodestream = false
    while let box = boxes.next() {
      let range = box.view.rangeInFile
      let start = range.lowerBound - file.offsetInFile
      let content = box.content.offsetInFile - file.offsetInFile
      guard
        append(
          box.type.description, start..<(start + box.view.count),
          content: content..<(content + box.content.count))
      else { break }
      lastEnd = start + box.view.count
      switch box.type {
      case "jxlc", "jxlp":
        guard !hasCodestream else { continue }
        hasCodestream = true
        readCodestreamSize(box.type == "jxlp" ? box.content.suffix(from: 4) : box.content)
      case "brob":
        guard let type = box.content.slice(at: 0, count: 4) else { continue }
        var reader = ByteReader(type)
        guard let inner = try? reader.fourCC(),
          let data = brotliDecoded(box.content.suffix(from: 4), in: "Box brob")
        else { continue }
        readJPEGXLBox(
          inner, data: data, pieces: [box.content.suffix(from: 4).rangeInFile], range: range)
      default:
        readJPEGXLBox(
          box.type, data: box.type == "jumb" ? box.view : box.content,
          pieces: [(box.type == "jumb" ? box.view : box.content).rangeInFile], range: range)
      }
    }
    if let fault = boxes.fault { note(fault) }
    if !hasCodestream { note(.malformed, at: 0, in: "JPEG XL without a codestream") }
    if boxes.fault != nil, lastEnd < file.count { addTrailer(from: lastEnd) }
  }

  private mutating func readJPEGXLBox(
    _ type: FourCC, data: ByteView, pieces: [Range<Int>], range: Range<Int>
  ) {
    switch type {
    case "Exif":
      var reader = ByteReader(data)
      guard let offset = try? reader.uint32(),
        let structure = data.slice(at: 4 + Int(offset), count: data.count - 4 - Int(offset))
      else {
        note(.overrun, at: range.lowerBound - file.offsetInFile, in: "Box Exif")
        return
      }
      add(.exif, carrier: "Exif", unpacked: structure, pieces: pieces, carrierRanges: [range])
    case "xml ":
      add(.xmp, carrier: "xml ", unpacked: data, pieces: pieces, carrierRanges: [range])
    case "jumb":
      add(
        JUMBFHeader.kind(of: data), carrier: "jumb", unpacked: data, pieces: pieces,
        carrierRanges: [range])
    default: break
    }
  }

  private mutating func readCodestreamSize(_ codestream: ByteView) {
    guard let size = JPEGXLSize(codestream) else {
      note(
        .truncated, at: codestream.offsetInFile - file.offsetInFile, in: "JPEG XL size header")
      return
    }
    container.width = size.width
    container.height = size.height
  }
}

/// The size header of a JPEG XL codestream, read bit by bit from the lowest.
struct JPEGXLSize {
  var width: Int
  var height: Int

  private static let ratios: [(Int, Int)] = [
    (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1),
  ]

  init?(_ codestream: ByteView) {
    guard codestream.starts(with: [0xFF, 0x0A]) else { return nil }
    var position = 16
    func bits(_ count: Int) -> Int? {
      var value = 0
      for index in 0..<count {
        guard let byte = codestream[position >> 3] else { return nil }
        value |= Int(byte >> UInt8(position & 7) & 1) << index
        position += 1
      }
      return value
    }
    func length(isSmall: Bool) -> Int? {
      if isSmall { return bits(5).map { ($0 + 1) * 8 } }
      guard let selector = bits(2) else { return nil }
      return bits([9, 13, 18, 30][selector]).map { $0 + 1 }
    }
    guard let small = bits(1), let height = length(isSmall: small == 1), let ratio = bits(3) else {
      return nil
    }
    self.height = height
    if ratio == 0 {
      guard let width = length(isSmall: small == 1) else { return nil }
      self.width = width
    } else {
      let (numerator, denominator) = Self.ratios[ratio - 1]
      width = height * numerator / denominator
    }
  }
}
