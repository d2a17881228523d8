// Libraries of the system that are opened when the first picture needs them.
//
// What a program is linked to is loaded before `main`: the codecs that few pictures need, and the
// libraries that these bring, take longer to load than the metadata of a picture to read. On Linux
// they are opened at run time; on macOS, where the system does that cheaply, they are linked.
#ifndef CIMAGESHIMS_SYSTEM_LIBRARY_H
#define CIMAGESHIMS_SYSTEM_LIBRARY_H

#include <pthread.h>

#if defined(__linux__)
#include <dlfcn.h>
#endif

#include "outcome.h"

// A function, with the type that its header gives it.
#define CIMAGESHIMS_FIELD(function) __typeof__(function) *function;
#define CIMAGESHIMS_ADDRESS(function) .function = function,
#define CIMAGESHIMS_LOOK_UP(function) \
  if ((*(void **)&target->function = dlsym(handle, #function)) == NULL) return #function;

// CIMAGESHIMS_LIBRARY(libgif, FUNCTIONS, "libgif.so.7") defines
//
// - `libgif`: a struct of the functions that the macro FUNCTIONS(X) lists as X(name);
// - `requireLibrary_libgif(outcome)`: 1 if they can be called, or 0 and a failure in the outcome.
//
// The file name holds the version of the interface.
#if defined(__linux__)
#define CIMAGESHIMS_LIBRARY(library, FUNCTIONS, fileName)                                         \
  static struct {                                                                                 \
    FUNCTIONS(CIMAGESHIMS_FIELD)                                                                  \
  } library;                                                                                      \
  static const char *findFunctions_##library(void *handle) {                                      \
    __typeof__(library) *target = &library;                                                       \
    FUNCTIONS(CIMAGESHIMS_LOOK_UP)                                                                \
    return NULL;                                                                                  \
  }                                                                                               \
  static CImageShims_Outcome loading_##library;                                                   \
  static void load_##library(void) {                                                              \
    CImageShims_openLibrary(#library, fileName, findFunctions_##library, &loading_##library);     \
  }                                                                                               \
  static int requireLibrary_##library(CImageShims_Outcome *outcome) {                             \
    static pthread_once_t once = PTHREAD_ONCE_INIT;                                               \
    pthread_once(&once, load_##library);                                                          \
    if (loading_##library.status == CImageShims_StatusOK) return 1;                               \
    *outcome = loading_##library;                                                                 \
    return 0;                                                                                     \
  }
#else
#define CIMAGESHIMS_LIBRARY(library, FUNCTIONS, fileName)                                         \
  static const struct {                                                                           \
    FUNCTIONS(CIMAGESHIMS_FIELD)                                                                  \
  } library = {FUNCTIONS(CIMAGESHIMS_ADDRESS)};                                                   \
  static int requireLibrary_##library(CImageShims_Outcome *outcome) {                             \
    (void)outcome;                                                                                \
    return 1;                                                                                     \
  }
#endif

#endif
