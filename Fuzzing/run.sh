#!/bin/sh
# Runs one fuzz target: Fuzzing/run.sh TARGET [SECONDS] [FOLDER-OF-SEEDS…]
# Seeds are only read; what is found stays in Fuzzing/.corpus/TARGET, crashes in Fuzzing/.crashes.
# MEMORY and TIMEOUT set the limits, in MB and in seconds for one input.
set -eu
cd "$(dirname "$0")"
target=$1
seconds=${2:-120}
[ $# -ge 2 ] && shift 2 || shift 1
swift build -c release --sanitize=fuzzer --sanitize=address --product "$target"
mkdir -p ".corpus/$target" .crashes
# Freed memory is held back by the sanitizer; with 256 MB of it the limit would mean nothing.
export ASAN_OPTIONS=quarantine_size_mb=16:malloc_context_size=4:${ASAN_OPTIONS:-}
exec ".build/release/$target" -max_total_time="$seconds" -max_len=65536 \
  -rss_limit_mb="${MEMORY:-256}" -timeout="${TIMEOUT:-2}" -print_final_stats=1 \
  -artifact_prefix=.crashes/ ".corpus/$target" "$@"
