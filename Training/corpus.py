"""Reading a labelled collection, dropping near duplicates, and laundering both classes alike."""

import csv
import os
import random
import subprocess

import numpy as np
from PIL import Image
from scipy.fft import dctn

LABELS = {"ai": 1, "synthetic": 1, "generated": 1, "real": 0, "photo": 0, "nonphoto": 0, "other": 0}
#: Label certainties that are not used, in training or in tables.
LEFT_OUT = {"low", "very low", "uncertain"}


def read_index(path):
    """The rows of an index with absolute paths, without uncertain labels."""
    folder = os.path.dirname(os.path.abspath(path))
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kept = []
    for row in rows:
        if row.get("label", "").lower() not in LABELS:
            continue
        if row.get("label_certainty", "").lower() in LEFT_OUT:
            continue
        row["path"] = os.path.normpath(os.path.join(folder, row["path"]))
        row.setdefault("source", "")
        kept.append(row)
    return kept


def perceptual_hash(path):
    """64 signs of the low frequencies of a picture (C. Zauner, "Implementation and benchmarking of
    perceptual image hash functions", 2010)."""
    with Image.open(path) as picture:
        gray = np.asarray(picture.convert("L").resize((32, 32), Image.LANCZOS), float)
    low = dctn(gray, norm="ortho")[:8, :8].ravel()
    low[0] = 0
    return np.packbits(low > np.median(low))


def without_duplicates(rows, distance=4):
    """The rows without those whose hash is within `distance` bits of an earlier one."""
    hashes, kept, dropped = [], [], []
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(1)
    for row in rows:
        value = perceptual_hash(row["path"])
        if hashes and bits[np.bitwise_xor(np.array(hashes), value)].sum(1).min() <= distance:
            dropped.append(row["path"])
            continue
        hashes.append(value)
        kept.append(row)
    return kept, dropped


def launder(rows, folder, side=256, seed=7):
    """Copies of all pictures that no longer differ by class in size, grid, format or quality.

    Each picture gives three: a random crop of side x side as PNG; the same crop as JPEG with a
    random quality and chroma; and a crop made smaller by a random factor, then JPEG. Offsets are
    random, so the grid of an earlier JPEG lies anywhere. Random choices depend on the picture's
    number only, never on its label.
    """
    os.makedirs(folder, exist_ok=True)
    out = []
    for number, row in enumerate(rows):
        chance = random.Random(seed * 1_000_003 + number)
        with Image.open(row["path"]) as picture:
            picture = picture.convert("RGB")
        width, height = picture.size
        if min(width, height) < 192:
            continue
        w, h = min(side, width), min(side, height)
        x, y = chance.randint(0, width - w), chance.randint(0, height - h)
        crop = picture.crop((x, y, x + w, y + h))
        name = os.path.join(folder, f"{number:05d}")

        def add(path, treatment):
            out.append(dict(row, path=path, treatment=treatment, original=row["path"], region=""))

        crop.save(name + "-crop.png", compress_level=1)
        add(name + "-crop.png", "crop, PNG")
        quality, chroma = chance.choice([86, 88, 90, 93, 95]), chance.choice([0, 2])
        crop.save(name + "-crop.jpg", quality=quality, subsampling=chroma)
        add(name + "-crop.jpg", "crop, JPEG")
        factor = chance.uniform(0.55, 0.8)
        w, h = min(int(side / factor), width), min(int(side / factor), height)
        x, y = chance.randint(0, width - w), chance.randint(0, height - h)
        small = picture.crop((x, y, x + w, y + h)).resize(
            (round(w * factor), round(h * factor)), Image.LANCZOS)
        small.save(name + "-small.jpg", quality=quality, subsampling=chroma)
        add(name + "-small.jpg", "smaller, JPEG")
    return out


def regions(rows, side=256, seed=11):
    """The same pictures as stored, limited to a random region at a multiple of 16: the same number
    of tiles for all, and a second view for training."""
    out = []
    for number, row in enumerate(rows):
        chance = random.Random(seed * 1_000_003 + number)
        with Image.open(row["path"]) as picture:
            width, height = picture.size
        if min(width, height) < 192:
            continue
        w, h = min(side, width), min(side, height)
        x = chance.randint(0, (width - w) // 16) * 16
        y = chance.randint(0, (height - h) // 16) * 16
        out.append(
            dict(row, region=f"{x},{y},{w},{h}", treatment="region", original=row["path"]))
    return out


def measure(assay, rows, path):
    """Has the tool measure the rows; returns them with their statistics (names, matrix)."""
    columns = []
    for row in rows:
        columns += [key for key in row if key not in columns and key is not None]
    index = path + ".index.tsv"
    with open(index, "w", encoding="utf-8") as file:
        file.write("\t".join(columns) + "\n")
        for row in rows:
            file.write("\t".join((row.get(key) or "").replace("\t", " ") for key in columns) + "\n")
    done = subprocess.run([assay, "evaluate", index, "--features", path, "--quiet"], check=False)
    if done.returncode not in (0, 2):
        raise SystemExit(f"assay evaluate ended with status {done.returncode}")
    return read_features(path)


def read_features(path):
    """Rows, names of statistics and matrix of a file that `assay evaluate --features` wrote."""
    with open(path, encoding="utf-8") as file:
        head = file.readline().rstrip("\n").split("\t")
        first = head.index("gate") + 1
        rows, values = [], []
        for line in file:
            cells = line.rstrip("\n").split("\t")
            rows.append(dict(zip(head[:first], cells[:first])))
            values.append([float(cell) for cell in cells[first:]])
    return rows, head[first:], np.array(values, np.float32)
