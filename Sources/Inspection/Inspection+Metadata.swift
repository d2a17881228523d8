import Containers
import EvidenceModel
import Metadata

/// Turns fields of metadata into declared evidence.
extension Inspection {
  /// Reads EXIF, XMP, IPTC and texts, and notes what they declare.
  mutating func readMetadata() {
    guard let container else { return }
    var record = MetadataRecord(container, limits: options.limits)
    if let sidecarXMP { record.addSidecar(sidecarXMP) }
    for fault in record.diagnostics { note(fault, .note, stage: "metadata") }
    self.record = record
    noteDigitalSourceTypes(record)
    noteCamera(record)
    notePersonalData(record)
    noteSoftware(record)
    provenance = record.fields(at: "xmp.dcterms:provenance").first { !$0.value.isEmpty }
  }

  /// The source of a field.
  static func source(_ field: MetadataField) -> EvidenceSource {
    EvidenceSource(
      container: field.source.carrier, range: field.source.range, field: field.path)
  }

  private mutating func noteDigitalSourceTypes(_ record: MetadataRecord) {
    for (type, field) in record.digitalSourceTypes {
      let property = String(field.path.drop { $0 != "." }.dropFirst())
      report.evidence.add(
        Evidence(
          .declared, "declared.digitalSourceType", value: .string(type.written),
          source: Self.source(field),
          attributes: [
            "code": .string(type.code), "class": .string(type.classification.rawValue),
            "property": .string(property),
          ]))
      if !report.metadata.digitalSourceTypes.contains(type.written) {
        report.metadata.digitalSourceTypes.append(type.written)
      }
    }
  }

  private mutating func noteCamera(_ record: MetadataRecord) {
    func plain(_ path: String) -> MetadataField? {
      // Some tools of generators store whole graphs in these fields.
      record.fields(at: path).first {
        !$0.value.isEmpty && $0.value.count <= 64 && !$0.value.contains("{")
      }
    }
    guard let model = plain("exif.Model") ?? plain("exif.UniqueCameraModel"),
      let block = record.exif.first
    else { return }
    let make = plain("exif.Make")?.value ?? ""
    let name =
      model.value.lowercased().hasPrefix(make.lowercased()) || make.isEmpty
      ? model.value : "\(make) \(model.value)"
    let dates = ["exif.DateTimeOriginal", "exif.DateTimeDigitized"].compactMap {
      record.value(at: $0)
    }
    var attributes: [String: EvidenceValue] = [
      "hasMakerNote": .boolean(block.content.hasMakerNote),
      "hasExposure": .boolean(
        record.value(at: "exif.ExposureTime") != nil || record.value(at: "exif.FNumber") != nil),
      "thumbnail": .string(block.content.thumbnail == nil ? "none" : "unknown"),
    ]
    if !dates.isEmpty { attributes["datesAgree"] = .boolean(Set(dates).count == 1) }
    report.evidence.add(
      Evidence(
        .declared, "declared.camera", value: .string(name), source: Self.source(model),
        attributes: attributes))
    report.metadata.camera = name
  }

  private mutating func noteSoftware(_ record: MetadataRecord) {
    for path in ["exif.Software", "xmp.xmp:CreatorTool"] {
      for field in record.fields(at: path) where !field.value.isEmpty {
        report.evidence.add(
          Evidence(
            .declared, "declared.software", value: .string(String(field.value.prefix(256))),
            source: Self.source(field), attributes: ["property": .string(field.path)]))
        report.metadata.software = report.metadata.software ?? String(field.value.prefix(256))
      }
    }
  }

  private mutating func addPersonal(_ name: String, _ value: String, _ field: MetadataField) {
    report.evidence.add(
      Evidence(
        .declared, "privacy.\(name)", value: .string(String(value.prefix(256))),
        source: Self.source(field), attributes: ["property": .string(field.path)], isPersonal: true)
    )
    if !report.metadata.privacy.contains(name) { report.metadata.privacy.append(name) }
  }

  private mutating func notePersonalData(_ record: MetadataRecord) {
    if let position = record.exif.lazy.compactMap(\.content.position).first,
      let field = record.fields.first(where: { $0.path == "exif.GPSLatitude" })
    {
      addPersonal("gps", "\(position.latitude), \(position.longitude)", field)
    } else if let field = record.fields.first(where: {
      $0.path == "xmp.exif:GPSLatitude" || $0.path == "exif.GPSLatitude"
        || ($0.path.hasPrefix("xmp.Iptc4xmpExt:Location")
          && $0.path.hasSuffix("/exif:GPSLatitude"))
    }) {
      addPersonal("gps", field.value, field)
    }
    let serials: Set<String> = [
      "exif.BodySerialNumber", "exif.LensSerialNumber", "exif.CameraSerialNumber",
      "xmp.aux:SerialNumber", "xmp.aux:LensSerialNumber", "xmp.exifEX:BodySerialNumber",
      "xmp.exifEX:LensSerialNumber",
    ]
    let owners: Set<String> = [
      "exif.Artist", "exif.CameraOwnerName", "exif.XPAuthor", "xmp.dc:creator", "xmp.aux:OwnerName",
      "xmp.exifEX:CameraOwnerName", "iptc.2:80",
    ]
    for field in record.fields where !field.value.trimmed.isEmpty {
      if serials.contains(field.path) {
        addPersonal("serialNumber", field.value, field)
      } else if owners.contains(field.path) {
        addPersonal("ownerName", field.value, field)
      } else if field.path == "xmp.Iptc4xmpExt:PersonInImage"
        || field.path.hasPrefix("xmp.Iptc4xmpExt:PersonInImageWDetails/Iptc4xmpExt:PersonName")
        || field.path == "xmp.Iptc4xmpExt:ImageRegion/Iptc4xmpExt:Name"
        || field.path == "xmp.mwg-rs:Regions/mwg-rs:RegionList/mwg-rs:Name"
        || field.path == "xmp.MP:RegionInfo/MPRI:Regions/MPReg:PersonDisplayName"
      {
        addPersonal("person", field.value, field)
      }
    }
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: Substring {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
    return start[...last]
  }
}
