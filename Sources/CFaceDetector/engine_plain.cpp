#include "engine.h"

#if HAS_DLIB

#include <algorithm>
#include <istream>
#include <streambuf>

#include "model.h"

#pragma clang diagnostic ignored "-Weverything"
#define ENGINE plainEngine
#include "engine_body.h"

#endif
