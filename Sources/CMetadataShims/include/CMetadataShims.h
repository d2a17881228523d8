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

/// How the parsing of an XML text ended.
typedef enum : int32_t {
  /// The text is well-formed.
  ASSAY_XML_DONE = 0,
  /// The output is full.
  ASSAY_XML_FULL = 1,
  /// The text is not well-formed; `library_code` and `message` say why.
  ASSAY_XML_MALFORMED = 2,
  /// The text has a document type declaration, which is refused with all its entities.
  ASSAY_XML_DOCTYPE = 3,
  /// Elements are nested too deeply.
  ASSAY_XML_TOO_DEEP = 4,
  /// There is no memory.
  ASSAY_XML_NO_MEMORY = 5,
} AssayXMLStatus;

/// What a parsing came to. The events before the fault are in the output.
typedef struct {
  int64_t output_count;
  /// Where the parser stood, in bytes of the input.
  int64_t input_offset;
  AssayXMLStatus status;
  int32_t library_code;
  char message[96];
} AssayXMLResult;

/// Parses an XML text into a flat list of events. Numbers are 32-bit and little endian:
///
///     'S' offset end count name { name value }   start tag, with `count` attributes
///     'N' prefix uri                             a namespace that the next start tag declares
///     'E' offset end                             end tag
///     'T' offset text                            character data
///
/// where a text is its count of bytes and the bytes, and a name is URI, form feed, local name, form
/// feed, prefix as far as they exist. `offset` and `end` are positions in the input.
AssayXMLResult assay_xml_parse(
    const uint8_t *input, size_t input_count, int32_t depth_limit, uint8_t *output,
    size_t capacity);

/// The standard name of an EXIF tag in a directory (0 IFD0, 1 IFD1, 2 Exif, 3 GPS,
/// 4 Interoperability); the empty text when it has none.
void assay_exif_tag_name(uint16_t tag, int32_t directory, char *output, size_t capacity);

/// What libexif says about one value, for people, in UTF-8; returns the bytes written, without the
/// terminator.
int32_t assay_exif_value_text(
    uint16_t tag, int32_t directory, int32_t format, uint32_t component_count,
    int32_t is_big_endian, const uint8_t *data, size_t data_count, char *output, size_t capacity);

/// What reading a maker note came to.
typedef struct {
  int64_t output_count;
  /// The number of entries that libexif knows.
  int32_t entry_count;
  /// How often libexif complained about corrupt data.
  int32_t corrupt_count;
} AssayMakerNoteResult;

/// Reads the maker note of an EXIF structure (without `Exif\0\0`) through libexif, and writes
/// `name TAB value LF` for each entry. libexif reads no more than 64 KiB.
AssayMakerNoteResult assay_exif_maker_note(
    const uint8_t *input, size_t input_count, char *output, size_t capacity);

/// Copies the extended attributes of the file at `source` (tags of a file manager, access lists) to
/// the open file `target`. Returns how many could not be copied: those that
/// only the system may write, most likely.
int32_t assay_copy_extended_attributes(const char *source, int32_t target);

#endif
