import ByteReading
import Containers

/// Reads any bytes as an image file; no range that comes out may leave the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var limits = ParsingLimits()
  limits.payloadSize = 1 << 22
  limits.totalMemory = 1 << 23
  guard let container = try? Container(parsing: ByteView(bytes), limits: limits) else { return 0 }
  func check(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
  }
  func check(_ element: ContainerElement) {
    check(element.range)
    check(element.contentRange)
    for child in element.children { check(child) }
  }
  for element in container.elements { check(element) }
  for payload in container.payloads {
    for piece in payload.pieces { check(piece) }
    for carrier in payload.carrierRanges { check(carrier) }
  }
  check(container.imageRange)
  return 0
}
