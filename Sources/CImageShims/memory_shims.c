#if defined(__linux__)
#define _DEFAULT_SOURCE
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "CImageShims.h"

void CImageShims_prepareForWriting(void *memory, size_t count) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // A 12-megapixel picture is 9,000 small pages, and a fault for each takes as long as half of the
  // decoding. Only an advice: nothing depends on it being taken.
  if (count < (size_t)4 << 20) return;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  const uintptr_t start = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + count) / page * page;
  if (end > start) (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
  (void)memory;
  (void)count;
#endif
}
