#include "CRivaGAN.h"

// #embed is C23, which clang also offers to older modes as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char weights[] = {
#embed "rivagan.weights"
};

const unsigned char *CRivaGAN_bytes(void) { return weights; }

size_t CRivaGAN_count(void) { return sizeof weights; }
