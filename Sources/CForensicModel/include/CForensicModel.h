#ifndef ASSAY_CFORENSICMODEL_H
#define ASSAY_CFORENSICMODEL_H

#include <stddef.h>

/// The weights of the forensic score, see docs/model-card.md. They live as long as the program.
const unsigned char *CForensicModel_bytes(void);

/// The number of bytes of the weights.
size_t CForensicModel_count(void);

#endif
