#ifndef CLIBBROTLI_SHIM_H
#define CLIBBROTLI_SHIM_H
#include <brotli/decode.h>
#endif
