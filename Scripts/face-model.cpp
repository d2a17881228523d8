// Writes the model of dlib's frontal face detector, as dlib's headers hold it but unpacked:
// unpacking takes 0.3 s, too long for the start of a program that looks at one picture.
//
//   c++ -std=c++17 -O2 Scripts/face-model.cpp -ldlib -o /tmp/face-model
//   /tmp/face-model Sources/CFaceDetector/frontal-faces.model
#include <dlib/image_processing/frontal_face_detector.h>

#include <fstream>

int main(int count, char **arguments) {
  if (count != 2) return 2;
  std::ofstream file(arguments[1], std::ios::binary);
  file << dlib::get_serialized_frontal_faces();
  return file.good() ? 0 : 1;
}
