#include <setjmp.h>

#include <png.h>

#include "outcome.h"

_Static_assert(PNG_LIBPNG_VER >= 10600, "png_set_scale_16 and the limits used here are of 1.6");

// What libpng holds the address of, so it stays determinate over a longjmp.
typedef struct {
  jmp_buf jump;
  CImageShims_Outcome *outcome;
  const uint8_t *next;
  size_t left;
  uint8_t *target;
  size_t room;
  /// Rows of which at least a part was decoded.
  uint32_t rowCount;
  /// The data ended while libpng asked for more.
  int hitEnd;
} Session;

static void onError(png_structp png, png_const_charp message) {
  Session *session = png_get_error_ptr(png);
  CImageShims_fail(session->outcome,
                   session->hitEnd ? CImageShims_StatusTruncated : CImageShims_StatusMalformed, 0,
                   message);
  longjmp(session->jump, 1);
}

static void onWarning(png_structp png, png_const_charp message) {
  Session *session = png_get_error_ptr(png);
  CImageShims_warn(session->outcome, message);
}

static void onRead(png_structp png, png_bytep target, size_t count) {
  Session *session = png_get_io_ptr(png);
  if (count > session->left) {
    session->hitEnd = 1;
    png_error(png, "the data ends too early");
  }
  memcpy(target, session->next, count);
  session->next += count;
  session->left -= count;
}

static void onWrite(png_structp png, png_bytep source, size_t count) {
  Session *session = png_get_io_ptr(png);
  if (count > session->room) png_error(png, "the buffer is too small");
  memcpy(session->target, source, count);
  session->target += count;
  session->room -= count;
}

static void onFlush(png_structp png) { (void)png; }

static png_structp createReader(Session *session, const uint8_t *bytes, size_t count,
                                CImageShims_Outcome *outcome) {
  memset(session, 0, sizeof(*session));
  CImageShims_begin(outcome);
  session->outcome = outcome;
  session->next = bytes;
  session->left = count;
  return png_create_read_struct(PNG_LIBPNG_VER_STRING, session, onError, onWarning);
}

// Sets limits, reads all before the pixels, and asks for 8-bit gray, RGB or RGBA. Jumps on error.
static void start(png_structp png, png_infop info, Session *session, CImageShims_Header *header) {
  // Text, profiles and EXIF are read elsewhere; unpacking them here would only cost.
  static const png_byte ignored[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0"
                                    "sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0zTXt";
  png_set_read_fn(png, session, onRead);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);  // the caller checks the number of pixels
  png_set_chunk_malloc_max(png, 8 << 20);
  png_set_chunk_cache_max(png, 128);
  png_set_benign_errors(png, 1);
  // A wrong checksum is worth a warning, not the loss of the picture.
  png_set_crc_action(png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
#ifdef PNG_HANDLE_AS_UNKNOWN_SUPPORTED
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, ignored, (int)(sizeof(ignored) / 5));
#endif
  png_read_info(png, info);
  png_uint_32 width = 0, height = 0;
  int bits = 0, color = 0;
  png_get_IHDR(png, info, &width, &height, &bits, &color, NULL, NULL, NULL);
  // A tRNS before PLTE is out of place: libpng then says it is there, with no entries.
  int transparentCount = 0;
  png_get_tRNS(png, info, NULL, &transparentCount, NULL);
  const int hasAlpha = (color & PNG_COLOR_MASK_ALPHA) != 0 || transparentCount > 0;
  memset(header, 0, sizeof(*header));
  header->width = width;
  header->height = height;
  header->bitsPerSample = bits;
  header->hasAlpha = hasAlpha;
  header->isLossless = 1;
  header->frameCount = 1;
  header->colorModel = color == PNG_COLOR_TYPE_PALETTE       ? CImageShims_ColorModelPalette
                       : (color & PNG_COLOR_MASK_COLOR) != 0 ? CImageShims_ColorModelRGB
                                                             : CImageShims_ColorModelGray;
  header->channelCount = hasAlpha ? 4 : header->colorModel == CImageShims_ColorModelGray ? 1 : 3;
  png_set_expand(png);
  // Rounds to nearest: round(v * 255 / 65535), not v >> 8.
  png_set_scale_16(png);
  if (header->channelCount == 4) png_set_gray_to_rgb(png);
}

void CImageShims_readHeaderPNG(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                               CImageShims_Outcome *outcome) {
  Session session;
  png_structp png = createReader(&session, bytes, count, outcome);
  png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
  if (info == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for libpng");
  } else if (setjmp(session.jump) == 0) {
    start(png, info, &session, header);
  }
  png_destroy_read_struct(&png, &info, NULL);
}

void CImageShims_decodePNG(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                           uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome) {
  Session session;
  CImageShims_Header now;
  png_structp png = createReader(&session, bytes, count, outcome);
  png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
  if (info == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for libpng");
  } else if (setjmp(session.jump) == 0) {
    start(png, info, &session, &now);
    if (CImageShims_fits(header, &now, sampleCount, outcome)) {
      const size_t stride = (size_t)now.width * (size_t)now.channelCount;
      const int passes = png_set_interlace_handling(png);
      png_read_update_info(png, info);
      if (png_get_rowbytes(png, info) != stride) {
        png_error(png, "the rows are not of the expected length");
      }
      // The passes of an interlaced picture read what earlier passes left in the rows.
      if (passes > 1) memset(samples, 0, sampleCount);
      for (int pass = 0; pass < passes; pass++) {
        for (uint32_t y = 0; y < now.height; y++) {
          png_read_row(png, samples + (size_t)y * stride, NULL);
          if (y >= session.rowCount) session.rowCount = y + 1;
        }
      }
    }
  } else if (outcome->status == CImageShims_StatusTruncated && session.rowCount > 0) {
    // What was read is worth looking at; the rest is black (transparent where there is alpha).
    const size_t done = (size_t)session.rowCount * header->width * (size_t)header->channelCount;
    if (session.rowCount < header->height) memset(samples + done, 0, sampleCount - done);
    CImageShims_warn(outcome, outcome->message);
    outcome->status = CImageShims_StatusOK;
    outcome->isTruncated = 1;
  }
  png_destroy_read_struct(&png, &info, NULL);
}

void CImageShims_encodePNG(const uint8_t *samples, uint32_t width, uint32_t height,
                           int32_t channelCount, int32_t bitsPerSample, int32_t isInterlaced,
                           uint8_t *bytes, size_t capacity, CImageShims_Outcome *outcome) {
  Session session;
  memset(&session, 0, sizeof(session));
  CImageShims_begin(outcome);
  session.outcome = outcome;
  session.target = bytes;
  session.room = capacity;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &session, onError, onWarning);
  png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
  if (info == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for libpng");
  } else if (setjmp(session.jump) == 0) {
    png_set_write_fn(png, &session, onWrite, onFlush);
    png_set_IHDR(png, info, width, height, bitsPerSample,
                 channelCount == 1   ? PNG_COLOR_TYPE_GRAY
                 : channelCount == 3 ? PNG_COLOR_TYPE_RGB
                                     : PNG_COLOR_TYPE_RGB_ALPHA,
                 isInterlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    const size_t stride =
        (size_t)width * (size_t)channelCount * (bitsPerSample == 16 ? 2u : 1u);
    const int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
      for (uint32_t y = 0; y < height; y++) png_write_row(png, samples + (size_t)y * stride);
    png_write_end(png, info);
    outcome->byteCount = (int64_t)(capacity - session.room);
  } else if (session.room < 64) {
    outcome->status = CImageShims_StatusLimit;
  }
  png_destroy_write_struct(&png, &info);
}
