#!/usr/bin/env python3
"""Measures assay against its budgets. Called by run.sh, which generates the pictures."""

import json
import os
import shutil
import subprocess
import sys
import time

RUNS = 15
STARTUP_RUNS = 60  # a start is short, and one disturbance doubles it
STARTUP_BUDGET = 15.0  # milliseconds, start to exit, metadata only
DECODE_BUDGET = 1.3  # times the CPU time of djpeg
SCAN_BUDGET = 3000.0  # files a second
EXTRA_MEMORY = 32.0  # MiB a job, beyond its decoded picture
DECODED = 4000 * 3000 * 3 / 2**20  # MiB of the large picture, as RGB


def run(command, output=subprocess.DEVNULL):
    """Runs a command; returns wall and CPU milliseconds, peak MiB, and the exit status."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = (time.perf_counter() - start) * 1000
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return wall, (usage.ru_utime + usage.ru_stime) * 1000, peak, process.returncode


def best(command, column, runs=RUNS):
    """The least of several runs: what other programs add is noise that only goes one way."""
    run(command)  # the first run fills the page cache
    return min(run(command)[column] for _ in range(runs))


def stages(command):
    """The milliseconds of each stage of one inspection."""
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    if not lines:
        return {}
    return json.loads(lines[0]).get("timing", {}).get("stages", {})


def line(name, value, unit, budget, ratio):
    mark = "ok" if ratio <= 1 else "OVER"
    print(f"{name:<44}{value:>10.1f} {unit:<8} budget {budget:>8.1f}  ratio {ratio:5.2f}  {mark}")


def main():
    assay, work = sys.argv[1:3]
    load = os.getloadavg()[0]
    if load > 0.5 * os.cpu_count():
        print(f"The machine is busy (load {load:.1f}): wall times and rates mean little.")
    picture = os.path.join(work, "large", "picture-0.jpg")
    small = os.path.join(work, "small")
    large = os.path.join(work, "large")

    wall = best([assay, "check", "--no-pixels", "--exit-zero", picture], 0, STARTUP_RUNS)
    line("check --no-pixels, 12 megapixels, wall", wall, "ms", STARTUP_BUDGET, wall / STARTUP_BUDGET)

    djpeg = shutil.which("djpeg")
    if djpeg is None:
        print("djpeg is not installed: the decoding is not compared")
    else:
        reference = best([djpeg, "-outfile", os.devnull, picture], 1)
        check = [assay, "check", "--exit-zero", "--format", "ndjson", picture]
        samples = [stages(check).get("decode") for _ in range(RUNS)]
        budget = reference * DECODE_BUDGET
        print(f"{'djpeg -outfile /dev/null, CPU':<44}{reference:>10.1f} ms")
        if None in samples:
            print("this assay reports no stage 'decode': the decoding is not compared")
        else:
            # The stage runs on one thread: its wall time is its CPU time on an idle machine.
            decode = min(samples)
            line("check, the stage 'decode'", decode, "ms", budget, decode / budget)
        whole = best([assay, "check", "--exit-zero", picture], 1)
        print(f"{'check with all pixel analyses, CPU':<44}{whole:>10.1f} ms")

    count = sum(len(files) for _, _, files in os.walk(small))
    scan = [assay, "scan", "--no-pixels", "--exit-zero", "--progress", "never", "--format",
            "ndjson", small]
    run(scan)
    wall = min(run(scan)[0] for _ in range(3))
    rate = count / wall * 1000
    line(f"scan --no-pixels, {count} files", rate, "files/s", SCAN_BUDGET, SCAN_BUDGET / rate)

    for jobs in (1, 2):
        scan = [assay, "scan", "--jobs", str(jobs), "--exit-zero", "--progress", "never",
                "--format", "ndjson", large]
        peak = run(scan)[2]
        budget = jobs * (DECODED + EXTRA_MEMORY)
        line(f"scan --jobs {jobs}, 12 megapixels, peak memory", peak, "MiB", budget, peak / budget)
    peak = run([assay, "scan", "--no-pixels", "--exit-zero", "--progress", "never", "--format",
                "ndjson", small])[2]
    print(f"{f'scan --no-pixels, {count} files, peak memory':<44}{peak:>10.1f} MiB")


main()
