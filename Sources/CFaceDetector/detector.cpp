// dlib's frontal face detector behind the interface of CFacePlugin.h.
//
// Only headers of dlib are used, so that neither its library nor the BLAS, the LAPACK and the image
// codecs behind that are loaded into the process. Where the headers are missing, the plug-in is
// built all the same and says so when a detector is asked for.

#include "CFaceDetector.h"

#if __has_include(<dlib/image_processing/frontal_face_detector.h>)
#define HAS_DLIB 1
#else
#define HAS_DLIB 0
#endif

#if HAS_DLIB

#define DLIB_NO_GUI_SUPPORT
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#endif
// The two headers that say what the installed library was built with. It is not linked here.
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
#undef ENABLE_ASSERTS
#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

#include <algorithm>
#include <istream>
#include <new>
#include <streambuf>
#include <vector>

#include "model.h"

namespace {

using Detector = dlib::frontal_face_detector;

/// The bytes of the model as a stream.
struct ModelBuffer : std::streambuf {
  ModelBuffer() {
    char *start = const_cast<char *>(reinterpret_cast<const char *>(CFaceDetector_model()));
    setg(start, start, start + CFaceDetector_modelCount());
  }
};

Detector readModel() {
  ModelBuffer buffer;
  std::istream stream(&buffer);
  Detector detector;
  dlib::deserialize(detector, stream);
  return detector;
}

/// Read once; a copy takes a fraction of the time.
const Detector &prototype() {
  static const Detector detector = readModel();
  return detector;
}

/// Runs `body`, and turns whatever it throws into a status.
template <typename Body> int32_t guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return CFacePlugin_StatusOutOfMemory;
  } catch (...) {
    return CFacePlugin_StatusFailed;
  }
}

} // namespace

#endif

int32_t assay_faces_abi_version(void) { return CFACEPLUGIN_ABI_VERSION; }

int32_t assay_faces_create(void **detector) {
  if (detector == nullptr) return CFacePlugin_StatusArgument;
  *detector = nullptr;
#if HAS_DLIB
  return guarded([&]() -> int32_t {
    *detector = new Detector(prototype());
    return CFacePlugin_StatusOK;
  });
#else
  return CFacePlugin_StatusNotBuilt;
#endif
}

int32_t assay_faces_detect(void *detector, const uint8_t *samples, int32_t width, int32_t height,
                           int32_t channels, int64_t stride, int32_t maximumSide,
                           CFacePlugin_Box *boxes, int32_t capacity, int32_t *count) {
  if (count == nullptr) return CFacePlugin_StatusArgument;
  *count = 0;
  if (detector == nullptr || samples == nullptr || boxes == nullptr || capacity < 0 || width < 1 ||
      height < 1 || (channels != 1 && channels != 3) || stride < (int64_t)width * channels)
    return CFacePlugin_StatusArgument;
  if (width > CFACEPLUGIN_MAXIMUM_SIDE || height > CFACEPLUGIN_MAXIMUM_SIDE ||
      (int64_t)width * height > CFACEPLUGIN_MAXIMUM_PIXELS || width > maximumSide ||
      height > maximumSide)
    return CFacePlugin_StatusLimit;
#if HAS_DLIB
  return guarded([&]() -> int32_t {
    dlib::array2d<unsigned char> picture(height, width);
    for (int32_t y = 0; y < height; y++) {
      const uint8_t *row = samples + (int64_t)y * stride;
      unsigned char *target = &picture[y][0];
      if (channels == 1) {
        std::copy(row, row + width, target);
      } else {
        // The luma of ITU-T T.871 in 16 bits of fraction.
        for (int32_t x = 0; x < width; x++) {
          const uint8_t *pixel = row + (int64_t)x * 3;
          target[x] =
              (unsigned char)((19595u * pixel[0] + 38470u * pixel[1] + 7471u * pixel[2] + 32768u) >>
                              16);
        }
      }
    }
    std::vector<dlib::rect_detection> found;
    (*static_cast<Detector *>(detector))(picture, found);
    std::sort(found.begin(), found.end(),
              [](const dlib::rect_detection &a, const dlib::rect_detection &b) {
                return a.detection_confidence > b.detection_confidence;
              });
    const size_t total = std::min<size_t>(found.size(), INT32_MAX);
    const size_t written = std::min<size_t>(total, (size_t)capacity);
    for (size_t index = 0; index < written; index++) {
      const dlib::rect_detection &face = found[index];
      boxes[index].left = (float)face.rect.left();
      boxes[index].top = (float)face.rect.top();
      boxes[index].width = (float)face.rect.width();
      boxes[index].height = (float)face.rect.height();
      boxes[index].score = (float)face.detection_confidence;
      boxes[index].view = (int32_t)face.weight_index;
    }
    *count = (int32_t)total;
    return CFacePlugin_StatusOK;
  });
#else
  return CFacePlugin_StatusNotBuilt;
#endif
}

void assay_faces_destroy(void *detector) {
#if HAS_DLIB
  delete static_cast<Detector *>(detector);
#else
  (void)detector;
#endif
}
