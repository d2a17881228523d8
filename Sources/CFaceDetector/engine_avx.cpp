// The detector for processors with AVX: a third faster. Compiler settings for one file alone cannot
// be given, so the functions of dlib get the target by a pragma, and dlib's choice of instructions
// is told by its own macros.
//
// All of dlib is put into a namespace of its own. Otherwise the linker would keep one copy of each
// inline function of the two compilations, and perhaps the one that this processor cannot run. For
// the same reason the headers of the standard library come before the pragma.

#include "engine.h"

#if HAS_AVX_ENGINE

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cmath>
#include <complex>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <errno.h>
#include <exception>
#include <forward_list>
#include <fstream>
#include <functional>
#include <future>
#include <immintrin.h>
#include <initializer_list>
#include <iomanip>
#include <iosfwd>
#include <iostream>
#include <istream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <pthread.h>
#include <queue>
#include <random>
#include <set>
#include <sstream>
#include <stack>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <sys/time.h>
#include <thread>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "model.h"

#pragma clang diagnostic ignored "-Weverything"
#pragma clang attribute push(__attribute__((target("avx"))), apply_to = function)
#define DLIB_HAVE_SSE2
#define DLIB_HAVE_SSE3
#define DLIB_HAVE_SSE41
#define DLIB_HAVE_AVX
#define dlib dlib_avx
#define ENGINE avxEngine
#include "engine_body.h"
#pragma clang attribute pop

#endif
