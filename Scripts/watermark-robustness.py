#!/usr/bin/env python3
"""Compares Assay with the reference decoder on watermarked pictures that were saved in many ways.

Every cover is marked with the reference encoder (PyPI package invisible-watermark) for each known
generator, saved in each way, and both decoders read the same files:

    python3 Scripts/watermark-robustness.py .build/release/assay COVER... [--markdown FILE]

Needs: pip install pillow numpy opencv-python-headless PyWavelets
       pip install --no-deps invisible-watermark
(its dependency torch serves other methods only, and may be missing)

Times are of one process over all files each, on one thread: Assay with --jobs 1, looking for nothing
but marks (--no-faces --no-patterns --no-statistics; it reads metadata and credentials all the same),
the reference decoder with cv2.imread, as its own documentation has it, and with NumPy and OpenCV held
to one thread. Which payload a file has is not known in
earnest, so the reference decoder has to run once for each length; the time of one run is given, too.
The tool's stages are measured by the clock. With --package, the folder of a package whose tests were
built (`swift build -c release -Xswiftc -enable-testing --build-tests`), the library's own processor
time for decoding in batch, in one process, of the same files, is measured beside it.

"Found" means: for Assay, the report names the right scheme. The reference decoder gives bits and no
verdict, so it is given the right length, and counts as found when so many bits are right that
chance does it less than once in twenty million times, the share of one of Assay's 20 comparisons in
its budget of 1e-6.
"""
import argparse
import json
import math
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

import types

import numpy

try:
    import torch  # noqa: F401
except ImportError:
    sys.modules["torch"] = types.ModuleType("torch")
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
    "half the size, PNG": lambda image, path: image.resize(
        (image.width // 2, image.height // 2), Image.LANCZOS).save(path.with_suffix(".png")),
    "twice the size, PNG": lambda image, path: image.resize(
        (image.width * 2, image.height * 2), Image.BICUBIC).save(path.with_suffix(".png")),
}


def mark(cover, bits, is_float, is_rgb):
    """The cover with the mark, as the generator's code writes it."""
    rgb = numpy.asarray(cover)
    order = rgb if is_rgb else rgb[:, :, ::-1]
    encoder = WatermarkEncoder()
    encoder.set_watermark("bits", bits)
    if is_float:
        # As StableDiffusionXLWatermarker of diffusers and its image processor do it: from -1...1 to
        # 0...255, marked, back, clipped, and rounded. Decoded pictures are no whole numbers.
        grain = numpy.random.default_rng(1).uniform(-0.5, 0.5, order.shape)
        model = ((order + grain).clip(0, 255) / 127.5 - 1).astype(numpy.float32)
        result = encoder.encode(255 * (model / 2 + 0.5), "dwtDct")
        result = numpy.clip(2 * (result / 255 - 0.5), -1, 1)
        result = (numpy.clip(result / 2 + 0.5, 0, 1) * 255).round().astype(numpy.uint8)
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


def run_reference(names):
    """What the reference decoder finds in each file; runs in a process of its own.

    Reads lines of JSON [path, bits] and writes lines of JSON [found, milliseconds of loading, of the
    right length, of all lengths].
    """
    import cv2
    cv2.setNumThreads(1)
    lengths = sorted({len(bits) for _, bits, _, _ in GENERATORS.values()})
    for line in names:
        path, bits = json.loads(line)
        start = time.process_time()
        picture = cv2.imread(path)
        loaded = time.process_time() - start
        # The reference decoder refuses smaller pictures.
        if picture.shape[0] * picture.shape[1] < 256 * 256:
            print(json.dumps([False, loaded * 1000, None, None]))
            continue
        times = {}
        for length in lengths:
            start = time.process_time()
            found = WatermarkDecoder("bits", length).decode(picture, "dwtDct")
            times[length] = time.process_time() - start
            if length == len(bits):
                equal = sum(int(bit) == expected for bit, expected in zip(found, bits))
        print(json.dumps([
            equal >= least_bits(len(bits)), loaded * 1000, times[len(bits)] * 1000,
            sum(times.values()) * 1000]))


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def read_reference(files):
    """The rows of run_reference for each file, and the processor seconds of the whole process."""
    lines = "".join(json.dumps([str(path), bits]) + "\n" for path, bits in files)
    single = {name: "1" for name in (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")}
    before = processor_seconds()
    run = subprocess.run(
        [sys.executable, __file__, "--reference"], input=lines, capture_output=True, text=True,
        env={**os.environ, **single}, check=False)
    if run.returncode != 0:
        sys.exit(f"the reference decoder ended with status {run.returncode}: {run.stderr[-2000:]}")
    seconds = processor_seconds() - before
    return [json.loads(line) for line in run.stdout.splitlines()], seconds


def read_assay(binary, paths):
    """The schemes that Assay finds in each file with the milliseconds of its decoding and its
    watermark stage, and the processor seconds of the whole process."""
    outcome = {}
    before = processor_seconds()
    run = subprocess.run(
        [binary, "check", "--no-faces", "--no-patterns", "--no-statistics", "--jobs", "1",
         "--format", "ndjson", "--exit-zero", *map(str, paths)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{binary} ended with status {run.returncode}: {run.stderr[:2000]}")
    seconds = processor_seconds() - before
    for line in run.stdout.splitlines():
        report = json.loads(line)
        if "path" not in report:
            continue
        schemes = {
            mark["scheme"] for mark in report["watermarks"]
            if mark["scheme"].endswith("-dwtdct") and not mark["presenceUnknown"]}
        name = pathlib.Path(report["path"]).name
        stages = report["timing"]["stages"]
        outcome[name] = (schemes, stages["decode"], stages["watermark"])
    return outcome, seconds


def read_library(package, folder):
    """The library's mean processor milliseconds a file: reading the pixels, looking for marks."""
    run = subprocess.run(
        ["swift", "test", "--skip-build", "-c", "release", "-Xswiftc", "-enable-testing",
         "--filter", "WatermarkNullTests"], cwd=package, capture_output=True, text=True, check=False,
        env={**os.environ, "ASSAY_MARKED": str(folder.resolve())})
    times = re.search(r"^\[([\d.]+), ([\d.]+)\]$", run.stdout, re.MULTILINE)
    if run.returncode != 0 or not times:
        sys.exit(f"the tests in {package} ended with status {run.returncode}: {run.stdout[-2000:]}")
    return float(times[1]), float(times[2])


def library_lines(load, mark, theirs):
    """The table of processor times of both in batch."""
    rows = [row[1:] for row in theirs if row[2] is not None]
    their_load, one, every = (numpy.array(column).mean() for column in zip(*rows))
    return [
        "Processor time in batch, milliseconds a file, Assay from the library without the rest of "
        "`check`:", "",
        "| | Assay | reference, right length known | reference, all lengths |", "|---|---|---|---|",
        f"| reading the pixels | {load:.1f} | {their_load:.1f} | {their_load:.1f} |",
        f"| looking for marks | {mark:.2f} | {one:.1f} ({one / mark:.0f} times) "
        f"| {every:.1f} ({every / mark:.0f} times) |",
        f"| both | {load + mark:.1f} | {their_load + one:.1f} "
        f"({(their_load + one) / (load + mark):.1f} times) | {their_load + every:.1f} "
        f"({(their_load + every) / (load + mark):.1f} times) |", ""]


def time_lines(ours, theirs, our_seconds, their_seconds):
    """The table of times, over all files that both read."""
    rows = [(a[1], a[2], *b[1:]) for a, b in zip(ours, theirs) if b[2] is not None]
    load, mark, their_load, one, every = (numpy.array(column).mean() for column in zip(*rows))
    count = len(ours)
    return [
        "", f"Milliseconds a file, mean of {len(rows)}:", "",
        "| | Assay | reference, right length known | reference, all lengths |", "|---|---|---|---|",
        f"| reading the pixels | {load:.1f} | {their_load:.1f} | {their_load:.1f} |",
        f"| looking for marks | {mark:.2f} | {one:.1f} ({one / mark:.0f} times) "
        f"| {every:.1f} ({every / mark:.0f} times) |",
        f"| both | {load + mark:.1f} | {their_load + one:.1f} "
        f"({(their_load + one) / (load + mark):.1f} times) | {their_load + every:.1f} "
        f"({(their_load + every) / (load + mark):.1f} times) |",
        f"| the whole process, processor time | {our_seconds * 1000 / count:.1f} (with metadata, "
        f"credentials and the report) | | {their_seconds * 1000 / count:.1f} "
        f"({their_seconds / our_seconds:.1f} times) |", ""]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("covers", nargs="+", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path, help="write the tables to this file")
    parser.add_argument(
        "--largest", type=int, default=1024, help="the largest side of a cover, cut from the middle")
    parser.add_argument(
        "--folder", type=pathlib.Path,
        help="keep the marked files here, and take those that an earlier run left")
    parser.add_argument(
        "--package", type=pathlib.Path, help="a package with built tests: measures the library, too")
    parser.add_argument(
        "--only-write", action="store_true", help="end when the marked files are written")
    arguments = parser.parse_args()
    counts = {}
    wrong = []
    covers = []
    for path in arguments.covers:
        cover = Image.open(path).convert("RGB")
        if cover.width * cover.height < 256 * 256 or min(cover.size) < 160:
            print(f"{path}: too small for the encoder, left out", file=sys.stderr)
            continue
        size = [min(side, arguments.largest) for side in cover.size]
        corner = [(side - part) // 2 for side, part in zip(cover.size, size)]
        covers.append(cover.crop((*corner, corner[0] + size[0], corner[1] + size[1])))
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = {}
        for number, cover in enumerate(covers):
            for generator, (scheme, bits, is_float, is_rgb) in GENERATORS.items():
                marked = None
                for index, (way, save) in enumerate(WAYS.items()):
                    stem = f"{number}-{list(GENERATORS).index(generator)}-{index}"
                    if not list(folder.glob(stem + ".*")):
                        if marked is None:
                            marked = mark(cover, bits, is_float, is_rgb) if scheme else cover
                        save(marked, folder / stem)
                    (path,) = folder.glob(stem + ".*")
                    files[path] = (generator, way)
        if arguments.only_write:
            return 0
        ours, our_seconds = read_assay(arguments.binary, list(files))
        theirs, their_seconds = read_reference(
            [(path, GENERATORS[generator][1]) for path, (generator, _) in files.items()])
        for (path, (generator, way)), reference in zip(files.items(), theirs):
            scheme = GENERATORS[generator][0]
            cell = counts.setdefault((generator, way), [0, 0, 0])
            cell[0] += 1
            schemes = ours[path.name][0]
            if scheme in schemes or (scheme is None and schemes):
                cell[1] += 1
            if schemes - {scheme}:
                wrong.append((generator, way, sorted(schemes)))
            cell[2] += reference[0]
        times = time_lines([ours[path.name] for path in files], theirs, our_seconds, their_seconds)
        if arguments.package:
            times += library_lines(*read_library(arguments.package, folder), theirs)
    lines = [
        f"{len(files)} files of {len(covers)} covers of "
        + ", ".join(f"{cover.width} x {cover.height}" for cover in covers) + ". "
        "Each cell: found by Assay / found by the reference decoder, of the files.", "",
        "| saved as | " + " | ".join(GENERATORS) + " |",
        "|---" * (len(GENERATORS) + 1) + "|"]
    for way in WAYS:
        cells = [counts[generator, way] for generator in GENERATORS]
        lines.append(
            f"| {way} | " + " | ".join(f"{a} / {b} of {n}" for n, a, b in cells) + " |")
    lines += ["", "Files with a scheme that was not written: " + str(len(wrong)) + "."]
    floats = [cell for (generator, _), cell in counts.items()
              if GENERATORS[generator][0] and GENERATORS[generator][2]]
    marked = [cell for (generator, _), cell in counts.items() if GENERATORS[generator][0]]
    lines += ["", "Found in all: Assay {}, reference decoder {}, of {}; of files written on floating "
              "point: {}, {}, of {}.".format(
                  *(sum(cell[k] for cell in marked) for k in (1, 2, 0)),
                  *(sum(cell[k] for cell in floats) for k in (1, 2, 0)))]
    fewer = [key for key, cell in counts.items() if GENERATORS[key[0]][0] and cell[1] < cell[2]]
    lines += [f"Cells where Assay finds fewer: {len(fewer)}" + (f" {fewer}" if fewer else "") + "."]
    lines += times
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text)
    return 1 if wrong or fewer else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--reference"]:
        run_reference(sys.stdin)
        sys.exit(0)
    sys.exit(main())
