import ByteReading
@testable import ContentCredentials

/// Decodes any bytes as CBOR; what is written again deterministically must read the same, and the
/// second writing must equal the first.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let view = ByteView(bytes)
  let limits = ParsingLimits()
  _ = CBOR.encodedValue(of: "signer_payload", in: view, limits: limits)
  guard let item = try? CBOR(decoding: view) else { return 0 }
  let encoding = item.deterministicEncoding
  guard let again = try? CBOR(decoding: ByteView(encoding)) else {
    preconditionFailure("the deterministic encoding cannot be read")
  }
  precondition(again.deterministicEncoding == encoding)
  _ = JSONValue(item)
  return 0
}
