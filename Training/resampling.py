#!/usr/bin/env python3
"""Measures the resampling detector: how often it finds enlarging, and how often it is wrong.

    Training/resampling.py --assay PATH INDEX.tsv OUT [--threshold 2.6]

Photographs stored as JPEG of quality 90 or more are enlarged, turned or made smaller with bicubic
interpolation, then stored as PNG, as JPEG 97 with full chroma and as JPEG 90. False alarms are those on the photographs as stored.
"""

import argparse
import os
import random

import numpy as np
from PIL import Image

import card
import corpus

FACTORS = [0.7, 1.1, 1.25, 1.4, 1.7, 2.3]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index")
    parser.add_argument("out")
    parser.add_argument("--assay", required=True)
    parser.add_argument("--threshold", type=float, default=2.6)
    options = parser.parse_args()
    folder = os.path.abspath(options.out)
    os.makedirs(folder, exist_ok=True)
    photographs = [
        dict(row, treatment="as stored", region="") for row in corpus.read_index(options.index)
        if row["label"] == "real" and float(row["original_jpeg_quality_estimate"] or 0) >= 90]
    views = list(photographs)
    sample = random.Random(1).sample(photographs, min(60, len(photographs)))
    for number, row in enumerate(sample):
        with Image.open(row["path"]) as picture:
            picture = picture.convert("RGB")
        width, height = picture.size
        changed = {"turned by 7 degrees": picture.rotate(7, Image.BICUBIC).crop(
            (width // 6, height // 6, width - width // 6, height - height // 6))}
        for factor in FACTORS:
            changed[f"{factor} times"] = picture.resize(
                (round(width * factor), round(height * factor)), Image.BICUBIC).crop(
                    (0, 0, min(448, round(width * factor)), min(448, round(height * factor))))
        for name, result in changed.items():
            for ending, arguments in [
                ("png", {"compress_level": 1}), ("jpg 97", {"quality": 97, "subsampling": 0}),
                ("jpg 90", {"quality": 90})]:
                path = os.path.join(
                    folder, f"{number}-{name} {ending}.{ending[:3]}".replace(" ", "-"))
                result.save(path, **arguments)
                views.append(dict(row, path=path, treatment=f"{name}, {ending}", region=""))
    rows, names, values = corpus.measure(
        os.path.abspath(options.assay), views, os.path.join(folder, "resampling.tsv"))
    strength = values[:, names.index("resampling.peak")]
    print("| treatment | pictures | called resampled |\n|---|---|---|")
    for treatment in dict.fromkeys(row["treatment"] for row in rows):
        here = np.array([
            row["treatment"] == treatment and row["gate"] != "tooFlat" for row in rows])
        found = int((strength[here] >= options.threshold).sum())
        print(f"| {treatment} | {here.sum()} | {card.rate(found, int(here.sum()))} |")
    # What the rule on camera files looks at: those of quality 85 or more, of which some are above.
    cameras = [
        dict(row, region="") for row in corpus.read_index(options.index)
        if row["label"] == "real" and "camera" in row.get("note", "").lower()]
    if not cameras:
        return
    rows, names, values = corpus.measure(
        os.path.abspath(options.assay), cameras, os.path.join(folder, "cameras.tsv"))
    strength = values[:, names.index("resampling.peak")]
    here = np.array([
        row["gate"] not in ("tooFlat", "tooSmall", "compressedTooMuch") for row in rows])
    found = int((strength[here] >= options.threshold).sum())
    print(f"| files that name a camera, JPEG 85 or better, as stored | {here.sum()} | {card.rate(found, int(here.sum()))} |")


if __name__ == "__main__":
    main()
