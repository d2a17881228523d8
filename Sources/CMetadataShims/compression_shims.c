#include "CMetadataShims.h"

#include <brotli/decode.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

_Static_assert(sizeof(int64_t) >= sizeof(size_t), "sizes are passed as 64-bit numbers");
_Static_assert(MAX_WBITS == 15, "window_bits are those of zlib");

// zlib counts in `uInt`; larger buffers are handed over in parts.
static uInt part(size_t count) { return count > UINT_MAX ? UINT_MAX : (uInt)count; }

AssayUnpackResult assay_inflate(
    const uint8_t *input, size_t input_count, int32_t window_bits, uint8_t *output,
    size_t capacity) {
  AssayUnpackResult result = {0, 0, ASSAY_UNPACK_CORRUPT, Z_OK};
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  result.library_code = inflateInit2(&stream, window_bits);
  if (result.library_code != Z_OK) {
    result.status =
        result.library_code == Z_MEM_ERROR ? ASSAY_UNPACK_NO_MEMORY : ASSAY_UNPACK_CORRUPT;
    return result;
  }
  size_t consumed = 0, produced = 0;
  for (;;) {
    stream.next_in = (Bytef *)(input + consumed);
    stream.avail_in = part(input_count - consumed);
    stream.next_out = output + produced;
    stream.avail_out = part(capacity - produced);
    uInt given_in = stream.avail_in, given_out = stream.avail_out;
    int code = inflate(&stream, Z_NO_FLUSH);
    size_t used = given_in - stream.avail_in, made = given_out - stream.avail_out;
    consumed += used;
    produced += made;
    result.library_code = code;
    if (code == Z_STREAM_END) {
      result.status = ASSAY_UNPACK_DONE;
      break;
    }
    if (code == Z_OK || code == Z_BUF_ERROR) {
      if (used > 0 || made > 0) continue;
      result.status = produced == capacity && consumed < input_count ? ASSAY_UNPACK_FULL
                      : produced == capacity && stream.avail_out == 0 && input_count > 0
                          ? ASSAY_UNPACK_FULL
                          : ASSAY_UNPACK_TRUNCATED;
      break;
    }
    result.status = code == Z_MEM_ERROR ? ASSAY_UNPACK_NO_MEMORY : ASSAY_UNPACK_CORRUPT;
    break;
  }
  inflateEnd(&stream);
  result.output_count = (int64_t)produced;
  result.input_count = (int64_t)consumed;
  return result;
}

AssayUnpackResult assay_brotli_decode(
    const uint8_t *input, size_t input_count, uint8_t *output, size_t capacity) {
  AssayUnpackResult result = {0, 0, ASSAY_UNPACK_NO_MEMORY, 0};
  BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  if (state == NULL) return result;
  size_t available_in = input_count, available_out = capacity, total = 0;
  const uint8_t *next_in = input;
  uint8_t *next_out = output;
  BrotliDecoderResult code = BrotliDecoderDecompressStream(
      state, &available_in, &next_in, &available_out, &next_out, &total);
  result.library_code = (int32_t)BrotliDecoderGetErrorCode(state);
  switch (code) {
    case BROTLI_DECODER_RESULT_SUCCESS: result.status = ASSAY_UNPACK_DONE; break;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: result.status = ASSAY_UNPACK_FULL; break;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: result.status = ASSAY_UNPACK_TRUNCATED; break;
    default: result.status = ASSAY_UNPACK_CORRUPT; break;
  }
  BrotliDecoderDestroyInstance(state);
  result.output_count = (int64_t)(capacity - available_out);
  result.input_count = (int64_t)(input_count - available_in);
  return result;
}

size_t assay_deflate_bound(size_t input_count) { return compressBound((uLong)input_count); }

int64_t assay_deflate(
    const uint8_t *input, size_t input_count, int32_t level, uint8_t *output, size_t capacity) {
  uLongf count = (uLongf)capacity;
  if (compress2(output, &count, input, (uLong)input_count, level) != Z_OK) return -1;
  return (int64_t)count;
}

uint32_t assay_crc32(uint32_t crc, const uint8_t *input, size_t input_count) {
  return (uint32_t)crc32_z(crc, input, input_count);
}

size_t assay_first_index(const uint8_t *input, size_t input_count, uint8_t byte) {
  if (input_count == 0) return 0;
  const uint8_t *found = memchr(input, byte, input_count);
  return found == NULL ? input_count : (size_t)(found - input);
}
