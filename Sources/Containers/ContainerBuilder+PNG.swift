import ByteReading
import Compression

extension ContainerBuilder {
  /// Reads the chunks of a PNG file.
  ///
  /// The signature is a part of its own, `PNGh`, as C2PA names it. A chunk with a wrong checksum is
  /// read all the same.
  ///
  /// - Reference: PNG (Third Edition) §5, §11; C2PA 2.2 §18.7.3.2.
  mutating func readPNG() {
    append("PNGh", 0..<8)
    var reader = ByteReader(file)
    try? reader.seek(to: 8)
    var end: Int?
    while end == nil {
      let start = reader.position
      guard let length = try? reader.uint32(), let type = try? reader.fourCC() else {
        note(.truncated, at: start, in: "PNG without IEND", clause: "PNG §11.2.5")
        break
      }
      let name = type.description
      if start == 8, type != "IHDR" {
        note(.malformed, at: start, in: "First PNG chunk", clause: "PNG §5.6")
      }
      let contentStart = reader.position
      guard length <= 0x7FFF_FFFF, let content = try? reader.take(Int(length)),
        let checksum = try? reader.uint32()
      else {
        note(
          length > 0x7FFF_FFFF ? .valueOutOfRange : .truncated, at: start, in: "PNG chunk \(name)")
        // What is there of the last chunk may still be read; its length is wrong, so nothing after.
        let rest = contentStart..<min(file.count, contentStart &+ Int(length))
        append(name, start..<file.count, content: rest)
        if let content = file.slice(rest) {
          readPNGChunk(type, content: content, carrier: inFile(start..<file.count))
        }
        break
      }
      guard
        append(
          name, start..<reader.position, content: contentStart..<(contentStart + content.count))
      else { break }
      let checked = file.slice(at: start + 4, count: content.count + 4) ?? content
      if crc32(checked) != checksum {
        note(.checksumMismatch, at: start, in: "PNG chunk \(name)", clause: "PNG §5.3")
      }
      readPNGChunk(type, content: content, carrier: inFile(start..<reader.position))
      if type == "IEND" { end = reader.position }
    }
    if let end { addTrailer(from: end) }
  }

  private mutating func readPNGChunk(_ type: FourCC, content: ByteView, carrier: Range<Int>) {
    let name = type.description
    switch type {
    case "IHDR":
      var reader = ByteReader(content)
      guard container.width == nil, let width = try? reader.uint32(),
        let height = try? reader.uint32()
      else { return }
      container.width = Int(width)
      container.height = Int(height)
    case "acTL": container.mediaType = "image/apng"
    // ComfyUI's animated PNG files keep their graphs in a chunk of its own, in the form of tEXt.
    case "tEXt", "comf": readPNGText(name, content, carrier: carrier)
    case "zTXt": readPNGCompressedText(content, carrier: carrier)
    case "iTXt": readPNGInternationalText(content, carrier: carrier)
    case "eXIf", "zxIf", "exIf":
      let data = Self.withoutEXIFPrefix(content)
      add(.exif, carrier: name, data: data, carrierRange: carrier)
    case "iCCP": readPNGProfile(content, carrier: carrier)
    case "caBX": add(.c2pa, carrier: name, data: content, carrierRange: carrier)
    default: break
    }
  }

  /// The TIFF structure without the `Exif\0\0` that some writers leave before it.
  static func withoutEXIFPrefix(_ data: ByteView) -> ByteView {
    data.starts(with: "Exif\0\0") ? data.suffix(from: 6) : data
  }

  private mutating func readPNGText(_ name: String, _ content: ByteView, carrier: Range<Int>) {
    var reader = ByteReader(content)
    let keyword = reader.zeroTerminated().latin1
    addPNGText(
      name, keyword: keyword, stored: reader.takeRemaining(), unpacked: nil, carrier: carrier)
  }

  private mutating func readPNGCompressedText(_ content: ByteView, carrier: Range<Int>) {
    var reader = ByteReader(content)
    let keyword = reader.zeroTerminated().latin1
    guard let method = try? reader.uint8() else {
      note(.truncated, at: content.offsetInFile - file.offsetInFile, in: "PNG chunk zTXt")
      return
    }
    guard method == 0 else {
      note(.unsupported, at: content.offsetInFile - file.offsetInFile, in: "PNG chunk zTXt")
      return
    }
    let packed = reader.takeRemaining()
    guard let text = inflated(packed, in: "PNG chunk zTXt") else { return }
    addPNGText("zTXt", keyword: keyword, stored: packed, unpacked: text, carrier: carrier)
  }

  private mutating func readPNGInternationalText(_ content: ByteView, carrier: Range<Int>) {
    var reader = ByteReader(content)
    let keyword = reader.zeroTerminated().latin1
    guard let flag = try? reader.uint8(), let method = try? reader.uint8() else {
      note(.truncated, at: content.offsetInFile - file.offsetInFile, in: "PNG chunk iTXt")
      return
    }
    let language = reader.zeroTerminated().latin1
    _ = reader.zeroTerminated()
    let stored = reader.takeRemaining()
    var unpacked: ByteView?
    if flag != 0 {
      guard method == 0 else {
        note(.unsupported, at: content.offsetInFile - file.offsetInFile, in: "PNG chunk iTXt")
        return
      }
      guard let text = inflated(stored, in: "PNG chunk iTXt") else { return }
      unpacked = text
    }
    addPNGText(
      "iTXt", keyword: keyword, language: language.isEmpty ? nil : language, stored: stored,
      unpacked: unpacked, carrier: carrier)
  }

  private mutating func readPNGProfile(_ content: ByteView, carrier: Range<Int>) {
    var reader = ByteReader(content)
    let name = reader.zeroTerminated().latin1
    guard (try? reader.uint8()) == 0 else {
      note(.unsupported, at: content.offsetInFile - file.offsetInFile, in: "PNG chunk iCCP")
      return
    }
    let packed = reader.takeRemaining()
    guard let profile = inflated(packed, in: "PNG chunk iCCP") else { return }
    add(
      .icc, carrier: "iCCP", keyword: name, unpacked: profile, pieces: [packed.rangeInFile],
      carrierRanges: [carrier])
  }

  /// Adds the text of a chunk as what it is: XMP, a profile in hexadecimal, or a text.
  private mutating func addPNGText(
    _ name: String, keyword: String, language: String? = nil, stored: ByteView,
    unpacked: ByteView?, carrier: Range<Int>
  ) {
    let data = unpacked ?? stored
    // Midjourney and others write the packet into tEXt, where XMP Part 3 §1.1.5 wants iTXt.
    if keyword == "XML:com.adobe.xmp" {
      add(
        .xmp, carrier: name, keyword: keyword, unpacked: data, pieces: [stored.rangeInFile],
        carrierRanges: [carrier])
      return
    }
    if keyword.hasPrefix("Raw profile type "),
      addRawProfile(
        String(keyword.dropFirst(17)), data, carrier: name, stored: stored, range: carrier)
    {
      return
    }
    // tEXt and zTXt are Latin-1 by the standard, yet many programs write UTF-8 into them.
    let text =
      data.slice.contains(where: { $0 >= 0x80 })
        && String(validating: data.slice, as: UTF8.self) == nil
      ? ByteView(Array(data.latin1.utf8)) : data
    add(
      .text, carrier: name, keyword: keyword, language: language, unpacked: text,
      pieces: [stored.rangeInFile], carrierRanges: [carrier])
  }

  /// Adds a profile that ImageMagick and others write as hexadecimal text: a line with the name, a
  /// line with the count, then the digits.
  ///
  /// - Returns: False when the text is no such profile.
  private mutating func addRawProfile(
    _ name: String, _ text: ByteView, carrier: String, stored: ByteView, range: Range<Int>
  ) -> Bool {
    let position = stored.offsetInFile - file.offsetInFile
    guard let profile = HexProfile(text) else {
      note(.malformed, at: position, in: "Raw profile \(name)")
      return false
    }
    if !profile.isWhole { note(.truncated, at: position, in: "Raw profile \(name)") }
    guard reserve(profile.bytes.count, at: position, in: "Raw profile \(name)") else {
      return true
    }
    var data = ByteView(profile.bytes)
    let kind: EmbeddedPayload.Kind
    switch name.lowercased() {
    case "exif", "app1", "xmp":
      if data.starts(with: "http://ns.adobe.com/xap/1.0/\0") {
        data = data.suffix(from: 29)
        kind = .xmp
      } else if data.starts(with: "Exif\0") {
        data = data.suffix(from: 6)
        kind = .exif
      } else {
        kind = name.lowercased() == "xmp" ? .xmp : .exif
      }
    case "iptc", "8bim":
      if data.starts(with: "Photoshop 3.0\0") { data = data.suffix(from: 14) }
      guard data[0] != 0x1C else {
        kind = .iptc
        break
      }
      let firstAdded = container.payloads.count
      addPhotoshop([PayloadPiece(data: data, carrier: range)], carrier: carrier)
      // The blocks lie in unpacked data, so the file's range is that of the whole text.
      for index in firstAdded..<container.payloads.count {
        container.payloads[index].pieces = [stored.rangeInFile]
        container.payloads[index].carrierRanges = [range]
      }
      return true
    case "icc", "icm": kind = .icc
    default: return false
    }
    add(
      kind, carrier: carrier, keyword: "Raw profile type \(name)", unpacked: data,
      pieces: [stored.rangeInFile], carrierRanges: [range])
    return true
  }
}

/// A profile as hexadecimal text.
struct HexProfile {
  var bytes: [UInt8]
  /// Whether there are as many bytes as the text says.
  var isWhole: Bool

  init?(_ text: ByteView) {
    var position = 0
    func skipSpace() {
      while let byte = text[position], byte == 0x20 || (0x09...0x0D).contains(byte) {
        position += 1
      }
    }
    skipSpace()
    while let byte = text[position], byte > 0x20 { position += 1 }
    skipSpace()
    var count = 0
    var digitCount = 0
    while let byte = text[position], (0x30...0x39).contains(byte), digitCount < 10 {
      count = count * 10 + Int(byte - 0x30)
      position += 1
      digitCount += 1
    }
    guard digitCount > 0 else { return nil }
    bytes = []
    bytes.reserveCapacity(min(count, text.count / 2))
    var high: UInt8?
    while let byte = text[position], bytes.count < count {
      position += 1
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      case 0x20, 0x09...0x0D: continue
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    isWhole = bytes.count == count
  }
}
