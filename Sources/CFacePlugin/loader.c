#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "CFacePlugin.h"

CFacePlugin_Opening CFacePlugin_open(const char *path, CFacePlugin_Functions *functions,
                                     int32_t *version, char *message, size_t capacity) {
  memset(functions, 0, sizeof(*functions));
  *version = 0;
  if (capacity > 0) message[0] = 0;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    if (capacity > 0) snprintf(message, capacity, "%s", reason ? reason : "");
    return CFacePlugin_OpeningNotLoaded;
  }
  CFacePlugin_Opening opening = CFacePlugin_OpeningOK;
  CFacePlugin_abi_version askVersion = NULL;
  // A version is told before anything else is looked for: another version can have other functions.
  *(void **)&askVersion = dlsym(library, "assay_faces_abi_version");
  if (askVersion == NULL) {
    opening = CFacePlugin_OpeningIncomplete;
  } else {
    *version = askVersion();
    if (*version != CFACEPLUGIN_ABI_VERSION) opening = CFacePlugin_OpeningVersion;
  }
  if (opening == CFacePlugin_OpeningOK) {
    *(void **)&functions->create = dlsym(library, "assay_faces_create");
    *(void **)&functions->detect = dlsym(library, "assay_faces_detect");
    *(void **)&functions->destroy = dlsym(library, "assay_faces_destroy");
    if (functions->create == NULL || functions->detect == NULL || functions->destroy == NULL) {
      memset(functions, 0, sizeof(*functions));
      opening = CFacePlugin_OpeningIncomplete;
    }
  }
  if (opening != CFacePlugin_OpeningOK) dlclose(library);
  return opening;
}

int32_t CFacePlugin_callCreate(const CFacePlugin_Functions *functions, void **detector) {
  if (detector == NULL || functions->create == NULL) return CFacePlugin_StatusArgument;
  *detector = NULL;
  return functions->create(detector);
}

int32_t CFacePlugin_callDetect(const CFacePlugin_Functions *functions, void *detector,
                               const uint8_t *samples, int32_t width, int32_t height,
                               int32_t channels, int64_t stride, int32_t maximumSide,
                               CFacePlugin_Box *boxes, int32_t capacity, int32_t *count) {
  *count = 0;
  if (functions->detect == NULL) return CFacePlugin_StatusArgument;
  return functions->detect(detector, samples, width, height, channels, stride, maximumSide, boxes,
                           capacity, count);
}

void CFacePlugin_callDestroy(const CFacePlugin_Functions *functions, void *detector) {
  if (functions->destroy != NULL) functions->destroy(detector);
}
