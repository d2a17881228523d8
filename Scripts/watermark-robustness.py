#!/usr/bin/env python3
"""Compares Assay with the reference decoder on watermarked pictures that were saved in many ways.

Every cover is marked with the reference encoder (PyPI package invisible-watermark) for each known
generator, saved in each way, and both decoders read the same files:

    python3 Scripts/watermark-robustness.py .build/release/assay COVER... [--markdown FILE]

Needs: pip install invisible-watermark pillow numpy

"Found" means: for Assay, the report names the right scheme. The reference decoder gives bits and no
verdict, so it is given the right length, and counts as found when so many bits are right that
chance does it less than once in twenty million times, the share of one of Assay's 20 comparisons in
its budget of 1e-6.
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy
from imwatermark import WatermarkDecoder, WatermarkEncoder
from PIL import Image


def bits_of(data):
    return [int(bit) for byte in data for bit in f"{byte:08b}"]


# Scheme, bits, whether the encoder works on floating point, whether it is handed RGB.
GENERATORS = {
    "SD 1": ("sd1-dwtdct", bits_of(b"StableDiffusionV1"), False, False),
    "SD 2": ("sd2-dwtdct", bits_of(b"SDV2"), False, False),
    "SDXL": ("sdxl-dwtdct", bits_of(bytes.fromhex("B3EC907BB19E")), True, False),
    "SDXL, older diffusers": ("sdxl-dwtdct", bits_of(bytes.fromhex("B3EC907BB19E")), True, True),
    "FLUX.1": ("flux1-dwtdct", bits_of(bytes.fromhex("2AFE879CF52E"))[2:], True, False),
    "InvokeAI": ("invokeai-dwtdct", bits_of(b"InvokeAI"), False, False),
    "none": (None, bits_of(b"SDV2"), False, False),
}

WAYS = {
    "PNG": lambda image, path: image.save(path.with_suffix(".png")),
    "JPEG 4:4:4, 95": lambda image, path: image.save(
        path.with_suffix(".jpg"), quality=95, subsampling=0),
    "JPEG 4:4:4, 90": lambda image, path: image.save(
        path.with_suffix(".jpg"), quality=90, subsampling=0),
    "JPEG 4:4:4, 80": lambda image, path: image.save(
        path.with_suffix(".jpg"), quality=80, subsampling=0),
    "JPEG 4:2:0, 95": lambda image, path: image.save(
        path.with_suffix(".jpg"), quality=95, subsampling=2),
    "JPEG 4:2:0, 90": lambda image, path: image.save(
        path.with_suffix(".jpg"), quality=90, subsampling=2),
    "WebP, lossless": lambda image, path: image.save(path.with_suffix(".webp"), lossless=True),
    "WebP, 90": lambda image, path: image.save(path.with_suffix(".webp"), quality=90),
    "75 % size, PNG": lambda image, path: image.resize(
        (image.width * 3 // 4, image.height * 3 // 4), Image.LANCZOS).save(
            path.with_suffix(".png")),
    "right edge cut, PNG": lambda image, path: image.crop(
        (0, 0, image.width - 24, image.height)).save(path.with_suffix(".png")),
    "all edges cut, PNG": lambda image, path: image.crop(
        (13, 21, image.width - 5, image.height - 9)).save(path.with_suffix(".png")),
}


def mark(cover, bits, is_float, is_rgb):
    """The cover with the mark, as the generator's code writes it."""
    rgb = numpy.asarray(cover)
    order = rgb if is_rgb else rgb[:, :, ::-1]
    encoder = WatermarkEncoder()
    encoder.set_watermark("bits", bits)
    if is_float:
        result = encoder.encode(order.astype(numpy.float32).copy(), "dwtDct")
        result = numpy.clip(numpy.round(result), 0, 255).astype(numpy.uint8)
    else:
        result = encoder.encode(order.copy(), "dwtDct")
    return Image.fromarray(numpy.ascontiguousarray(result if is_rgb else result[:, :, ::-1]))


def least_bits(length, chance=1e-6 / 20):
    """The fewest equal bits that chance seldom reaches."""
    total = 0
    for count in range(length, -1, -1):
        total += math.comb(length, count) / 2**length
        if total > chance:
            return count + 1
    return 0


def read_reference(path, bits):
    """Whether the reference decoder finds the bits, and the seconds it takes."""
    picture = numpy.ascontiguousarray(numpy.asarray(Image.open(path).convert("RGB"))[:, :, ::-1])
    start = time.perf_counter()
    found = WatermarkDecoder("bits", len(bits)).decode(picture, "dwtDct")
    seconds = time.perf_counter() - start
    equal = sum(int(bit) == expected for bit, expected in zip(found, bits))
    return equal >= least_bits(len(bits)), seconds


def read_assay(binary, paths):
    """The schemes that Assay finds in each file, and the milliseconds of its watermark stage."""
    outcome = {}
    for start in range(0, len(paths), 100):
        run = subprocess.run(
            [binary, "check", "--no-faces", "--format", "ndjson", "--exit-zero",
             *map(str, paths[start:start + 100])], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{binary} ended with status {run.returncode}: {run.stderr[:2000]}")
        for line in run.stdout.splitlines():
            report = json.loads(line)
            if "path" not in report:
                continue
            schemes = {
                mark["scheme"] for mark in report["watermarks"]
                if mark["scheme"].endswith("-dwtdct") and not mark["presenceUnknown"]}
            name = pathlib.Path(report["path"]).name
            outcome[name] = (schemes, report["timing"]["stages"]["watermark"])
    return outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("covers", nargs="+", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path, help="write the tables to this file")
    arguments = parser.parse_args()
    counts, times = {}, {"assay": [], "reference": []}
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, cover_path in enumerate(arguments.covers):
            cover = Image.open(cover_path).convert("RGB")
            if cover.width * cover.height < 256 * 256 or min(cover.size) < 160:
                print(f"{cover_path}: too small for the encoder, left out", file=sys.stderr)
                continue
            for generator, (scheme, bits, is_float, is_rgb) in GENERATORS.items():
                marked = mark(cover, bits, is_float, is_rgb) if scheme else cover
                for index, (way, save) in enumerate(WAYS.items()):
                    stem = f"{number}-{list(GENERATORS).index(generator)}-{index}"
                    save(marked, pathlib.Path(folder, stem))
                    (path,) = pathlib.Path(folder).glob(stem + ".*")
                    files[path] = (generator, way)
        ours = read_assay(arguments.binary, list(files))
        for path, (generator, way) in files.items():
            scheme, bits, _, _ = GENERATORS[generator]
            cell = counts.setdefault((generator, way), [0, 0, 0])
            cell[0] += 1
            schemes, milliseconds = ours[path.name]
            times["assay"].append(milliseconds)
            if scheme in schemes or (scheme is None and schemes):
                cell[1] += 1
            if schemes - {scheme}:
                wrong.append((generator, way, sorted(schemes)))
            with Image.open(path) as image:
                large = image.width * image.height >= 256 * 256
            if large:
                found, seconds = read_reference(path, bits)
                times["reference"].append(seconds * 1000)
                cell[2] += found
    lines = [
        f"{len(files)} files of {len(arguments.covers)} covers. "
        "Each cell: found by Assay / found by the reference decoder, of the files.", "",
        "| saved as | " + " | ".join(GENERATORS) + " |",
        "|---" * (len(GENERATORS) + 1) + "|"]
    for way in WAYS:
        cells = [counts[generator, way] for generator in GENERATORS]
        lines.append(
            f"| {way} | " + " | ".join(f"{a} / {b} of {n}" for n, a, b in cells) + " |")
    lines += ["", "Files with a scheme that was not written: " + str(len(wrong)) + "."]
    lines += [
        f"Time of a file, median: Assay {numpy.median(times['assay']):.1f} ms (all readings, all "
        f"messages, with the search for moved grids), reference decoder "
        f"{numpy.median(times['reference']):.1f} ms (one reading, one length)."]
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
