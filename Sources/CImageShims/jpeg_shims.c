#include <setjmp.h>
#include <stdlib.h>

#include <stdio.h>
#include <jpeglib.h>
#include <jerror.h>

#include "outcome.h"

_Static_assert(BITS_IN_JSAMPLE == 8, "samples are bytes");
_Static_assert(sizeof(JSAMPLE) == 1, "rows are decoded straight into the caller's buffer");
_Static_assert(JPEG_LIB_VERSION >= 62, "fields used here exist since version 6b");
_Static_assert(JMSG_LENGTH_MAX >= CIMAGESHIMS_TEXT_LENGTH, "messages are cut, never overrun");

// What libjpeg holds the address of, so it stays determinate over a longjmp.
typedef struct {
  struct jpeg_error_mgr errors;  // first: libjpeg's pointer to it is a pointer to this
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  CImageShims_Outcome *outcome;
  uint8_t *scratch;
} Session;

static CImageShims_Status statusOfError(int code) {
  switch (code) {
  case JERR_BAD_PRECISION:
  case JERR_SOF_UNSUPPORTED:
  case JERR_ARITH_NOTIMPL:
  case JERR_NOT_COMPILED:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_CCIR601_NOTIMPL:
  case JERR_FRACT_SAMPLE_NOTIMPL:
  case JERR_EMPTY_IMAGE:  // the number of rows follows in a DNL segment
    return CImageShims_StatusUnsupported;
  case JERR_INPUT_EMPTY:
  case JERR_INPUT_EOF:
    return CImageShims_StatusTruncated;
  case JERR_OUT_OF_MEMORY:
    return CImageShims_StatusOutOfMemory;
  case JERR_NO_BACKING_STORE:  // how libjpeg says that max_memory_to_use is not enough
  case JERR_IMAGE_TOO_BIG:
  case JERR_WIDTH_OVERFLOW:
  case JERR_BUFFER_SIZE:
    return CImageShims_StatusLimit;
  default:
    return CImageShims_StatusMalformed;
  }
}

static void onError(j_common_ptr info) {
  Session *session = (Session *)info->err;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  CImageShims_fail(session->outcome, statusOfError(info->err->msg_code), info->err->msg_code, text);
  longjmp(session->jump, 1);
}

static void onMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // trace messages
  Session *session = (Session *)info->err;
  if (info->err->msg_code == JWRN_JPEG_EOF) session->outcome->isTruncated = 1;
  if (session->outcome->warningCount == 0) {
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    CImageShims_warn(session->outcome, text);
  } else {
    session->outcome->warningCount++;
  }
}

static void onOutput(j_common_ptr info) { (void)info; }

// A progressive file can name thousands of scans of a few bytes each, and every one costs a walk
// over all coefficients. Real encoders write about ten.
static void onProgress(j_common_ptr info) {
  const j_decompress_ptr decoder = (j_decompress_ptr)info;
  const int64_t scans = decoder->input_scan_number;
  if (scans <= 64) return;
  const int64_t pixels = (int64_t)decoder->image_width * decoder->image_height;
  if (scans > 500 || scans * pixels > (int64_t)1 << 28) {
    Session *session = (Session *)info->err;
    CImageShims_fail(session->outcome, CImageShims_StatusLimit, 0, "too many scans");
    longjmp(session->jump, 1);
  }
}

static void setUp(Session *session, CImageShims_Outcome *outcome) {
  memset(session, 0, sizeof(*session));
  CImageShims_begin(outcome);
  session->outcome = outcome;
  jpeg_std_error(&session->errors);
  session->errors.error_exit = onError;
  session->errors.emit_message = onMessage;
  session->errors.output_message = onOutput;
  session->progress.progress_monitor = onProgress;
}

static int32_t shiftedUp(uint32_t size, int factor, int largest) {
  // ceil(size * factor / largest), the size of a component (ITU-T T.81 §A.1.1).
  return (int32_t)(((uint64_t)size * (uint64_t)factor + (uint64_t)largest - 1) / (uint64_t)largest);
}

/// Starts decoding: reads the header and fills `header`. Jumps on error.
static void start(j_decompress_ptr decoder, Session *session, const uint8_t *bytes, size_t count,
                  CImageShims_Header *header) {
  decoder->progress = &session->progress;
  jpeg_mem_src(decoder, bytes, (unsigned long)count);
  jpeg_read_header(decoder, TRUE);
  memset(header, 0, sizeof(*header));
  header->width = decoder->image_width;
  header->height = decoder->image_height;
  header->bitsPerSample = decoder->data_precision;
  header->frameCount = 1;
  // Coefficients of a progressive file: 2 bytes for each of at most 4 components, with padding.
  decoder->mem->max_memory_to_use =
      (long)((uint64_t)header->width * header->height * 10 + ((uint64_t)64 << 20));
  switch (decoder->jpeg_color_space) {
  case JCS_GRAYSCALE:
    header->colorModel = CImageShims_ColorModelGray;
    header->channelCount = 1;
    decoder->out_color_space = JCS_GRAYSCALE;
    break;
  case JCS_YCbCr:
    header->colorModel = CImageShims_ColorModelYCbCr;
    header->channelCount = 3;
    decoder->out_color_space = JCS_RGB;
    break;
  case JCS_RGB:
    header->colorModel = CImageShims_ColorModelRGB;
    header->channelCount = 3;
    decoder->out_color_space = JCS_RGB;
    break;
  case JCS_CMYK:
  case JCS_YCCK:
    header->colorModel = decoder->jpeg_color_space == JCS_CMYK ? CImageShims_ColorModelCMYK
                                                               : CImageShims_ColorModelYCCK;
    header->channelCount = 3;
    decoder->out_color_space = JCS_CMYK;
    break;
  default:
    CImageShims_fail(session->outcome, CImageShims_StatusUnsupported, 0,
                     "a JPEG with this number of components has no known colours");
    longjmp(session->jump, 1);
  }
  if (decoder->jpeg_color_space == JCS_GRAYSCALE || decoder->jpeg_color_space == JCS_YCbCr) {
    header->planeCount = decoder->num_components;
    int horizontal = 1, vertical = 1;
    for (int i = 0; i < decoder->num_components; i++) {
      const jpeg_component_info *component = &decoder->comp_info[i];
      if (component->h_samp_factor > horizontal) horizontal = component->h_samp_factor;
      if (component->v_samp_factor > vertical) vertical = component->v_samp_factor;
    }
    for (int i = 0; i < header->planeCount && i < 3; i++) {
      const jpeg_component_info *component = &decoder->comp_info[i];
      header->planeWidth[i] =
          (uint32_t)shiftedUp(header->width, component->h_samp_factor, horizontal);
      header->planeHeight[i] =
          (uint32_t)shiftedUp(header->height, component->v_samp_factor, vertical);
    }
  }
}

void CImageShims_readHeaderJPEG(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                                CImageShims_Outcome *outcome) {
  Session session;
  struct jpeg_decompress_struct decoder;
  setUp(&session, outcome);
  memset(&decoder, 0, sizeof(decoder));
  decoder.err = &session.errors;
  if (setjmp(session.jump) == 0) {
    jpeg_create_decompress(&decoder);
    start(&decoder, &session, bytes, count, header);
  }
  jpeg_destroy_decompress(&decoder);
}

// Adobe writes CMYK inverted (0 is full ink) and says so with its APP14 marker; without the marker
// 0 is no ink. RGB follows as (1 - ink)(1 - black), without a colour profile.
static void rgbFromCMYK(const uint8_t *cmyk, uint8_t *rgb, uint32_t width, int isInverted) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    const unsigned white = isInverted ? cmyk[3] : 255u - cmyk[3];
    for (int i = 0; i < 3; i++) {
      const unsigned light = isInverted ? cmyk[i] : 255u - cmyk[i];
      rgb[i] = (uint8_t)((light * white + 127) / 255);
    }
  }
}

void CImageShims_decodeJPEG(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                            uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome) {
  Session session;
  struct jpeg_decompress_struct decoder;
  CImageShims_Header now;
  setUp(&session, outcome);
  memset(&decoder, 0, sizeof(decoder));
  decoder.err = &session.errors;
  if (setjmp(session.jump) == 0) {
    jpeg_create_decompress(&decoder);
    start(&decoder, &session, bytes, count, &now);
    if (CImageShims_fits(header, &now, sampleCount, outcome)) {
      const size_t stride = (size_t)now.width * (size_t)now.channelCount;
      jpeg_start_decompress(&decoder);
      if (decoder.out_color_space == JCS_CMYK) {
        session.scratch = malloc((size_t)now.width * 4);
        if (session.scratch == NULL) ERREXIT1(&decoder, JERR_OUT_OF_MEMORY, 0);
        while (decoder.output_scanline < decoder.output_height) {
          JSAMPROW row = session.scratch;
          uint8_t *target = samples + (size_t)decoder.output_scanline * stride;
          jpeg_read_scanlines(&decoder, &row, 1);
          rgbFromCMYK(session.scratch, target, now.width, decoder.saw_Adobe_marker);
        }
      } else {
        // Up to 16 rows a call: as many as libjpeg has ready at a time.
        JSAMPROW rows[16];
        while (decoder.output_scanline < decoder.output_height) {
          JDIMENSION wanted = decoder.output_height - decoder.output_scanline;
          if (wanted > 16) wanted = 16;
          for (JDIMENSION i = 0; i < wanted; i++)
            rows[i] = samples + (size_t)(decoder.output_scanline + i) * stride;
          jpeg_read_scanlines(&decoder, rows, wanted);
        }
      }
    }
  }
  free(session.scratch);
  jpeg_destroy_decompress(&decoder);
}

void CImageShims_decodeJPEGPlanes(const uint8_t *bytes, size_t count,
                                  const CImageShims_Header *header, uint8_t *samples,
                                  size_t sampleCount, CImageShims_Outcome *outcome) {
  Session session;
  struct jpeg_decompress_struct decoder;
  CImageShims_Header now;
  setUp(&session, outcome);
  memset(&decoder, 0, sizeof(decoder));
  decoder.err = &session.errors;
  if (setjmp(session.jump) == 0) {
    jpeg_create_decompress(&decoder);
    start(&decoder, &session, bytes, count, &now);
    uint64_t needed = 0;
    for (int i = 0; i < now.planeCount; i++)
      needed += (uint64_t)now.planeWidth[i] * now.planeHeight[i];
    if (now.planeCount < 1 || memcmp(now.planeWidth, header->planeWidth, sizeof(now.planeWidth)) ||
        memcmp(now.planeHeight, header->planeHeight, sizeof(now.planeHeight)) ||
        needed != sampleCount) {
      CImageShims_fail(outcome, CImageShims_StatusMalformed, 0,
                       "the planes are not of the size the header told");
    } else {
      decoder.raw_data_out = TRUE;
      decoder.out_color_space = decoder.jpeg_color_space;
      jpeg_start_decompress(&decoder);
      // One call gives one row of MCUs, padded to whole blocks: it goes through a scratch buffer.
      const unsigned lines = (unsigned)decoder.max_v_samp_factor * DCTSIZE;
      size_t scratchSize = 0;
      for (int i = 0; i < now.planeCount; i++)
        scratchSize += (size_t)decoder.comp_info[i].width_in_blocks * DCTSIZE *
                       (size_t)decoder.comp_info[i].v_samp_factor * DCTSIZE;
      session.scratch = malloc(scratchSize);
      if (session.scratch == NULL) ERREXIT1(&decoder, JERR_OUT_OF_MEMORY, 0);
      JSAMPROW rows[3][MAX_SAMP_FACTOR * DCTSIZE];
      JSAMPARRAY arrays[3] = {rows[0], rows[1], rows[2]};
      uint8_t *next = session.scratch;
      for (int i = 0; i < now.planeCount; i++) {
        const size_t stride = (size_t)decoder.comp_info[i].width_in_blocks * DCTSIZE;
        for (int y = 0; y < decoder.comp_info[i].v_samp_factor * DCTSIZE; y++, next += stride)
          rows[i][y] = next;
      }
      for (uint32_t mcuRow = 0; decoder.output_scanline < decoder.output_height; mcuRow++) {
        jpeg_read_raw_data(&decoder, arrays, lines);
        uint8_t *plane = samples;
        for (int i = 0; i < now.planeCount; i++) {
          const uint32_t height = (uint32_t)decoder.comp_info[i].v_samp_factor * DCTSIZE;
          for (uint32_t y = 0; y < height; y++) {
            const uint64_t line = (uint64_t)mcuRow * height + y;
            if (line >= now.planeHeight[i]) break;
            memcpy(plane + line * now.planeWidth[i], rows[i][y], now.planeWidth[i]);
          }
          plane += (size_t)now.planeWidth[i] * now.planeHeight[i];
        }
      }
    }
  }
  free(session.scratch);
  jpeg_destroy_decompress(&decoder);
}

// Writing into the caller's buffer, which is never outgrown.
typedef struct {
  struct jpeg_destination_mgr manager;
  size_t capacity;
} Destination;

static void startDestination(j_compress_ptr encoder) { (void)encoder; }

static boolean fullDestination(j_compress_ptr encoder) {
  ERREXIT(encoder, JERR_BUFFER_SIZE);
  return FALSE;
}

static void endDestination(j_compress_ptr encoder) { (void)encoder; }

void CImageShims_encodeJPEG(const uint8_t *samples, uint32_t width, uint32_t height,
                            int32_t channelCount, int32_t quality,
                            CImageShims_Subsampling subsampling, int32_t isProgressive,
                            uint8_t *bytes, size_t capacity, CImageShims_Outcome *outcome) {
  Session session;
  struct jpeg_compress_struct encoder;
  Destination destination;
  setUp(&session, outcome);
  memset(&encoder, 0, sizeof(encoder));
  memset(&destination, 0, sizeof(destination));
  destination.capacity = capacity;
  destination.manager.next_output_byte = bytes;
  destination.manager.free_in_buffer = capacity;
  destination.manager.init_destination = startDestination;
  destination.manager.empty_output_buffer = fullDestination;
  destination.manager.term_destination = endDestination;
  encoder.err = &session.errors;
  if (setjmp(session.jump) == 0) {
    jpeg_create_compress(&encoder);
    encoder.dest = &destination.manager;
    encoder.image_width = width;
    encoder.image_height = height;
    encoder.input_components = channelCount;
    encoder.in_color_space = channelCount == 1   ? JCS_GRAYSCALE
                             : channelCount == 3 ? JCS_RGB
                                                 : JCS_CMYK;
    jpeg_set_defaults(&encoder);
    if (channelCount == 4) jpeg_set_colorspace(&encoder, JCS_YCCK);
    jpeg_set_quality(&encoder, quality, TRUE);
    if (channelCount == 3) {
      encoder.comp_info[0].h_samp_factor = subsampling == CImageShims_SubsamplingNone ? 1 : 2;
      encoder.comp_info[0].v_samp_factor = subsampling == CImageShims_SubsamplingBoth ? 2 : 1;
    }
    if (isProgressive) jpeg_simple_progression(&encoder);
    jpeg_start_compress(&encoder, TRUE);
    const size_t stride = (size_t)width * (size_t)channelCount;
    while (encoder.next_scanline < encoder.image_height) {
      // libjpeg only reads the row; its type has no const.
      JSAMPROW row = (JSAMPROW)(uintptr_t)(samples + (size_t)encoder.next_scanline * stride);
      jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    outcome->byteCount = (int64_t)(capacity - destination.manager.free_in_buffer);
  }
  jpeg_destroy_compress(&encoder);
}
