#include <libheif/heif.h>

#include "system_library.h"

_Static_assert(LIBHEIF_NUMERIC_VERSION >= 0x01080000, "ignore_transformations, ispe sizes");

#if LIBHEIF_NUMERIC_VERSION >= 0x010d0000
#define HAS_THREAD_LIMIT 1
#define THREAD_LIMIT_FUNCTIONS(X) X(heif_context_set_max_decoding_threads)
#else
#define THREAD_LIMIT_FUNCTIONS(X)
#endif
#if LIBHEIF_NUMERIC_VERSION >= 0x010e0000
#define HAS_WARNINGS 1
#define WARNING_FUNCTIONS(X) X(heif_image_get_decoding_warnings)
#else
#define WARNING_FUNCTIONS(X)
#endif

#define FUNCTIONS(X) \
  X(heif_context_add_XMP_metadata) \
  X(heif_context_add_exif_metadata) \
  X(heif_context_alloc) \
  X(heif_context_encode_image) \
  X(heif_context_free) \
  X(heif_context_get_encoder_for_format) \
  X(heif_context_get_number_of_top_level_images) \
  X(heif_context_get_primary_image_handle) \
  X(heif_context_read_from_memory_without_copy) \
  X(heif_context_set_maximum_image_size_limit) \
  X(heif_context_write) \
  X(heif_decode_image) \
  X(heif_decoding_options_alloc) \
  X(heif_decoding_options_free) \
  X(heif_encoder_release) \
  X(heif_encoder_set_logging_level) \
  X(heif_encoder_set_lossy_quality) \
  X(heif_encoder_set_parameter_integer) \
  X(heif_image_add_plane) \
  X(heif_image_create) \
  X(heif_image_get_height) \
  X(heif_image_get_plane) \
  X(heif_image_get_plane_readonly) \
  X(heif_image_get_width) \
  X(heif_image_handle_get_ispe_height) \
  X(heif_image_handle_get_ispe_width) \
  X(heif_image_handle_get_luma_bits_per_pixel) \
  X(heif_image_handle_has_alpha_channel) \
  X(heif_image_handle_release) \
  X(heif_image_release) \
  THREAD_LIMIT_FUNCTIONS(X) \
  WARNING_FUNCTIONS(X)

// The interface has not changed since libheif 1.0.
CIMAGESHIMS_LIBRARY(libheif, FUNCTIONS, "libheif.so.1")

static void failWithError(CImageShims_Outcome *outcome, struct heif_error error) {
  CImageShims_Status status = CImageShims_StatusMalformed;
  switch (error.code) {
  case heif_error_Unsupported_filetype:
  case heif_error_Unsupported_feature:
    status = CImageShims_StatusUnsupported;
    break;
  case heif_error_Memory_allocation_error:
    status = CImageShims_StatusLimit;
    break;
  default:
    break;
  }
  // The primary item is there, but of a coding that this libheif does not know.
  if (error.subcode == heif_suberror_Nonexisting_item_referenced)
    status = CImageShims_StatusUnsupported;
  if (error.subcode == heif_suberror_End_of_data) status = CImageShims_StatusTruncated;
  if (error.subcode == heif_suberror_Security_limit_exceeded) status = CImageShims_StatusLimit;
  // The library's two numbers in one: code * 10000 + subcode.
  CImageShims_fail(outcome, status, (int32_t)error.code * 10000 + (int32_t)error.subcode,
                   error.message);
}

// What one decoding holds, released together.
typedef struct {
  struct heif_context *context;
  struct heif_image_handle *handle;
} Session;

static int openSession(Session *session, const uint8_t *bytes, size_t count, int64_t pixelLimit,
                CImageShims_Header *header, CImageShims_Outcome *outcome) {
  memset(session, 0, sizeof(*session));
  memset(header, 0, sizeof(*header));
  CImageShims_begin(outcome);
  if (!requireLibrary_libheif(outcome)) return 0;
  session->context = libheif.heif_context_alloc();
  if (session->context == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for libheif");
    return 0;
  }
  // The limit is a side: libheif takes pictures up to its square.
  int side = 1;
  while ((int64_t)(side + 1) * (side + 1) <= pixelLimit && side < 46340) side++;
  libheif.heif_context_set_maximum_image_size_limit(session->context, side);
#ifdef HAS_THREAD_LIMIT
  libheif.heif_context_set_max_decoding_threads(session->context, 1);
#endif
  struct heif_error error =
      libheif.heif_context_read_from_memory_without_copy(session->context, bytes, count, NULL);
  if (error.code == heif_error_Ok)
    error = libheif.heif_context_get_primary_image_handle(session->context, &session->handle);
  if (error.code != heif_error_Ok) {
    failWithError(outcome, error);
    return 0;
  }
  const int width = libheif.heif_image_handle_get_ispe_width(session->handle);
  const int height = libheif.heif_image_handle_get_ispe_height(session->handle);
  const int bits = libheif.heif_image_handle_get_luma_bits_per_pixel(session->handle);
  const int images = libheif.heif_context_get_number_of_top_level_images(session->context);
  if (width <= 0 || height <= 0) {
    CImageShims_fail(outcome, CImageShims_StatusMalformed, 0, "the picture has no size");
    return 0;
  }
  header->width = (uint32_t)width;
  header->height = (uint32_t)height;
  header->bitsPerSample = bits > 0 && bits <= 16 ? bits : 8;
  header->hasAlpha = libheif.heif_image_handle_has_alpha_channel(session->handle) != 0;
  header->channelCount = header->hasAlpha ? 4 : 3;
  header->colorModel = CImageShims_ColorModelYCbCr;
  header->frameCount = images > 0 ? images : 1;
  return 1;
}

static void closeSession(Session *session) {
  if (session->handle != NULL) libheif.heif_image_handle_release(session->handle);
  if (session->context != NULL) libheif.heif_context_free(session->context);
}

void CImageShims_readHeaderHEIF(const uint8_t *bytes, size_t count, int64_t pixelLimit,
                                CImageShims_Header *header, CImageShims_Outcome *outcome) {
  Session session;
  openSession(&session, bytes, count, pixelLimit, header, outcome);
  closeSession(&session);
}

void CImageShims_decodeHEIF(const uint8_t *bytes, size_t count, int64_t pixelLimit,
                            const CImageShims_Header *header, uint8_t *samples, size_t sampleCount,
                            CImageShims_Outcome *outcome) {
  Session session;
  CImageShims_Header now;
  struct heif_image *image = NULL;
  if (openSession(&session, bytes, count, pixelLimit, &now, outcome) &&
      CImageShims_fits(header, &now, sampleCount, outcome)) {
    struct heif_decoding_options *options = libheif.heif_decoding_options_alloc();
    if (options == NULL) {
      CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for libheif");
    } else {
      options->ignore_transformations = 1;
      options->convert_hdr_to_8bit = 1;
#if LIBHEIF_NUMERIC_VERSION >= 0x010f0000
      // Of the AV1 decoders, dav1d writes its complaints about broken files to standard error.
      // Another decoder is taken where this one is missing.
      if (options->version >= 4) options->decoder_id = "aom";
#endif
      const struct heif_error error = libheif.heif_decode_image(
          session.handle, &image, heif_colorspace_RGB,
          now.channelCount == 4 ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
          options);
      libheif.heif_decoding_options_free(options);
      if (error.code != heif_error_Ok || image == NULL) {
        failWithError(outcome, error);
      } else {
        int stride = 0;
        const uint8_t *plane =
            libheif.heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
        const int width = libheif.heif_image_get_width(image, heif_channel_interleaved);
        const int height = libheif.heif_image_get_height(image, heif_channel_interleaved);
        const size_t row = (size_t)now.width * (size_t)now.channelCount;
        if (plane == NULL || width < 0 || (uint32_t)width < now.width || height < 0 ||
            (uint32_t)height < now.height || stride < 0 || (size_t)stride < row) {
          CImageShims_fail(outcome, CImageShims_StatusMalformed, 0,
                           "the coded picture is smaller than its declared size");
        } else {
          for (uint32_t y = 0; y < now.height; y++)
            memcpy(samples + (size_t)y * row, plane + (size_t)y * (size_t)stride, row);
#ifdef HAS_WARNINGS
          struct heif_error warning;
          const int warnings = libheif.heif_image_get_decoding_warnings(image, 0, NULL, 0);
          if (warnings > 0 &&
              libheif.heif_image_get_decoding_warnings(image, 0, &warning, 1) == 1) {
            CImageShims_warn(outcome, warning.message);
            outcome->warningCount = warnings;
          }
#endif
        }
      }
    }
  }
  if (image != NULL) libheif.heif_image_release(image);
  closeSession(&session);
}

typedef struct {
  uint8_t *target;
  size_t capacity;
  size_t count;
  int isFull;
} Writer;

static struct heif_error onWrite(struct heif_context *context, const void *data, size_t count,
                                 void *user) {
  (void)context;
  Writer *writer = user;
  struct heif_error error = {heif_error_Ok, heif_suberror_Unspecified, "Success"};
  if (count > writer->capacity) {
    writer->isFull = 1;
    error.code = heif_error_Encoding_error;
    error.message = "the buffer is too small";
  } else {
    memcpy(writer->target, data, count);
    writer->count = count;
  }
  return error;
}

void CImageShims_encodeHEIF(const uint8_t *samples, uint32_t width, uint32_t height,
                            int32_t channelCount, int32_t isAVIF, int32_t quality,
                            const uint8_t *exif, size_t exifCount, const uint8_t *xmp,
                            size_t xmpCount, uint8_t *bytes, size_t capacity,
                            CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  if (!requireLibrary_libheif(outcome)) return;
  struct heif_context *context = libheif.heif_context_alloc();
  struct heif_encoder *encoder = NULL;
  struct heif_image *image = NULL;
  struct heif_image_handle *handle = NULL;
  Writer writer = {bytes, capacity, 0, 0};
  struct heif_writer callbacks = {.writer_api_version = 1, .write = onWrite};
  struct heif_error error = libheif.heif_context_get_encoder_for_format(
      context, isAVIF ? heif_compression_AV1 : heif_compression_HEVC, &encoder);
  if (error.code != heif_error_Ok) {
    CImageShims_fail(outcome, CImageShims_StatusUnsupported, (int32_t)error.code * 10000,
                     "libheif has no encoder for this format");
    libheif.heif_context_free(context);
    return;
  }
  libheif.heif_encoder_set_lossy_quality(encoder, quality);
  libheif.heif_encoder_set_logging_level(encoder, 0);
  // One thread: the bytes must not depend on the number of cores.
  if (isAVIF) libheif.heif_encoder_set_parameter_integer(encoder, "threads", 1);
  error = libheif.heif_image_create(
      (int)width, (int)height, heif_colorspace_RGB,
      channelCount == 4 ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &image);
  if (error.code == heif_error_Ok)
    error =
        libheif.heif_image_add_plane(image, heif_channel_interleaved, (int)width, (int)height, 8);
  if (error.code == heif_error_Ok) {
    int stride = 0;
    uint8_t *plane = libheif.heif_image_get_plane(image, heif_channel_interleaved, &stride);
    const size_t row = (size_t)width * (size_t)channelCount;
    for (uint32_t y = 0; y < height; y++)
      memcpy(plane + (size_t)y * (size_t)stride, samples + (size_t)y * row, row);
    error = libheif.heif_context_encode_image(context, image, encoder, NULL, &handle);
  }
  if (error.code == heif_error_Ok && exifCount > 0)
    error = libheif.heif_context_add_exif_metadata(context, handle, exif, (int)exifCount);
  if (error.code == heif_error_Ok && xmpCount > 0)
    error = libheif.heif_context_add_XMP_metadata(context, handle, xmp, (int)xmpCount);
  if (error.code == heif_error_Ok) error = libheif.heif_context_write(context, &callbacks, &writer);
  if (error.code != heif_error_Ok)
    failWithError(outcome, error);
  else
    outcome->byteCount = (int64_t)writer.count;
  if (writer.isFull) outcome->status = CImageShims_StatusLimit;
  if (handle != NULL) libheif.heif_image_handle_release(handle);
  if (image != NULL) libheif.heif_image_release(image);
  libheif.heif_encoder_release(encoder);
  libheif.heif_context_free(context);
}
