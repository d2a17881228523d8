// The interface between Assay and a face detector that is loaded at run time.
//
// The detector's library is large and only needed where a picture is examined, so it is no part of
// the program: the program opens a plug-in that exports the four functions named below. Only plain
// values and pointers to the caller's memory cross the border; no exception does, and the plug-in
// keeps no pointer after a call returned.
#ifndef CFACEPLUGIN_H
#define CFACEPLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define CFACEPLUGIN_NULLABLE _Nullable
#define CFACEPLUGIN_ENUM(name) enum __attribute__((enum_extensibility(open))) name : int32_t
#else
#define CFACEPLUGIN_NULLABLE
#define CFACEPLUGIN_ENUM(name) enum name
#endif

/// The version of this interface. A plug-in of another version is not used.
#define CFACEPLUGIN_ABI_VERSION 1
/// The largest width and height that a plug-in takes, in pixels.
#define CFACEPLUGIN_MAXIMUM_SIDE 8192
/// The largest number of pixels that a plug-in takes.
#define CFACEPLUGIN_MAXIMUM_PIXELS ((int64_t)1 << 24)

/// How a call ended. Open: a plug-in is another program's word.
typedef CFACEPLUGIN_ENUM(CFacePlugin_Status) {
  CFacePlugin_StatusOK = 0,
  /// The plug-in was built where the detector's library was not there.
  CFacePlugin_StatusNotBuilt = 1,
  /// A pointer is null, or a size or a stride makes no sense.
  CFacePlugin_StatusArgument = 2,
  /// The picture is larger than the plug-in or the caller allows.
  CFacePlugin_StatusLimit = 3,
  CFacePlugin_StatusOutOfMemory = 4,
  /// The detector's library gave up.
  CFacePlugin_StatusFailed = 5,
} CFacePlugin_Status;

/// A face. Coordinates are in pixels of the picture given, and can lie outside it.
typedef struct {
  float left;
  float top;
  float width;
  float height;
  /// How far the detector's score lies above its threshold.
  float score;
  /// Which of the detector's views fits best: 0 front, 1 left, 2 right, 3 and 4 front, tilted.
  int32_t view;
} CFacePlugin_Box;

// What a plug-in exports, each under `assay_faces_` and the name of the type.
typedef int32_t (*CFacePlugin_abi_version)(void);
/// Makes a detector; at most one thread may use it at a time.
typedef int32_t (*CFacePlugin_create)(void *CFACEPLUGIN_NULLABLE *CFACEPLUGIN_NULLABLE detector);
/// Finds the faces of a picture.
///
/// `channels` is 1 (gray) or 3 (red, green, blue); rows start `stride` bytes apart. A picture with
/// a side above `maximumSide` is refused. `count` tells how many faces there are; of those the
/// first `capacity`, best first, are written to `boxes`.
typedef int32_t (*CFacePlugin_detect)(
    void *detector, const uint8_t *samples, int32_t width, int32_t height, int32_t channels,
    int64_t stride, int32_t maximumSide, CFacePlugin_Box *boxes, int32_t capacity, int32_t *count);
typedef void (*CFacePlugin_destroy)(void *CFACEPLUGIN_NULLABLE detector);

/// An open plug-in. It is never closed: its code may run until the process ends.
typedef struct {
  CFacePlugin_create CFACEPLUGIN_NULLABLE create;
  CFacePlugin_detect CFACEPLUGIN_NULLABLE detect;
  CFacePlugin_destroy CFACEPLUGIN_NULLABLE destroy;
} CFacePlugin_Functions;

/// How opening ended.
typedef CFACEPLUGIN_ENUM(CFacePlugin_Opening) {
  CFacePlugin_OpeningOK = 0,
  /// There is no such file, or the system does not load it.
  CFacePlugin_OpeningNotLoaded = 1,
  /// A function is missing.
  CFacePlugin_OpeningIncomplete = 2,
  /// The plug-in has another version of the interface.
  CFacePlugin_OpeningVersion = 3,
} CFacePlugin_Opening;

/// Opens the plug-in at `path`.
///
/// `version` tells the plug-in's version of the interface, 0 when it could not be asked; `message`
/// gets what the system says when it does not load the file, cut to `capacity` bytes with the zero.
CFacePlugin_Opening CFacePlugin_open(const char *path, CFacePlugin_Functions *functions,
                                     int32_t *version, char *message, size_t capacity);

/// `create`, `detect` and `destroy` of an open plug-in.
int32_t CFacePlugin_callCreate(const CFacePlugin_Functions *functions,
                               void *CFACEPLUGIN_NULLABLE *CFACEPLUGIN_NULLABLE detector);
int32_t CFacePlugin_callDetect(const CFacePlugin_Functions *functions, void *detector,
                               const uint8_t *samples, int32_t width, int32_t height,
                               int32_t channels, int64_t stride, int32_t maximumSide,
                               CFacePlugin_Box *boxes, int32_t capacity, int32_t *count);
void CFacePlugin_callDestroy(const CFacePlugin_Functions *functions, void *detector);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
