// The 68 landmarks of faces, for Scripts/face-alignment.py: FFHQ was aligned by these.
//
// Standard input: a line `PICTURE LEFT TOP RIGHT BOTTOM` for each face, the picture as 8-bit PGM.
// Standard output: a line of 136 numbers for each. Needs libdlib-dev and libdlib-data. The landmark
// model is for research only and no part of Assay.
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
// No need to link what the library was built with.
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
#include <dlib/array2d.h>
#include <dlib/image_processing.h>

#include <fstream>
#include <iostream>

int main(int count, char **arguments) {
  if (count != 2) return 2;
  dlib::shape_predictor predictor;
  dlib::deserialize(arguments[1]) >> predictor;
  std::string path;
  long left, top, right, bottom;
  while (std::cin >> path >> left >> top >> right >> bottom) {
    std::ifstream file(path, std::ios::binary);
    std::string magic;
    int width = 0, height = 0, maximum = 0;
    file >> magic >> width >> height >> maximum;
    file.get();
    if (magic != "P5" || width < 1 || height < 1 || maximum != 255) return 1;
    dlib::array2d<unsigned char> picture(height, width);
    for (int y = 0; y < height; y++) file.read(reinterpret_cast<char *>(&picture[y][0]), width);
    if (!file) return 1;
    const auto shape = predictor(picture, dlib::rectangle(left, top, right, bottom));
    for (unsigned long part = 0; part < shape.num_parts(); part++)
      std::cout << shape.part(part).x() << ' ' << shape.part(part).y() << ' ';
    std::cout << '\n';
  }
}
