#include "model.h"

// #embed is C23, which clang also offers to older modes as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char model[] = {
#embed "frontal-faces.model"
};

const unsigned char *CFaceDetector_model(void) { return model; }

size_t CFaceDetector_modelCount(void) { return sizeof model; }
