#include <stdio.h>
#include <stdlib.h>

#include <tiffio.h>

#include "system_library.h"

// Handlers of one file's own came with libtiff 4.5. Before, the handlers are global: they are
// silenced, and messages are generic.
#define HAS_OPEN_OPTIONS (TIFFLIB_VERSION >= 20221213)

#if HAS_OPEN_OPTIONS
#define OPENING_FUNCTIONS(X) \
  X(TIFFClientOpenExt) \
  X(TIFFOpenOptionsAlloc) \
  X(TIFFOpenOptionsFree) \
  X(TIFFOpenOptionsSetErrorHandlerExtR) \
  X(TIFFOpenOptionsSetMaxSingleMemAlloc) \
  X(TIFFOpenOptionsSetWarningHandlerExtR)
#else
#define OPENING_FUNCTIONS(X) \
  X(TIFFClientOpen) \
  X(TIFFSetErrorHandler) \
  X(TIFFSetWarningHandler)
#endif

#define FUNCTIONS(X) \
  X(TIFFClose) \
  X(TIFFGetField) \
  X(TIFFGetFieldDefaulted) \
  X(TIFFIsTiled) \
  X(TIFFNumberOfDirectories) \
  X(TIFFRGBAImageBegin) \
  X(TIFFRGBAImageEnd) \
  X(TIFFRGBAImageGet) \
  X(TIFFRGBAImageOK) \
  X(TIFFReadScanline) \
  X(TIFFScanlineSize) \
  OPENING_FUNCTIONS(X)

// 6 came with libtiff 4.5, too.
#if HAS_OPEN_OPTIONS
CIMAGESHIMS_LIBRARY(libtiff, FUNCTIONS, "libtiff.so.6")
#else
CIMAGESHIMS_LIBRARY(libtiff, FUNCTIONS, "libtiff.so.5")
#endif

enum { photometricCFA = 32803, photometricLinearRaw = 34892 };

typedef struct {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
  CImageShims_Outcome *outcome;
  char error[CIMAGESHIMS_TEXT_LENGTH];
} Source;

static tmsize_t onRead(thandle_t handle, void *target, tmsize_t count) {
  Source *source = handle;
  if (count <= 0 || source->position >= source->count) return 0;
  uint64_t wanted = (uint64_t)count;
  if (wanted > source->count - source->position) wanted = source->count - source->position;
  memcpy(target, source->bytes + source->position, (size_t)wanted);
  source->position += wanted;
  return (tmsize_t)wanted;
}

static tmsize_t onWrite(thandle_t handle, void *target, tmsize_t count) {
  (void)handle;
  (void)target;
  (void)count;
  return -1;
}

static toff_t onSeek(thandle_t handle, toff_t offset, int whence) {
  Source *source = handle;
  const uint64_t base = whence == SEEK_CUR   ? source->position
                        : whence == SEEK_END ? source->count
                                             : 0;
  source->position = base + offset;
  return source->position;
}

static int onClose(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t onSize(thandle_t handle) { return ((Source *)handle)->count; }

#if HAS_OPEN_OPTIONS
static int onError(TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  (void)tiff;
  (void)module;
  Source *source = user;
  // The last error is the one that ended the reading.
  vsnprintf(source->error, sizeof(source->error), format, list);
  return 1;
}

static int onWarning(TIFF *tiff, void *user, const char *module, const char *format,
                     va_list list) {
  (void)tiff;
  (void)module;
  Source *source = user;
  if (source->outcome->warningCount == 0) {
    char text[CIMAGESHIMS_TEXT_LENGTH];
    vsnprintf(text, sizeof(text), format, list);
    CImageShims_warn(source->outcome, text);
  } else {
    source->outcome->warningCount++;
  }
  return 1;
}
#endif

static void failWithSource(CImageShims_Outcome *outcome, const Source *source,
                           CImageShims_Status status, const char *words) {
  const char *text = source->error[0] != 0 ? source->error : words;
  if (strstr(text, "max_single_mem_alloc") != NULL || strstr(text, "memory limit") != NULL)
    status = CImageShims_StatusLimit;
  else if (strstr(text, "; got ") != NULL && strstr(text, " bytes, expected ") != NULL)
    status = CImageShims_StatusTruncated;
  CImageShims_fail(outcome, status, 0, text);
}

// How the pixels of a file are got.
typedef enum {
  routeUnsupported,
  // Rows of gray, gray + alpha, RGB or RGBA, 8 or 16 bits: read as they are.
  routeRows,
  // Everything else that libtiff can turn into RGBA: palette, CMYK, YCbCr, tiles, planes, bits.
  routeRGBA,
} Route;

typedef struct {
  Route route;
  uint16_t bits, samples, photometric, sampleFormat, planar, compression;
  char reason[CIMAGESHIMS_TEXT_LENGTH];
} Layout;

static TIFF *openTIFF(Source *source, Layout *layout, CImageShims_Header *header,
                      CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  memset(header, 0, sizeof(*header));
  memset(layout, 0, sizeof(*layout));
  source->outcome = outcome;
  if (!requireLibrary_libtiff(outcome)) return NULL;
#if HAS_OPEN_OPTIONS
  TIFFOpenOptions *options = libtiff.TIFFOpenOptionsAlloc();
  TIFF *tiff = NULL;
  if (options != NULL) {
    // One strip or tile unpacked, or one tag; a strip may be the whole picture.
    libtiff.TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)1 << 30);
    libtiff.TIFFOpenOptionsSetErrorHandlerExtR(options, onError, source);
    libtiff.TIFFOpenOptionsSetWarningHandlerExtR(options, onWarning, source);
    // "m": no memory mapping, reads are copies; libtiff never sees the caller's buffer.
    tiff = libtiff.TIFFClientOpenExt("TIFF", "rm", source, onRead, onWrite, onSeek, onClose, onSize,
                                     NULL, NULL, options);
    libtiff.TIFFOpenOptionsFree(options);
  }
#else
  libtiff.TIFFSetErrorHandler(NULL);
  libtiff.TIFFSetWarningHandler(NULL);
  TIFF *tiff = libtiff.TIFFClientOpen("TIFF", "rm", source, onRead, onWrite, onSeek, onClose,
                                      onSize, NULL, NULL);
#endif
  if (tiff == NULL) {
    failWithSource(outcome, source, CImageShims_StatusMalformed, "no readable directory");
    return NULL;
  }
  uint32_t width = 0, height = 0;
  libtiff.TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  libtiff.TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  if (width == 0 || height == 0 || width > 0x7FFFFFFF || height > 0x7FFFFFFF) {
    failWithSource(outcome, source, CImageShims_StatusMalformed, "the picture has no size");
    libtiff.TIFFClose(tiff);
    return NULL;
  }
  libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->samples);
  libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout->sampleFormat);
  libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout->planar);
  libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout->compression);
  if (!libtiff.TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout->photometric))
    layout->photometric = layout->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  header->width = width;
  header->height = height;
  header->bitsPerSample = layout->bits >= 1 && layout->bits <= 64 ? layout->bits : 8;
  header->frameCount = 1;
  header->isLossless = layout->compression != COMPRESSION_JPEG &&
                       layout->compression != COMPRESSION_OJPEG && layout->compression != 50001 &&
                       layout->compression != 34887 /* LERC may lose */;
  switch (layout->photometric) {
  case PHOTOMETRIC_MINISWHITE:
  case PHOTOMETRIC_MINISBLACK:
    header->colorModel = CImageShims_ColorModelGray;
    break;
  case PHOTOMETRIC_RGB:
    header->colorModel = CImageShims_ColorModelRGB;
    break;
  case PHOTOMETRIC_PALETTE:
    header->colorModel = CImageShims_ColorModelPalette;
    break;
  case PHOTOMETRIC_SEPARATED:
    header->colorModel = CImageShims_ColorModelCMYK;
    break;
  case PHOTOMETRIC_YCBCR:
    header->colorModel = CImageShims_ColorModelYCbCr;
    break;
  case PHOTOMETRIC_CIELAB:
  case PHOTOMETRIC_ICCLAB:
  case PHOTOMETRIC_ITULAB:
    header->colorModel = CImageShims_ColorModelLab;
    break;
  default:
    break;
  }
  header->channelCount = 3;
  const int isGray = header->colorModel == CImageShims_ColorModelGray;
  const int colors = isGray ? 1 : 3;
  const uint8_t *version = NULL;
  if (layout->photometric == photometricCFA || layout->photometric == photometricLinearRaw ||
      libtiff.TIFFGetField(tiff, TIFFTAG_DNGVERSION, &version)) {
    snprintf(layout->reason, sizeof(layout->reason), "raw pictures (DNG) are not developed");
  } else if (layout->sampleFormat != SAMPLEFORMAT_UINT && layout->sampleFormat != SAMPLEFORMAT_VOID) {
    snprintf(layout->reason, sizeof(layout->reason), "samples are not unsigned integers");
  } else if ((isGray || layout->photometric == PHOTOMETRIC_RGB) && !libtiff.TIFFIsTiled(tiff) &&
             layout->planar == PLANARCONFIG_CONTIG && (layout->bits == 8 || layout->bits == 16) &&
             (layout->samples == colors || layout->samples == colors + 1)) {
    layout->route = routeRows;
    header->hasAlpha = layout->samples == colors + 1;
    header->channelCount = header->hasAlpha ? 4 : colors;
  } else {
    char reason[1024] = "";
    if (libtiff.TIFFRGBAImageOK(tiff, reason)) {
      uint16_t extraCount = 0;
      uint16_t *extras = NULL;
      layout->route = routeRGBA;
      libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extraCount, &extras);
      header->hasAlpha = extraCount > 0 && layout->photometric != PHOTOMETRIC_SEPARATED;
      header->channelCount = header->hasAlpha ? 4 : 3;
    } else {
      snprintf(layout->reason, sizeof(layout->reason), "%.190s", reason);
    }
  }
  return tiff;
}

void CImageShims_readHeaderTIFF(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                                CImageShims_Outcome *outcome) {
  Source source = {.bytes = bytes, .count = count};
  Layout layout;
  TIFF *tiff = openTIFF(&source, &layout, header, outcome);
  if (tiff == NULL) return;
  // Every directory costs a read; libtiff itself stops at loops.
  const uint32_t directories = (uint32_t)libtiff.TIFFNumberOfDirectories(tiff);
  header->frameCount = directories > 0 && directories < 65536 ? (int32_t)directories : 1;
  libtiff.TIFFClose(tiff);
}

// One row of 8- or 16-bit samples to 8-bit gray, RGB or RGBA. 16-bit samples are in the order of
// this machine; they are rounded to nearest.
static void convertRow(const uint8_t *row, uint8_t *target, uint32_t width, const Layout *layout,
                       int channels) {
  const int stored = layout->samples;
  const int colors = stored >= 3 ? 3 : 1;
  for (uint32_t x = 0; x < width; x++) {
    uint8_t values[4];
    for (int i = 0; i < stored; i++) {
      const size_t index = (size_t)x * (size_t)stored + (size_t)i;
      if (layout->bits == 16) {
        uint16_t value;
        memcpy(&value, row + index * 2, sizeof(value));
        values[i] = (uint8_t)(((uint32_t)value * 255u + 32767u) / 65535u);
      } else {
        values[i] = row[index];
      }
    }
    if (layout->photometric == PHOTOMETRIC_MINISWHITE) values[0] = (uint8_t)(255 - values[0]);
    uint8_t *pixel = target + (size_t)x * (size_t)channels;
    if (channels == 1) {
      pixel[0] = values[0];
    } else {
      for (int i = 0; i < 3; i++) pixel[i] = values[colors == 3 ? i : 0];
      if (channels == 4) pixel[3] = values[stored - 1];
    }
  }
}

static void decodeRows(TIFF *tiff, const Source *source, const Layout *layout,
                       const CImageShims_Header *now, uint8_t *samples, size_t sampleCount,
                       CImageShims_Outcome *outcome) {
  const size_t stride = (size_t)now->width * (size_t)now->channelCount;
  const tmsize_t rowSize = libtiff.TIFFScanlineSize(tiff);
  const size_t needed = (size_t)now->width * layout->samples * (layout->bits / 8u);
  if (rowSize <= 0 || (size_t)rowSize < needed) {
    failWithSource(outcome, source, CImageShims_StatusMalformed, "the rows are too short");
    return;
  }
  uint8_t *row = malloc((size_t)rowSize);
  if (row == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for a row");
    return;
  }
  for (uint32_t y = 0; y < now->height; y++) {
    if (libtiff.TIFFReadScanline(tiff, row, y, 0) != 1) {
      if (y == 0) {
        failWithSource(outcome, source, CImageShims_StatusMalformed, "no row can be read");
      } else {
        // The rows so far are worth looking at.
        memset(samples + (size_t)y * stride, 0, sampleCount - (size_t)y * stride);
        CImageShims_warn(outcome, source->error);
        outcome->isTruncated = 1;
      }
      break;
    }
    convertRow(row, samples + (size_t)y * stride, now->width, layout, now->channelCount);
  }
  free(row);
}

static void decodeRGBA(TIFF *tiff, const Source *source, const CImageShims_Header *now,
                       uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome) {
  TIFFRGBAImage image;
  char reason[1024] = "";
  if (!libtiff.TIFFRGBAImageBegin(&image, tiff, 0, reason)) {
    CImageShims_fail(outcome, CImageShims_StatusUnsupported, 0, reason);
    return;
  }
  // Asking for the stored orientation keeps libtiff from turning the picture.
  image.req_orientation = image.orientation;
  // Bands of whole strips or tiles, so that none is unpacked twice.
  uint32_t band = 0;
  if (libtiff.TIFFIsTiled(tiff))
    libtiff.TIFFGetField(tiff, TIFFTAG_TILELENGTH, &band);
  else
    libtiff.TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &band);
  if (band == 0 || band > now->height) band = now->height;
  // Zeroed: a strip that fails in the middle shows no other memory. calloc, not memset: pages that
  // libtiff does not write stay unused.
  uint32_t *raster = calloc((size_t)now->width * band, sizeof(uint32_t));
  if (raster == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for a band");
  } else {
    const size_t channels = (size_t)now->channelCount;
    for (uint32_t y = 0; y < now->height; y += band) {
      const uint32_t rows = now->height - y < band ? now->height - y : band;
      image.row_offset = (int)y;
      image.col_offset = 0;
      if (y > 0) memset(raster, 0, (size_t)now->width * rows * sizeof(uint32_t));
      const int isRead = libtiff.TIFFRGBAImageGet(&image, raster, now->width, rows);
      if (!isRead && y == 0) {
        failWithSource(outcome, source, CImageShims_StatusMalformed, "no strip can be read");
        break;
      }
      uint8_t *pixel = samples + (size_t)y * now->width * channels;
      const size_t count = (size_t)now->width * rows;
      for (size_t i = 0; i < count; i++, pixel += channels) {
        pixel[0] = (uint8_t)TIFFGetR(raster[i]);
        pixel[1] = (uint8_t)TIFFGetG(raster[i]);
        pixel[2] = (uint8_t)TIFFGetB(raster[i]);
        if (channels == 4) pixel[3] = (uint8_t)TIFFGetA(raster[i]);
      }
      if (!isRead) {
        const size_t done = ((size_t)y + rows) * now->width * channels;
        memset(samples + done, 0, sampleCount - done);
        CImageShims_warn(outcome, source->error);
        outcome->isTruncated = 1;
        break;
      }
      if (rows < band) break;
    }
  }
  free(raster);
  libtiff.TIFFRGBAImageEnd(&image);
}

void CImageShims_decodeTIFF(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                            uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome) {
  Source source = {.bytes = bytes, .count = count};
  Layout layout;
  CImageShims_Header now;
  TIFF *tiff = openTIFF(&source, &layout, &now, outcome);
  if (tiff == NULL) return;
  if (layout.route == routeUnsupported)
    CImageShims_fail(outcome, CImageShims_StatusUnsupported, 0, layout.reason);
  else if (CImageShims_fits(header, &now, sampleCount, outcome)) {
    if (layout.route == routeRows)
      decodeRows(tiff, &source, &layout, &now, samples, sampleCount, outcome);
    else
      decodeRGBA(tiff, &source, &now, samples, sampleCount, outcome);
  }
  libtiff.TIFFClose(tiff);
}
