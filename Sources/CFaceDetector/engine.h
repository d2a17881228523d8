// dlib's detector, compiled once for every processor and once for those with AVX.
#ifndef CFACEDETECTOR_ENGINE_H
#define CFACEDETECTOR_ENGINE_H

#if __has_include(<dlib/image_processing/frontal_face_detector.h>)
#define HAS_DLIB 1
#else
#define HAS_DLIB 0
#endif

#if HAS_DLIB && defined(__x86_64__) && defined(__clang__) && !defined(__AVX__)
#define HAS_AVX_ENGINE 1
#else
#define HAS_AVX_ENGINE 0
#endif

#include <cstdint>
#include <vector>

#include "CFacePlugin.h"

/// A gray picture, `stride` bytes from row to row. It belongs to the caller.
struct GrayPicture {
  const uint8_t *samples;
  int32_t width;
  int32_t height;
  int64_t stride;
};

/// The functions of one compilation. They throw.
struct Engine {
  void *(*create)();
  /// The faces of a picture, in any order.
  std::vector<CFacePlugin_Box> (*detect)(void *detector, const GrayPicture &picture);
  void (*destroy)(void *detector);
};

extern const Engine plainEngine;
#if HAS_AVX_ENGINE
extern const Engine avxEngine;
#endif

#endif
