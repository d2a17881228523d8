#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include "system_library.h"

_Static_assert(WEBP_MAX_DIMENSION == 16383, "width * height * 4 fits 32 bits");

#define FUNCTIONS(X) \
  X(WebPConfigInitInternal) \
  X(WebPDecode) \
  X(WebPEncode) \
  X(WebPFreeDecBuffer) \
  X(WebPGetFeaturesInternal) \
  X(WebPIDecGetRGB) \
  X(WebPIDelete) \
  X(WebPINewDecoder) \
  X(WebPIUpdate) \
  X(WebPInitDecoderConfigInternal) \
  X(WebPPictureFree) \
  X(WebPPictureImportRGB) \
  X(WebPPictureImportRGBA) \
  X(WebPPictureInitInternal)

#define DEMUX_FUNCTIONS(X) \
  X(WebPDemuxDelete) \
  X(WebPDemuxGetFrame) \
  X(WebPDemuxGetI) \
  X(WebPDemuxInternal) \
  X(WebPDemuxReleaseIterator)

CIMAGESHIMS_LIBRARY(libwebp, FUNCTIONS, "libwebp.so.7")
CIMAGESHIMS_LIBRARY(libwebpdemux, DEMUX_FUNCTIONS, "libwebpdemux.so.2")

// The functions of the headers without "Internal" are inline calls of those with it, which add the
// version of the interface that this was compiled for.
static VP8StatusCode getFeatures(const uint8_t *bytes, size_t count,
                                 WebPBitstreamFeatures *features) {
  return libwebp.WebPGetFeaturesInternal(bytes, count, features, WEBP_DECODER_ABI_VERSION);
}

static void failWithStatus(CImageShims_Outcome *outcome, VP8StatusCode code) {
  static const char *const words[] = {
      "",                     "out of memory",   "invalid parameter", "the bitstream is broken",
      "unsupported feature",  "suspended",       "aborted",           "the data ends too early"};
  const CImageShims_Status status =
      code == VP8_STATUS_OUT_OF_MEMORY         ? CImageShims_StatusOutOfMemory
      : code == VP8_STATUS_UNSUPPORTED_FEATURE ? CImageShims_StatusUnsupported
      : code == VP8_STATUS_NOT_ENOUGH_DATA || code == VP8_STATUS_SUSPENDED
          ? CImageShims_StatusTruncated
          : CImageShims_StatusMalformed;
  CImageShims_fail(outcome, status, (int32_t)code,
                   (unsigned)code < sizeof(words) / sizeof(words[0]) ? words[code] : "");
}

// Where the first picture of the file is, and where it lies on the canvas.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  uint32_t x, y, width, height;
} Frame;

// Finds the first picture. The frame of an animation points into `bytes`.
static int findFrame(const uint8_t *bytes, size_t count, CImageShims_Header *header, Frame *frame,
                     CImageShims_Outcome *outcome) {
  if (!requireLibrary_libwebp(outcome)) return 0;
  WebPBitstreamFeatures features;
  const VP8StatusCode code = getFeatures(bytes, count, &features);
  if (code != VP8_STATUS_OK) {
    failWithStatus(outcome, code);
    return 0;
  }
  memset(header, 0, sizeof(*header));
  header->width = (uint32_t)features.width;
  header->height = (uint32_t)features.height;
  header->bitsPerSample = 8;
  header->frameCount = 1;
  *frame = (Frame){bytes, count, 0, 0, header->width, header->height};
  int hasAlpha = features.has_alpha;
  int format = features.format;
  if (features.has_animation) {
    if (!requireLibrary_libwebpdemux(outcome)) return 0;
    const int isPartial = 1;
    const WebPData data = {bytes, count};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    WebPDemuxer *demuxer =
        libwebpdemux.WebPDemuxInternal(&data, isPartial, &state, WEBP_DEMUX_ABI_VERSION);
    if (demuxer == NULL) {
      CImageShims_fail(outcome,
                       state == WEBP_DEMUX_PARSE_ERROR ? CImageShims_StatusMalformed
                                                       : CImageShims_StatusTruncated,
                       (int32_t)state, "the animation has no readable frame");
      return 0;
    }
    WebPIterator iterator;
    const int found = libwebpdemux.WebPDemuxGetFrame(demuxer, 1, &iterator);
    WebPBitstreamFeatures first;
    memset(&first, 0, sizeof(first));
    if (found) {
      header->frameCount = (int32_t)libwebpdemux.WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT);
      *frame = (Frame){iterator.fragment.bytes,
                       iterator.fragment.size,
                       (uint32_t)iterator.x_offset,
                       (uint32_t)iterator.y_offset,
                       (uint32_t)iterator.width,
                       (uint32_t)iterator.height};
      libwebpdemux.WebPDemuxReleaseIterator(&iterator);
    }
    libwebpdemux.WebPDemuxDelete(demuxer);
    if (!found || frame->bytes == NULL ||
        getFeatures(frame->bytes, frame->count, &first) != VP8_STATUS_OK ||
        (uint32_t)first.width != frame->width || (uint32_t)first.height != frame->height ||
        (uint64_t)frame->x + frame->width > header->width ||
        (uint64_t)frame->y + frame->height > header->height) {
      CImageShims_fail(outcome,
                       found ? CImageShims_StatusMalformed : CImageShims_StatusTruncated, 0,
                       "the first frame of the animation cannot be read");
      return 0;
    }
    format = first.format;
    hasAlpha = hasAlpha || first.has_alpha || frame->width != header->width ||
               frame->height != header->height;
  }
  header->hasAlpha = hasAlpha;
  header->channelCount = hasAlpha ? 4 : 3;
  header->isLossless = format == 2;
  header->colorModel =
      format == 2 ? CImageShims_ColorModelRGB : CImageShims_ColorModelYCbCr;
  return 1;
}

void CImageShims_readHeaderWebP(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                                CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  Frame frame;
  findFrame(bytes, count, header, &frame, outcome);
}

void CImageShims_decodeWebP(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                            uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  CImageShims_Header now;
  Frame frame;
  if (!findFrame(bytes, count, &now, &frame, outcome) ||
      !CImageShims_fits(header, &now, sampleCount, outcome))
    return;
  const size_t channels = (size_t)now.channelCount;
  const size_t stride = (size_t)now.width * channels;
  if (frame.width != now.width || frame.height != now.height) memset(samples, 0, sampleCount);
  WebPDecoderConfig config;
  if (!libwebp.WebPInitDecoderConfigInternal(&config, WEBP_DECODER_ABI_VERSION)) {
    CImageShims_fail(outcome, CImageShims_StatusUnsupported, 0, "libwebp has another version");
    return;
  }
  const size_t offset = (size_t)frame.y * stride + (size_t)frame.x * channels;
  config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = samples + offset;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = sampleCount - offset;
  VP8StatusCode code = libwebp.WebPDecode(frame.bytes, frame.count, &config);
  if (code == VP8_STATUS_NOT_ENOUGH_DATA || code == VP8_STATUS_SUSPENDED) {
    // Cut off: the incremental decoder tells how many rows there are.
    int lastRow = 0;
    WebPIDecoder *decoder = libwebp.WebPINewDecoder(&config.output);
    if (decoder != NULL) {
      code = libwebp.WebPIUpdate(decoder, frame.bytes, frame.count);
      if (libwebp.WebPIDecGetRGB(decoder, &lastRow, NULL, NULL, NULL) == NULL) lastRow = 0;
      libwebp.WebPIDelete(decoder);
    }
    if ((code == VP8_STATUS_SUSPENDED || code == VP8_STATUS_NOT_ENOUGH_DATA) && lastRow > 0) {
      for (uint32_t y = (uint32_t)lastRow; y < frame.height; y++)
        memset(samples + offset + (size_t)y * stride, 0, (size_t)frame.width * channels);
      CImageShims_warn(outcome, "the data ends too early");
      outcome->isTruncated = 1;
      code = VP8_STATUS_OK;
    } else if (code == VP8_STATUS_OK && lastRow <= 0) {
      code = VP8_STATUS_NOT_ENOUGH_DATA;
    }
  }
  if (code != VP8_STATUS_OK) failWithStatus(outcome, code);
  libwebp.WebPFreeDecBuffer(&config.output);
}

typedef struct {
  uint8_t *target;
  size_t room;
} Writer;

static int onWrite(const uint8_t *data, size_t count, const WebPPicture *picture) {
  Writer *writer = picture->custom_ptr;
  if (count > writer->room) return 0;
  memcpy(writer->target, data, count);
  writer->target += count;
  writer->room -= count;
  return 1;
}

void CImageShims_encodeWebP(const uint8_t *samples, uint32_t width, uint32_t height,
                            int32_t channelCount, float quality, uint8_t *bytes, size_t capacity,
                            CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  if (!requireLibrary_libwebp(outcome)) return;
  WebPConfig config;
  WebPPicture picture;
  if (!libwebp.WebPConfigInitInternal(&config, WEBP_PRESET_DEFAULT, 75, WEBP_ENCODER_ABI_VERSION) ||
      !libwebp.WebPPictureInitInternal(&picture, WEBP_ENCODER_ABI_VERSION)) {
    CImageShims_fail(outcome, CImageShims_StatusUnsupported, 0, "libwebp has another version");
    return;
  }
  if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) {
    CImageShims_fail(outcome, CImageShims_StatusLimit, 0, "WebP has at most 16383 columns or rows");
    return;
  }
  if (quality < 0) {
    config.lossless = 1;
    config.exact = 1;  // keeps the colours of transparent pixels
    config.quality = 75;
    picture.use_argb = 1;
  } else {
    config.quality = quality;
  }
  Writer writer = {bytes, capacity};
  picture.width = (int)width;
  picture.height = (int)height;
  picture.writer = onWrite;
  picture.custom_ptr = &writer;
  const int stride = (int)width * channelCount;
  const int imported = channelCount == 4
                           ? libwebp.WebPPictureImportRGBA(&picture, samples, stride)
                           : libwebp.WebPPictureImportRGB(&picture, samples, stride);
  if (imported && libwebp.WebPEncode(&config, &picture)) {
    outcome->byteCount = (int64_t)(capacity - writer.room);
  } else {
    const CImageShims_Status status =
        picture.error_code == VP8_ENC_ERROR_BAD_WRITE ? CImageShims_StatusLimit
        : picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
                picture.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY
            ? CImageShims_StatusOutOfMemory
            : CImageShims_StatusMalformed;
    CImageShims_fail(outcome, status, (int32_t)picture.error_code, "libwebp cannot encode this");
  }
  libwebp.WebPPictureFree(&picture);
}
