public import ByteReading
import CMetadataShims
import Containers

/// One field of an EXIF structure.
public struct EXIFEntry: Sendable {
  /// The directory: `IFD0`, `IFD1`, `ExifIFD`, `GPS`, `InteropIFD`, `SubIFD` …
  public var group: String
  /// The number of the field.
  public var tag: UInt16
  /// The standard name; `0x` and four digits where there is none.
  public var name: String
  /// The field type, 1…13.
  public var type: UInt16
  /// The number of values, as declared.
  public var count: Int
  /// The value as text: of text fields the text, of numbers the numbers separated by spaces.
  public var text: String
  /// The bytes of the value.
  public var bytes: ByteView
  /// The 12 bytes of the entry in the file (of unpacked data: in that data).
  public var range: Range<Int>
  private var byteOrder: ByteOrder

  /// Whether the field stands in the directories of the picture itself.
  public var isMain: Bool { ["IFD0", "ExifIFD", "GPS", "InteropIFD"].contains(group) }

  /// Whether the value is text, of whatever field type.
  var isTextual: Bool { type == 2 || type == 129 || Self.isEncodedText(tag) }

  init(_ entry: TIFFStructure.Entry, group: String, textLimit: Int) {
    self.group = group
    tag = entry.tag
    type = entry.type
    count = entry.count
    bytes = entry.value
    range = entry.range
    byteOrder = entry.byteOrder
    name = Self.name(of: entry.tag, in: group)
    text = ""
    text = Self.text(of: entry, limit: textLimit)
  }

  /// The values as numbers; empty for texts and opaque bytes. Rationals are divided; a zero
  /// denominator gives infinity or not-a-number. At most 4096 of them.
  public var numbers: [Double] { Self.numbers(type, bytes, count, byteOrder) }

  /// The value in words, as libexif says it; nil where it says nothing.
  public var meaning: String? {
    // libexif copies values; what is long is no enumeration.
    guard bytes.count <= 1 << 12 else { return nil }
    let text = bytes.withSpan { span in
      unsafe span.withUnsafeBufferPointer { input in
        unsafe [UInt8](unsafeUninitializedCapacity: 512) { output, count in
          unsafe output.withMemoryRebound(to: CChar.self) { characters in
            count = Int(
              unsafe assay_exif_value_text(
                tag, Self.directoryNumber(group), Int32(type),
                UInt32(clamping: componentCount(in: input.count)),
                byteOrder == .big ? 1 : 0, input.baseAddress, input.count,
                characters.baseAddress, 512))
          }
        }
      }
    }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// The number of values that are really there.
  private func componentCount(in available: Int) -> Int {
    min(count, available / (TIFFStructure.size(ofType: type) ?? 1))
  }

  // MARK: Names

  private static func directoryNumber(_ group: String) -> Int32 {
    switch group {
    case "IFD1": 1
    case "ExifIFD": 2
    case "GPS": 3
    case "InteropIFD": 4
    default: 0
    }
  }

  /// Tags that libexif has no name for.
  private static let otherNames: [(tag: UInt16, name: String)] = [
    (0x9290, "SubSecTime"), (0x9291, "SubSecTimeOriginal"), (0x9292, "SubSecTimeDigitized"),
    (0x02BC, "XMLPacket"), (0x4746, "Rating"), (0x4749, "RatingPercent"),
    (0x8649, "ImageResources"), (0x83BB, "IPTC"), (0x8773, "InterColorProfile"),
    (0x9010, "OffsetTime"), (0x9011, "OffsetTimeOriginal"), (0x9012, "OffsetTimeDigitized"),
    (0x9400, "AmbientTemperature"), (0x9C9B, "XPTitle"), (0x9C9C, "XPComment"),
    (0x9C9D, "XPAuthor"), (0x9C9E, "XPKeywords"), (0x9C9F, "XPSubject"),
    (0xA430, "CameraOwnerName"), (0xA431, "BodySerialNumber"), (0xA432, "LensSpecification"),
    (0xA433, "LensMake"), (0xA434, "LensModel"), (0xA435, "LensSerialNumber"),
    (0xA436, "ImageTitle"), (0xA437, "Photographer"), (0xA438, "ImageEditor"),
    (0xA439, "CameraFirmware"), (0xA43A, "RAWDevelopingSoftware"),
    (0xA43B, "ImageEditingSoftware"), (0xA43C, "MetadataEditingSoftware"),
    (0xA460, "CompositeImage"), (0xA461, "SourceImageNumberOfCompositeImage"),
    (0xA462, "SourceExposureTimesOfCompositeImage"), (0xA500, "Gamma"), (0xC612, "DNGVersion"),
    (0xC614, "UniqueCameraModel"), (0xC62F, "CameraSerialNumber"), (0xCD41, "C2PA"),
  ]

  private static func name(of tag: UInt16, in group: String) -> String {
    if group != "GPS", let other = otherNames.first(where: { $0.tag == tag }) { return other.name }
    let number = directoryNumber(group)
    // A tag that stands in a directory where it does not belong still has its name.
    let order: [Int32] = number == 3 || number == 4 ? [number] : [number, 0, 2]
    for directory in order {
      let text = unsafe [UInt8](unsafeUninitializedCapacity: 64) { output, count in
        unsafe output.withMemoryRebound(to: CChar.self) { characters in
          unsafe assay_exif_tag_name(tag, directory, characters.baseAddress, 64)
        }
        count = unsafe output.firstIndex(of: 0) ?? 0
      }
      if !text.isEmpty { return String(decoding: text, as: UTF8.self) }
    }
    let digits = String(tag, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  // MARK: Values

  /// Fields whose bytes are text in an encoding of their own.
  private static func isEncodedText(_ tag: UInt16) -> Bool {
    switch tag {
    case 0x9286, 0x001B, 0x001C, 0x9C9B...0x9C9F: true
    default: false
    }
  }

  private static func text(of entry: TIFFStructure.Entry, limit: Int) -> String {
    let bytes = entry.value.slice(at: 0, count: min(entry.value.count, limit)) ?? entry.value
    switch entry.tag {
    case 0x9286: return EXIFText.comment(bytes, order: entry.byteOrder, isASCII: entry.type == 2)
    case 0x001B...0x001C where entry.type == 7:
      return EXIFText.comment(bytes, order: entry.byteOrder, isASCII: entry.type == 2)
    case 0x9C9B...0x9C9F where entry.type != 2:
      return EXIFText.utf16(bytes, .little)
    default: break
    }
    switch entry.type {
    case 2, 129: return EXIFText.ascii(bytes)
    case 7:
      // Opaque bytes are shown when they are plain text (ExifVersion and its like).
      guard entry.value.count <= 4096 else { return "" }
      let text = EXIFText.withoutPadding(bytes)
      if text.slice.allSatisfy({ (0x20...0x7E).contains($0) }) { return text.latin1 }
      // A few bytes are numbers (ComponentsConfiguration, FileSource).
      guard entry.value.count <= 8 else { return "" }
      return entry.value.slice.map { "\($0)" }.joined(separator: " ")
    default:
      let size = TIFFStructure.size(ofType: entry.type) ?? 1
      guard entry.value.count / size <= 64 else { return "" }
      return list(entry)
    }
  }

  private static func list(_ entry: TIFFStructure.Entry) -> String {
    if entry.type == 5 || entry.type == 10 {
      var reader = ByteReader(entry.value)
      var parts: [String] = []
      while let a = try? reader.uint32(entry.byteOrder), let b = try? reader.uint32(entry.byteOrder)
      {
        parts.append(
          entry.type == 5 ? "\(a)/\(b)" : "\(Int32(bitPattern: a))/\(Int32(bitPattern: b))")
      }
      return parts.joined(separator: " ")
    }
    return numbers(entry.type, entry.value, entry.count, entry.byteOrder).map { value in
      Int(exactly: value).map(String.init) ?? "\(value)"
    }.joined(separator: " ")
  }

  private static func numbers(
    _ type: UInt16, _ bytes: ByteView, _ count: Int, _ order: ByteOrder
  ) -> [Double] {
    guard let size = TIFFStructure.size(ofType: type), type != 2, type != 7, type != 129 else {
      return []
    }
    var reader = ByteReader(bytes)
    var result: [Double] = []
    while result.count < min(count, 4096), let raw = try? reader.unsigned(byteCount: size, order) {
      switch type {
      case 6: result.append(Double(Int8(truncatingIfNeeded: raw)))
      case 8: result.append(Double(Int16(truncatingIfNeeded: raw)))
      case 9: result.append(Double(Int32(truncatingIfNeeded: raw)))
      case 17: result.append(Double(Int64(bitPattern: raw)))
      case 11: result.append(Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw))))
      case 12: result.append(Double(bitPattern: raw))
      case 5, 10:
        let high = UInt32(truncatingIfNeeded: raw >> 32)
        let low = UInt32(truncatingIfNeeded: raw)
        let (a, b) = order == .big ? (high, low) : (low, high)
        result.append(
          type == 5
            ? Double(a) / Double(b)
            : Double(Int32(bitPattern: a)) / Double(Int32(bitPattern: b)))
      default: result.append(Double(raw))
      }
    }
    return result
  }
}
