import ByteReading
import Containers
import Foundation
import Testing
import _TestSupport

@testable import Metadata

/// Compares what is read with what exiftool reads from the same files.
///
/// - Reference: exiftool 12.57, `-G1 -a -struct`.
@Suite struct OracleTests {
  /// exiftool's names of EXIF fields that differ from the standard's.
  private static let names: [String: String] = [
    "ModifyDate": "DateTime", "CreateDate": "DateTimeDigitized", "SerialNumber": "BodySerialNumber",
    "OwnerName": "CameraOwnerName", "HostComputer": "HostComputer",
  ]

  /// Text fields of EXIF: what they say is not converted by exiftool.
  private static let texts: Set<String> = [
    "Make", "Model", "Software", "Artist", "Copyright", "ImageDescription", "UserComment",
    "ModifyDate", "CreateDate", "DateTimeOriginal", "DocumentName", "HostComputer", "LensModel",
    "LensMake", "SerialNumber", "OwnerName", "OffsetTime", "OffsetTimeOriginal", "XPTitle",
    "XPComment", "XPAuthor", "XPKeywords", "XPSubject", "UniqueCameraModel",
  ]

  private static let datasets: [String: Int] = [
    "ObjectName": 5, "Keywords": 25, "By-line": 80, "By-lineTitle": 85, "City": 90,
    "Sub-location": 92, "Province-State": 95, "Country-PrimaryLocationCode": 100,
    "Country-PrimaryLocationName": 101, "OriginalTransmissionReference": 103, "Headline": 105,
    "Credit": 110, "Source": 115, "CopyrightNotice": 116, "Contact": 118, "Caption-Abstract": 120,
    "Writer-Editor": 122, "SpecialInstructions": 40, "Category": 15, "SupplementalCategories": 20,
    "OriginatingProgram": 65, "ProgramVersion": 70,
  ]

  /// PNG fields of exiftool that are no texts.
  private static let structural: Set<String> = [
    "ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace",
    "Palette", "SRGBRendering", "Gamma", "PixelsPerUnitX", "PixelsPerUnitY", "PixelUnits",
    "BackgroundColor", "ProfileName", "Transparency", "SignificantBits", "WhitePointX",
    "WhitePointY", "RedX", "RedY", "GreenX", "GreenY", "BlueX", "BlueY", "ModifyDate",
  ]

  /// Differences that are understood, by file and field, with the reason.
  private static let explained: [(file: String, field: String, reason: String)] = [
    ("mj-1.png", "PNG:Description", "UTF-8 in tEXt: exiftool reads it as Latin-1"),
    ("ExifTool.jpg", "File:Comment", "a comment of PhotoStudio in its own trailer"),
    ("", "CreationTime", "exiftool reads dates in words"),
    ("iptc-2021.jpg", "XMP-iptcExt:Location", "exiftool writes coordinates in degrees"),
    ("", "XMP-plus:", "exiftool leaves out the address of the PLUS vocabulary"),
    ("", "XMP-exif:", "exiftool converts numbers of exif: properties"),
    ("", "XMP-tiff:", "exiftool converts numbers of tiff: properties"),
    ("", "XMP-aux:", "exiftool converts rationals"),
    ("", "GPS", "exiftool converts coordinates"),
    ("", "XMP-photomech:", "exiftool converts dates and times"),
    ("", "XMP-crs:", "exiftool adds signs"),
    ("", "XMP-photoshop:Urgency", "exiftool gives the word for the number"),
    ("", "XMP-photoshop:ColorMode", "exiftool gives the word for the number"),
    ("", "XMP-GCamera:", "binary"),
    ("", "XMP-hdrgm:", "exiftool converts numbers"),
    ("", "XMP-xmp:Rating", "exiftool converts numbers"),
    ("", "XMP-xmpRights:Marked", "exiftool gives the word for the truth value"),
    ("", "Generation_data", "exiftool cuts the zero byte at the end"),
    ("", "XMP-Container:", "exiftool gives the directory as structures"),
  ]

  private static func normal(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
  }

  /// A date in the form of XMP; exiftool has colons in all places.
  private static func date(_ text: String) -> String {
    let characters = Array(text)
    guard characters.count >= 10, characters[4] == ":", characters[7] == ":",
      characters.prefix(4).allSatisfy(\.isNumber)
    else { return text }
    var result = characters
    (result[4], result[7]) = ("-", "-")
    if result.count > 10, result[10] == " " { result[10] = "T" }
    return String(result)
  }

  /// The leaves of a JSON value as exiftool prints them.
  private static func leaves(_ value: Any) -> [String] {
    switch value {
    case let list as [Any]: list.flatMap(leaves)
    case let dictionary as [String: Any]: dictionary.values.flatMap(leaves)
    case let text as String: [text]
    default: []
    }
  }

  @Test(.enabled(if: SharedMaterial.isPresent, SharedMaterial.absence))
  func `texts are those that exiftool reads`() throws {
    let data = try Data(contentsOf: SharedMaterial.url("fixtures/exiftool-oracle.json"))
    let oracle = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    var compared = 0
    var explainedCount = 0
    for (path, tags) in oracle.sorted(by: { $0.key < $1.key }) {
      guard let bytes = try? SharedMaterial.bytes("fixtures/\(path)"),
        let container = try? Container(parsing: ByteView(bytes))
      else { continue }
      let record = MetadataRecord(container)
      var byPrefix: [String: Set<String>] = [:]
      for field in record.fields {
        let kind = field.path.split(separator: ".").first.map(String.init) ?? ""
        byPrefix[kind, default: []].insert(Self.normal(field.value))
        byPrefix[field.path, default: []].insert(Self.normal(field.value))
      }
      for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
        let parts = key.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { continue }
        let (group, name) = (parts[0], parts[1])
        let place: String
        switch group {
        case "IFD0", "ExifIFD":
          guard Self.texts.contains(name) else { continue }
          place = "exif.\(Self.names[name] ?? name)"
        case "IPTC":
          guard let number = Self.datasets[name] else { continue }
          place = "iptc.2:\(number)"
        case "PNG":
          guard !Self.structural.contains(name) else { continue }
          place = "png"
        case "File", "GIF":
          guard name == "Comment" else { continue }
          place = "\(container.format.rawValue).comment"
        case let group where group.hasPrefix("XMP-") && !["XMP-x", "XMP-rdf"].contains(group):
          place = "xmp"
        default: continue
        }
        for leaf in Self.leaves(value) where !leaf.isEmpty && !leaf.hasPrefix("(Binary data") {
          compared += 1
          let found = byPrefix[place] ?? []
          if found.contains(Self.normal(leaf)) || found.contains(Self.normal(Self.date(leaf))) {
            continue
          }
          let isExplained = Self.explained.contains {
            path.hasSuffix($0.file) && key.contains($0.field)
          }
          if isExplained {
            explainedCount += 1
          } else {
            Issue.record(
              "\(path) \(key): \(leaf.prefix(80)) | \(found.first?.prefix(80) ?? "none")")
          }
        }
      }
    }
    #expect(compared > 1400)
    #expect(explainedCount * 20 < compared)
  }
}
