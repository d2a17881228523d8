#include "CONNXRuntime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ONNX Runtime hands out its interface as a struct of function pointers that only ever grows at its
// end. So the places of the functions of version 1, which are all that is needed here, are the same
// in every release. Their order is that of `OrtApi` in onnxruntime_c_api.h.

typedef struct OrtStatus OrtStatus;
typedef struct OrtEnv OrtEnv;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtAllocator OrtAllocator;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtValue OrtValue;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtTensorInfo OrtTensorInfo;

typedef struct {
  const void *(*getApi)(uint32_t version);
  const char *(*getVersionString)(void);
} OrtApiBase;

enum {
  ApiVersion = 1,
  PlaceGetErrorMessage = 2,
  PlaceCreateEnv = 3,
  PlaceDisableTelemetryEvents = 6,
  PlaceCreateSession = 7,
  PlaceRun = 9,
  PlaceCreateSessionOptions = 10,
  PlaceDisableCpuMemArena = 19,
  PlaceSetIntraOpNumThreads = 24,
  PlaceSetInterOpNumThreads = 25,
  PlaceSessionGetInputCount = 30,
  PlaceSessionGetOutputCount = 31,
  PlaceSessionGetInputTypeInfo = 33,
  PlaceSessionGetOutputTypeInfo = 34,
  PlaceSessionGetInputName = 36,
  PlaceSessionGetOutputName = 37,
  PlaceCreateTensorWithDataAsOrtValue = 49,
  PlaceIsTensor = 50,
  PlaceGetTensorMutableData = 51,
  PlaceCastTypeInfoToTensorInfo = 55,
  PlaceGetTensorElementType = 60,
  PlaceGetDimensionsCount = 61,
  PlaceGetDimensions = 62,
  PlaceGetTensorShapeElementCount = 64,
  PlaceGetTensorTypeAndShape = 65,
  PlaceCreateCpuMemoryInfo = 69,
  PlaceAllocatorFree = 76,
  PlaceGetAllocatorWithDefaultOptions = 78,
  PlaceReleaseEnv = 92,
  PlaceReleaseStatus = 93,
  PlaceReleaseMemoryInfo = 94,
  PlaceReleaseSession = 95,
  PlaceReleaseValue = 96,
  PlaceReleaseTypeInfo = 98,
  PlaceReleaseTensorTypeAndShapeInfo = 99,
  PlaceReleaseSessionOptions = 100,

  ElementTypeFloat = 1,
  LoggingLevelFatal = 4,
  ArenaAllocator = 1,
  MemoryTypeDefault = 0,
  MaximumNameLength = 128,
  MaximumDimensions = 8,
};

typedef void (*Function)(void);

struct CONNXRuntime_Model {
  const Function *api;
  OrtEnv *env;
  OrtSession *session;
  OrtMemoryInfo *memory;
  int32_t outputCount;
  int32_t height;
  int32_t width;
  char inputName[MaximumNameLength];
  char outputName[MaximumNameLength];
};

// Calls the function at a place, with the types that its declaration has.
#define CALL(api, place, types, ...) (((OrtStatus * (*) types)(api)[Place##place])(__VA_ARGS__))
#define RELEASE(api, place, type, value) (((void (*)(type *))(api)[Place##place])(value))

static void fail(CONNXRuntime_Outcome *outcome, CONNXRuntime_Status status, const char *message) {
  outcome->status = status;
  snprintf(outcome->message, sizeof(outcome->message), "%s", message ? message : "");
}

/// Whether a call went well; if not, keeps what the library said.
static int succeeds(const Function *api, OrtStatus *status, CONNXRuntime_Status kind,
                    CONNXRuntime_Outcome *outcome) {
  if (status == NULL) return 1;
  fail(outcome, kind,
       ((const char *(*)(const OrtStatus *))api[PlaceGetErrorMessage])(status));
  RELEASE(api, ReleaseStatus, OrtStatus, status);
  return 0;
}

static const Function *loadedLibrary(const char *name, CONNXRuntime_Info *info,
                                     CONNXRuntime_Outcome *outcome) {
  static const char *const usualNames[] = {
#if defined(__APPLE__)
      "libonnxruntime.dylib", "libonnxruntime.1.dylib",
      "/opt/homebrew/lib/libonnxruntime.dylib", "/usr/local/lib/libonnxruntime.dylib",
#else
      "libonnxruntime.so.1", "libonnxruntime.so",
#endif
  };
  void *library = NULL;
  if (name != NULL) {
    library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  } else {
    for (size_t i = 0; library == NULL && i < sizeof(usualNames) / sizeof(*usualNames); i++)
      library = dlopen(usualNames[i], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) {
    fail(outcome, CONNXRuntime_StatusNoLibrary, name ? dlerror() : "");
    return NULL;
  }
  // It stays loaded from here on: it starts threads of its own, and does not like to be removed.
  const OrtApiBase *(*getBase)(void);
  *(void **)&getBase = dlsym(library, "OrtGetApiBase");
  const OrtApiBase *base = getBase ? getBase() : NULL;
  const Function *api = base ? base->getApi(ApiVersion) : NULL;
  if (api == NULL) {
    fail(outcome, CONNXRuntime_StatusForeignLibrary, "it does not offer version 1 of OrtApi");
    return NULL;
  }
  const char *version = base->getVersionString ? base->getVersionString() : NULL;
  snprintf(info->version, sizeof(info->version), "%s", version ? version : "");
  return api;
}

static int isAcceptableFile(const char *path, CONNXRuntime_Outcome *outcome) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0) {
    fail(outcome, CONNXRuntime_StatusNoModel, "it is not there, or not a file, or empty");
    return 0;
  }
  if ((int64_t)status.st_size > CONNXRUNTIME_MAXIMUM_BYTES) {
    fail(outcome, CONNXRuntime_StatusModelTooLarge, "it is larger than 512 MiB");
    return 0;
  }
  return 1;
}

/// The name of the only input or output.
static int readName(const CONNXRuntime_Model *model, int isInput, char *name,
                    CONNXRuntime_Outcome *outcome) {
  const Function *api = model->api;
  size_t count = 0;
  OrtStatus *status =
      isInput ? CALL(api, SessionGetInputCount, (const OrtSession *, size_t *), model->session,
                     &count)
              : CALL(api, SessionGetOutputCount, (const OrtSession *, size_t *), model->session,
                     &count);
  if (!succeeds(api, status, CONNXRuntime_StatusBrokenModel, outcome)) return 0;
  if (count != 1) {
    fail(outcome, CONNXRuntime_StatusWrongShape,
         isInput ? "it does not have exactly one input" : "it does not have exactly one output");
    return 0;
  }
  OrtAllocator *allocator = NULL;
  status = CALL(api, GetAllocatorWithDefaultOptions, (OrtAllocator **), &allocator);
  if (!succeeds(api, status, CONNXRuntime_StatusFailed, outcome)) return 0;
  char *found = NULL;
  status = isInput ? CALL(api, SessionGetInputName,
                          (const OrtSession *, size_t, OrtAllocator *, char **), model->session,
                          0, allocator, &found)
                   : CALL(api, SessionGetOutputName,
                          (const OrtSession *, size_t, OrtAllocator *, char **), model->session,
                          0, allocator, &found);
  if (!succeeds(api, status, CONNXRuntime_StatusBrokenModel, outcome)) return 0;
  int isGood = found != NULL && found[0] != 0 && strlen(found) < MaximumNameLength;
  if (isGood) memcpy(name, found, strlen(found) + 1);
  if (found != NULL) {
    status = CALL(api, AllocatorFree, (OrtAllocator *, void *), allocator, found);
    if (!succeeds(api, status, CONNXRuntime_StatusFailed, outcome)) return 0;
  }
  if (!isGood)
    fail(outcome, CONNXRuntime_StatusWrongShape, "an input or output has no fit name");
  return isGood;
}

/// The dimensions of the only input or output, -1 where any number will do.
static int readShape(const CONNXRuntime_Model *model, int isInput,
                     int64_t dimensions[MaximumDimensions], size_t *count,
                     CONNXRuntime_Outcome *outcome) {
  const Function *api = model->api;
  OrtTypeInfo *type = NULL;
  OrtStatus *status =
      isInput ? CALL(api, SessionGetInputTypeInfo, (const OrtSession *, size_t, OrtTypeInfo **),
                     model->session, 0, &type)
              : CALL(api, SessionGetOutputTypeInfo, (const OrtSession *, size_t, OrtTypeInfo **),
                     model->session, 0, &type);
  if (!succeeds(api, status, CONNXRuntime_StatusBrokenModel, outcome)) return 0;
  const OrtTensorInfo *tensor = NULL;
  int32_t element = 0;
  *count = 0;
  int isRead =
      succeeds(api,
               CALL(api, CastTypeInfoToTensorInfo, (const OrtTypeInfo *, const OrtTensorInfo **),
                    type, &tensor),
               CONNXRuntime_StatusBrokenModel, outcome);
  // NULL for what is no tensor.
  if (isRead && tensor != NULL) {
    isRead =
        succeeds(api,
                 CALL(api, GetTensorElementType, (const OrtTensorInfo *, int32_t *), tensor,
                      &element),
                 CONNXRuntime_StatusBrokenModel, outcome) &&
        succeeds(api,
                 CALL(api, GetDimensionsCount, (const OrtTensorInfo *, size_t *), tensor, count),
                 CONNXRuntime_StatusBrokenModel, outcome);
    if (isRead && *count <= MaximumDimensions)
      isRead = succeeds(api,
                        CALL(api, GetDimensions, (const OrtTensorInfo *, int64_t *, size_t),
                             tensor, dimensions, *count),
                        CONNXRuntime_StatusBrokenModel, outcome);
  }
  RELEASE(api, ReleaseTypeInfo, OrtTypeInfo, type);
  if (!isRead) return 0;
  if (element != ElementTypeFloat || *count > MaximumDimensions) {
    fail(outcome, CONNXRuntime_StatusWrongShape,
         "an input or output does not hold numbers of single precision");
    return 0;
  }
  return 1;
}

static int isSide(int64_t value) {
  return value < 0 || (value >= 16 && value <= CONNXRUNTIME_MAXIMUM_SIDE);
}

static int checkShapes(CONNXRuntime_Model *model, CONNXRuntime_Outcome *outcome) {
  int64_t d[MaximumDimensions] = {0};
  size_t count = 0;
  if (!readShape(model, 1, d, &count, outcome)) return 0;
  if (count != 4 || (d[0] >= 0 && d[0] != 1) || (d[1] >= 0 && d[1] != 3) || !isSide(d[2]) ||
      !isSide(d[3])) {
    fail(outcome, CONNXRuntime_StatusWrongShape,
         "its input is not one picture of three channels of at most 1024 x 1024");
    return 0;
  }
  model->height = d[2] < 0 ? 0 : (int32_t)d[2];
  model->width = d[3] < 0 ? 0 : (int32_t)d[3];
  if (!readShape(model, 0, d, &count, outcome)) return 0;
  if (count != 2 || (d[0] >= 0 && d[0] != 1) || (d[1] >= 0 && d[1] != model->outputCount)) {
    fail(outcome, CONNXRuntime_StatusWrongShape, "its output has another number of values");
    return 0;
  }
  return 1;
}

CONNXRuntime_Model *CONNXRuntime_open(const char *library, const char *path, int32_t outputCount,
                                      CONNXRuntime_Info *info, CONNXRuntime_Outcome *outcome) {
  memset(info, 0, sizeof(*info));
  memset(outcome, 0, sizeof(*outcome));
  if (!isAcceptableFile(path, outcome)) return NULL;
  const Function *api = loadedLibrary(library, info, outcome);
  if (api == NULL) return NULL;
  CONNXRuntime_Model *model = calloc(1, sizeof(*model));
  if (model == NULL) {
    fail(outcome, CONNXRuntime_StatusFailed, "out of memory");
    return NULL;
  }
  model->api = api;
  model->outputCount = outputCount;
  OrtSessionOptions *options = NULL;
  const CONNXRuntime_Status failed = CONNXRuntime_StatusFailed;
  // One thread: pictures are what is worked on side by side, and results do not depend on threads.
  int isOpen =
      succeeds(api,
               CALL(api, CreateEnv, (int32_t, const char *, OrtEnv **), LoggingLevelFatal,
                    "assay", &model->env),
               failed, outcome) &&
      succeeds(api, CALL(api, DisableTelemetryEvents, (const OrtEnv *), model->env), failed,
               outcome) &&
      succeeds(api, CALL(api, CreateSessionOptions, (OrtSessionOptions **), &options), failed,
               outcome) &&
      succeeds(api, CALL(api, SetIntraOpNumThreads, (OrtSessionOptions *, int), options, 1),
               failed, outcome) &&
      succeeds(api, CALL(api, SetInterOpNumThreads, (OrtSessionOptions *, int), options, 1),
               failed, outcome) &&
      succeeds(api, CALL(api, DisableCpuMemArena, (OrtSessionOptions *), options), failed,
               outcome) &&
      succeeds(api,
               CALL(api, CreateSession,
                    (const OrtEnv *, const char *, const OrtSessionOptions *, OrtSession **),
                    model->env, path, options, &model->session),
               CONNXRuntime_StatusBrokenModel, outcome) &&
      succeeds(api,
               CALL(api, CreateCpuMemoryInfo, (int32_t, int32_t, OrtMemoryInfo **),
                    ArenaAllocator, MemoryTypeDefault, &model->memory),
               failed, outcome) &&
      readName(model, 1, model->inputName, outcome) &&
      readName(model, 0, model->outputName, outcome) && checkShapes(model, outcome);
  if (options != NULL) RELEASE(api, ReleaseSessionOptions, OrtSessionOptions, options);
  if (!isOpen) {
    CONNXRuntime_close(model);
    return NULL;
  }
  info->height = model->height;
  info->width = model->width;
  return model;
}

/// Whether a value is a tensor of as many numbers as were asked for.
static int isOutput(const CONNXRuntime_Model *model, const OrtValue *value,
                    CONNXRuntime_Outcome *outcome) {
  const Function *api = model->api;
  const CONNXRuntime_Status failed = CONNXRuntime_StatusFailed;
  int isTensor = 0;
  if (!succeeds(api, CALL(api, IsTensor, (const OrtValue *, int *), value, &isTensor), failed,
                outcome))
    return 0;
  OrtTensorInfo *tensor = NULL;
  if (isTensor && !succeeds(api,
                            CALL(api, GetTensorTypeAndShape,
                                 (const OrtValue *, OrtTensorInfo **), value, &tensor),
                            failed, outcome))
    return 0;
  int32_t element = 0;
  size_t count = 0;
  int isRead = tensor == NULL ||
               (succeeds(api,
                         CALL(api, GetTensorElementType, (const OrtTensorInfo *, int32_t *),
                              tensor, &element),
                         failed, outcome) &&
                succeeds(api,
                         CALL(api, GetTensorShapeElementCount, (const OrtTensorInfo *, size_t *),
                              tensor, &count),
                         failed, outcome));
  if (tensor != NULL) RELEASE(api, ReleaseTensorTypeAndShapeInfo, OrtTensorInfo, tensor);
  if (!isRead) return 0;
  if (element == ElementTypeFloat && count == (size_t)model->outputCount) return 1;
  fail(outcome, CONNXRuntime_StatusWrongShape, "its output has another number of values");
  return 0;
}

int CONNXRuntime_run(const CONNXRuntime_Model *model, const float *samples, int32_t height,
                     int32_t width, float *output, CONNXRuntime_Outcome *outcome) {
  memset(outcome, 0, sizeof(*outcome));
  const Function *api = model->api;
  const CONNXRuntime_Status failed = CONNXRuntime_StatusFailed;
  if (height < 1 || width < 1 || height > CONNXRUNTIME_MAXIMUM_SIDE ||
      width > CONNXRUNTIME_MAXIMUM_SIDE || (model->height != 0 && model->height != height) ||
      (model->width != 0 && model->width != width)) {
    fail(outcome, CONNXRuntime_StatusWrongShape, "the picture has another size");
    return 0;
  }
  const int64_t shape[] = {1, 3, height, width};
  const size_t size = (size_t)3 * (size_t)height * (size_t)width * sizeof(float);
  OrtValue *input = NULL;
  OrtValue *result = NULL;
  const char *inputName = model->inputName;
  const char *outputName = model->outputName;
  void *data = NULL;
  // The library does not write to its inputs; the cast is what its declaration asks for.
  int isDone =
      succeeds(api,
               CALL(api, CreateTensorWithDataAsOrtValue,
                    (const OrtMemoryInfo *, void *, size_t, const int64_t *, size_t, int32_t,
                     OrtValue **),
                    model->memory, (void *)(uintptr_t)samples, size, shape, 4, ElementTypeFloat,
                    &input),
               failed, outcome) &&
      succeeds(api,
               CALL(api, Run,
                    (OrtSession *, const void *, const char *const *, const OrtValue *const *,
                     size_t, const char *const *, size_t, OrtValue **),
                    model->session, NULL, &inputName, (const OrtValue *const *)&input, 1,
                    &outputName, 1, &result),
               failed, outcome) &&
      isOutput(model, result, outcome) &&
      succeeds(api, CALL(api, GetTensorMutableData, (OrtValue *, void **), result, &data), failed,
               outcome);
  if (isDone) memcpy(output, data, (size_t)model->outputCount * sizeof(float));
  if (result != NULL) RELEASE(api, ReleaseValue, OrtValue, result);
  if (input != NULL) RELEASE(api, ReleaseValue, OrtValue, input);
  return isDone;
}

void CONNXRuntime_close(CONNXRuntime_Model *model) {
  const Function *api = model->api;
  if (model->memory != NULL) RELEASE(api, ReleaseMemoryInfo, OrtMemoryInfo, model->memory);
  if (model->session != NULL) RELEASE(api, ReleaseSession, OrtSession, model->session);
  if (model->env != NULL) RELEASE(api, ReleaseEnv, OrtEnv, model->env);
  free(model);
}
