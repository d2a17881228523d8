#!/usr/bin/env python3
"""Compares what the program says of Content Credentials with the recorded results of c2pa-rs 0.91.3.

Runs 'assay check' over every file that has a recorded result, once for each trust run of the record, and compares
the state, the failure codes of the active manifest, those of the ingredients, and the digital source types of the
whole store. Each difference needs an entry in Tests/ContentCredentialsTests/Disagreements.json with the clause that
says why ours is right. Needs nothing but Python.

usage: Scripts/c2pa-agreement.py [--assay FILE] [--shared FOLDER] [--write FILE] [--verbose]
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "Tests/ContentCredentialsTests/Disagreements.json"
FOLDERS = ("c2pa", "c2pa-real", "disclosure", "generator", "clean")
KINDS = ("state and codes", "ingredient codes", "source types")


def options_of(trust):
    """The trust material of each run, as options of the command line."""
    none = ["--trust-list", "none"]

    def anchors(*names):
        # The other validator has one pool for signers and for time-stamping authorities.
        return [item for name in names for option in ("--trust-anchors", "--tsa-anchors")
                for item in (option, str(trust / name))]

    official = none + ["--trust-anchors", str(trust / "C2PA-TRUST-LIST.pem"),
                       "--tsa-anchors", str(trust / "C2PA-TSA-TRUST-LIST.pem")]
    configuration = ["--trust-config", str(trust / "ITL-store.cfg")]
    return {
        "default": none,
        "official": official + configuration,
        "official_plus_itl": official + configuration + anchors("ITL-anchors.pem")
        + ["--trust-allowed", str(trust / "ITL-allowed.pem")],
        "test": none + configuration + anchors("c2pa-rs-test-roots.pem", "ms-test-root.crt", "ms-test-tsa.pem"),
    }


def found_by_assay(binary, options, paths, moment):
    command = [binary, "check", "--no-pixels", "--no-faces", "--format", "ndjson", "--exit-zero", "--at", moment]
    with tempfile.TemporaryDirectory() as data:
        run = subprocess.run(command + options + [str(path) for path in paths], capture_output=True, check=False,
                             env=dict(os.environ, ASSAY_DATA=data))
    if run.returncode not in (0, 2):
        sys.exit(f"assay ended with {run.returncode}: {run.stderr.decode()}")
    return {image["path"]: image for image in map(json.loads, run.stdout.decode().splitlines())}


def of_assay(image):
    credentials = image.get("credentials") or {}
    state = credentials.get("state", "none")
    if state in ("valid", "invalid", "trusted"):
        state = state.capitalize()
    return {
        KINDS[0]: text(state, credentials.get("codes", {}).get("failure", [])),
        KINDS[1]: text("", credentials.get("ingredientCodes", {}).get("failure", [])),
        KINDS[2]: " ".join(sorted(credentials.get("digitalSourceTypes", []))),
    }


def text(state, codes):
    """Codes of the identity assertions of the CAWG are no codes of C2PA and left out."""
    return " ".join(filter(None, [state] + sorted({code for code in codes if not code.startswith("cawg.")})))


def of_record(record, run):
    if run in record["runs"]:
        found = record["runs"][run]
        mark = "ingredient:"
        return {
            KINDS[0]: text(found["state"], [code for code in found["failure"] if not code.startswith(mark)]),
            KINDS[1]: text("", [code[len(mark):] for code in found["failure"] if code.startswith(mark)]),
            KINDS[2]: " ".join(sorted(set(record["digital_source_types"]))),
        }
    return {KINDS[0]: of_error(record["error"])} if run == "default" and "error" in record else {}


def of_error(error):
    """What an error of the other validator stands for."""
    if "must fetch remote manifests" in error:
        return "remoteOnly"
    if any(words in error for words in ("ManifestNotFound", "NotSupported", "cannot contain C2PA",
                                        "too many subfiles", "XML bad base64")):
        return "none"
    return "Invalid claim.hardBindings.missing" if "missing hard binding" in error else "malformed"


def is_equal(ours, theirs, is_error):
    # The other validator stops at a missing binding and reports nothing else.
    return ours == theirs or (is_error and "claim.hardBindings.missing" in theirs and ours.startswith("Invalid")
                              and "claim.hardBindings.missing" in ours)


def entry_for(table, kind, name, run, ours, theirs):
    for entry in table:
        if entry.get("kind", KINDS[0]) == kind and entry["file"] in (name, "*") and entry["run"] in (run, "*") \
                and entry["ours"] in (ours, "*") and entry["theirs"] in (theirs, "*"):
            return entry
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=str(ROOT / ".build/release/assay"))
    parser.add_argument("--shared", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("ASSAY_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--at", default="2026-11-23", help="the moment that certificates are judged at")
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--verbose", action="store_true", help="print explained differences as well")
    options = parser.parse_args()
    fixtures = options.shared / "fixtures"
    table = json.loads(TABLE.read_text())
    records = {}
    for path in sorted((fixtures / "c2pa-oracle").glob("*.json")):
        file = next((fixtures / folder / path.stem for folder in FOLDERS if (fixtures / folder / path.stem).exists()),
                    None)
        if file:
            records[str(file)] = json.loads(path.read_text())

    counts = {kind: collections.Counter() for kind in KINDS}
    by_run = {}
    differences, unexplained, used = [], 0, set()
    for run, arguments in options_of(fixtures / "trust").items():
        images = found_by_assay(options.assay, arguments, records, options.at)
        counter = by_run.setdefault(run, collections.Counter())
        for path, record in records.items():
            ours, theirs = of_assay(images.get(path, {})), of_record(record, run)
            for kind, expected in theirs.items():
                counts[kind]["all"] += 1
                name, found = pathlib.Path(path).name, ours[kind]
                is_same = is_equal(found, expected, not record["runs"])
                counts[kind]["equal"] += is_same
                if kind == KINDS[0]:
                    counter["all"] += 1
                    counter["equal"] += is_same
                if is_same:
                    continue
                entry = entry_for(table, kind, name, run, found, expected)
                counts[kind]["explained"] += entry is not None
                if entry is None:
                    unexplained += 1
                else:
                    used.add(table.index(entry))
                differences.append((kind, name, run, found, expected, entry))
                if entry is None or options.verbose:
                    print(f"{'explained' if entry else 'UNEXPLAINED'} [{run}] {name}: {kind}\n"
                          f"  ours   {found}\n  theirs {expected}")

    lines = ["| compared | results | equal | explained | unexplained |", "|---|---|---|---|---|"]
    for kind in KINDS:
        counter = counts[kind]
        rest = counter["all"] - counter["equal"] - counter["explained"]
        lines.append(f"| {kind} | {counter['all']} | {counter['equal']} | {counter['explained']} | {rest} |")
    lines += ["", "| run | options | results | equal state and codes |", "|---|---|---|---|"]
    for run, arguments in options_of(pathlib.Path("trust")).items():
        shown = " ".join(arguments).replace("trust/", "")
        lines.append(f"| {run} | `{shown}` | {by_run[run]['all']} | {by_run[run]['equal']} |")
    lines += ["", "## Differences", ""]
    grouped = collections.OrderedDict()
    for kind, name, run, found, expected, entry in differences:
        key = (entry["clause"], entry["reason"]) if entry else ("", "unexplained")
        grouped.setdefault((kind, *key), []).append((name, run, found, expected))
    lines += ["| compared | results | clause | why | for example |", "|---|---|---|---|---|"]
    for (kind, clause, reason), items in grouped.items():
        name, run, found, expected = items[0]
        lines.append(f"| {kind} | {len(items)} | {clause} | {reason} | `{name}`, run {run}: ours `{found or 'none'}`, "
                     f"theirs `{expected or 'none'}` |")
    report = "\n".join(lines)
    print(report)
    unused = [entry["file"] for index, entry in enumerate(table) if index not in used]
    if unused:
        print(f"entries of the table that nothing needs: {', '.join(unused)}", file=sys.stderr)
    if options.write:
        options.write.write_text(f"""# Agreement with c2pa-rs on recorded results

The files that c2pa-rs 0.91.3 gave a recorded result for, with four sets of trust material, each as the options of
the command line give it. Compared are the state with the set of failure codes of the active manifest, the set of
failure codes of all ingredients, and the digital source types in the whole store; codes of CAWG identity assertions
are left out. Judged as of {options.at}, the day of the record.

    Scripts/c2pa-agreement.py --assay FILE --write docs/scores/credentials-oracle.md

Measured on {datetime.date.today().isoformat()}.

{report}

## What no list means for the purposes of a certificate

A signer needs an extended key usage for which the validator has a list of anchors (C2PA 2.4 §14.4.1, §14.5.1). The lists
of the C2PA and of its interim model stand for claim signing, e-mail protection, document signing and Microsoft's own
usage, and these count by default even before the lists are installed: an unknown signer is `untrusted`, not unfit.
`--trust-list none` takes the lists away and their purposes with them. With no anchors, no allowed signers and no
`--trust-config` beside it, what is left is the default that the first versions of the specification had for a validator
that nobody has configured, and that c2pa-rs still has: e-mail protection. A certificate for anything else then gives
`signingCredential.invalid` and the state `invalid`; `integrity` and `signature` say that the file is intact all the same,
and `trust` stays `notChecked`. Anchors of the user's own vouch for all of the purposes above; `--trust-config FILE` names
others, in any combination.
""")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
