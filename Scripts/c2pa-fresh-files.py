#!/usr/bin/env python3
"""Compares the validator of Content Credentials with c2pa-python on files that nobody has seen before.

Three kinds: files that c2pa-python signs in every image format it writes, with time-stamps of an authority on
this machine, ingredients three deep, updates, redactions and sidecars; manifests made by hand with one thing
wrong, signed all the same; and files of the first kind in which a bit was turned. Compared are the state and
the set of failure codes of the active manifest. Each difference needs a note in c2pa-fresh/notes.json with the
clause that says who is right. The same seed gives the same kinds of files, with new keys.

usage: Scripts/c2pa-fresh-files.py [--assay FILE] [--seed N] [--keep FOLDER] [--write FILE]
Needs c2pa-python, cbor2, cryptography, numpy, pillow, pillow-heif and openssl.
"""
import argparse
import collections
import io
import json
import os
import pathlib
import platform
import random
import struct
import subprocess
import sys
import tempfile
import datetime

import c2pa
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Scripts/c2pa-fresh"))
import authority  # noqa: E402
import broken  # noqa: E402
import signed  # noqa: E402
import signer  # noqa: E402

PURPOSES = ["1.3.6.1.4.1.62558.2.1", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.76.59.1.9"]


def damaged(name, data):
    """A file with one bit turned: in the store five times, and behind it; and with bytes at its end."""
    start = max(0, data.find(b"jumdc2pa") - 8)
    end = min(len(data), start + struct.unpack(">I", data[start:start + 4])[0]) if start else len(data)

    def turned(place):
        return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1:]

    for index in range(5):
        yield f"store{index}-{name}", turned(random.randrange(start, end))
    yield "content-" + name, turned(random.randrange(end, len(data)) if end < len(data) else len(data) - 1)
    yield "longer-" + name, data + b"tail"


def write_files(folder, seed):
    """Writes all files; gives for each of the three kinds the paths."""
    random.seed(seed)
    keys = folder / "keys"
    authority.make(keys)
    signer.keys = keys
    kinds = {"signed": [], "by hand": [], "damaged": []}

    def write(kind, name, data):
        path = folder / f"{sum(map(len, kinds.values())):04d}-{name}"
        path.write_bytes(data)
        kinds[kind].append(path)
        return path

    for name, data, store in signed.all_files(keys, authority.serve(keys)):
        path = write("signed", name, data)
        if store:
            path.with_suffix(".c2pa").write_bytes(store)
        else:
            for other, changed in damaged(name, data):
                write("damaged", other, changed)
    output = io.BytesIO()
    Image.new("RGB", (20, 14), (9, 80, 70)).save(output, "PNG")
    for name, manifests in broken.all_manifests():
        write("by hand", name.replace("/", "-") + ".png", signer.sign_png(output.getvalue(), manifests))
    for name, padding in (("padding-zeros", bytes(10)), ("padding-ones", b"\1" * 10)):
        data = signer.sign_png(output.getvalue(), [signer.Manifest()], padding)
        write("by hand", name + ".png", data)
    return kinds


def capitalized(state):
    return state.capitalize() if state in ("valid", "invalid", "trusted") else state


def run_assay(binary, paths, root):
    found = {}
    for start in range(0, len(paths), 400):
        command = [binary, "check", "--no-pixels", "--no-faces", "--format", "ndjson", "--exit-zero", "--jobs", "1",
                   "--trust-list", "none", "--trust-anchors", root, "--tsa-anchors", root]
        run = subprocess.run(command + paths[start:start + 400], capture_output=True, check=True,
                             env=dict(os.environ, ASSAY_DATA="/nonexistent"))
        for line in run.stdout.decode().splitlines():
            image = json.loads(line)
            credentials = image.get("credentials") or {}
            codes = (credentials.get("codes") or {}).get("failure", [])
            found[image["path"]] = describe(capitalized(credentials.get("state", "none")), codes)
    return [found.get(path, "none") for path in paths]


def describe(state, codes):
    return " ".join([state] + sorted({code for code in codes if not code.startswith("cawg.")}))


def run_c2pa(path, context):
    type_ = signed.TYPES[path.suffix[1:]]
    sidecar = path.with_suffix(".c2pa")
    try:
        with path.open("rb") as stream:
            store = (sidecar.read_bytes(),) if sidecar.exists() else ()
            reader = c2pa.Reader(type_, stream, *store, context=context)
        active = (reader.get_validation_results() or {}).get("activeManifest") or {}
        return describe(reader.get_validation_state(), [item["code"] for item in active.get("failure", [])])
    except c2pa.C2paError as error:
        text = str(error)
        if "must fetch remote" in text:
            return "remoteOnly"
        if "ManifestNotFound" in text or "no JUMBF" in text:
            return "none"
        return "Invalid claim.hardBindings.missing" if "missing hard binding" in text else "error"


def note_for(notes, name, ours, theirs):
    for note in notes:
        if any(name.startswith(start) for start in note.get("names", [""])) \
                and all(word in ours for word in note.get("ours", [])) \
                and all(word in theirs for word in note.get("theirs", [])) \
                and not any(word in theirs for word in note.get("theirsNot", [])):
            return note
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=str(ROOT / ".build/release/assay"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="write the files here, and leave them")
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    temporary = tempfile.TemporaryDirectory()
    folder = options.keep or pathlib.Path(temporary.name)
    folder.mkdir(parents=True, exist_ok=True)
    kinds = write_files(folder, options.seed)
    root = folder / "keys/root.pem"
    context = c2pa.Context(c2pa.Settings.from_dict({
        "trust": {"trust_anchors": root.read_text(), "trust_config": "\n".join(PURPOSES)},
        "verify": {"verify_trust": True, "ocsp_fetch": False, "remote_manifest_fetch": False}}))
    notes = json.loads((ROOT / "Scripts/c2pa-fresh/notes.json").read_text())
    lines = ["| files | count | same state | same state and codes | differences |", "|---|---|---|---|---|"]
    groups, unexplained = collections.OrderedDict(), 0
    for kind, paths in kinds.items():
        state = equal = 0
        for path, ours in zip(paths, run_assay(options.assay, [str(path) for path in paths], str(root))):
            theirs, name = run_c2pa(path, context), path.name[5:]
            state += ours.split()[0] == theirs.split()[0]
            if ours == theirs:
                equal += 1
                continue
            note = note_for(notes, name, ours, theirs)
            if note is None:
                unexplained += 1
                print(f"UNEXPLAINED {path.name}\n  ours   {ours}\n  theirs {theirs}")
            key = (note["clause"], note["reason"]) if note else ("unexplained", "")
            groups.setdefault(key, []).append((name, ours, theirs))
        lines.append(f"| {kind} | {len(paths)} | {state} | {equal} | {len(paths) - equal} |")
    lines += ["", "## Differences", "", "| files | clause | why | for example |", "|---|---|---|---|"]
    for (clause, reason), items in sorted(groups.items(), key=lambda group: -len(group[1])):
        name, ours, theirs = items[0]
        lines.append(f"| {len(items)} | {clause} | {reason} | `{name}`: ours `{ours}`, theirs `{theirs}` |")
    print("\n".join(lines))
    print(f"\n{unexplained} unexplained", file=sys.stderr)
    if options.write:
        head = f"""# Agreement on files that are made anew

Files that c2pa-python {c2pa.__version__} signs, manifests made by hand with one thing wrong, and signed files with one bit
turned; both validators get the same root and no network. An error of the other validator is a difference, though
ours mostly says Invalid there. The first column of the second table counts files.

    Scripts/c2pa-fresh-files.py --assay FILE --seed {options.seed} --write {options.write}

Measured on {datetime.date.today().isoformat()}, {platform.machine()}.

"""
        options.write.write_text(head + "\n".join(lines) + "\n")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
