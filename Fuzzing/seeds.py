#!/usr/bin/env python3
"""Writes seeds for the fuzzers of Content Credentials: Fuzzing/seeds.py OUTPUT FOLDER…

Takes the manifest stores out of the JPEG and PNG files and sidecars of the folders, and writes
OUTPUT/jumbf (stores), OUTPUT/cbor (contents of CBOR boxes), OUTPUT/cose (signatures, and what they
hold: certificates, time-stamps, OCSP responses) and OUTPUT/files (the files themselves, up to 64 kB).
With PyYAML it also writes OUTPUT/origin: the examples of the generator catalogue as the target
DeclaredOriginFuzzer takes them.
"""
import base64
import hashlib
import pathlib
import re
import sys

LARGEST = 1 << 16


def stores(data):
    if data[:2] == b"\xff\xd8":
        position, parts = 2, {}
        while position + 4 <= len(data) and data[position] == 0xFF and data[position + 1] != 0xDA:
            length = int.from_bytes(data[position + 2:position + 4], "big")
            body = data[position + 4:position + 2 + length]
            if data[position + 1] == 0xEB and body[:2] == b"JP":
                number = body[2:4]
                parts[number] = parts[number] + body[16:] if number in parts else body[8:]
            position += 2 + length
        yield from parts.values()
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        position = 8
        while position + 8 <= len(data):
            length = int.from_bytes(data[position:position + 4], "big")
            if data[position + 4:position + 8] == b"caBX":
                yield data[position + 8:position + 8 + length]
            position += 12 + length
    elif data[4:8] == b"jumb":
        yield data


def boxes(data, depth=0):
    position = 0
    while position + 8 <= len(data) and depth < 12:
        length = int.from_bytes(data[position:position + 4], "big")
        if length < 8:
            return
        content = data[position + 8:position + length]
        kind = data[position + 4:position + 8]
        if kind == b"jumb":
            yield from boxes(content, depth + 1)
        else:
            yield kind, content
        position += length


def main():
    output = pathlib.Path(sys.argv[1])
    for name in ("jumbf", "cbor", "cose", "files"):
        (output / name).mkdir(parents=True, exist_ok=True)

    def write(folder, data):
        if 0 < len(data) <= LARGEST:
            (output / folder / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)

    for folder in sys.argv[2:]:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if not path.is_file() or path.stat().st_size > 1 << 24:
                continue
            data = path.read_bytes()
            write("files", data)
            for block in re.findall(rb"BEGIN CERTIFICATE-----([^-]+)-", data)[:8]:
                write("cose", base64.b64decode(block))
            for store in stores(data):
                write("jumbf", store)
                for kind, content in boxes(store):
                    if kind != b"cbor":
                        continue
                    write("cbor", content)
                    if content[:2] not in (b"\xd2\x84", b"\x84\x59"):
                        continue
                    write("cose", content)
                    for match in re.finditer(rb"\x30[\x82\x83]", content):
                        size = content[match.start() + 1] & 0x7F
                        length = int.from_bytes(
                            content[match.start() + 2:match.start() + 2 + size], "big") + 2 + size
                        if 200 < length <= len(content) - match.start():
                            write("cose", content[match.start():match.start() + length])


def origin(output):
    try:
        import yaml
    except ImportError:
        print("without PyYAML there are no seeds in OUTPUT/origin", file=sys.stderr)
        return
    root = pathlib.Path(__file__).parent
    target = root / "Targets/DeclaredOriginFuzzer/DeclaredOriginFuzzer.swift"
    listed = target.read_text().split("private let paths = [")[1].split("]")[0]
    paths = re.findall(r'"([^"]+)"', listed)
    (output / "origin").mkdir(parents=True, exist_ok=True)
    for path in sorted((root.parent / "Sources/DeclaredOrigin/Catalogue").glob("*.yml")):
        documents = list(yaml.safe_load_all(path.read_text()))
        examples = documents[1]["examples"] if len(documents) > 1 else []
        for number, example in enumerate(examples):
            seed = b"".join(
                bytes([paths.index(name)]) + str(value).encode() + b"\xff"
                for name, value in (example.get("fields") or {}).items() if name in paths)
            if seed:
                (output / "origin" / f"{path.stem}-{number}").write_bytes(seed)


main()
origin(pathlib.Path(sys.argv[1]))
