// dlib's frontal face detector behind the interface of CFacePlugin.h.
//
// Only headers of dlib are used, so that neither its library nor the BLAS, the LAPACK and the image
// codecs behind that are loaded into the process. Where the headers are missing, the plug-in is
// built all the same and says so when a detector is asked for.

#include "CFaceDetector.h"

#include <algorithm>
#include <new>

#include "engine.h"

#if HAS_DLIB

namespace {

const Engine &engine() {
#if HAS_AVX_ENGINE
  static const bool hasAVX = __builtin_cpu_supports("avx");
  if (hasAVX) return avxEngine;
#endif
  return plainEngine;
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

/// The luma of a row of red, green and blue, by ITU-T T.871 in 16 bits of fraction.
void convert(const uint8_t *row, int32_t width, uint8_t *target) {
  for (int32_t x = 0; x < width; x++) {
    const uint8_t *pixel = row + (int64_t)x * 3;
    const uint32_t sum = 19595u * pixel[0] + 38470u * pixel[1] + 7471u * pixel[2];
    target[x] = (uint8_t)((sum + 32768u) >> 16);
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
    *detector = engine().create();
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
    GrayPicture picture = {samples, width, height, stride};
    std::vector<uint8_t> luma;
    if (channels == 3) {
      luma.resize((size_t)width * height);
      for (int32_t y = 0; y < height; y++)
        convert(samples + (int64_t)y * stride, width, luma.data() + (int64_t)y * width);
      picture.samples = luma.data();
      picture.stride = width;
    }
    std::vector<CFacePlugin_Box> found = engine().detect(detector, picture);
    std::sort(found.begin(), found.end(),
              [](const CFacePlugin_Box &a, const CFacePlugin_Box &b) { return a.score > b.score; });
    const size_t total = std::min<size_t>(found.size(), INT32_MAX);
    std::copy_n(found.begin(), std::min<size_t>(total, (size_t)capacity), boxes);
    *count = (int32_t)total;
    return CFacePlugin_StatusOK;
  });
#else
  return CFacePlugin_StatusNotBuilt;
#endif
}

void assay_faces_destroy(void *detector) {
#if HAS_DLIB
  if (detector != nullptr) engine().destroy(detector);
#else
  (void)detector;
#endif
}
