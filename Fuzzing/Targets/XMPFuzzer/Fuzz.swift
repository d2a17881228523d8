import ByteReading
import Metadata

/// Reads any bytes as an XMP packet, and edits it: what was set must be read back.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  for property in XMPPacket(view).properties {
    precondition(property.range.upperBound <= bytes.count)
  }
  guard var editor = try? XMPEditor(view) else { return 0 }
  let assignment = XMPEditor.Assignment(
    namespace: XMPNamespace.iptcExtension, prefix: "Iptc4xmpExt", name: "AISystemUsed",
    value: "<&\"'>")
  guard (try? editor.set([assignment])) != nil else { return 0 }
  let packet = XMPPacket(ByteView(editor.bytes))
  precondition(packet.faults.isEmpty)
  let values = packet.properties.filter {
    $0.namespace == assignment.namespace && $0.name == assignment.name
  }
  precondition(values.contains { $0.value == assignment.value })
  precondition((try? editor.set([assignment])) == false)
  return 0
}
