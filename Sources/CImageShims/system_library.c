#include "system_library.h"

#if defined(__linux__)
void CImageShims_openLibrary(const char *name, const char *fileName,
                             CImageShims_FindFunctions *findFunctions,
                             CImageShims_Outcome *outcome) {
  CImageShims_begin(outcome);
  char message[CIMAGESHIMS_TEXT_LENGTH];
  void *handle = dlopen(fileName, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    const char *reason = dlerror();
    snprintf(message, sizeof(message), "%s cannot be loaded: %s", name,
             reason != NULL ? reason : fileName);
  } else {
    const char *missing = findFunctions(handle);
    if (missing == NULL) return;
    snprintf(message, sizeof(message), "%s lacks %s: %s", fileName, missing,
             "it is another version than this was built with");
    dlclose(handle);
  }
  CImageShims_fail(outcome, CImageShims_StatusNoLibrary, 0, message);
}
#endif
