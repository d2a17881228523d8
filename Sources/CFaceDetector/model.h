// dlib's model of frontal faces in dlib's own serialization, written by Scripts/face-model.cpp from
// the headers of dlib 19.24. It is dlib's, under the Boost Software License 1.0: see
// frontal-faces.licence beside it.
#ifndef CFACEDETECTOR_MODEL_H
#define CFACEDETECTOR_MODEL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

const unsigned char *CFaceDetector_model(void);
size_t CFaceDetector_modelCount(void);

#ifdef __cplusplus
}
#endif

#endif
