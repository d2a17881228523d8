#!/usr/bin/env python3
"""Audits the cross-validated scores by skin tone, estimated from the face.

    Training/skin_tone.py --assay PATH INDEX.tsv OUT

INDEX.tsv gives `face_box_in_crop` (x,y,width,height); OUT holds scores.tsv of Training/train.py. The
tone is the individual typology angle of the median colour of the middle of the face: light changes it
as much as skin does, so groups are rough (A. Chardon and others, "Skin colour typology and suntanning
pathways", Int. J. Cosmetic Science 13, 1991; M. Merler and others, "Diversity in faces", 2019).
"""

import argparse
import csv
import os
import subprocess

import numpy as np
from PIL import Image

import corpus

GROUPS = [(41, "light"), (28, "intermediate"), (10, "tan"), (-999, "brown and dark")]


def typology_angle(pixels):
    """The angle, in degrees, of the median colour of sRGB pixels under D65."""
    values = np.median(pixels.reshape(-1, 3), axis=0) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    matrix = np.array([
        [0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lightness, yellow = 116 * f[1] - 16, 200 * (f[1] - f[2])
    return float(np.degrees(np.arctan2(lightness - 50, yellow)))


def group(row):
    box = row.get("face_box_in_crop") or ""
    if not box:
        return ""
    x, y, width, height = [int(float(part)) for part in box.split(",")]
    with Image.open(row["path"]) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    # The middle of the face: cheeks and nose, little hair, no background.
    part = pixels[
        max(y + height * 3 // 8, 0):y + height * 3 // 4,
        max(x + width // 4, 0):x + width * 3 // 4]
    if part.size == 0:
        return ""
    angle = typology_angle(part)
    return next(name for limit, name in GROUPS if angle > limit)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index")
    parser.add_argument("out")
    parser.add_argument("--assay", required=True)
    options = parser.parse_args()
    tone = {row["path"]: group(row) for row in corpus.read_index(options.index)}
    with open(os.path.join(options.out, "scores.tsv"), newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    path = os.path.join(options.out, "skin-tone.tsv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\t".join([*rows[0], "skin_tone"]) + "\n")
        for row in rows:
            file.write("\t".join([*row.values(), tone.get(row["path"], "")]) + "\n")
    subprocess.run(
        [os.path.abspath(options.assay), "evaluate", path, "--score", "score", "--audit",
         "skin_tone", "--by", "skin_tone", "--json", path.replace(".tsv", ".json")], check=True)


if __name__ == "__main__":
    main()
