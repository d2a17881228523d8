#!/bin/sh
# Runs one fuzz target: Fuzzing/run.sh TARGET [SECONDS] [FOLDER-OF-SEEDS…]
# Seeds are only read; what is found stays in Fuzzing/.corpus/TARGET, crashes in Fuzzing/.crashes.
set -eu
cd "$(dirname "$0")"
target=$1
seconds=${2:-120}
[ $# -ge 2 ] && shift 2 || shift 1
swift build -c release --sanitize=fuzzer --sanitize=address --product "$target"
mkdir -p ".corpus/$target" .crashes
exec ".build/release/$target" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 \
  -timeout=10 -artifact_prefix=.crashes/ ".corpus/$target" "$@"
