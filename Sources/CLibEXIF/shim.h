#ifndef CLIBEXIF_SHIM_H
#define CLIBEXIF_SHIM_H
#include <libexif/exif-data.h>
#include <libexif/exif-loader.h>
#include <libexif/exif-mnote-data.h>
#endif
