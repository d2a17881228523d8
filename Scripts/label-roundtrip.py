#!/usr/bin/env python3
"""Labels copies of files with `assay label` and proves with other programs what that changed.

    Scripts/label-roundtrip.py ASSAY FILE_OR_FOLDER...

For each file that can be written:

* exiftool reads the label back: digital source type, system, version, AIGC;
* every other tag that exiftool reads is as it was (all groups, values unconverted), but for the
  few that say how the file is laid out;
* Pillow decodes the same pixels;
* labelling again leaves the file byte for byte as it is.

Exits 1 when one of these fails. Files that are refused are counted with their reason.
"""

import argparse
import collections
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

from PIL import Image

try:
    import pillow_heif

    pillow_heif.register_heif_opener()
except ImportError:
    pillow_heif = None

Image.MAX_IMAGE_PIXELS = None
warnings.simplefilter("ignore")

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
LABEL = ["--as", "ai-generated", "--ai-system", "System & <Co>", "--ai-system-version", '1 "b"',
         "--aigc", "--aigc-producer", "001191110102MACQD9K64010000", "--aigc-id", "42", "--force"]
WRITTEN = {"XMP-iptcExt:DigitalSourceType", "XMP-iptcExt:AISystemUsed",
           "XMP-iptcExt:AISystemVersionUsed"}
# How a file is laid out: a WebP flag says that there is XMP, HEIF gets a second mdat box, and the
# index of a multi-picture JPEG counts the bytes of the first picture.
LAYOUT = {"RIFF:WebP_Flags", "QuickTime:MediaDataSize", "QuickTime:MediaDataOffset",
          "XMP-x:XMPToolkit", "MPImage1:MPImageLength", "MPImage2:MPImageStart",
          "MPImage3:MPImageStart"}
OWN_GROUPS = {"SourceFile", "File", "System", "ExifTool", "Composite", "XMP-TC260"}


def pixels(path):
    """The size and a hash of the decoded pixels; None where Pillow cannot decode."""
    try:
        with Image.open(path) as image:
            image.load()
            return image.size, hashlib.sha256(image.convert("RGBA").tobytes()).hexdigest()
    except Exception:
        return None


def tags(paths):
    """Every tag exiftool reads, by path."""
    result = {}
    for start in range(0, len(paths), 100):
        out = subprocess.run(["exiftool", "-j", "-q", "-G1", "-a", "-struct", "-n"]
                             + paths[start:start + 100], capture_output=True, text=True).stdout
        for row in json.loads(out or "[]"):
            result[row["SourceFile"]] = row
    return result


def system(row):
    """The AI system, which versions of exiftool before 13 read under another name."""
    return {row.get(k) for k in row if k.lower().endswith((":aisystemused",))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assay")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    files = []
    for path in options.paths:
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                files += [os.path.join(folder, name) for name in sorted(names)]
        else:
            files.append(path)

    failures = []
    counts = collections.Counter()
    written = {}
    with tempfile.TemporaryDirectory() as work:
        for number, path in enumerate(files):
            copy = os.path.join(work, f"{number:05d}-{os.path.basename(path)}")
            shutil.copyfile(path, copy)
            run = subprocess.run([options.assay, "label", copy] + LABEL, capture_output=True,
                                 text=True)
            sidecar = os.path.splitext(copy)[0] + ".xmp"
            if run.returncode < 0:
                failures.append(f"{path}: crashed with signal {-run.returncode}")
                continue
            if run.returncode != 0 or os.path.exists(sidecar):
                counts["sidecar" if os.path.exists(sidecar) else "refused"] += 1
                with open(path, "rb") as a, open(copy, "rb") as b:
                    if a.read() != b.read():
                        failures.append(f"{path}: refused, yet changed")
                continue
            with open(copy, "rb") as file:
                once = file.read()
            subprocess.run([options.assay, "label", copy] + LABEL, capture_output=True)
            with open(copy, "rb") as file:
                if file.read() != once:
                    failures.append(f"{path}: labelling again changed the file")
            before, after = pixels(path), pixels(copy)
            if before != after:
                failures.append(f"{path}: pixels differ")
            counts["decoded" if before else "not decodable"] += 1
            written[path] = copy
        old, new = tags(list(written)), tags(list(written.values()))
        for path, copy in written.items():
            a, b = old.get(path, {}), new.get(copy, {})
            if b.get("XMP-iptcExt:DigitalSourceType") != SOURCE_TYPE:
                failures.append(f"{path}: exiftool does not read the digital source type")
            if "System & <Co>" not in system(b):
                failures.append(f"{path}: exiftool does not read the AI system")
            if not any(k.startswith("XMP-TC260:") for k in b):
                failures.append(f"{path}: exiftool does not read the AIGC label")
            for key in sorted(set(a) | set(b)):
                if key.split(":")[0] in OWN_GROUPS or key in LAYOUT or key in WRITTEN:
                    continue
                if key.lower().endswith((":aisystemused", ":aisystemversionused")):
                    continue
                if a.get(key) != b.get(key):
                    failures.append(f"{path}: {key} was {str(a.get(key))[:60]!r}, "
                                    f"is {str(b.get(key))[:60]!r}")
    for failure in failures:
        print(failure)
    print(f"{len(files)} files: {len(written)} labelled "
          f"({counts['decoded']} with equal pixels, {counts['not decodable']} Pillow cannot "
          f"decode), {counts['sidecar']} with a sidecar, {counts['refused']} refused; "
          f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
