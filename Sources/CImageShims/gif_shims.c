#include <stdlib.h>

#include <gif_lib.h>

#include "system_library.h"

_Static_assert(GIFLIB_MAJOR >= 5, "DGifOpen and DGifCloseFile return their error");
_Static_assert(sizeof(GifPixelType) == 1, "an index is a byte");

#define FUNCTIONS(X) \
  X(DGifCloseFile) \
  X(DGifGetExtension) \
  X(DGifGetExtensionNext) \
  X(DGifGetImageDesc) \
  X(DGifGetLine) \
  X(DGifGetRecordType) \
  X(DGifOpen) \
  X(GifErrorString)

CIMAGESHIMS_LIBRARY(libgif, FUNCTIONS, "libgif.so.7")

// GIFs of more records than this before the first picture are not GIFs.
enum { maximumRecordCount = 10000 };

typedef struct {
  const uint8_t *next;
  size_t left;
  int hitEnd;
} Source;

static int onRead(GifFileType *gif, GifByteType *target, int count) {
  Source *source = gif->UserData;
  if (count < 0) return 0;
  size_t wanted = (size_t)count;
  if (wanted > source->left) {
    source->hitEnd = 1;
    wanted = source->left;
  }
  memcpy(target, source->next, wanted);
  source->next += wanted;
  source->left -= wanted;
  return (int)wanted;
}

static void failWithCode(CImageShims_Outcome *outcome, const Source *source, int code) {
  const char *words = libgif.GifErrorString(code);
  CImageShims_fail(outcome,
                   source->hitEnd                     ? CImageShims_StatusTruncated
                   : code == D_GIF_ERR_NOT_ENOUGH_MEM ? CImageShims_StatusOutOfMemory
                                                      : CImageShims_StatusMalformed,
                   code, words != NULL ? words : "the GIF cannot be read");
}

// Goes to the first picture; tells its transparent index, or -1.
static int findPicture(GifFileType *gif, const Source *source, int *transparent,
                       CImageShims_Outcome *outcome) {
  *transparent = -1;
  for (int i = 0; i < maximumRecordCount; i++) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    if (libgif.DGifGetRecordType(gif, &type) == GIF_ERROR) {
      failWithCode(outcome, source, gif->Error);
      return 0;
    }
    if (type == IMAGE_DESC_RECORD_TYPE) {
      if (libgif.DGifGetImageDesc(gif) == GIF_ERROR) {
        failWithCode(outcome, source, gif->Error);
        return 0;
      }
      return 1;
    }
    if (type == TERMINATE_RECORD_TYPE) {
      CImageShims_fail(outcome, CImageShims_StatusMalformed, 0, "the GIF holds no picture");
      return 0;
    }
    if (type != EXTENSION_RECORD_TYPE) continue;
    int code = 0;
    GifByteType *block = NULL;
    int result = libgif.DGifGetExtension(gif, &code, &block);
    while (result != GIF_ERROR && block != NULL) {
      // Graphic control extension: length 4, flags, delay, transparent index (GIF89a §23).
      if (code == GRAPHICS_EXT_FUNC_CODE && block[0] == 4)
        *transparent = (block[1] & 1) != 0 ? block[4] : -1;
      result = libgif.DGifGetExtensionNext(gif, &block);
    }
    if (result == GIF_ERROR) {
      failWithCode(outcome, source, gif->Error);
      return 0;
    }
  }
  CImageShims_fail(outcome, CImageShims_StatusLimit, 0, "too many blocks before the first picture");
  return 0;
}

static GifFileType *openGIF(Source *source, CImageShims_Header *header, int *transparent,
                            CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  memset(header, 0, sizeof(*header));
  if (!requireLibrary_libgif(outcome)) return NULL;
  int code = 0;
  GifFileType *gif = libgif.DGifOpen(source, onRead, &code);
  if (gif == NULL) {
    failWithCode(outcome, source, code);
    return NULL;
  }
  if (!findPicture(gif, source, transparent, outcome)) {
    libgif.DGifCloseFile(gif, &code);
    return NULL;
  }
  const GifImageDesc *image = &gif->Image;
  header->width = gif->SWidth > 0 ? (uint32_t)gif->SWidth : (uint32_t)image->Width;
  header->height = gif->SHeight > 0 ? (uint32_t)gif->SHeight : (uint32_t)image->Height;
  // Parts of the canvas that the first picture leaves free are transparent.
  const int coversCanvas = image->Left == 0 && image->Top == 0 &&
                           (uint32_t)image->Width >= header->width &&
                           (uint32_t)image->Height >= header->height;
  header->hasAlpha = *transparent >= 0 || !coversCanvas;
  header->channelCount = header->hasAlpha ? 4 : 3;
  header->bitsPerSample = 8;
  header->colorModel = CImageShims_ColorModelPalette;
  header->isLossless = 1;
  header->frameCount = 1;
  if (header->width == 0 || header->height == 0 || image->Width <= 0 || image->Height <= 0) {
    CImageShims_fail(outcome, CImageShims_StatusMalformed, 0, "the picture has no size");
    libgif.DGifCloseFile(gif, &code);
    return NULL;
  }
  return gif;
}

void CImageShims_readHeaderGIF(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                               CImageShims_Outcome *outcome) {
  Source source = {bytes, count, 0};
  int transparent = -1, code = 0;
  GifFileType *gif = openGIF(&source, header, &transparent, outcome);
  if (gif != NULL) libgif.DGifCloseFile(gif, &code);
}

void CImageShims_decodeGIF(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                           uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome) {
  Source source = {bytes, count, 0};
  CImageShims_Header now;
  int transparent = -1, code = 0;
  GifFileType *gif = openGIF(&source, &now, &transparent, outcome);
  if (gif == NULL) return;
  const GifImageDesc image = gif->Image;
  const ColorMapObject *colors = image.ColorMap != NULL ? image.ColorMap : gif->SColorMap;
  GifPixelType *line = malloc((size_t)image.Width);
  if (line == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusOutOfMemory, 0, "no memory for a row");
  } else if (colors == NULL) {
    CImageShims_fail(outcome, CImageShims_StatusMalformed, D_GIF_ERR_NO_COLOR_MAP,
                     "neither a global nor a local color table");
  } else if (CImageShims_fits(header, &now, sampleCount, outcome)) {
    static const int starts[4] = {0, 4, 2, 1};
    static const int steps[4] = {8, 8, 4, 2};
    const size_t channels = (size_t)now.channelCount;
    memset(samples, 0, sampleCount);
    int done = 0;
    for (int pass = image.Interlace ? 0 : 3; pass < 4 && outcome->isTruncated == 0; pass++) {
      const int step = image.Interlace ? steps[pass] : 1;
      for (int y = image.Interlace ? starts[pass] : 0; y < image.Height; y += step) {
        if (libgif.DGifGetLine(gif, line, image.Width) == GIF_ERROR) {
          if (done == 0) {
            failWithCode(outcome, &source, gif->Error);
          } else {
            // The rows so far are worth looking at; the rest stays black or transparent.
            CImageShims_warn(outcome, libgif.GifErrorString(gif->Error));
            outcome->isTruncated = 1;
          }
          pass = 4;
          break;
        }
        done++;
        const uint64_t row = (uint64_t)(uint32_t)image.Top + (uint32_t)y;
        if (row >= now.height) continue;
        for (int x = 0; x < image.Width; x++) {
          const uint64_t column = (uint64_t)(uint32_t)image.Left + (uint32_t)x;
          if (column >= now.width) break;
          const int index = line[x];
          uint8_t *pixel = samples + (row * now.width + column) * channels;
          if (index < colors->ColorCount) {
            pixel[0] = colors->Colors[index].Red;
            pixel[1] = colors->Colors[index].Green;
            pixel[2] = colors->Colors[index].Blue;
          }
          if (channels == 4) pixel[3] = index == transparent ? 0 : 255;
        }
      }
    }
  }
  free(line);
  libgif.DGifCloseFile(gif, &code);
}
