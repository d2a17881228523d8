public import ByteReading
import CMetadataShims

/// Unpacks a zlib stream (RFC 1950).
///
/// What follows the end of the stream is left alone.
///
/// - Parameters:
///   - packed: The stream, from its first byte.
///   - limit: The largest result, in bytes.
/// - Throws: ``ParsingError/Code-swift.enum/badCompression`` when the stream is broken or ends too
///   early, ``ParsingError/Limit/payloadSize`` when the result would be larger than `limit`.
public func inflate(zlib packed: ByteView, limit: Int) throws(ParsingError) -> [UInt8] {
  try unpackWhole(packed, limit: limit, subject: "zlib stream", .inflate(windowBits: 15))
}

/// Unpacks a gzip member (RFC 1952).
///
/// - Parameters:
///   - packed: The member, from its first byte.
///   - limit: The largest result, in bytes.
/// - Throws: As ``inflate(zlib:limit:)``.
public func inflate(gzip packed: ByteView, limit: Int) throws(ParsingError) -> [UInt8] {
  try unpackWhole(packed, limit: limit, subject: "gzip member", .inflate(windowBits: 31))
}

/// Unpacks a raw deflate stream (RFC 1951).
///
/// - Parameters:
///   - packed: The stream, from its first byte.
///   - limit: The largest result, in bytes.
/// - Throws: As ``inflate(zlib:limit:)``.
public func inflate(raw packed: ByteView, limit: Int) throws(ParsingError) -> [UInt8] {
  try unpackWhole(packed, limit: limit, subject: "deflate stream", .inflate(windowBits: -15))
}

/// Unpacks a brotli stream (RFC 7932).
///
/// - Parameters:
///   - packed: The stream, from its first byte.
///   - limit: The largest result, in bytes.
/// - Throws: As ``inflate(zlib:limit:)``.
public func brotliDecode(_ packed: ByteView, limit: Int) throws(ParsingError) -> [UInt8] {
  try unpackWhole(packed, limit: limit, subject: "brotli stream", .brotli)
}

/// What came out of a stream that may be broken.
public struct PartialInflation: Sendable {
  /// What could be unpacked.
  public var bytes: [UInt8]
  /// Why there is no more; nil when the stream came to its end.
  public var fault: ParsingError?
}

/// Unpacks as much of a zlib stream as there is.
///
/// - Parameters:
///   - packed: The stream, from its first byte.
///   - limit: The largest result, in bytes; nothing is kept of a result that would be larger.
/// - Returns: What could be unpacked, with the fault that ended it.
public func inflatePartially(zlib packed: ByteView, limit: Int) -> PartialInflation {
  unpack(packed, limit: limit, subject: "zlib stream", .inflate(windowBits: 15))
}

/// The algorithms of the shim.
private enum Algorithm {
  case inflate(windowBits: Int32)
  case brotli
}

private func unpackWhole(
  _ packed: ByteView, limit: Int, subject: String, _ algorithm: Algorithm
) throws(ParsingError) -> [UInt8] {
  let result = unpack(packed, limit: limit, subject: subject, algorithm)
  if let fault = result.fault { throw fault }
  return result.bytes
}

/// Unpacks with a buffer that grows fourfold until the result fits or the limit is reached, so that
/// memory follows what the stream holds and not what the limit allows.
private func unpack(
  _ packed: ByteView, limit: Int, subject: String, _ algorithm: Algorithm
) -> PartialInflation {
  let ceiling = max(limit, 0)
  var capacity = min(max(packed.count, 1 << 12).multipliedOrMax(by: 4), ceiling)
  while true {
    var status = ASSAY_UNPACK_CORRUPT
    let bytes = packed.withSpan { span in
      unsafe span.withUnsafeBufferPointer { input in
        // One byte more than may be returned tells "just full" from "more to come".
        unsafe [UInt8](unsafeUninitializedCapacity: capacity + 1) { output, count in
          let result =
            switch algorithm {
            case .inflate(let bits):
              unsafe assay_inflate(
                input.baseAddress, input.count, bits, output.baseAddress, capacity + 1)
            case .brotli:
              unsafe assay_brotli_decode(
                input.baseAddress, input.count, output.baseAddress, capacity + 1)
            }
          status = result.status
          count = Int(result.output_count)
        }
      }
    }
    let isTooLarge = bytes.count > ceiling
    if (status == ASSAY_UNPACK_FULL || bytes.count > capacity) && capacity < ceiling {
      capacity = min(capacity.multipliedOrMax(by: 4), ceiling)
      continue
    }
    func fault(_ code: ParsingError.Code) -> ParsingError {
      ParsingError(code, at: packed.offsetInFile, in: subject)
    }
    if isTooLarge || status == ASSAY_UNPACK_FULL {
      return PartialInflation(
        bytes: [], fault: fault(.limitExceeded(.payloadSize, requested: bytes.count)))
    }
    switch status {
    case ASSAY_UNPACK_DONE: return PartialInflation(bytes: bytes, fault: nil)
    case ASSAY_UNPACK_NO_MEMORY:
      return PartialInflation(
        bytes: [], fault: fault(.limitExceeded(.totalMemory, requested: capacity)))
    default: return PartialInflation(bytes: bytes, fault: fault(.badCompression))
    }
  }
}

extension Int {
  /// The product, or the largest number where it does not fit (less one, so that one can be added).
  fileprivate func multipliedOrMax(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max - 1 : product
  }
}
