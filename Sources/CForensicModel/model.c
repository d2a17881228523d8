#include "CForensicModel.h"

// #embed is C23, which clang also offers to older modes as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char model[] = {
#embed "forensic.model"
};

const unsigned char *CForensicModel_bytes(void) { return model; }

size_t CForensicModel_count(void) { return sizeof model; }
