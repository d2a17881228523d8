#!/bin/sh
# Builds the tool, generates pictures, and prints how it compares with its budgets, in one run.
#
#   Benchmarks/run.sh            all measurements
#   Benchmarks/run.sh ASSAY      measure an assay that is already built
#
# Ratios below 1 are within the budget. Needs python3 and djpeg (Debian: libjpeg-turbo-progs).
set -eu
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
  assay=$1
else
  make build
  assay=.build/release/assay
fi
# Another build path: switching between static and dynamic builds everything anew.
swift build -c release --product TestImageMaker --scratch-path .build/benchmarks
maker=.build/benchmarks/release/TestImageMaker
swift build -c release --product PixelKernels --scratch-path .build/benchmarks

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
"$maker" --benchmark "$work"
python3 Benchmarks/measure.py "$assay" "$work"
echo
echo "The pixel kernels, beside other libraries:"
python3 Benchmarks/kernels.py .build/benchmarks/release/PixelKernels
if python3 -c 'import numpy, PIL' 2>/dev/null; then
  echo
  echo "The generator patterns, beside numpy:"
  python3 Benchmarks/pattern_reference.py "$assay" "$work"/large/*.jpg
fi
