#!/usr/bin/env python3
"""Writes the manual page from what the program says of itself.

    Scripts/make-manual.py .build/release/assay > docs/assay.1

One page for all commands; equal help texts give equal pages.
"""

import json
import subprocess
import sys


def escaped(text):
    """Text for troff: no control lines, hyphens that can be searched for."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def names(argument):
    shown = []
    for name in argument.get("names", []):
        shown.append(("--" if name["kind"] == "long" else "-") + name["name"])
    return shown


def heading(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        return f"\\fI{escaped(value)}\\fR" + (" ..." if argument.get("isRepeating") else "")
    shown = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names(argument))
    return shown + (f" \\fI{escaped(value)}\\fR" if argument["kind"] == "option" else "")


def synopsis(path, command):
    parts = [f"\\fB{escaped(' '.join(path))}\\fR"]
    shown = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    if any(a["kind"] != "positional" for a in shown):
        parts.append("[\\fIoptions\\fR]")
    for argument in shown:
        if argument["kind"] == "positional":
            text = heading(argument)
            parts.append(f"[{text}]" if argument.get("isOptional") else text)
    return " ".join(parts)


def paragraphs(text):
    """Blank lines part paragraphs; indented lines are shown as they are."""
    lines, literal = [], False
    for line in text.split("\n"):
        if line.startswith("  ") != literal and line:
            lines.append(".fi" if literal else ".nf")
            literal = not literal
        lines.append(escaped(line) if line else ".PP" if not literal else "")
    return lines + ([".fi"] if literal else [])


def describe(path, command, lines):
    lines += [f".SS {escaped(' '.join(path))}", synopsis(path, command), ".PP"]
    lines += paragraphs(command.get("abstract", ""))
    if command.get("discussion"):
        lines += [".PP"] + paragraphs(command["discussion"])
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True):
            continue
        lines += [".TP", heading(argument)]
        text = argument.get("abstract", "")
        values = argument.get("allValues")
        if values:
            text += f" (values: {', '.join(values)})"
        if argument.get("defaultValue"):
            text += f" (default: {argument['defaultValue']})"
        if argument.get("discussion"):
            text += " " + " ".join(argument["discussion"].split())
        lines += [escaped(text) if text else "\\&"]
    for inner in command.get("subcommands", []):
        if inner["commandName"] != "help" and inner.get("shouldDisplay", True):
            describe(path + [inner["commandName"]], inner, lines)


def main():
    program = sys.argv[1]
    tree = json.loads(subprocess.run(
        [program, "--experimental-dump-help"], check=True, capture_output=True).stdout)
    version = subprocess.run(
        [program, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    root = tree["command"]
    lines = [
        '.\\" Written by Scripts/make-manual.py from the help of the program; do not edit.',
        f'.TH ASSAY 1 "" "assay {version}" "User Commands"',
        ".SH NAME",
        "assay \\- tells what an image says and shows about its origin",
        ".SH SYNOPSIS",
        "\\fBassay\\fR \\fIcommand\\fR [\\fIoptions\\fR] [\\fIfile\\fR ...]",
        ".SH DESCRIPTION",
    ]
    lines += paragraphs(root.get("discussion") or root.get("abstract", ""))
    lines += [".SH COMMANDS"]
    for command in root.get("subcommands", []):
        if command["commandName"] != "help" and command.get("shouldDisplay", True):
            describe(["assay", command["commandName"]], command, lines)
    lines += [
        ".SH EXIT STATUS",
        ".TP", "0", "nothing to block",
        ".TP", "1", "at least one image is blocked",
        ".TP", "2", "something could not be inspected (wins over 1; the report is complete)",
        ".TP", "64", "usage or configuration error",
        ".TP", "130", "interrupted; the report so far was written",
        ".SH ENVIRONMENT",
    ]
    for name, text in [
        ("ASSAY_CONFIG", "A configuration file, in place of the nearest .assay.yml."),
        ("ASSAY_POLICY", "The policies to apply, with commas between them."),
        ("ASSAY_FAIL_ON", "The weakest finding that blocks: note, warning or error."),
        ("ASSAY_JOBS", "How many files are inspected at a time."),
        ("ASSAY_TRUST_LIST", "The trust lists to use: official, legacy or none."),
        ("ASSAY_BASELINE", "An earlier JSON report whose findings do not count."),
        ("ASSAY_WAIVERS", "A file of waivers."),
        ("ASSAY_DATA", "The folder of the trust lists."),
        ("NO_COLOR", "When set and not empty: no colours."),
    ]:
        lines += [".TP", f"\\fB{name}\\fR", escaped(text)]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
