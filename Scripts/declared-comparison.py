#!/usr/bin/env python3
"""Compares what assay, sd-parsers, remove-ai-watermarks and exiftool recognise in a folder of files.

Usage: declared-comparison.py ASSAY FOLDER [--index INDEX.tsv] [--category generator] [--json OUT]

ASSAY is the binary. With --index (columns path, category, expected) only the rows of the category
count, and a file whose expectation begins with "nothing" counts as right if it is not recognised.
sd-parsers and remove-ai-watermarks are the packages of that name on PyPI; what is not installed is
left out and said so. Times are wall-clock seconds per file, one process per file for command-line
tools and one call per file for Python libraries, so the latter leave out their start.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

# What exiftool prints where a generator or a disclosure can be told without knowing more.
EXIFTOOL_KEYS = (
    "Parameters", "Prompt", "Workflow", "Dream", "Sd-metadata", "Invokeai_metadata",
    "Fooocus_scheme", "Generation_data", "AIGC", "Aigc", "AISystemUsed",
)
EXIFTOOL_SOURCE_TYPES = ("trainedAlgorithmicMedia", "TrainedAlgorithmicMedia", "compositeSynthetic")
AI_CLASSES = {"aiGenerated", "aiEdited", "possiblyAI", "aiComposite"}


def assay(binary):
    def recognise(path):
        run = subprocess.run(
            [binary, "check", "--no-pixels", "--format", "ndjson", str(path)],
            capture_output=True, timeout=120, check=False,
        )
        names = []
        for line in run.stdout.splitlines():
            try:
                pending = [json.loads(line)]
            except ValueError:
                continue
            while pending:
                value = pending.pop()
                if isinstance(value, list):
                    pending.extend(value)
                elif isinstance(value, dict):
                    name = value.get("name")
                    attributes = value.get("attributes") or {}
                    if (
                        isinstance(name, str)
                        and name.startswith(("generator.", "declared.aigcLabel"))
                        and attributes.get("class") in AI_CLASSES
                    ):
                        names.append(name)
                    pending.extend(value.values())
        return sorted(set(names))

    return recognise


def sd_parsers():
    from sd_parsers import ParserManager

    manager = ParserManager()

    def recognise(path):
        result = manager.parse(str(path))
        return [str(getattr(result, "generator", "yes"))] if result else []

    return recognise


def remove_ai_watermarks():
    binary = shutil.which("remove-ai-watermarks")
    if not binary:
        raise ImportError("remove-ai-watermarks is not on the path")

    def recognise(path):
        run = subprocess.run(
            [binary, "identify", "--no-visible", "--json", str(path)],
            capture_output=True, timeout=300, check=False,
        )
        text = run.stdout.decode(errors="replace")
        try:
            report = json.loads(text[text.index("{"):])
        except ValueError:
            raise RuntimeError(run.stderr.decode(errors="replace")[-200:]) from None
        if report.get("is_ai_generated") or report.get("platform"):
            return [str(report.get("platform") or "yes")]
        return []

    return recognise


def exiftool():
    binary = shutil.which("exiftool")
    if not binary:
        raise ImportError("exiftool is not on the path")

    def recognise(path):
        run = subprocess.run(
            [binary, "-j", "-a", str(path)], capture_output=True, timeout=60, check=False
        )
        tags = json.loads(run.stdout or b"[{}]")[0]
        found = [key for key in EXIFTOOL_KEYS if key in tags]
        found += [
            key for key in ("DigitalSourceType", "DigitalSourceFileType")
            if any(term in str(tags.get(key, "")) for term in EXIFTOOL_SOURCE_TYPES)
        ]
        if "Steps: " in str(tags.get("UserComment", "")):
            found.append("UserComment")
        return found

    return recognise


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assay")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--category", default="generator")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()

    if arguments.index:
        with arguments.index.open(encoding="utf-8", newline="") as file:
            rows = [
                (arguments.index.parent / row["path"], not row["expected"].startswith(
                    ("nothing", "no AI", "parse; no AI")))
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                if row["category"] == arguments.category
            ]
    else:
        rows = [(path, None) for path in sorted(arguments.folder.rglob("*")) if path.is_file()]
    if not rows:
        sys.exit("no files")

    tools = {}
    for name, make in (
        ("assay", lambda: assay(arguments.assay)), ("sd-parsers", sd_parsers),
        ("remove-ai-watermarks", remove_ai_watermarks), ("exiftool", exiftool),
    ):
        try:
            tools[name] = make()
        except ImportError as error:
            print(f"left out: {name} ({error})", file=sys.stderr)

    details = []
    print("| tool | files | recognised | right | wrong | errors | median s/file |")
    print("|---|---|---|---|---|---|---|")
    for name, recognise in tools.items():
        recognised = right = wrong = errors = 0
        times = []
        for path, expected in rows:
            start = time.perf_counter()
            try:
                found = recognise(path)
            except Exception as error:  # one bad file must not end a comparison
                errors += 1
                details.append({"tool": name, "file": path.name, "error": str(error)[:200]})
                continue
            finally:
                times.append(time.perf_counter() - start)
            recognised += bool(found)
            if expected is not None:
                right += bool(found) == expected
                wrong += bool(found) != expected
            details.append(
                {"tool": name, "file": path.name, "found": found, "expected": expected})
        median = sorted(times)[len(times) // 2]
        print(
            f"| {name} | {len(rows)} | {recognised} | {right} | {wrong} | {errors} "
            f"| {median:.4f} |")
    if arguments.json:
        arguments.json.write_text(json.dumps(details, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
