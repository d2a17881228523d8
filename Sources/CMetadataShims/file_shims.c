#include "CMetadataShims.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/xattr.h>

// Linux holds the names in at most 64 KiB, and so each value.
enum { size_limit = 1 << 16 };

static ssize_t list(const char *path, char *names, size_t size) {
#if defined(__APPLE__)
  return listxattr(path, names, size, 0);
#else
  return listxattr(path, names, size);
#endif
}

static ssize_t get(const char *path, const char *name, void *value, size_t size) {
#if defined(__APPLE__)
  return getxattr(path, name, value, size, 0, 0);
#else
  return getxattr(path, name, value, size);
#endif
}

static int set(int descriptor, const char *name, const void *value, size_t size) {
#if defined(__APPLE__)
  return fsetxattr(descriptor, name, value, size, 0, 0);
#else
  return fsetxattr(descriptor, name, value, size, 0);
#endif
}

int32_t assay_copy_extended_attributes(const char *source, int32_t target) {
  char *names = malloc(size_limit), *value = malloc(size_limit);
  int32_t failures = 0;
  if (names && value) {
    ssize_t count = list(source, names, size_limit);
    for (ssize_t start = 0; start < count;) {
      const char *name = names + start;
      size_t length = strnlen(name, (size_t)(count - start));
      if (start + (ssize_t)length >= count) break;
      ssize_t size = get(source, name, value, size_limit);
      if (size < 0 || set(target, name, value, (size_t)size) != 0) failures++;
      start += (ssize_t)length + 1;
    }
  } else {
    failures = 1;
  }
  free(names);
  free(value);
  return failures;
}
