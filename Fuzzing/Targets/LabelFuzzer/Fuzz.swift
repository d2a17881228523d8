import ByteReading
import Containers
import Labeling
import Metadata

/// Labels any file and strips it: what comes out must be readable, and again must change nothing.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var editor = LabelEditor()
  editor.breaksContentCredentials = true
  editor.limits.payloadSize = 1 << 22
  editor.limits.totalMemory = 1 << 23
  let label = Label(
    digitalSourceType: DigitalSourceType("trainedAlgorithmicMedia"), aiSystem: "a & b")
  if let result = try? editor.apply(label, to: bytes) {
    _ = try? editor.apply(label, to: result.bytes)
  }
  _ = try? editor.stripPrivate(Set(PrivateData.allCases), from: bytes)
  return 0
}
