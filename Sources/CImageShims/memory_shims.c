#if defined(__linux__)
#define _GNU_SOURCE
#include <link.h>
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

#if defined(__linux__)
/// Lets go of the read-only segments of the program itself, and ends the walk: it comes first.
static int releaseReadOnlySegments(struct dl_phdr_info *program, size_t size, void *context) {
  (void)size;
  (void)context;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < program->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &program->dlpi_phdr[index];
    // What can be written holds addresses that the loader filled in: never that.
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) continue;
    const uintptr_t first = (uintptr_t)(program->dlpi_addr + segment->p_vaddr);
    const uintptr_t start = first / page * page;
    (void)madvise((void *)start, first - start + segment->p_memsz, MADV_DONTNEED);
  }
  return 1;
}
#endif

void CImageShims_releaseProgramPages(void) {
#if defined(__linux__)
  (void)dl_iterate_phdr(releaseReadOnlySegments, NULL);
#endif
}
