// The little of ONNX Runtime's C interface that is needed to run one small network.
//
// The library is not linked: it is loaded when the caller asks for it, and everything works without
// it. No header of it is needed either. All calls are checked, no struct holds a pointer, and
// nothing is printed.
#ifndef CONNXRUNTIME_H
#define CONNXRUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define CONNXRUNTIME_NULLABLE _Nullable
#define CONNXRUNTIME_ENUM(name) enum __attribute__((enum_extensibility(closed))) name : int32_t
#else
#define CONNXRUNTIME_NULLABLE
#define CONNXRUNTIME_ENUM(name) enum name
#endif

/// How an operation ended. The values are part of the interface to Swift.
typedef CONNXRUNTIME_ENUM(CONNXRuntime_Status) {
  CONNXRuntime_StatusOK = 0,
  /// No library of that name can be loaded.
  CONNXRuntime_StatusNoLibrary = 1,
  /// What was loaded is not ONNX Runtime, or does not offer the interface.
  CONNXRuntime_StatusForeignLibrary = 2,
  /// There is no file, it is not a regular file, or it is empty.
  CONNXRuntime_StatusNoModel = 3,
  /// The file is larger than is allowed.
  CONNXRuntime_StatusModelTooLarge = 4,
  /// The library cannot read the file.
  CONNXRuntime_StatusBrokenModel = 5,
  /// The network has other inputs or outputs than are needed.
  CONNXRuntime_StatusWrongShape = 6,
  /// The library could not run the network.
  CONNXRuntime_StatusFailed = 7,
} CONNXRuntime_Status;

/// What came of an operation.
typedef struct {
  CONNXRuntime_Status status;
  /// What the library said, or what is wrong; empty when all is well.
  char message[400];
} CONNXRuntime_Outcome;

/// What is known of a network.
typedef struct {
  /// The rows of its picture; 0 when any number will do.
  int32_t height;
  /// The columns of its picture; 0 when any number will do.
  int32_t width;
  /// The version of the library.
  char version[32];
} CONNXRuntime_Info;

/// The largest number of dimensions that is looked at, sides and bytes that are accepted.
#define CONNXRUNTIME_MAXIMUM_SIDE 1024
#define CONNXRUNTIME_MAXIMUM_BYTES ((int64_t)1 << 29)

/// A network that was loaded.
typedef struct CONNXRuntime_Model CONNXRuntime_Model;

/// Loads the library, if that was not done, and a network that turns one picture
/// (1 × 3 × height × width, single precision) into one row of numbers (1 × outputCount).
///
/// - `library`: The path or name of the library, or NULL to try the usual names.
/// - `path`: The file of the network.
/// Returns NULL when it fails; `outcome` tells why.
CONNXRuntime_Model *CONNXRUNTIME_NULLABLE CONNXRuntime_open(
    const char *CONNXRUNTIME_NULLABLE library, const char *path, int32_t outputCount,
    CONNXRuntime_Info *info, CONNXRuntime_Outcome *outcome);

/// Runs a network on one picture, on the thread of the caller. May be called on many threads.
///
/// - `samples`: 3 × height × width numbers.
/// - `output`: Room for as many numbers as the network was opened for.
/// Returns whether `output` was filled.
int CONNXRuntime_run(const CONNXRuntime_Model *model, const float *samples, int32_t height,
                     int32_t width, float *output, CONNXRuntime_Outcome *outcome);

/// Lets go of a network; the library stays loaded.
void CONNXRuntime_close(CONNXRuntime_Model *model);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
