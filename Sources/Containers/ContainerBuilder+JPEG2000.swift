import ByteReading

/// The signature box of a JPEG 2000 file.
///
/// - Reference: ISO/IEC 15444-1:2019 §I.5.1.
enum JPEG2000Signature {
  static let bytes: [UInt8] = [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A]
}

/// The `uuid` boxes by which metadata travels in JPEG 2000.
private enum JPEG2000UUID {
  static let xmp: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
  static let iptc: [UInt8] = [
    0x33, 0xC7, 0xA4, 0xD2, 0xB8, 0x1D, 0x47, 0x23, 0xA0, 0xBA, 0xF1, 0xA3, 0xE0, 0x97, 0xAD, 0x38,
  ]
  static let exif = Array("JpgTiffExif->JP2".utf8)
}

extension ContainerBuilder {
  /// Reads a JPEG 2000 file. Its pixels are not decoded.
  ///
  /// - Reference: ISO/IEC 15444-1:2019 Annex I; XMP Specification Part 3 §1.1.4.
  mutating func readJPEG2000() {
    var boxes = BoxReader(file)
    var hasCodestream = false
    var end = 0
    while let box = boxes.next() {
      let start = box.view.offsetInFile - file.offsetInFile
      let content = box.content.offsetInFile - file.offsetInFile
      end = start + box.view.count
      guard
        append(
          box.type.description, start..<end, content: content..<(content + box.content.count))
      else { break }
      switch box.type {
      case "jp2h": readJPEG2000Header(box.content)
      case "jp2c": hasCodestream = true
      case "uuid": readJPEG2000UUID(box)
      case "xml ":
        add(.xmp, carrier: "xml ", data: box.content, carrierRange: box.view.rangeInFile)
      case "jumb":
        add(
          JUMBFHeader.kind(of: box.view), carrier: "jumb", data: box.view,
          carrierRange: box.view.rangeInFile)
      default: break
      }
    }
    if let fault = boxes.fault { note(fault) }
    if !hasCodestream { note(.malformed, at: 0, in: "JPEG 2000 without a codestream") }
    if boxes.fault != nil, end < file.count { addTrailer(from: end) }
  }

  private mutating func readJPEG2000Header(_ header: ByteView) {
    var boxes = BoxReader(header)
    while let box = boxes.next() {
      guard admitPart(at: box.view.offsetInFile - file.offsetInFile, in: "Box jp2h") else { return }
      switch box.type {
      case "ihdr":
        var reader = ByteReader(box.content)
        guard let height = try? reader.uint32(), let width = try? reader.uint32() else {
          note(.truncated, at: box.view.offsetInFile - file.offsetInFile, in: "Box ihdr")
          continue
        }
        container.width = Int(width)
        container.height = Int(height)
      case "colr" where box.content[0] == 2:
        let profile = box.content.suffix(from: 3)
        add(.icc, carrier: "colr", data: profile, carrierRange: box.view.rangeInFile)
      default: break
      }
    }
    if let fault = boxes.fault { note(fault) }
  }

  private mutating func readJPEG2000UUID(_ box: Box) {
    let kind: EmbeddedPayload.Kind
    switch box.extendedType {
    case JPEG2000UUID.xmp: kind = .xmp
    case JPEG2000UUID.iptc: kind = .iptc
    case JPEG2000UUID.exif: kind = .exif
    default: return
    }
    guard !box.content.isEmpty else { return }
    add(kind, carrier: "uuid", data: box.content, carrierRange: box.view.rangeInFile)
  }
}
