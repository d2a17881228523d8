#!/usr/bin/env python3
"""Inspects broken files one by one, and checks that each ends in a report, in time and in memory.

    Scripts/check-hostile.py ASSAY FILE_OR_FOLDER... [--seconds 2] [--megabytes 512]
        [-- OPTIONS OF assay check]

Exits 1 when a file crashed the tool, took too long or too much memory, or got no report. For a
build with AddressSanitizer give --megabytes 4096: its shadow memory counts as well.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time


def files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                yield os.path.join(folder, name)


def inspect(command, seconds):
    """Runs a command; returns its status, its seconds, its peak MiB and its output."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors)
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        # Far above the limit, to tell slow from endless.
        signal.setitimer(signal.ITIMER_REAL, seconds * 10)
        _, status, usage = os.wait4(process.pid, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        return process.returncode, elapsed, peak, output.read(), errors.read()


def main():
    own = sys.argv[1:]
    more = []
    if "--" in own:
        more = own[own.index("--") + 1:]
        own = own[:own.index("--")]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assay")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--megabytes", type=float, default=512)
    arguments = parser.parse_args(own)

    faults = 0
    slowest, largest = (0.0, ""), (0.0, "")
    paths = list(files(arguments.paths))
    for path in paths:
        status, seconds, peak, output, errors = inspect(
            [arguments.assay, "check", "--format", "ndjson", *more, path], arguments.seconds)
        slowest = max(slowest, (seconds, path))
        largest = max(largest, (peak, path))
        problems = []
        if status not in (0, 1, 2):
            problems.append(f"status {status}: {errors[-300:].decode(errors='replace')}")
        if seconds > arguments.seconds:
            problems.append(f"{seconds:.1f} s")
        if peak > arguments.megabytes:
            problems.append(f"{peak:.0f} MiB")
        try:
            report = json.loads(output.splitlines()[0])
            if status == 2 and not report.get("diagnostics"):
                problems.append("not inspected, and no diagnostic says why")
        except (IndexError, ValueError):
            problems.append("no report")
        if problems:
            faults += 1
            print(f"{path}: {'; '.join(problems)}")
    print(f"{len(paths)} files, {faults} with a fault")
    print(f"slowest {slowest[0]:.2f} s: {slowest[1]}")
    print(f"largest {largest[0]:.0f} MiB: {largest[1]}")
    sys.exit(1 if faults else 0)


main()
