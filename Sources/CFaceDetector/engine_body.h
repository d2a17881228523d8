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

/// Read once, and only read afterwards.
const Detector &model() {
  static const Detector detector = readModel();
  return detector;
}

using Scanner = Detector::image_scanner_type;
using Pyramid = Scanner::pyramid_type;

/// What one thread needs beside the model.
struct Worker {
  Worker() {
    scanner.copy_configuration(model().get_scanner());
    levels = scanner.get_max_pyramid_levels();
    scanner.set_max_pyramid_levels(1);
  }

  Scanner scanner;
  unsigned long levels;
};

void *create() { return new Worker; }

/// What dlib's own call gives, with one level of the pyramid in memory instead of all of them.
std::vector<dlib::rect_detection> detectByLevel(Worker &worker,
                                                dlib::array2d<unsigned char> &picture) {
  Scanner &scanner = worker.scanner;
  const Detector &detector = model();
  const Pyramid pyramid;
  std::vector<dlib::rect_detection> candidates;
  std::vector<std::pair<double, dlib::rectangle>> found;
  dlib::array2d<unsigned char> smaller;
  dlib::rectangle area = dlib::get_rect(picture);
  for (unsigned long level = 0; level < worker.levels; level++) {
    scanner.load(picture);
    for (unsigned long index = 0; index < detector.num_detectors(); index++) {
      const double threshold = detector.get_w(index)(scanner.get_num_dimensions());
      scanner.detect(detector.get_processed_w(index).get_detect_argument(), found, threshold);
      for (const auto &place : found) {
        dlib::rect_detection candidate;
        candidate.detection_confidence = place.first - threshold;
        candidate.weight_index = index;
        candidate.rect = pyramid.rect_up(place.second, level);
        candidates.push_back(candidate);
      }
    }
    area = pyramid.rect_down(area);
    if (area.width() < scanner.get_min_pyramid_layer_width() ||
        area.height() < scanner.get_min_pyramid_layer_height())
      break;
    pyramid(picture, smaller);
    dlib::swap(picture, smaller);
  }
  // Of those that overlap, the best stays.
  std::sort(candidates.rbegin(), candidates.rend());
  std::vector<dlib::rect_detection> faces;
  for (const dlib::rect_detection &candidate : candidates) {
    const bool isOther =
        std::none_of(faces.begin(), faces.end(), [&](const dlib::rect_detection &face) {
          return detector.get_overlap_tester()(face.rect, candidate.rect);
        });
    if (isOther) faces.push_back(candidate);
  }
  return faces;
}

std::vector<CFacePlugin_Box> detect(void *worker, const GrayPicture &gray) {
  dlib::array2d<unsigned char> picture(gray.height, gray.width);
  for (int32_t y = 0; y < gray.height; y++) {
    const uint8_t *row = gray.samples + (int64_t)y * gray.stride;
    std::copy(row, row + gray.width, &picture[y][0]);
  }
  std::vector<CFacePlugin_Box> boxes;
  for (const dlib::rect_detection &face : detectByLevel(*static_cast<Worker *>(worker), picture)) {
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

void destroy(void *worker) { delete static_cast<Worker *>(worker); }

} // namespace

const Engine ENGINE = {create, detect, destroy};
