import ByteReading
import DeclaredOrigin
import Metadata

/// The fields that generators write into.
private let paths = [
  "png.text.parameters", "png.text.prompt", "png.text.workflow", "png.text.Comment",
  "png.text.Description", "png.text.Software", "png.text.Title", "png.text.invokeai_metadata",
  "png.text.sd-metadata", "png.text.Dream", "png.text.AIGC", "exif.UserComment", "exif.Make",
  "exif.Model", "exif.ImageDescription", "exif.Software", "exif.Artist", "jpeg.comment",
  "gif.comment", "stealth", "xmp.dc:description", "xmp.TC260:AIGC", "xmp.photoshop:Credit",
  "xmp.xmp:CreatorTool", "xmp.Iptc4xmpExt:AISystemUsed", "xmp.Iptc4xmpExt:DigitalSourceType",
  "iptc.2:110", "samsung.PhotoEditor_Re_Edit_Data",
]

/// Reads any bytes as fields of metadata: a byte for the path, text up to 0xFF, and so on. What a
/// trace says must come from the fields, and a second reading must say the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var fields: [MetadataField] = []
  var offset = 0
  for part in bytes.split(separator: 0xFF).prefix(16) {
    guard let path = part.first else { continue }
    let text = String(decoding: part.dropFirst(), as: UTF8.self)
    fields.append(
      MetadataField(
        path: paths[Int(path) % paths.count], value: text,
        source: MetadataSource(carrier: "fuzz", range: offset..<(offset + part.count))))
    offset += part.count
  }
  guard let origin = try? DeclaredOrigin(fields), let again = try? DeclaredOrigin(fields) else {
    preconditionFailure("the built-in catalogue is broken")
  }
  precondition(origin.traces == again.traces)
  for trace in origin.traces {
    precondition(trace.fields.allSatisfy { $0.range.upperBound <= offset })
  }
  _ = (try? GeneratorCatalogue.builtIn())?.traces(
    inStealthPayload: String(decoding: bytes, as: UTF8.self))
  return 0
}
