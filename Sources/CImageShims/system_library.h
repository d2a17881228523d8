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
#include <stddef.h>
#endif

#include "outcome.h"

// A function, with the type that its header gives it.
#define CIMAGESHIMS_FIELD(function) __typeof__(function) *function;
#define CIMAGESHIMS_ADDRESS(function) .function = function,
#define CIMAGESHIMS_LOOK_UP(function) \
  if ((*(void **)&target->function = dlsym(handle, #function)) == NULL) return 0;

// CIMAGESHIMS_LIBRARY(libgif, FUNCTIONS, "libgif.so.7") defines
//
// - `libgif`: a struct of the functions that the macro FUNCTIONS(X) lists as X(name);
// - `requireLibrary_libgif(outcome)`: 1 if they can be called, or 0 and a failure in the outcome.
//
// The file names hold the version of the interface; the first that there is, is taken.
#if defined(__linux__)
#define CIMAGESHIMS_LIBRARY(library, FUNCTIONS, ...)                                          \
  static struct {                                                                             \
    FUNCTIONS(CIMAGESHIMS_FIELD)                                                              \
  } library;                                                                                  \
  static int isLoaded_##library = 0;                                                          \
  static int findFunctions_##library(void *handle) {                                          \
    __typeof__(library) *target = &library;                                                   \
    FUNCTIONS(CIMAGESHIMS_LOOK_UP)                                                            \
    return 1;                                                                                 \
  }                                                                                           \
  static void load_##library(void) {                                                          \
    static const char *const fileNames[] = {__VA_ARGS__};                                     \
    for (size_t i = 0; i < sizeof(fileNames) / sizeof(fileNames[0]); i++) {                   \
      void *handle = dlopen(fileNames[i], RTLD_NOW | RTLD_LOCAL);                             \
      if (handle == NULL) continue;                                                           \
      isLoaded_##library = findFunctions_##library(handle);                                   \
      if (isLoaded_##library) return;                                                         \
      dlclose(handle);                                                                        \
    }                                                                                         \
  }                                                                                           \
  static int requireLibrary_##library(CImageShims_Outcome *outcome) {                         \
    static pthread_once_t once = PTHREAD_ONCE_INIT;                                           \
    if (pthread_once(&once, load_##library) == 0 && isLoaded_##library) return 1;             \
    CImageShims_fail(outcome, CImageShims_StatusUnsupported, 0, #library " is not installed"); \
    return 0;                                                                                 \
  }
#else
#define CIMAGESHIMS_LIBRARY(library, FUNCTIONS, ...)                                          \
  static const struct {                                                                       \
    FUNCTIONS(CIMAGESHIMS_FIELD)                                                              \
  } library = {FUNCTIONS(CIMAGESHIMS_ADDRESS)};                                               \
  static int requireLibrary_##library(CImageShims_Outcome *outcome) {                         \
    (void)outcome;                                                                            \
    return 1;                                                                                 \
  }
#endif

#endif
