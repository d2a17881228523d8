public import ByteReading
import Containers

/// The fields of an EXIF structure.
///
/// Directories are read by ``TIFFStructure``, which has no limit of size but the general ones;
/// libexif, which reads no more than 64 KiB, gives the standard names, the words for values and the
/// maker notes.
///
/// - Reference: Exif 3.0 (CIPA DC-008-2023); TIFF 6.0.
public struct EXIFBlock: Sendable {
  /// The byte order of the structure.
  public private(set) var byteOrder: ByteOrder
  /// All fields of all directories, in the order of the directories.
  public private(set) var entries: [EXIFEntry] = []
  /// The embedded thumbnail, a JPEG file; nil without one.
  public private(set) var thumbnail: ByteView?
  /// What is odd or broken.
  public private(set) var faults: [ParsingError]
  /// The whole structure.
  public let data: ByteView

  /// Reads a structure.
  ///
  /// - Parameters:
  ///   - data: The structure from its byte order mark on; a prefix `Exif\0\0` is passed over.
  ///   - limits: How much it may ask for.
  /// - Throws: ``ParsingError`` when there is not even a TIFF header.
  public init(_ data: ByteView, limits: ParsingLimits = ParsingLimits()) throws(ParsingError) {
    var allowance = Self.textAllowance(limits)
    try self.init(data, limits: limits, allowance: &allowance)
  }

  /// How many bytes of text are read of all fields together, those of all structures of a file.
  static func textAllowance(_ limits: ParsingLimits) -> Int {
    let (allowance, isOverflow) = limits.textLength.multipliedReportingOverflow(by: 4)
    return isOverflow ? .max : allowance
  }

  /// Reads a structure as one of several that share an allowance: entries, of one structure or of
  /// many, may all point to the same bytes.
  init(
    _ data: ByteView, limits: ParsingLimits, allowance: inout Int
  ) throws(ParsingError) {
    let block = data.starts(with: "Exif\0\0") ? data.suffix(from: 6) : data
    self.data = block
    let structure = try TIFFStructure(block, limits: limits)
    byteOrder = structure.byteOrder
    faults = structure.diagnostics
    for directory in structure.allDirectories {
      for entry in directory.entries {
        // Pointers to directories are structure, not fields.
        guard ![330, 34665, 34853, 40965].contains(entry.tag) else { continue }
        guard allowance > 0 else {
          if allowance == 0 {
            faults.append(
              ParsingError(
                .limitExceeded(.totalMemory, requested: entry.value.count),
                at: entry.value.offsetInFile, in: "EXIF fields"))
          }
          allowance = -1
          break
        }
        let limit = min(limits.textLength, allowance)
        let field = EXIFEntry(entry, group: directory.name, textLimit: limit)
        allowance -= min(
          allowance,
          field.isTextual ? min(entry.value.count, limit) : min(entry.value.count, 4096))
        if entry.value.count > limits.textLength, field.isTextual {
          faults.append(
            ParsingError(
              .limitExceeded(.textLength, requested: entry.value.count),
              at: entry.value.offsetInFile, in: "EXIF \(field.name)"))
        }
        entries.append(field)
      }
      if thumbnail == nil, directory.name == "IFD1" || directory.name == "IFD0",
        let start = directory.entry(0x0201)?.number, let count = directory.entry(0x0202)?.number,
        count > 0
      {
        thumbnail = block.slice(at: start, count: count)
        if thumbnail == nil {
          faults.append(
            ParsingError(.overrun, at: directory.range.lowerBound, in: "EXIF thumbnail"))
        }
      }
    }
  }

  /// The first field with `name` outside of the thumbnail's directory.
  public func entry(_ name: String) -> EXIFEntry? {
    entries.first { $0.name == name && $0.isMain } ?? entries.first { $0.name == name }
  }

  /// The text of the first field with `name`.
  public func text(_ name: String) -> String? { entry(name)?.text }

  /// The orientation, 1…8; nil without a valid one.
  public var orientation: Int? {
    entries.first { $0.tag == 0x0112 && $0.group == "IFD0" }
      .flatMap { $0.numbers.first }.flatMap { (1...8).contains($0) ? Int($0) : nil }
  }

  /// Whether the maker of the camera left its own data.
  public var hasMakerNote: Bool { entries.contains { $0.tag == 0x927C && !$0.bytes.isEmpty } }

  /// The position, in degrees, north and east positive; nil without a whole and valid one.
  public var position: (latitude: Double, longitude: Double)? {
    let gps = entries.filter { $0.group == "GPS" }
    func degrees(_ tag: UInt16, _ referenceTag: UInt16, negative: String, limit: Double) -> Double?
    {
      guard let parts = gps.first(where: { $0.tag == tag })?.numbers, !parts.isEmpty,
        parts.allSatisfy({ $0.isFinite && $0 >= 0 })
      else { return nil }
      let value =
        parts[0] + (parts.count > 1 ? parts[1] / 60 : 0) + (parts.count > 2 ? parts[2] / 3600 : 0)
      guard value <= limit else { return nil }
      let reference = gps.first { $0.tag == referenceTag }?.text.uppercased()
      return reference == negative ? -value : value
    }
    guard let latitude = degrees(2, 1, negative: "S", limit: 90),
      let longitude = degrees(4, 3, negative: "W", limit: 180)
    else { return nil }
    return (latitude, longitude)
  }
}
