#ifndef ASSAY_CRIVAGAN_H
#define ASSAY_CRIVAGAN_H

#include <stddef.h>

/// The weights of the RivaGAN decoder, in the order of Scripts/rivagan-weights.py: numbers of single
/// precision, little-endian. They live as long as the program.
const unsigned char *CRivaGAN_bytes(void);

/// The number of bytes of the weights.
size_t CRivaGAN_count(void);

#endif
