#!/usr/bin/env python3
"""Compares the validator of Content Credentials with two others, and the time they take.

The others are c2pa-python (c2pa-rs) and encypher-c2pa, as pip installs them. All three get the same
files and the same trust material and use no network. Compared are the state and the set of failure
codes of the active manifest; codes of CAWG identity assertions and a vendor's own codes are left
out. Each difference needs an entry in c2pa-differential.json with the clause that says who is right.

Time is that of the whole batch: for assay a whole process with its start, for the others the calls
alone, without the start of Python and the import. The best of three runs counts.

usage: Scripts/c2pa-differential.py [--assay FILE] [--time FILE] [--shared FOLDER] [--count 200]
                                    [--write FILE] FOLDER
  FOLDER  what 'TestImageMaker --signed FOLDER' wrote: files, and root.pem to trust them by
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

os.environ["ENCYPHER_C2PA_TELEMETRY"] = "off"
import c2pa  # noqa: E402
import encypher_c2pa  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".dng", ".svg", ".heic", ".heif",
            ".avif", ".jxl"}


def collect(shared, built, count):
    """The files: those of others first, then as many of those built here as are needed."""
    files = []
    for folder in ("c2pa", "c2pa-real", "generator"):
        names = sorted((shared / "fixtures" / folder).iterdir())
        files += [path for path in names if path.suffix.lower() in SUFFIXES]
    files = files[:count]
    own = [path for path in sorted(built.iterdir()) if path.suffix.lower() in SUFFIXES]
    # Every kind of damage, not only the first ones.
    need = count - len(files)
    step = max(1.0, len(own) / max(1, need))
    files += [own[int(index * step)] for index in range(min(need, len(own)))]
    return files


def describe(state, codes):
    left = {code for code in codes if not code.startswith(("cawg.", "com."))}
    return state + "".join(" " + code for code in sorted(left))


def timed(run, rounds=3):
    best = None
    for _ in range(rounds):
        start = time.perf_counter()
        result = run()
        seconds = time.perf_counter() - start
        best = seconds if best is None else min(best, seconds)
    return result, best


def run_assay(binary, files, anchors, tsa):
    command = [binary, "check", "--no-pixels", "--no-faces", "--format", "ndjson", "--exit-zero",
               "--jobs", "1", "--trust-list", "none"]
    for path in anchors:
        command += ["--trust-anchors", path]
    for path in tsa:
        command += ["--tsa-anchors", path]
    environment = dict(os.environ, ASSAY_DATA="/nonexistent")
    output = subprocess.run(command + [str(path) for path in files], capture_output=True,
                            env=environment, check=False).stdout
    found = {}
    for line in output.decode().splitlines():
        image = json.loads(line)
        credentials = image.get("credentials") or {}
        state = credentials.get("state", "none")
        codes = (credentials.get("codes") or {}).get("failure", [])
        found[image["path"]] = describe(state.capitalize() if state in ("valid", "invalid", "trusted")
                                        else state, codes)
    return [found.get(str(path), "none") for path in files]


def run_c2pa(files, context):
    found = []
    for path in files:
        try:
            with c2pa.Reader(str(path), context=context) as reader:
                state = reader.get_validation_state()
                results = reader.get_validation_results() or {}
            active = results.get("activeManifest") or {}
            found.append(describe(state, {item["code"] for item in active.get("failure", [])}))
        except Exception as error:  # the reader raises where there is nothing to read
            found.append(of_error(str(error)))
    return found


def of_error(text):
    if "must fetch remote manifests" in text:
        return "remoteOnly"
    nothing = ("ManifestNotFound", "NotSupported", "cannot contain C2PA", "too many subfiles",
               "XML bad base64", "no JUMBF", "is unsupported")
    if any(word in text for word in nothing):
        return "none"
    if "missing hard binding" in text:
        return "Invalid claim.hardBindings.missing"
    return "malformed"


def run_encypher(files, anchors, tsa):
    found = []
    for path in files:
        try:
            report = encypher_c2pa.verify(str(path), trust_pem=anchors, tsa_trust_pem=tsa,
                                          no_default_trust=True, telemetry=False)
        except Exception as error:
            found.append("error " + type(error).__name__)
            continue
        if not report.get("present"):
            found.append("none")
            continue
        codes = {item["code"] for item in (report.get("validation_results") or {}).get("failure", [])}
        found.append(describe(report.get("validation_state") or "malformed", codes))
    return found


def reason(notes, other, path, ours, theirs):
    """The first note whose words all fit."""
    for note in notes:
        if note["other"] not in (other, "*"):
            continue
        if all(word in path for word in note.get("file", [])) and \
           all(word in ours for word in note.get("ours", [])) and \
           all(word in theirs for word in note.get("theirs", [])) and \
           not any(word in theirs for word in note.get("theirsNot", [])) and \
           not any(word in ours for word in note.get("oursNot", [])):
            return note
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--assay", default=str(ROOT / ".build/release/assay"))
    parser.add_argument("--time", help="a release build that the time is taken of, when --assay is none")
    parser.add_argument("--shared", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("ASSAY_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()

    trust = options.shared / "fixtures/trust"
    anchors = [str(trust / "C2PA-TRUST-LIST.pem"), str(trust / "ITL-anchors.pem"),
               str(options.folder / "root.pem")]
    tsa = [str(trust / "C2PA-TSA-TRUST-LIST.pem"), str(trust / "ITL-anchors.pem"),
           str(options.folder / "root.pem")]

    def text(paths):
        return "\n".join(pathlib.Path(path).read_text() for path in paths)

    purposes = "\n".join(["1.3.6.1.4.1.62558.2.1", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36",
                          "1.3.6.1.4.1.311.76.59.1.9"])
    settings = c2pa.Settings.from_dict({
        "trust": {"trust_anchors": text(sorted(set(anchors + tsa))), "trust_config": purposes},
        "verify": {"verify_trust": True, "ocsp_fetch": False, "remote_manifest_fetch": False}})
    context = c2pa.Context(settings)
    files = collect(options.shared, options.folder, options.count)

    names = ["assay", "c2pa-python " + c2pa.__version__, "encypher-c2pa " + encypher_c2pa.__version__]
    results, seconds = {}, {}
    timed_binary = options.time or options.assay
    results[0], seconds[0] = timed(lambda: run_assay(timed_binary, files, anchors, tsa))
    if timed_binary != options.assay:
        results[0] = run_assay(options.assay, files, anchors, tsa)
    results[1], seconds[1] = timed(lambda: run_c2pa(files, context))
    results[2], seconds[2] = timed(lambda: run_encypher(files, text(anchors), text(tsa)))

    notes = json.loads((ROOT / "Scripts/c2pa-differential.json").read_text())
    lines, unexplained, tables = [], 0, {}
    for other in (1, 2):
        kind = names[other].split()[0]
        groups = collections.OrderedDict()
        state = equal = 0
        for path, ours, theirs in zip(files, results[0], results[other]):
            state += ours.split()[0] == theirs.split()[0]
            if ours == theirs:
                equal += 1
                continue
            note = reason(notes, kind, path.name, ours, theirs)
            if note is None:
                unexplained += 1
                print(f"UNEXPLAINED {kind} {path.name}\n  ours   {ours}\n  theirs {theirs}")
            key = note["clause"] + " | " + note["reason"] if note else "unexplained | "
            groups.setdefault(key, []).append((path.name, ours, theirs))
        tables[other] = (state, equal, groups)

    milliseconds = {index: seconds[index] * 1000 / len(files) for index in seconds}
    lines += ["| validator | same state | same state and codes | differences | batch, s | a file, ms |",
              "|---|---|---|---|---|---|",
              f"| {names[0]} | | | | {seconds[0]:.2f} | {milliseconds[0]:.2f} |"]
    for other in (1, 2):
        state, equal, groups = tables[other]
        lines.append(
            f"| {names[other]} | {state} of {len(files)} | {equal} of {len(files)} "
            f"| {len(files) - equal} | {seconds[other]:.2f} | {milliseconds[other]:.2f} |")
    for other in (1, 2):
        lines += ["", f"## Differences to {names[other]}", "",
                  "| files | clause | why | for example |", "|---|---|---|---|"]
        for key, items in tables[other][2].items():
            name, ours, theirs = items[0]
            lines.append(f"| {len(items)} | {key} | `{name}`: ours `{ours}`, theirs `{theirs}` |")
    report = "\n".join(lines)
    print(report)
    print(f"\n{unexplained} unexplained", file=sys.stderr)
    if options.write:
        head = f"""# Agreement with other validators of Content Credentials

{len(files)} files: public test files, files from the field, files of image generators, and files that are
built and signed by this project in nine formats, whole and broken in six ways. All validators get the
same trust anchors (C2PA list, C2PA time-stamp list, interim anchors, the root of the built files) and
no network. Compared are the state and the set of failure codes of the active manifest, without codes
of CAWG identity assertions and codes of a vendor's own.

    swift run -c release TestImageMaker --signed /tmp/signed
    Scripts/c2pa-differential.py --count {options.count} --write {options.write} /tmp/signed

Measured on {datetime.date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores, one thread each. The time of assay is that of a
whole process, its start included (`assay check --no-pixels --jobs 1`), and metadata are read as well; that of the
others is of the calls alone. The best of three runs counts.

"""
        options.write.write_text(head + report + "\n")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
