#!/bin/sh
# Installs the system libraries that Assay needs, where they are missing.
# Says in one line what to do when it cannot.
set -eu

fail() {
  printf 'assay: %s\n' "$1" >&2
  exit 1
}

command -v swift >/dev/null 2>&1 ||
  fail "no Swift toolchain found; install Swift 6.2 or later from https://swift.org/install"

version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
major=${version%%.*}
minor=${version#*.}
if [ "${major:-0}" -lt 6 ] || { [ "$major" -eq 6 ] && [ "${minor:-0}" -lt 2 ]; }; then
  fail "Swift ${version:-(unknown)} is too old; Assay needs Swift 6.2 or later (https://swift.org/install)"
fi

case "$(uname -s)" in
Linux)
  packages="libjpeg-dev libpng-dev libwebp-dev libheif-dev libtiff-dev libgif-dev libexif-dev
    libexpat1-dev zlib1g-dev libbrotli-dev libdlib-dev pkg-config git"
  command -v dpkg-query >/dev/null 2>&1 ||
    fail "this is no Debian or Ubuntu; install the equivalents of: $(echo $packages), then run 'swift build -c release'"
  missing=""
  for package in $packages; do
    # `libjpeg-dev` and the like are met by the package that provides them, too.
    if ! dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed'; then
      missing="$missing $package"
    fi
  done
  # Newer releases keep the codecs of HEIC and AVIF in packages of their own.
  for package in libheif-plugin-libde265 libheif-plugin-dav1d libheif-plugin-aomdec; do
    if apt-cache show "$package" >/dev/null 2>&1 &&
      ! dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed'; then
      missing="$missing $package"
    fi
  done
  if [ -n "$missing" ]; then
    if [ "$(id -u)" -eq 0 ]; then
      root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      root="sudo"
    else
      fail "system libraries are missing; run: sudo apt-get install$missing"
    fi
    printf 'assay: installing%s\n' "$missing" >&2
    $root apt-get update -qq || fail "apt-get update failed; are the Debian mirrors reachable?"
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing \
      >/dev/null || fail "apt-get install$missing failed"
  fi
  ;;
Darwin)
  packages="jpeg-turbo libpng webp libheif libtiff giflib libexif expat brotli dlib pkg-config"
  command -v brew >/dev/null 2>&1 ||
    fail "Homebrew is missing; install it from https://brew.sh, then: brew install $packages"
  for package in $packages; do
    brew list --versions "$package" >/dev/null 2>&1 || brew install -q "$package" ||
      fail "brew install $package failed"
  done
  ;;
*) fail "$(uname -s) is not supported; Assay runs on Linux and macOS" ;;
esac
