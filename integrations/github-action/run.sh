#!/usr/bin/env bash
# Scans, annotates the pull request, and writes the step summary. Settings come from the
# environment, so that no input is ever part of a command line.
set -euo pipefail

command -v assay >/dev/null 2>&1 || {
  echo "::error title=Assay::assay is not installed; build it in an earlier step (make install)"
  exit 64
}

arguments=(--format github)
# Without the input, ASSAY_POLICY of the job or the repository's .assay.yml decides.
while IFS= read -r policy; do
  [ -n "$policy" ] && arguments+=(--policy "$policy")
done <<<"${ASSAY_INPUT_POLICY:-}"
[ -n "${ASSAY_SARIF:-}" ] && arguments+=(--output "sarif=$ASSAY_SARIF")
[ -n "${ASSAY_HTML:-}" ] && arguments+=(--output "html=$ASSAY_HTML")
[ -n "${GITHUB_STEP_SUMMARY:-}" ] && {
  summary=$(mktemp)
  arguments+=(--output "markdown=$summary")
}
paths=()
while IFS= read -r path; do
  [ -n "$path" ] && paths+=("$path")
done <<<"${ASSAY_PATHS:-.}"

status=0
assay scan "${arguments[@]}" -- "${paths[@]}" || status=$?
[ -n "${summary:-}" ] && cat "$summary" >>"$GITHUB_STEP_SUMMARY"
[ -n "${GITHUB_OUTPUT:-}" ] && echo "status=$status" >>"$GITHUB_OUTPUT"
[ "${ASSAY_FAIL:-true}" = true ] || exit 0
exit "$status"
