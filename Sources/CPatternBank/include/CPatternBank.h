#ifndef ASSAY_CPATTERNBANK_H
#define ASSAY_CPATTERNBANK_H

#include <stddef.h>

/// The bank of generator patterns, see docs/pattern-bank.md. It lives as long as the program.
const unsigned char *CPatternBank_bytes(void);

/// The number of bytes of the bank.
size_t CPatternBank_count(void);

#endif
