#include "CPatternBank.h"

// #embed is C23, which clang also offers to older modes as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char bank[] = {
#embed "patterns.bank"
};

const unsigned char *CPatternBank_bytes(void) { return bank; }

size_t CPatternBank_count(void) { return sizeof bank; }
