#!/usr/bin/env python3
"""Times the comparison with generator patterns against numpy, in one run.

    Benchmarks/pattern_reference.py ASSAY PICTURE... [--bank Sources/CPatternBank/patterns.bank]

The numpy program below follows docs/pattern-bank.md literally and reads the same bank file. Both get
the same files; both times are CPU times without reading and decoding, the least of several runs.
The scores must be equal within 1 % or 0.06. The search for parts cut out is done by Assay only.

Needs: pip install numpy pillow
"""
import argparse
import pathlib
import re
import struct
import subprocess
import sys
import time

import numpy
from PIL import Image

LINE = re.compile(r"^.*: (\S+) z (-?[\d.]+), needed")


def read_bank(path):
    data = path.read_bytes()
    assert data[:8] == b"APATBANK" and struct.unpack_from("<H", data, 8)[0] == 2
    count = struct.unpack_from("<H", data, 10)[0]
    offset, templates = 20, []
    for _ in range(count):
        texts = []
        for _ in range(4):
            (length,) = struct.unpack_from("<H", data, offset)
            texts.append(data[offset + 2:offset + 2 + length].decode())
            offset += 2 + length
        head = struct.unpack_from("<HBBHHIffIfffI", data, offset)
        offset += struct.calcsize("<HBBHHIffIfffI")
        _, statistic, _, width, height, bins, scale, *_, size = head
        raw, offset = data[offset:offset + size], offset + size
        columns = width // 2 + 1
        if statistic == 1:
            length = (columns * height + 7) // 8
            mask = numpy.unpackbits(
                numpy.frombuffer(raw[:length], numpy.uint8), bitorder="little")
            index = numpy.flatnonzero(mask)
            pairs = numpy.frombuffer(raw[length:], numpy.int8).reshape(-1, 2)
        else:
            fy = numpy.fft.fftfreq(512, 1 / 512)[:, None]
            fx = numpy.arange(257)[None, :]
            square = fx * fx + fy * fy
            ring = (square >= 64) & (square < 252 ** 2) & (abs(fy) > 2) & (fx > 2)
            index = numpy.flatnonzero(ring)
            pairs = numpy.frombuffer(raw, numpy.float16).reshape(-1, 2)
        values = (pairs[:, 0].astype(float) + 1j * pairs[:, 1].astype(float)) * scale
        assert len(index) == bins == len(values)
        templates.append((texts[0], statistic, width, height, index, values))
    return templates


def lanczos(x):
    return numpy.where(abs(x) < 3, numpy.sinc(x) * numpy.sinc(x / 3), 0)


def weights(size, target):
    scale = size / target
    stretch = max(scale, 1)
    matrix = []
    for index in range(target):
        center = (index + 0.5) * scale
        start = max(0, int(center - 3 * stretch + 0.5))
        end = min(size, int(center + 3 * stretch + 0.5))
        taps = lanczos((numpy.arange(start, end) + 0.5 - center) / stretch)
        matrix.append((start, taps / taps.sum()))
    return matrix


def resized(plane, width, height):
    if plane.shape[1] != width:
        plane = numpy.stack(
            [plane[:, s:s + len(t)] @ t for s, t in weights(plane.shape[1], width)], axis=1)
    if plane.shape[0] != height:
        plane = numpy.stack(
            [t @ plane[s:s + len(t)] for s, t in weights(plane.shape[0], height)], axis=0)
    return plane


def gaussian(plane, sigma, radius):
    k = numpy.arange(-radius, radius + 1)
    taps = numpy.exp(-k * k / (2 * sigma * sigma))
    taps /= taps.sum()
    for axis in (0, 1):
        width = [(radius, radius) if a == axis else (0, 0) for a in (0, 1)]
        padded = numpy.pad(plane, width, mode="reflect")
        size = plane.shape[axis]
        plane = sum(
            t * padded.take(range(i, i + size), axis=axis) for i, t in enumerate(taps))
    return plane


def spectrum(luma, width, height, sigma, radius, floor):
    plane = resized(luma, width, height)
    rest = plane - gaussian(plane, sigma, radius)
    strength = numpy.sqrt(gaussian(rest * rest, 4, 16)) + floor
    return numpy.fft.rfft2(numpy.clip(rest / strength, -3, 3))


def mirrored(values):
    height, columns = values.shape
    turn = numpy.exp(2j * numpy.pi * numpy.arange(columns) / (2 * (columns - 1)))
    return numpy.conj(values[-numpy.arange(height) % height]) * turn


def compare(rgb, templates):
    """The larger z of the picture and its mirror image, for each template that applies."""
    luma = rgb[..., 0] * 0.299 + rgb[..., 1] * 0.587 + rgb[..., 2] * 0.114
    height, width = luma.shape
    result, whitened = {}, None
    for name, statistic, columns, rows, index, values in templates:
        if 2 * min(width, height) < min(columns, rows):
            continue
        if statistic == 1:
            if abs(width / height * rows / columns - 1) > 0.01:
                continue
            x = spectrum(luma, columns, rows, 1.2, 5, 0.6)
            limit = 0.475 * width / columns if width < columns else 1
            fy, fx = numpy.divmod(index, columns // 2 + 1)
            fy = numpy.minimum(fy, rows - fy)
            use = (fx < limit * columns) & (fy < limit * rows)
            used, t = index[use], values[use]
            scores = []
            for view in (x, mirrored(x)):
                u = view.ravel()[used]
                u = u / (abs(u) + 1e-6)
                power = (abs(t) ** 2).sum() / 2
                scores.append((numpy.conj(t) * u).real.sum() / numpy.sqrt(power))
        else:
            if whitened is None:
                x = spectrum(luma, 512, 512, 2.0, 8, 0.7)
                energy = abs(x) ** 2
                for axis in (0, 1):
                    energy = sum(numpy.roll(energy, k, axis) for k in range(-7, 8)) / 15
                whitened = x / (numpy.sqrt(energy) + 1e-6)
                size = abs(whitened)
                whitened = numpy.where(
                    size > 2.5, whitened / numpy.maximum(size, 1e-9) * 2.5, whitened)
            scores = []
            for view in (whitened, mirrored(whitened)):
                w = view.ravel()[index]
                power = (abs(values) ** 2).sum() / 2 * (abs(w) ** 2).mean()
                scores.append((numpy.conj(values) * w).real.sum() / numpy.sqrt(power))
        result[name] = max(scores)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("pictures", nargs="+", type=pathlib.Path)
    parser.add_argument(
        "--bank", type=pathlib.Path,
        default=pathlib.Path(__file__).parents[1] / "Sources/CPatternBank/patterns.bank")
    arguments = parser.parse_args()
    templates = read_bank(arguments.bank)
    ours, theirs, differing = 0.0, 0.0, 0
    for path in arguments.pictures:
        with Image.open(path) as opened:
            rgb = numpy.asarray(opened.convert("RGB")).astype(float)
        times = []
        for _ in range(2):
            start = time.process_time()
            expected = compare(rgb, templates)
            times.append(time.process_time() - start)
        run = subprocess.run(
            [arguments.binary, "patterns", "test", "--time", str(path)],
            capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{arguments.binary} ended with status {run.returncode}: {run.stderr[:2000]}")
        found = {m[1]: float(m[2]) for m in map(LINE.match, run.stdout.splitlines()) if m}
        seconds = float(re.search(r"^compared in ([\d.]+) ms", run.stdout, re.M)[1]) / 1000
        for name, score in expected.items():
            if abs(found.get(name, 1e9) - score) > max(0.06, 0.01 * abs(score)):
                differing += 1
                print(f"{path.name}: {name} {found.get(name)} here, {score:.2f} by numpy")
        ours += seconds
        theirs += min(times)
        print(f"{path.name}: {seconds * 1000:.1f} ms here, {min(times) * 1000:.1f} ms by numpy")
    ratio = theirs / ours
    print(f"numpy needs {ratio:.1f} times as long; {differing} scores differ")
    return 0 if ratio >= 10 and differing == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
