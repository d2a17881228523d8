#include "CMetadataShims.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/xattr.h>

// Linux holds the names in at most 64 KiB, and so each value; a resource fork of macOS may be larger.
enum { names_limit = 1 << 16, value_limit = 64 << 20 };

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

static int copy(const char *source, int32_t target, const char *name) {
  ssize_t size = get(source, name, NULL, 0);
  if (size < 0 || size > value_limit) return -1;
  // One byte at least: nothing may be what malloc returns for an empty value.
  char *value = malloc((size_t)size + 1);
  if (!value) return -1;
  ssize_t count = get(source, name, value, (size_t)size + 1);
  int result = count < 0 ? -1 : set(target, name, value, (size_t)count);
  free(value);
  return result;
}

int32_t assay_copy_extended_attributes(const char *source, int32_t target) {
  char *names = malloc(names_limit);
  if (!names) return 1;
  int32_t failures = 0;
  ssize_t count = list(source, names, names_limit);
  // Where the system keeps none there is nothing to lose.
  if (count < 0 && errno != ENOTSUP) failures = 1;
  for (ssize_t start = 0; start < count;) {
    const char *name = names + start;
    size_t length = strnlen(name, (size_t)(count - start));
    if (start + (ssize_t)length >= count) break;
    if (copy(source, target, name) != 0) failures++;
    start += (ssize_t)length + 1;
  }
  free(names);
  return failures;
}
