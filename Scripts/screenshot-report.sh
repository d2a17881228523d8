#!/bin/sh
# Takes pictures of an HTML report at three sizes, light and dark, to look at.
#
#     Scripts/screenshot-report.sh report.html DIRECTORY [#image-1]
#
# Needs Chromium; CHROMIUM names another binary. A fragment opens an image.
set -eu
report=$(realpath "$1")
directory=$2
fragment=${3:-}
browser=${CHROMIUM:-chromium}
mkdir -p "$directory"
for size in 390,1800 820,1600 1440,1500; do
  for scheme in light dark; do
    setting=1
    [ "$scheme" = dark ] && setting=0
    "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars \
      --blink-settings=preferredColorScheme=$setting --window-size="$size" \
      --virtual-time-budget=3000 --screenshot="$directory/${size%,*}-$scheme.png" \
      "file://$report$fragment" 2>/dev/null
    echo "$directory/${size%,*}-$scheme.png"
  done
done
