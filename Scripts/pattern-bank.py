#!/usr/bin/env python3
"""Writes the bank of generator patterns from raw templates (`.bin`, with a `.json` header each).

    Scripts/pattern-bank.py FOLDER Sources/CPatternBank/patterns.bank

docs/pattern-bank.md describes the format.
"""
import json
import pathlib
import struct
import sys

PATTERNS = {
    # id: (generator, vendor, threshold, statistic,
    #      null: scores, mean, the largest standard deviation of any group, maximum;
    #      docs/scores/patterns.md)
    "openai-image-1": ("gpt-4o image generation, gpt-image-1", "OpenAI", 8.0, 1,
                       (1540, 0.04, 1.34, 3.42)),
    "gemini-image": ("Gemini image generation", "Google", 5.0, 2, (2434, 0.0, 1.15, 3.82)),
    "openai-image-2": ("gpt-image-2, ChatGPT 2026", "OpenAI", 5.0, 2, (2434, -0.02, 1.08, 3.54)),
}
ORDER = list(PATTERNS)
FORMS = {"int8": 1, "float16": 2}


def checksum(data: bytes) -> int:
    """FNV-1a with 64 bits."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<H", len(data)) + data


def record(header: dict, data: bytes) -> bytes:
    name = header["pattern"]
    generator, vendor, threshold, statistic, null = PATTERNS[name]
    provenance = "trained on {}; {} pictures, {} used; {}".format(
        header["trained_on"], header["training_images"],
        header["training_images_used"], header["date"])
    return b"".join([
        text(name), text(generator), text(vendor), text(provenance),
        struct.pack(
            "<HBBHHIffIfffI", header["version"], statistic, FORMS[header["dtype"]],
            header["width"], header["height"], header["bins"], header["scale"],
            threshold, *null, len(data)),
        data,
    ])


def main() -> None:
    folder, target = map(pathlib.Path, sys.argv[1:])
    headers = [json.loads(p.read_text()) for p in sorted(folder.glob("*.json"))]
    headers.sort(key=lambda h: (ORDER.index(h["pattern"]), h["name"]))
    body = b"".join(record(h, (folder / (h["name"] + ".bin")).read_bytes()) for h in headers)
    bank = b"APATBANK" + struct.pack("<HHQ", 2, len(headers), checksum(body)) + body
    target.write_bytes(bank)
    print(f"{target}: {len(headers)} templates, {len(bank)} bytes")


if __name__ == "__main__":
    main()
