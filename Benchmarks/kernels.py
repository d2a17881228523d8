#!/usr/bin/env python3
"""Prints the pixel kernels of Assay beside numpy, scipy and OpenCV, in one run.

    Benchmarks/kernels.py PATH-OF-PixelKernels

Nanoseconds of CPU time for each pixel, one thread, least of several runs. Needs python3; what is not
installed is left out.
"""
import subprocess
import sys
import time

try:
    import numpy
except ImportError:
    numpy = None
try:
    import scipy.fft
except ImportError:
    scipy = None
try:
    import cv2
    cv2.setNumThreads(1)
except ImportError:
    cv2 = None


def best(body, pixels, repeats=15):
    body()
    least = float("inf")
    for _ in range(repeats):
        start = time.thread_time()
        body()
        least = min(least, time.thread_time() - start)
    return least * 1e9 / pixels


def others():
    """The same work in other libraries: kernel -> [(library, nanoseconds a pixel)]."""
    result = {}
    if numpy is None:
        return result
    pixels = 1024 * 1024
    plane = numpy.random.default_rng(1).uniform(0, 255, (1024, 1024)).astype(numpy.float32)
    result["copy"] = [("numpy", best(plane.copy, pixels))]
    result["fourier"] = [("numpy", best(lambda: numpy.fft.rfft2(plane), pixels))]

    def moments():
        rest = plane - plane.mean()
        square = rest * rest
        return square.mean(), (square * rest).mean(), (square * square).mean()

    result["moments"] = [("numpy", best(moments, pixels))]
    if scipy is not None:
        spectrum = scipy.fft.rfft2(plane)
        result["fourier"].append(("scipy", best(lambda: scipy.fft.rfft2(plane), pixels)))
        result["inverse fourier"] = [
            ("scipy", best(lambda: scipy.fft.irfft2(spectrum), pixels))]
    if cv2 is not None:
        for radius, sigma in ((5, 1.2), (16, 4)):
            size = (2 * radius + 1, 2 * radius + 1)
            result[f"gaussian radius {radius}"] = [("OpenCV", best(
                lambda size=size, sigma=sigma: cv2.GaussianBlur(plane, size, sigma), pixels))]
        result["fourier"].append(("OpenCV", best(lambda: cv2.dft(plane), pixels)))
        rgb = plane.astype(numpy.uint8)[..., None].repeat(3, axis=2)
        result["luma"] = [
            ("OpenCV, 8 bits", best(lambda: cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), pixels))]
        result["lanczos to 512x512"] = [("OpenCV area average", best(
            lambda: cv2.resize(plane, (512, 512), interpolation=cv2.INTER_AREA), pixels))]
    return result


def main():
    run = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True)
    beside = others()
    print("| kernel | size | ns/pixel | whole | times a copy of its traffic | others, ns/pixel |")
    print("|---|---|---|---|---|---|")
    lines = [line.split("\t") for line in run.stdout.splitlines() if line.count("\t") == 4]
    copy = next((float(line[2]) / float(line[3]) for line in lines if line[0] == "copy"), None)
    for name, size, value, traffic, whole in lines:
        bound = f"{float(value) / (copy * float(traffic)):.1f}" if copy else ""
        known = beside.get(name, [])
        text = ", ".join(f"{library} {time:.2f}" for library, time in known)
        print(f"| {name} | {size} | {value} | {whole} | {bound} | {text} |")


if __name__ == "__main__":
    main()
