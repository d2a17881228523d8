#!/usr/bin/env python3
"""Fits and measures the alignment cue of StyleGAN portraits, and writes docs/scores/faces.md.

    python3 Scripts/face-alignment.py CORPUS [--package DIR] [--work DIR] [--write]

CORPUS is a folder with INDEX.tsv (path, label, group, source, original_width, original_height,
has_face, note). Needs numpy, Pillow, libdlib-dev, libdlib-data and a release build of the tests:

    swift build --build-tests -c release -Xswiftc -enable-testing

Aligned portraits are made from the faces of the corpus by the procedure that FFHQ was cut with, on
the landmarks that it used. A source is either in the fit or in the measurement, never in both:
five folds by whole source. The StyleGAN pictures of the corpus are in no fit.
Without --write it prints what it would write. The parameters of the last line are those of
Sources/Faces/PortraitAlignment+Parameters.swift, fitted on all folds.
"""

import argparse
import csv
import datetime
import math
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

MODEL = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat"
ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5
# Sources that publish photographs aligned like FFHQ, as inputs of face restoration.
ALIGNED_SOURCES = {"TencentARC/GFPGAN", "sczhou/CodeFormer"}
GROUPS = ["very light", "light", "intermediate", "tan", "brown", "dark"]


def wilson(hits, n, z=1.96):
    if n == 0:
        return 0.0, 1.0
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def rate(hits, n):
    low, high = wilson(hits, n)
    return f"{hits} of {n}", f"{100 * hits / n:.1f} %" if n else "-", f"{100 * low:.1f} to {100 * high:.1f} %"


def examine(paths, work, name, package, reuse):
    """The faces of pictures, as Tests/FacesTests/FaceMeasurement.swift tells them."""
    listing, table = work / f"{name}.list", work / f"{name}.tsv"
    listing.write_text("\n".join(map(str, paths)) + "\n")
    environment = dict(os.environ, ASSAY_FACES_LIST=str(listing), ASSAY_FACES_TABLE=str(table))
    command = ["swift", "test", "--skip-build", "-c", "release", "-Xswiftc", "-enable-testing"]
    command += ["--filter", "FaceMeasurement"]
    if not (reuse and table.exists()):
        subprocess.run(command, cwd=package, env=environment, check=True, stdout=subprocess.DEVNULL)
    faces, times = {}, []
    for line in table.read_text().splitlines():
        cells = line.split("\t")
        times.append((int(cells[1]) * int(cells[2]), float(cells[-1])))
        face = None
        if len(cells) > 5:
            eyes = None if cells[9] == "-" else np.array(list(map(float, cells[9:13]))).reshape(2, 2)
            face = {
                "box": np.array(list(map(float, cells[3:7]))),
                "score": float(cells[7]),
                "view": int(cells[8]),
                "eyes": eyes,
                "tone": None if cells[14] == "-" else float(cells[14]),
            }
        faces[cells[0]] = {"size": (int(cells[1]), int(cells[2])), "face": face}
    return faces, times


def features(face, offset, frame):
    """The numbers of PortraitAlignment, of a face at `offset` in a frame; None when there are none."""
    if face is None or face["eyes"] is None:
        return None
    width, height = frame
    if max(width / height, height / width) > 1.1:
        return None
    eyes = face["eyes"] + offset
    middle, half = eyes.mean(0), (eyes[1] - eyes[0]) / 2
    return np.array([middle[0] / width, middle[1] / height, half[0] / width, half[1] / height])


def crops(face, seed, count=200):
    """Square frames around a face as people cut portraits: four to eight tenths filled by the box."""
    random = np.random.default_rng(seed)
    box = face["box"]
    for _ in range(count):
        side = box[2] / random.uniform(0.4, 0.8)
        center = np.array([random.uniform(0.4, 0.6), random.uniform(0.4, 0.65)]) * side
        yield features(face, center - (box[:2] + box[2:] / 2), (side, side))


def landmarks(items, work):
    """The 68 points of the face of each (picture, box)."""
    program = work / "face-landmarks"
    if not program.exists():
        source = ROOT / "Scripts/face-landmarks.cpp"
        subprocess.run(["c++", "-std=c++17", "-O2", "-w", str(source), "-ldlib", "-o", str(program)], check=True)
    lines = []
    for index, (path, box) in enumerate(items):
        gray = work / f"{index}.pgm"
        Image.open(path).convert("L").save(gray)
        left, top, width, height = box
        lines.append(f"{gray} {left:.0f} {top:.0f} {left + width:.0f} {top + height:.0f}")
    done = subprocess.run([program, MODEL], input="\n".join(lines) + "\n", text=True, capture_output=True, check=True)
    return [np.array(line.split(), float).reshape(68, 2) for line in done.stdout.splitlines()]


def aligned(path, points, target):
    """Cuts a face as FFHQ was cut; False when more than a sixth of the frame would be made up."""
    left, right = points[36:42].mean(0), points[42:48].mean(0)
    mouth = (points[48] + points[54]) / 2
    eyes, apart = (left + right) / 2, right - left
    down = mouth - eyes
    x = apart - np.flipud(down) * [-1, 1]
    x /= np.hypot(*x)
    x *= max(np.hypot(*apart) * 2.0, np.hypot(*down) * 1.8)
    y = np.flipud(x) * [-1, 1]
    center = eyes + down * 0.1
    quad = np.stack([center - x - y, center - x + y, center + x + y, center + x - y])
    picture = Image.open(path).convert("RGB")
    size = 2 * np.hypot(*x)
    beyond = max(-quad.min(0)[0], -quad.min(0)[1], quad[:, 0].max() - picture.width, quad[:, 1].max() - picture.height)
    if size < 64 or beyond > size / 6:
        return False
    pad = max(0, math.ceil(beyond)) + 2
    array = np.pad(np.asarray(picture), ((pad, pad), (pad, pad), (0, 0)), "reflect")
    picture = Image.fromarray(array)
    side = 512 if size > 200 else 256
    picture = picture.transform((2 * side, 2 * side), Image.QUAD, (quad + pad + 0.5).flatten(), Image.BILINEAR)
    picture.resize((side, side), Image.LANCZOS).save(target)
    return True


def fit(rows):
    """Mean and whitening; the outermost 4 % are left out once, so that a missed eye counts less."""
    for _ in range(2):
        mean, covariance = rows.mean(0), np.cov(rows.T)
        whitening = np.linalg.inv(np.linalg.cholesky(covariance))
        distance = np.linalg.norm((rows - mean) @ whitening.T, axis=1)
        rows = rows[distance <= np.quantile(distance, 0.96)]
    return mean, whitening


def distance(model, row):
    return math.inf if row is None else float(np.linalg.norm(model[1] @ (row - model[0])))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--package", type=Path, default=ROOT)
    parser.add_argument("--work", type=Path, default=Path("/tmp/face-alignment"))
    parser.add_argument("--threshold", type=float, default=2.5)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--reuse", action="store_true", help="take the tables of the last run")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    work = options.work

    rows = [r for r in csv.DictReader(open(options.corpus / "INDEX.tsv"), delimiter="\t")
            if r["label"] in ("real", "ai") and r["has_face"] == "yes"]
    by_path = {str(options.corpus / r["path"]): r for r in rows}
    found, times = examine(by_path, work, "corpus", options.package, options.reuse)

    # Aligned portraits made from the corpus.
    items = [(p, found[p]["face"]["box"]) for p, r in by_path.items()
             if found[p]["face"] and r["group"] != "stylegan2" and r["source"] not in ALIGNED_SOURCES]
    made = {}
    for index, ((path, _), points) in enumerate(zip(items, landmarks(items, work))):
        target = work / f"aligned-{index}.png"
        if aligned(path, points, target):
            made[str(target)] = by_path[path]
    found_made, _ = examine(made, work, "aligned", options.package, options.reuse)
    positives = [(r, features(found_made[p]["face"], 0, found_made[p]["size"])) for p, r in made.items()]

    def fold(row):
        return zlib.crc32(row["source"].encode()) % FOLDS

    # Small faces have inexact landmarks, and so are cut inexactly.
    large = [(r, x) for (p, r), (_, x) in zip(made.items(), positives)
             if x is not None and found_made[p]["size"][0] == 512]

    def fitted(skip):
        return fit(np.array([x for r, x in large if fold(r) != skip]))

    models = {k: fitted(k) for k in [*range(FOLDS), None]}

    # Real pictures in their own frame, by where the region was cut.
    real = []
    for index, (path, row) in enumerate(by_path.items()):
        if row["label"] != "real":
            continue
        face, size = found[path]["face"], found[path]["size"]
        frame = (int(row["original_width"]), int(row["original_height"]))
        place = re.search(r"region \d+x\d+ at (\d+),(\d+)", row["note"])
        offset = np.array([float(place[1]), float(place[2])]) if place else np.zeros(2)
        cut = list(crops(face, index)) if face and face["eyes"] is not None else []
        real.append({
            "row": row, "model": models[fold(row)], "tone": face["tone"] if face else None,
            "own": features(face, offset, frame), "region": features(face, 0, size), "crops": cut,
        })
    stylegan = [features(found[p]["face"], 0, found[p]["size"]) for p, r in by_path.items()
                if r["group"] == "stylegan2" and "whole image" in r["note"]]
    held_out = [distance(models[fold(r)], x) for r, x in positives]
    recall = {}
    for path, row in by_path.items():
        x, y, w, h = map(float, row["face_box_in_crop"].split(","))
        width, height = found[path]["size"]
        whole = x > 2 and y > 2 and x + w < width - 2 and y + h < height - 2
        key = (row["label"], "cut by the border" if not whole else "64 pixels or wider" if w >= 64 else "smaller")
        recall.setdefault(key, []).append(found[path]["face"] is not None)
    text = report(options, held_out, [distance(models[None], x) for x in stylegan], real, times, recall)
    mean, whitening = models[None]
    if options.write:
        (ROOT / "docs/scores/faces.md").write_text(text)
    print(text)
    print(np.round(mean, 4).tolist(), np.round(whitening, 1).tolist())


def group_of(angle):
    return next((i for i, low in enumerate([55, 41, 28, 10, -30]) if angle > low), 5)


def report(options, held_out, stylegan, real, times, recall):
    lines = []
    out = lines.append
    t = options.threshold
    ordinary = [r for r in real if r["row"]["source"] not in ALIGNED_SOURCES]
    restoration = [r for r in real if r["row"]["source"] in ALIGNED_SOURCES]
    square = [r for r in ordinary if r["own"] is not None]
    regions = [r for r in ordinary if r["region"] is not None]
    for r in real:
        r["own distance"] = distance(r["model"], r["own"])
        r["region distance"] = distance(r["model"], r["region"])
        r["crop distances"] = np.array([distance(r["model"], x) for x in r["crops"]])
    cut = [r for r in ordinary if r["crops"]]
    out(f"""# Faces: eyes, and the framing of StyleGAN portraits

    python3 Scripts/face-alignment.py CORPUS --write

{options.date}, a third-party corpus that is not part of the project. "Framed like a StyleGAN portrait" means:
the distance of the eyes' places from those of aligned portraits is at most {t}. All intervals are Wilson's, 95 %.

## Rates

| distance at most | StyleGAN2 | portraits cut as FFHQ is | real pictures | square ones of these | regions around faces | portrait crops |
|---|---|---|---|---|---|---|""")
    for level in sorted({1.5, 2.0, 3.0, 3.5, t}):
        cells = []
        for distances in (stylegan, held_out, [r["own distance"] for r in ordinary],
                          [r["own distance"] for r in square], [r["region distance"] for r in regions]):
            count, share, interval = rate(sum(d <= level for d in distances), len(distances))
            cells.append(f"{share} ({count}; {interval})")
        mean = np.mean([np.mean(r["crop distances"] <= level) for r in cut])
        cells.append(f"{100 * mean:.2f} % ({len(cut)} faces)")
        out(f"| {level}{' **(called)**' if level == t else ''} | " + " | ".join(cells) + " |")
    sources = len({r["row"]["source"] for r in ordinary})
    out(f"""
- **StyleGAN2**: the whole pictures of that generator in the corpus, all of one source. They are in no fit. There are
  only {len(stylegan)}, so the interval is wide; the others of the corpus are regions without their frame.
- **Portraits cut as FFHQ is**: faces of the corpus, real and generated, cut by FFHQ's procedure on the landmarks
  that FFHQ used, held out by whole source in {FOLDS} folds. Many are small or poor pictures whose landmarks are
  inexact, which StyleGAN's training pictures are not; a face that was not found counts as missed.
- **Real pictures**: every real picture of the corpus with a face, {sources} sources, in its own frame. A face that was
  not found, or a frame that is not nearly square, counts as not called: so the rate on square pictures is the
  telling one. Faces larger than 448 pixels were not to be had whole.
- **Regions around faces**: the corpus's own square regions, which have the face in their middle.
- **Portrait crops**: 200 random square frames around each real face, the box filling 40 to 80 % of the side, its centre
  at 40 to 60 % of the width and 40 to 65 % of the height: harder than real life.
  The threshold was chosen on these crops (below 0.5 %), and with the StyleGAN2 column in sight.
- Pictures of {len(ALIGNED_SOURCES)} sources of face restoration are told apart: photographs that were **cut like FFHQ fire too**
  ({sum(r["own distance"] <= t for r in restoration)} of {len(restoration)} here; most are old or damaged and have no findable face). The cue
  says how a picture is framed, not who made it. Any other crop defeats it.

## Faces found

Pictures with a face by another detector (YuNet), by the place and the width of the largest one, and in how many a face
was found here.

| pictures | largest face | found |
|---|---|---|""")
    for (label, size), hits in sorted(recall.items()):
        count, share, interval = rate(sum(hits), len(hits))
        out(f"| {label} | {size} | {share} ({count}; {interval}) |")
    out("""
## Real pictures that were called, by source

| source | square pictures with a face | called in their own frame | called as regions |
|---|---|---|---|""")
    for name in sorted({r["row"]["source"] for r in ordinary}):
        own = [r for r in square if r["row"]["source"] == name]
        part = [r for r in regions if r["row"]["source"] == name]
        hits = (sum(r["own distance"] <= t for r in own), sum(r["region distance"] <= t for r in part))
        if any(hits) or len(own) >= 5:
            out(f"| {name} | {len(own)} | {hits[0]} | {hits[1]} of {len(part)} |")
    out("""
## By skin tone

Groups by the individual typology angle of the cheeks as the picture shows them. Real faces of ordinary pictures;
the false alarms of portrait crops are a mean over faces, the interval is over faces (bootstrap).

| group | faces | called in their own frame | as regions | portrait crops called | interval |
|---|---|---|---|---|---|""")
    shares = {}
    random = np.random.default_rng(5)
    for index, name in enumerate(GROUPS):
        part = [r for r in cut if r["tone"] is not None and group_of(r["tone"]) == index]
        if not part:
            out(f"| {name} | 0 | - | - | - | - |")
            continue
        each = np.array([np.mean(r["crop distances"] <= t) for r in part])
        resampled = [random.choice(each, len(each)).mean() for _ in range(2000)]
        low, high = np.percentile(resampled, [2.5, 97.5])
        if len(part) >= 30:
            shares[name] = each.mean()
        out(f"| {name} | {len(part)} | {sum(r['own distance'] <= t for r in part)} | "
            f"{sum(r['region distance'] <= t for r in part)} | {100 * each.mean():.2f} % | {100 * low:.2f} to {100 * high:.2f} % |")
    gap = 100 * (max(shares.values()) - min(shares.values()))
    unknown = sum(r["tone"] is None for r in cut)
    out(f"""
The largest gap between groups of at least 30 faces ({', '.join(shares)}) is {gap:.2f} points; 2 are allowed. Nothing
is claimed about groups with fewer. {unknown} faces have no tone (gray pictures, hidden cheeks).

## Time

Processor time of one thread, a release build, two cores that other work kept busy; detector, eyes and cue, without
decoding.

| pixels | pictures | median | 90 % |
|---|---|---|---|""")
    for low, high in [(0, 110_000), (110_000, 190_000), (190_000, 10**9)]:
        part = [m for n, m in times if low < n <= high]
        if part:
            out(f"| up to {high if high < 10**9 else max(n for n, _ in times)} | {len(part)} | {np.median(part):.0f} ms | {np.percentile(part, 90):.0f} ms |")
    return "\n".join(lines) + "\n"


main()
