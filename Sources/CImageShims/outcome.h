// What all shims share: how an outcome is written.
#ifndef CIMAGESHIMS_OUTCOME_H
#define CIMAGESHIMS_OUTCOME_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "CImageShims.h"

static inline void CImageShims_begin(CImageShims_Outcome *outcome) {
  memset(outcome, 0, sizeof(*outcome));
}

static inline void CImageShims_fail(CImageShims_Outcome *outcome, CImageShims_Status status,
                                    int32_t libraryCode, const char *message) {
  outcome->status = status;
  outcome->libraryCode = libraryCode;
  snprintf(outcome->message, sizeof(outcome->message), "%s", message ? message : "");
}

static inline void CImageShims_warn(CImageShims_Outcome *outcome, const char *message) {
  if (outcome->warningCount++ == 0)
    snprintf(outcome->warning, sizeof(outcome->warning), "%s", message ? message : "");
}

/// Fails unless the picture has the size and the channels that the caller allocated for.
static inline int CImageShims_fits(const CImageShims_Header *header, const CImageShims_Header *now,
                                   size_t sampleCount, CImageShims_Outcome *outcome) {
  // Both sides are at most 2^32 and channelCount at most 4: the product can wrap, so divide.
  const uint64_t pixels = (uint64_t)now->width * now->height;
  if (now->width == header->width && now->height == header->height &&
      now->channelCount == header->channelCount && pixels > 0 &&
      sampleCount % (uint64_t)now->channelCount == 0 &&
      sampleCount / (uint64_t)now->channelCount == pixels)
    return 1;
  CImageShims_fail(outcome, CImageShims_StatusMalformed, 0,
                   "the picture is not of the size its header told");
  return 0;
}

#endif
