import ByteReading
import Containers
import Metadata

/// Reads any bytes as an EXIF structure, as IPTC datasets, and as a file with metadata.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  var limits = ParsingLimits()
  limits.payloadSize = 1 << 22
  limits.totalMemory = 1 << 23
  if let block = try? EXIFBlock(view, limits: limits) {
    for entry in block.entries {
      _ = entry.meaning
      _ = entry.numbers
    }
    _ = block.position
    _ = MakerNote(of: block)
  }
  _ = IPTCDatasets(view, limits: limits)
  if let container = try? Container(parsing: view, limits: limits) {
    let record = MetadataRecord(container, limits: limits)
    for field in record.fields {
      precondition(field.source.range.upperBound <= bytes.count)
    }
    _ = record.digitalSourceTypes
  }
  return 0
}
