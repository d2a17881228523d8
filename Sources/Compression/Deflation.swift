public import ByteReading
import CMetadataShims

/// Packs bytes into a zlib stream (RFC 1950).
///
/// - Parameters:
///   - bytes: What to pack.
///   - level: 0 (stored) … 9 (smallest).
/// - Throws: ``ParsingError/Limit/totalMemory`` when there is no memory for it.
public func deflate(zlib bytes: ByteView, level: Int = 6) throws(ParsingError) -> [UInt8] {
  var isPacked = false
  let packed = bytes.withSpan { span in
    unsafe span.withUnsafeBufferPointer { input in
      let bound = assay_deflate_bound(input.count)
      return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        let written = unsafe assay_deflate(
          input.baseAddress, input.count, Int32(min(max(level, 0), 9)), output.baseAddress, bound)
        isPacked = written >= 0
        count = Int(max(written, 0))
      }
    }
  }
  guard isPacked else {
    throw ParsingError(.limitExceeded(.totalMemory, requested: bytes.count), at: 0, in: "deflate")
  }
  return packed
}

/// The CRC-32 of ISO 3309, as PNG and gzip use it.
///
/// - Parameters:
///   - bytes: The bytes to add.
///   - crc: The checksum of what came before; 0 at the start.
public func crc32(_ bytes: ByteView, continuing crc: UInt32 = 0) -> UInt32 {
  bytes.withSpan { span in
    unsafe span.withUnsafeBufferPointer { unsafe assay_crc32(crc, $0.baseAddress, $0.count) }
  }
}

/// The position of the first `byte` at or after `start`, counted from the start of the view; nil
/// when there is none.
///
/// Much faster than going byte by byte: the entropy-coded data of a JPEG is searched with it.
public func firstIndex(of byte: UInt8, in view: ByteView, from start: Int) -> Int? {
  guard start >= 0, start < view.count else { return nil }
  let rest = view.suffix(from: start)
  let found = rest.withSpan { span in
    unsafe span.withUnsafeBufferPointer {
      unsafe Int(assay_first_index($0.baseAddress, $0.count, byte))
    }
  }
  return found < rest.count ? start + found : nil
}
