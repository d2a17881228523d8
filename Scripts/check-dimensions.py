#!/usr/bin/env python3
"""Compares the format and the dimensions that assay reports with those of a second decoder.

    Scripts/check-dimensions.py ASSAY FILE_OR_FOLDER...

The second decoder is Pillow, with pillow-heif where it is installed. Exits 1 when a file differs
without a reason that is listed here. Files that only one of the two can read are counted, and
listed with --verbose.
"""

import argparse
import json
import os
import subprocess
import sys
import warnings

from PIL import Image

try:
    import pillow_heif

    pillow_heif.register_heif_opener()
except ImportError:
    pillow_heif = None

# Pillow's names of formats, where they differ from assay's.
FORMATS = {"MPO": "jpeg", "JPEG": "jpeg", "PNG": "png", "WEBP": "webp", "GIF": "gif",
           "TIFF": "tiff", "BMP": "bmp", "DIB": "bmp", "HEIF": "heif", "AVIF": "avif"}


def explained(row, size, image):
    """Why two sizes may differ; None when there is no reason."""
    # NewSubfileType 1: a smaller version of another picture in the file.
    if row["format"] == "tiff" and image.tag_v2.get(0xFE, 0) & 1:
        return "Pillow shows the first directory, a preview; assay reports the full picture"
    stored = (row["width"], row["height"])
    if row["format"] == "tiff" and stored == size[::-1] and image.tag_v2.get(0x112, 1) >= 5:
        return "Pillow applies the orientation of a TIFF, assay reports the stored size"
    if row["format"] == "gif" and size[0] >= stored[0] and size[1] >= stored[1]:
        return "Pillow enlarges the screen for frames that leave it, assay reports the screen"
    if row["format"] in ("heif", "avif"):
        if stored == size[::-1]:
            return "Pillow applies the rotation (irot) of HEIF, assay reports the stored size"
        if 0 <= stored[0] - size[0] <= 64 and 0 <= stored[1] - size[1] <= 64:
            return "Pillow applies the clean aperture (clap), assay reports the stored size"
    return None


def files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                yield os.path.join(folder, name)


def reports(assay, paths):
    """What assay says of each file, by path."""
    rows = {}
    for start in range(0, len(paths), 200):
        result = subprocess.run(
            [assay, "check", "--no-pixels", "--exit-zero", "--format", "ndjson",
             *paths[start:start + 200]],
            capture_output=True, check=False)
        if result.returncode not in (0, 2):
            sys.exit(f"assay ended with status {result.returncode}: {result.stderr.decode()}")
        for line in result.stdout.decode().splitlines():
            row = json.loads(line)
            rows[row["path"]] = row
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assay")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None

    paths = list(files(arguments.paths))
    rows = reports(arguments.assay, paths)
    equal, differing, excused, one_sided = 0, [], [], []
    for path in paths:
        row = rows.get(path)
        try:
            with Image.open(path) as image:
                size, kind, second = image.size, FORMATS.get(image.format), image
        except Exception as error:  # Pillow raises many kinds on broken files
            size, kind = None, str(error)
        known = row is not None and row.get("width") and row.get("height")
        if size is None or kind not in FORMATS.values() or not known:
            if (size is not None and kind in FORMATS.values()) or known:
                one_sided.append((path, size, row and (row.get("width"), row.get("height"))))
            continue
        if kind == row["format"] and size == (row["width"], row["height"]):
            equal += 1
        elif kind == row["format"] and explained(row, size, second):
            excused.append((path, size, explained(row, size, second)))
        else:
            differing.append(
                f"{path}: Pillow {kind} {size}, assay {row['format']} "
                f"({row['width']}, {row['height']})")
    for text in differing:
        print(text)
    if arguments.verbose:
        for path, size, reason in excused:
            print(f"{path}: {size}: {reason}")
        for path, size, own in one_sided:
            print(f"{path}: Pillow {size}, assay {own}")
    print(f"{len(paths)} files: {equal} equal, {len(excused)} differ for a listed reason, "
          f"{len(one_sided)} read by one of the two only, {len(differing)} differ")
    sys.exit(1 if differing else 0)


main()
