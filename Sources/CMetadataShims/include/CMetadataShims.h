#ifndef CMETADATASHIMS_H
#define CMETADATASHIMS_H

#include <stddef.h>
#include <stdint.h>

// The one wall in front of zlib, brotli, libexif and expat. Every function is a whole operation:
// nothing of a library stays alive between two calls, and no result holds a pointer.

/// How an unpacking ended.
typedef enum : int32_t {
  /// The stream came to its end.
  ASSAY_UNPACK_DONE = 0,
  /// The output is full and the stream goes on.
  ASSAY_UNPACK_FULL = 1,
  /// The input ended before the stream did.
  ASSAY_UNPACK_TRUNCATED = 2,
  /// The stream is broken.
  ASSAY_UNPACK_CORRUPT = 3,
  /// There is no memory.
  ASSAY_UNPACK_NO_MEMORY = 4,
} AssayUnpackStatus;

/// What an unpacking came to.
typedef struct {
  /// Bytes written to the output.
  int64_t output_count;
  /// Bytes of the input that were used.
  int64_t input_count;
  AssayUnpackStatus status;
  /// The library's own number.
  int32_t library_code;
} AssayUnpackResult;

/// Unpacks a deflate stream. `window_bits` as of zlib: 15 zlib, 31 gzip, -15 raw.
AssayUnpackResult assay_inflate(
    const uint8_t *input, size_t input_count, int32_t window_bits, uint8_t *output,
    size_t capacity);

/// Unpacks a brotli stream.
AssayUnpackResult assay_brotli_decode(
    const uint8_t *input, size_t input_count, uint8_t *output, size_t capacity);

/// The largest size that `assay_deflate` may write for `input_count` bytes.
size_t assay_deflate_bound(size_t input_count);

/// Packs into a zlib stream; returns the bytes written, or -1.
int64_t assay_deflate(
    const uint8_t *input, size_t input_count, int32_t level, uint8_t *output, size_t capacity);

/// Goes on with the CRC-32 of ISO 3309, starting from 0.
uint32_t assay_crc32(uint32_t crc, const uint8_t *input, size_t input_count);

/// The position of the first `byte` in the input; `input_count` when there is none.
size_t assay_first_index(const uint8_t *input, size_t input_count, uint8_t byte);

#endif
