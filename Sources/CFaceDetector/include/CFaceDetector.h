// The face detector as a plug-in: what it exports is declared in CFacePlugin.h.
#ifndef CFACEDETECTOR_H
#define CFACEDETECTOR_H

#include "CFacePlugin.h"

#ifdef __cplusplus
extern "C" {
#endif

int32_t assay_faces_abi_version(void);
int32_t assay_faces_create(void *_Nullable *_Nullable detector);
int32_t assay_faces_detect(void *_Nonnull detector, const uint8_t *_Nonnull samples, int32_t width,
                           int32_t height, int32_t channels, int64_t stride, int32_t maximumSide,
                           CFacePlugin_Box *_Nonnull boxes, int32_t capacity,
                           int32_t *_Nonnull count);
void assay_faces_destroy(void *_Nullable detector);

#ifdef __cplusplus
}
#endif

#endif
