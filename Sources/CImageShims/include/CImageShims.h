// Whole image operations, each one C call.
//
// libjpeg and libpng report errors with longjmp, which must never cross a Swift frame. So each
// function here creates the library's object, sets its limits, does all of the work and destroys
// the object, under one setjmp. Nothing calls back into Swift, nothing prints, nothing keeps a
// pointer after it returned, and the structs hold plain values only.
//
// Decoding takes two steps: readHeader tells the size, the caller checks its limits and allocates,
// decode fills the caller's buffer. decode reads the header again and refuses to go on when it does
// not fit the buffer.
#ifndef CIMAGESHIMS_H
#define CIMAGESHIMS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define CIMAGESHIMS_NULLABLE _Nullable
#define CIMAGESHIMS_ENUM(name) enum __attribute__((enum_extensibility(closed))) name : int32_t
#else
#define CIMAGESHIMS_NULLABLE
#define CIMAGESHIMS_ENUM(name) enum name
#endif

/// The length of every text in the structs below, with its terminating zero.
#define CIMAGESHIMS_TEXT_LENGTH 200

/// How an operation ended. The values are part of the interface to Swift.
typedef CIMAGESHIMS_ENUM(CImageShims_Status) {
  CImageShims_StatusOK = 0,
  /// The bytes are not what the format asks for.
  CImageShims_StatusMalformed = 1,
  /// The bytes end before there is anything to show.
  CImageShims_StatusTruncated = 2,
  /// The library cannot decode this kind of coding.
  CImageShims_StatusUnsupported = 3,
  /// The library would need more memory, or more work, than it was allowed.
  CImageShims_StatusLimit = 4,
  CImageShims_StatusOutOfMemory = 5,
  /// The library is not there, or is another than this was compiled for.
  CImageShims_StatusNoLibrary = 6,
} CImageShims_Status;

/// How the file stores colour.
typedef CIMAGESHIMS_ENUM(CImageShims_ColorModel) {
  CImageShims_ColorModelUnknown = 0,
  CImageShims_ColorModelGray = 1,
  CImageShims_ColorModelRGB = 2,
  CImageShims_ColorModelYCbCr = 3,
  CImageShims_ColorModelCMYK = 4,
  CImageShims_ColorModelYCCK = 5,
  CImageShims_ColorModelPalette = 6,
  CImageShims_ColorModelLab = 7,
} CImageShims_ColorModel;

/// What came of an operation.
typedef struct {
  CImageShims_Status status;
  /// The library's own number of the error; 0 where it has none.
  int32_t libraryCode;
  /// How often the library warned.
  int64_t warningCount;
  /// The number of bytes an encoder wrote.
  int64_t byteCount;
  /// 1 when the data ended early and the rest of the picture was filled in.
  int32_t isTruncated;
  int32_t reserved;
  /// The library's words for the error; zero-terminated.
  char message[CIMAGESHIMS_TEXT_LENGTH];
  /// The first warning; zero-terminated.
  char warning[CIMAGESHIMS_TEXT_LENGTH];
} CImageShims_Outcome;

/// What the header of a picture says.
typedef struct {
  /// Size of the first picture, in pixels.
  uint32_t width;
  uint32_t height;
  /// Samples of one decoded pixel: 1 gray, 3 RGB, 4 RGBA.
  int32_t channelCount;
  /// Bits of a stored sample.
  int32_t bitsPerSample;
  CImageShims_ColorModel colorModel;
  int32_t hasAlpha;
  int32_t isLossless;
  /// Pictures in the file, where the library counts them; else 1.
  int32_t frameCount;
  /// Stored components with a plane of their own (JPEG only): 0, 1 or 3.
  int32_t planeCount;
  uint32_t planeWidth[3];
  uint32_t planeHeight[3];
  int32_t reserved;
} CImageShims_Header;

_Static_assert(sizeof(CImageShims_Status) == 4, "the Swift side reads 32-bit enums");
_Static_assert(sizeof(CImageShims_ColorModel) == 4, "the Swift side reads 32-bit enums");
_Static_assert(sizeof(CImageShims_Outcome) == 432, "no hidden padding");
_Static_assert(sizeof(CImageShims_Header) == 64, "no hidden padding");
_Static_assert(sizeof(size_t) == 8, "sizes are 64 bits");

/// Tells the system that all of `memory` is going to be written soon.
void CImageShims_prepareForWriting(void *memory, size_t count);
/// Lets go of the pages of code and constants of the running program; what is needed again comes
/// back from the page cache. For programs to call, not for libraries.
void CImageShims_releaseProgramPages(void);

// Reads what the header says. `bytes` holds `count` bytes. Returns nothing: see `outcome`.

void CImageShims_readHeaderJPEG(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                                CImageShims_Outcome *outcome);
void CImageShims_readHeaderPNG(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                               CImageShims_Outcome *outcome);
void CImageShims_readHeaderWebP(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                                CImageShims_Outcome *outcome);
/// `pixelLimit` bounds what libheif itself may allocate.
void CImageShims_readHeaderHEIF(const uint8_t *bytes, size_t count, int64_t pixelLimit,
                                CImageShims_Header *header, CImageShims_Outcome *outcome);
void CImageShims_readHeaderTIFF(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                                CImageShims_Outcome *outcome);
void CImageShims_readHeaderGIF(const uint8_t *bytes, size_t count, CImageShims_Header *header,
                               CImageShims_Outcome *outcome);

// Decodes the first picture into `samples`, which holds exactly
// `width * height * channelCount` bytes as `header` told. On success all of them are written.

void CImageShims_decodeJPEG(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                            uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome);
/// Decodes the components of a JPEG as they are stored: no chroma upsampling, no colour conversion.
/// `samples` holds the planes one after the other, each `planeWidth * planeHeight` bytes.
void CImageShims_decodeJPEGPlanes(const uint8_t *bytes, size_t count,
                                  const CImageShims_Header *header, uint8_t *samples,
                                  size_t sampleCount, CImageShims_Outcome *outcome);
void CImageShims_decodePNG(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                           uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome);
void CImageShims_decodeWebP(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                            uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome);
/// Geometric transformations (irot, imir, clap) are not applied, as EXIF orientation is not applied
/// to other formats.
void CImageShims_decodeHEIF(const uint8_t *bytes, size_t count, int64_t pixelLimit,
                            const CImageShims_Header *header, uint8_t *samples, size_t sampleCount,
                            CImageShims_Outcome *outcome);
void CImageShims_decodeTIFF(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                            uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome);
void CImageShims_decodeGIF(const uint8_t *bytes, size_t count, const CImageShims_Header *header,
                           uint8_t *samples, size_t sampleCount, CImageShims_Outcome *outcome);

// Encodes `width * height * channelCount` samples into `bytes`, which holds `capacity` bytes.
// `outcome->byteCount` tells how many were written; status Limit when they did not fit.

/// The chroma planes of an encoded JPEG.
typedef CIMAGESHIMS_ENUM(CImageShims_Subsampling) {
  CImageShims_SubsamplingNone = 0,
  CImageShims_SubsamplingHorizontal = 1,
  CImageShims_SubsamplingBoth = 2,
} CImageShims_Subsampling;

/// Channels 1, 3, or 4 (CMYK in Adobe's inverted form). `quality` is IJG quality, 1…100.
void CImageShims_encodeJPEG(const uint8_t *samples, uint32_t width, uint32_t height,
                            int32_t channelCount, int32_t quality,
                            CImageShims_Subsampling subsampling, int32_t isProgressive,
                            uint8_t *bytes, size_t capacity, CImageShims_Outcome *outcome);
/// Channels 1, 3 or 4; `bitsPerSample` 8 or 16 (16: samples are big-endian pairs of bytes).
void CImageShims_encodePNG(const uint8_t *samples, uint32_t width, uint32_t height,
                           int32_t channelCount, int32_t bitsPerSample, int32_t isInterlaced,
                           uint8_t *bytes, size_t capacity, CImageShims_Outcome *outcome);
/// Channels 3 or 4. A `quality` of 0…100 is lossy; -1 asks for lossless.
void CImageShims_encodeWebP(const uint8_t *samples, uint32_t width, uint32_t height,
                            int32_t channelCount, float quality, uint8_t *bytes, size_t capacity,
                            CImageShims_Outcome *outcome);
/// Channels 3 or 4; AVIF when `isAVIF`, else HEIC. Unsupported when libheif has no such encoder.
/// `exif` is a whole EXIF block from its TIFF header on, `xmp` an XMP packet; none when empty.
void CImageShims_encodeHEIF(const uint8_t *samples, uint32_t width, uint32_t height,
                            int32_t channelCount, int32_t isAVIF, int32_t quality,
                            const uint8_t *CIMAGESHIMS_NULLABLE exif, size_t exifCount,
                            const uint8_t *CIMAGESHIMS_NULLABLE xmp, size_t xmpCount,
                            uint8_t *bytes, size_t capacity, CImageShims_Outcome *outcome);

#if defined(__linux__)
/// Looks functions up in an open library; NULL, or the name of the first that is missing.
typedef const char *CIMAGESHIMS_NULLABLE CImageShims_FindFunctions(void *handle);
/// Opens a library of the system for good. What goes wrong is in the outcome.
void CImageShims_openLibrary(const char *name, const char *fileName,
                             CImageShims_FindFunctions *findFunctions,
                             CImageShims_Outcome *outcome);
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
