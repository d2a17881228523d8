#!/usr/bin/env python3
"""Measures how the generator patterns survive what happens to pictures.

    Scripts/pattern-robustness.py ASSAY FOLDER [--markdown docs/scores/pattern-robustness.md]

FOLDER holds INDEX.tsv (columns `path` and `expected_pattern`) and its pictures. Every picture with a
pattern is changed in each way, and `assay patterns test` compares all of them. The pictures of the
folder were selected because their pattern was found, so the fractions are optimistic.

Needs: pip install pillow
"""
import argparse
import collections
import csv
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

from PIL import Image, ImageOps


def scaled(image, factor):
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.LANCZOS)


def cropped(image):
    """4 % of each side cut off, not evenly."""
    width, height = round(image.width * 0.96), round(image.height * 0.96)
    left, top = (image.width - width) // 3, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


WAYS = {
    "as it is, PNG": lambda image, path: image.save(path.with_suffix(".png")),
    "JPEG 90": lambda image, path: image.save(path.with_suffix(".jpg"), quality=90),
    "JPEG 80": lambda image, path: image.save(path.with_suffix(".jpg"), quality=80),
    "JPEG 60": lambda image, path: image.save(path.with_suffix(".jpg"), quality=60),
    "WebP 80": lambda image, path: image.save(path.with_suffix(".webp"), quality=80),
    "x 0.75": lambda image, path: scaled(image, 0.75).save(path.with_suffix(".png")),
    "x 0.5": lambda image, path: scaled(image, 0.5).save(path.with_suffix(".png")),
    "mirrored": lambda image, path: ImageOps.mirror(image).save(path.with_suffix(".png")),
    "4 % cut off": lambda image, path: cropped(image).save(path.with_suffix(".png")),
    "4 % cut off, JPEG 80": lambda image, path: cropped(image).save(
        path.with_suffix(".jpg"), quality=80),
}
LINE = re.compile(r"^(.*): (\S+) z (-?[\d.]+), needed ([\d.]+), (.*), p \S+: (found|not found)")


def read(binary, path):
    """The score and whether it counts, for each pattern."""
    run = subprocess.run(
        [binary, "patterns", "test", str(path)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{binary} ended with status {run.returncode}: {run.stderr[:2000]}")
    matches = (LINE.match(line) for line in run.stdout.splitlines())
    return {m[2]: (float(m[3]), m[6] == "found") for m in matches if m}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path, help="write the table to this file")
    arguments = parser.parse_args()
    with open(arguments.folder / "INDEX.tsv", newline="", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["expected_pattern"] != "none"]
    ratios, found = collections.defaultdict(list), collections.Counter()
    counts = collections.Counter(r["expected_pattern"] for r in rows)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for number, row in enumerate(rows):
            pattern = row["expected_pattern"]
            with Image.open(arguments.folder / row["path"]) as opened:
                image = opened.convert("RGB")
            original = read(arguments.binary, arguments.folder / row["path"])[pattern][0]
            for index, (way, save) in enumerate(WAYS.items()):
                stem = pathlib.Path(folder, f"{number}-{index}")
                save(image, stem)
                (path,) = pathlib.Path(folder).glob(stem.name + ".*")
                scores = read(arguments.binary, path)
                path.unlink()
                score, is_found = scores.get(pattern, (0.0, False))
                ratios[pattern, way].append(score / original)
                found[pattern, way] += is_found
                wrong += [
                    f"{row['path']}, {way}: {other} at {scores[other][0]}"
                    for other in scores if other != pattern and scores[other][1]]
    lines = [
        "# How generator patterns survive", "",
        "Pictures that carry a pattern, changed and compared again by the release build. Each cell: median "
        "of z over the z of the picture as it was, and how many of the pictures are still found at the "
        "false-alarm budget of one in a million. The pictures were selected because their pattern was "
        "found, so the fractions are optimistic.", "",
        "    Scripts/pattern-robustness.py .build/release/assay FOLDER --markdown "
        "docs/scores/pattern-robustness.md", "",
        "| change | " + " | ".join(f"{p} ({n})" for p, n in counts.items()) + " |",
        "|---" * (len(counts) + 1) + "|"]
    for way in WAYS:
        cells = [
            f"{statistics.median(ratios[p, way]):.2f}, {found[p, way]} found" for p in counts]
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    lines += ["", "Other patterns found in these files: "
              + (str(len(wrong)) + " (" + "; ".join(wrong[:20]) + ")." if wrong else "none.")]
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
