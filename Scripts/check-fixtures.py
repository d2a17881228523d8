#!/usr/bin/env python3
"""Inspects a folder of third-party files and compares what assay finds with what its INDEX.tsv expects.

usage: check-fixtures.py ASSAY FOLDER

FOLDER holds INDEX.tsv with the columns path, category, expected. Prints each miss and a line a category:
files, as expected, misses. Ends with 1 when a clean file has an AI finding, or when more than 5 % of the
generator and disclosure files are not as expected (formats that are not read included).
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import time

NAMES = {
    "A1111": "Stable Diffusion", "SD.Next": "SD.Next", "Civitai": "Civitai", "ComfyUI": "ComfyUI",
    "Fooocus": "Fooocus", "RuinedFooocus": "RuinedFooocus", "InvokeAI": "InvokeAI", "NovelAI": "NovelAI",
    "SwarmUI": "SwarmUI", "Tensor.Art": "Tensor.Art", "xAI Grok": "Grok", "Midjourney": "Midjourney",
}


def problem(category, expected, report):
    """What is wrong with a report; None when it is as expected."""
    origin = report["origin"]
    is_ai = origin["class"] in ("aiGenerated", "aiEdited", "likelyAI")
    if category == "clean":
        return "AI finding" if is_ai else None
    if category == "disclosure":
        wanted = expected.startswith("AI disclosure")
        if not report["inspected"]:
            return "not a format that is read"
        return None if wanted == is_ai else f"origin {origin['class']}"
    if category == "generator":
        if expected.startswith("nothing"):
            return "AI finding" if is_ai else None
        if expected.startswith("AI-edited"):
            return None if origin["class"] == "aiEdited" else f"origin {origin['class']}"
        if origin["class"] != "aiGenerated":
            return f"origin {origin['class']}"
        match = re.match(r"AI generator: (.*?)(?: family| v\d|;|\(|$)", expected)
        name = NAMES.get(match.group(1).strip()) if match else None
        named = " ".join([origin["generator"] or ""] + [e["value"] if isinstance(e["value"], str) else ""
                                                         for e in report["evidence"]])
        return None if name is None or name in named else f"generator {origin['generator']}"
    if category == "watermark":
        match = re.search(r"own decoder.*?: (\d+)/(\d+) bits", expected)
        if not match:
            return None
        readable = int(match.group(1)) >= 0.9 * int(match.group(2)) and int(match.group(2)) > 32
        found = any("dwtdct" in mark["scheme"] for mark in report["watermarks"])
        return "mark not found" if readable and not found else None
    return None


def main():
    assay, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = [r for r in csv.DictReader(open(folder / "INDEX.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE)
            if r["category"] in ("generator", "disclosure", "clean", "watermark", "c2pa", "c2pa-real")]
    start = time.time()
    run = subprocess.run([assay, "check", "--no-faces", "--exit-zero", "--format", "ndjson", "--trust-list", "none"]
                         + [str(folder / r["path"]) for r in rows], capture_output=True, text=True)
    seconds = time.time() - start
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(reports) == len(rows), run.stderr[-2000:]
    counts = {}
    for row, report in zip(rows, reports):
        count = counts.setdefault(row["category"], [0, 0])
        count[0] += 1
        fault = problem(row["category"], row["expected"], report)
        if fault:
            count[1] += 1
            print(f"{row['path']}: {fault} (expected: {row['expected'][:90]})")
    for category, (files, misses) in sorted(counts.items()):
        print(f"{category:12} {files:4} files  {files - misses:4} as expected  {misses:3} misses")
    print(f"{len(rows)} files in {seconds:.1f} s")
    files = counts["generator"][0] + counts["disclosure"][0]
    misses = counts["generator"][1] + counts["disclosure"][1]
    sys.exit(1 if counts["clean"][1] or misses > 0.05 * files else 0)


if __name__ == "__main__":
    main()
