// The one body of both compilations: include it once, with ENGINE as the name of the constant that
// it defines, after the headers that must not be compiled for another processor.

#define DLIB_NO_GUI_SUPPORT
// The two headers that say what the installed library was built with. It is not linked here.
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
#undef ENABLE_ASSERTS
#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>

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

void *create() { return new Detector(prototype()); }

std::vector<CFacePlugin_Box> detect(void *detector, const GrayPicture &gray) {
  dlib::array2d<unsigned char> picture(gray.height, gray.width);
  for (int32_t y = 0; y < gray.height; y++) {
    const uint8_t *row = gray.samples.data() + (int64_t)y * gray.width;
    std::copy(row, row + gray.width, &picture[y][0]);
  }
  std::vector<dlib::rect_detection> found;
  (*static_cast<Detector *>(detector))(picture, found);
  std::vector<CFacePlugin_Box> boxes;
  boxes.reserve(found.size());
  for (const dlib::rect_detection &face : found) {
    CFacePlugin_Box box;
    box.left = (float)face.rect.left();
    box.top = (float)face.rect.top();
    box.width = (float)face.rect.width();
    box.height = (float)face.rect.height();
    box.score = (float)face.detection_confidence;
    box.view = (int32_t)face.weight_index;
    boxes.push_back(box);
  }
  return boxes;
}

void destroy(void *detector) { delete static_cast<Detector *>(detector); }

} // namespace

const Engine ENGINE = {create, detect, destroy};
