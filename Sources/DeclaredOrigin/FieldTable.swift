import Metadata

/// The fields of one file with what has been read from them, so that no text is parsed twice.
final class FieldTable {
  let fields: [MetadataField]
  private var positions: [String: [Int]] = [:]
  private var parsedJSON: [Int: JSONValue?] = [:]
  private var unfoldedJSON: [Int: JSONValue] = [:]
  private var parsedSettings: [Int: SettingsText?] = [:]

  /// The fields that XMP and IPTC hold copies of EXIF's in, which editors move texts to.
  ///
  /// - Reference: XMP Specification Part 3 (2016) §3.2; Metadata Working Group Guidelines 2.0 §5.
  private static let originals = [
    "xmp.exif:UserComment": "exif.UserComment", "xmp.tiff:Make": "exif.Make",
    "xmp.tiff:Model": "exif.Model", "xmp.tiff:Software": "exif.Software",
    "xmp.tiff:ImageDescription": "exif.ImageDescription",
    "xmp.dc:description": "exif.ImageDescription", "iptc.2:120": "exif.ImageDescription",
    "xmp.tiff:Artist": "exif.Artist", "xmp.dc:creator": "exif.Artist", "iptc.2:80": "exif.Artist",
  ]

  init(_ fields: [MetadataField]) {
    self.fields = fields
    for (position, field) in fields.enumerated() {
      positions[field.path, default: []].append(position)
      if let original = Self.originals[field.path] {
        positions[original, default: []].append(position)
      }
    }
  }

  /// The fields at a path; a path that ends with `*` stands for all that begin so.
  func positions(at path: String) -> [Int] {
    guard path.utf8.last == UInt8(ascii: "*") else { return positions[path] ?? [] }
    let prefix = Array(path.utf8.dropLast())
    return fields.indices.filter { fields[$0].path.utf8.starts(with: prefix) }
  }

  /// The JSON of a field: the whole value, or what follows a word and a colon (`Workflow: {…}`), as
  /// ComfyUI's nodes write it into EXIF.
  func json(_ position: Int) -> JSONValue? {
    if let known = parsedJSON[position] { return known }
    let value = Self.json(fields[position].value)
    parsedJSON[position] = .some(value)
    return value
  }

  /// The JSON of a field with the texts within it that are JSON of their own read, too.
  func unfolded(_ position: Int) -> JSONValue? {
    if let known = unfoldedJSON[position] { return known }
    let value = json(position)?.unfolded()
    unfoldedJSON[position] = value
    return value
  }

  private static func json(_ text: String) -> JSONValue? {
    var bytes = Array(text.utf8)[...]
    bytes = bytes.drop { $0 <= 0x20 }
    let word = bytes.prefix { (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F }
    if !word.isEmpty, word.count < bytes.count, bytes[word.endIndex] == 0x3A {
      bytes = bytes[(word.endIndex + 1)...].drop { $0 <= 0x20 }
    }
    guard bytes.first == UInt8(ascii: "{") else { return nil }
    return try? JSONValue(parsing: Array(bytes))
  }

  /// The settings text of a field.
  func settings(_ position: Int) -> SettingsText? {
    if let known = parsedSettings[position] { return known }
    let value = SettingsText(fields[position].value)
    parsedSettings[position] = .some(value)
    return value
  }
}
