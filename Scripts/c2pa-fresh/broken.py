"""Manifests with one thing wrong, or odd: name by name, in claims of both versions."""
import copy

import cbor2

from signer import Assertion, Manifest, box, boxes, certificates, label, superbox, with_ingredient

SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
CREATED = {"action": "c2pa.created", "digitalSourceType": SOURCE}
EDITED = {"action": "c2pa.edited"}
SIGNERS = ["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519", "untrusted", "expired", "future",
           "docsign", "claimsign", "both", "noeku", "anyeku", "tseku", "ocspeku", "server", "serverplus", "noku", "ca"]
LOCATION = {"url": "https://example.com/x", "alg": "sha256", "hash": bytes(32)}
CLOUD = {"label": "org.x", "size": 1, "location": LOCATION, "content_type": "application/json"}
BLOCK = {"scope": {}, "value": b"a"}


def merged(fields, **changes):
    return {key: value for key, value in {**fields, **changes}.items() if value is not ...}


def without(*names):
    return lambda fields: {key: value for key, value in fields.items() if key not in names}


def replacing(**changes):
    return lambda fields: {**fields, **changes}


def adding(*assertions):
    def make(version):
        manifest = Manifest(version)
        manifest.assertions += copy.deepcopy(list(assertions))
        return manifest
    return make


def acting(*actions, **fields):
    def make(version):
        manifest = Manifest(version)
        manifest.assertions[0].data = {"actions": list(actions), **fields}
        return manifest
    return make


def changed(**attributes):
    return lambda version: Manifest(version, **attributes)


def signatures():
    for name in SIGNERS:
        yield "key-" + name, changed(key=name)
    for where in ("protected text", "unprotected", "unprotected text", "both", "nowhere"):
        yield "chain-" + where.replace(" ", "-"), changed(where=where)
    for number in (-7, -35, -36, -47, -257, 5, "ES256"):
        yield f"alg{number}", changed(algorithm=number)
    for tag in (None, 17, 98):
        yield f"tag-{tag}", changed(tag=tag)
    for digest in ("sha384", "sha512"):
        yield "digest-" + digest, changed(digest=digest)
    yield "payload-attached", changed(payload="claim")
    yield "payload-empty", changed(payload=b"")
    yield "signature-flipped", changed(edit_signature=lambda value: bytes([value[0] ^ 1]) + value[1:])
    yield "signature-short", changed(edit_signature=lambda value: value[:-1])
    yield "signature-empty", changed(edit_signature=lambda value: b"")
    yield "cose-three", changed(edit_cose=lambda parts: parts[:3])
    yield "cose-five", changed(edit_cose=lambda parts: parts + [1])
    yield "header-critical", changed(protected={2: [99], 99: 1})
    yield "header-iat", changed(protected={"iat": 1750000000})
    yield "pad-not-zero", changed(unprotected={"pad": b"\1" * 20})
    yield "chain-leaf-only", lambda version: Manifest(version, chain=certificates("es256")[:1])
    yield "chain-turned", lambda version: Manifest(version, chain=certificates("es256")[::-1])
    yield "chain-twice", lambda version: Manifest(version, chain=certificates("es256") * 2)
    yield "chain-other", lambda version: Manifest(version, chain=certificates("es384"))
    yield "chain-empty", changed(chain=[b""])
    for value in ([b"junk"], [], 5):
        yield f"ocsp-{value}", changed(unprotected={"rVals": {"ocspVals": value}})
    for name in ("sigTst", "sigTst2"):
        for tokens in ([{"val": b"junk"}], [], [{"val": b"a"}, {"val": b"b"}]):
            yield f"{name}-{len(tokens)}", changed(unprotected={name: {"tstTokens": tokens}})


def claims():
    for name in ("instanceID", "claim_generator", "claim_generator_info", "signature", "created_assertions",
                 "assertions", "alg", "dc:title", "dc:format"):
        short = name.replace(":", "")
        yield "claim-without-" + short, changed(drop=[name])
        for kind, value in (("number", 7), ("text", "x"), ("null", None), ("list", []), ("map", {})):
            yield f"claim-{short}-{kind}", (
                lambda version, name=name, value=value: Manifest(version, claim={name: value})
                if name not in ({"created_assertions"} if version == 1 else
                                {"assertions", "claim_generator", "dc:format"}) else Manifest(version))
    for name, value in (("org.x", 1), ("redacted_assertions", []), ("redacted_assertions", 5), ("alg_soft", "x"),
                        ("specVersion", "2.4.0"), ("metadata", {"dateTime": "x"}), ("alg", "md5")):
        yield f"claim-with-{name}-{value if isinstance(value, (int, str)) else 'x'}", changed(claim={name: value})
    for url in ("self#jumbf=/c2pa/urn:c2pa:x/c2pa.signature", "self#jumbf=c2pa.signature", "https://example.com",
                "self#jumbf=c2pa.signature2"):
        yield "signature-url-" + url[-9:].replace("/", "-"), changed(signature_url=url)
    for name, data in (("junk", b"\xff"), ("trailing", cbor2.dumps({"a": 1}) + b"\0"), ("list", cbor2.dumps([1]))):
        yield "claim-bytes-" + name, changed(claim_bytes=data)
    for name in ("c2pa.claim", "c2pa.claim.v2", "c2pa.claim.v3", "c2pa.claim__1", "x"):
        yield "claim-label-" + name, changed(claim_label=name)
    unknown = superbox(b"uuid", "org.x", box(b"uuid", bytes(20)))
    for name, edit in {
        "two-claims": lambda parts: parts[:2] + parts[1:], "no-claim": lambda parts: [parts[0], parts[2]],
        "no-signature": lambda parts: parts[:2], "two-signatures": lambda parts: parts + parts[2:],
        "no-store": lambda parts: parts[1:], "two-stores": lambda parts: parts + parts[:1],
        "turned": lambda parts: parts[::-1], "unknown": lambda parts: [unknown] + parts,
        "free": lambda parts: parts + [box(b"free", b"")],
    }.items():
        yield "boxes-" + name, changed(edit_parts=edit)
    for name in ("c2md", "c2tm", "c2cm", "c2xx"):
        yield "type-" + name, changed(kind=name.encode())
    for name in ("hello", "", "urn:c2pa:a b", "vendor:urn:uuid:00000000-0000-4000-8000-000000000009"):
        yield f"label-{name[:6].replace(':', '-')}", changed(label=name)


def bindings():
    yield "hash-none", changed(has_hash=False)
    for name, edit in {
        "wrong": replacing(hash=bytes(32)), "missing": without("hash"), "no-alg": without("alg"),
        "alg": replacing(alg="md5"), "no-pad": without("pad"), "pad": replacing(pad=b"\1" * 8),
        "no-exclusions": without("exclusions"), "empty": replacing(exclusions=[]), "no-name": without("name"),
        "text": replacing(exclusions="x"), "negative": replacing(exclusions=[{"start": -1, "length": 5}]),
        "elsewhere": replacing(exclusions=[{"start": 0, "length": 4}]),
    }.items():
        yield "hash-" + name, changed(edit_hash=edit)
    for name, edit in {
        "beyond": lambda first: [first, {"start": 10 ** 7, "length": 5}],
        "huge": lambda first: [{"start": first["start"], "length": 2 ** 63 - 1}],
        "overlap": lambda first: [first, {"start": first["start"] + 4, "length": 5}],
        "twice": lambda first: [first, dict(first)],
        "order": lambda first: [{"start": first["start"] + first["length"] + 5, "length": 1}, first],
        "short": lambda first: [dict(first, length=first["length"] - 1)],
        "long": lambda first: [dict(first, length=first["length"] + 1)],
    }.items():
        yield "exclusions-" + name, changed(
            edit_hash=lambda fields, edit=edit: {**fields, "exclusions": edit(fields["exclusions"][0])})
    other = {"alg": "sha256", "hash": bytes(32), "pad": b"", "name": "x"}
    boxes_ = {"alg": "sha256", "boxes": [{"names": ["PNGh"], "hash": bytes(32), "pad": b""}]}
    bmff = {"alg": "sha256", "exclusions": [], "hash": bytes(32)}
    for name, fields in (("c2pa.hash.data__1", other), ("c2pa.hash.boxes", boxes_), ("c2pa.hash.bmff", bmff),
                         ("c2pa.hash.bmff.v3", bmff), ("c2pa.hash.multi-asset", {})):
        yield "also-" + name, adding(Assertion(name, fields))
    for name, fields in (("c2pa.hash.boxes", boxes_), ("c2pa.hash.boxes", {"boxes": []}), ("c2pa.hash.bmff.v3", bmff)):
        def make(version, name=name, fields=fields):
            manifest = Manifest(version, has_hash=False)
            manifest.assertions.append(Assertion(name, fields))
            return manifest
        yield f"only-{name}-{len(fields)}", make


def assertions():
    own = {"a": 1}
    for name, options in {
        "plain": {}, "wrong": {"wrong": True}, "missing": {"present": False}, "undeclared": {"listed": False},
        "url": {"url": "self#jumbf=c2pa.assertions/org.x.b"}, "gathered": {"created": False},
        "outside": {"url": "self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/org.x.a"},
        "http": {"url": "https://example.com/x"}, "salt": {"salt": bytes(range(16))},
        "short-salt": {"salt": bytes(range(7))}, "alg": {"alg": "sha256"}, "other-alg": {"alg": "sha512"},
        "bad-alg": {"alg": "md5"},
    }.items():
        yield "own-" + name, adding(Assertion("org.x.a", own, **options))
    yield "own-twice", adding(Assertion("org.x.a", own), Assertion("org.x.a__1", own))
    yield "own-double", adding(Assertion("org.x.a", own), Assertion("org.x.a", own))
    for name, data in {"cut": b"\xa1\x61", "trailing": cbor2.dumps(own) + b"\0", "open": b"\xbf\x61a\x01\xff",
                       "key-twice": b"\xa2\x61a\x01\x61a\x02", "utf8": b"\x61\xff", "deep": b"\x81" * 200 + b"\1"}.items():
        yield "cbor-" + name, adding(Assertion("org.x.a", data, kind="bytes"))
        yield "cbor-soft-" + name, adding(Assertion("c2pa.soft-binding", data, kind="bytes"))
    for name in ("org.x.a", "c2pa.metadata", "stds.exif"):
        yield "json-cut-" + name, adding(Assertion(name, b'{"a":', kind="json"))
        yield "json-list-" + name, adding(Assertion(name, [1], kind="json"))
    yield "thumbnail", adding(Assertion("c2pa.thumbnail.claim.jpeg", b"xx", kind="file"))
    soft = {"alg": "x", "blocks": [BLOCK], "pad": b""}
    for name, fields in {
        "right": soft, "no-alg": without("alg")(soft), "no-blocks": without("blocks")(soft),
        "no-pad": without("pad")(soft), "empty": {**soft, "blocks": []}, "no-scope": {**soft, "blocks": [{"value": b"a"}]},
        "no-value": {**soft, "blocks": [{"scope": {}}]}, "number": {**soft, "blocks": [5]}, "alg-number": {**soft, "alg": 5},
        "list": [1],
    }.items():
        yield "soft-" + name, adding(Assertion("c2pa.soft-binding", fields))
    for name, fields in {"right": CLOUD, "no-label": without("label")(CLOUD), "binding": {**CLOUD, "label": "c2pa.hash.data"},
                         "actions": {**CLOUD, "label": "c2pa.actions"}, "empty": {}, "list": [1]}.items():
        yield "cloud-" + name, adding(Assertion("c2pa.cloud-data", fields))
    for name in ("c2pa.external-reference", "c2pa.time-stamp", "c2pa.certificate-status", "c2pa.training-mining",
                 "cawg.training-mining", "c2pa.depthmap.GDepth", "c2pa.asset-ref", "c2pa.asset-type.v2",
                 "c2pa.embedded-data", "c2pa.ai-disclosure", "c2pa.unknown", "c2pa.metadata", "cawg.metadata",
                 "stds.schema-org.CreativeWork", "c2pa.alternative-content-representation"):
        for kind, fields in (("empty", {}), ("list", [1]), ("other", {"x": 1})):
            yield f"standard-{name}-{kind}", adding(Assertion(name, fields))


def actions():
    yield "actions-none", acting()
    yield "actions-edited", acting(EDITED)
    yield "actions-late", acting(EDITED, CREATED)
    yield "actions-created-twice", acting(CREATED, CREATED)
    yield "actions-opened", acting({"action": "c2pa.opened"})
    yield "actions-no-source", acting({"action": "c2pa.created"})
    yield "actions-no-name", acting({"org.x": 1})
    yield "actions-number", acting(CREATED, 5)
    yield "actions-text", changed(assertions=[Assertion("c2pa.actions.v2", {"actions": "x"})])
    yield "actions-missing", changed(assertions=[Assertion("org.x.a", {"a": 1})])
    for field, values in {
        "digitalSourceType": (5, "", "http://x/y"), "softwareAgent": (5, {"name": "n"}, {"version": "n"}, "n"),
        "softwareAgentIndex": (0, "x"), "when": ("nope", 5, cbor2.CBORTag(0, "2025-01-01T00:00:00Z")),
        "parameters": (5, None, {}, {"multipleInstances": "x"}, {"ingredients": []}, {"redacted": 5}),
        "reason": ("x", 5), "description": (5,), "instanceID": ("x", 5), "changes": ([],), "actors": ([{"identifier": "x"}],),
        "related": ([EDITED], [{"x": 1}], 5), "org.x": (1,),
    }.items():
        for index, value in enumerate(values):
            yield f"field-{field}-{index}", acting(CREATED, {**EDITED, field: value})
    for name, fields in {"placed": {}, "removed": {}, "transcoded": {}, "published": {}, "redacted": {}, "watermarked": {},
                         "watermarked.bound": {}, "watermarked.unbound": {}, "translated": {"sourceLanguage": "en"},
                         "enhanced": {}}.items():
        yield "action-" + name, acting(CREATED, {"action": "c2pa." + name, **({"parameters": fields} if fields else {})})
    reference = {"url": "self#jumbf=c2pa.assertions/x", "hash": bytes(32)}
    for name in ("placed", "removed", "edited"):
        yield "action-lost-" + name, acting(CREATED, {"action": "c2pa." + name, "parameters": {"ingredients": [reference]}})
    for name, value in (("allActionsIncluded", True), ("allActionsIncluded", 5), ("softwareAgents", [{"name": "x"}]),
                        ("softwareAgents", [{"x": 1}]), ("softwareAgents", 5), ("templates", [EDITED]),
                        ("templates", [{"x": 1}]), ("templates", 5), ("metadata", 5), ("org.x", 1)):
        yield f"list-{name}-{type(value).__name__}", acting(CREATED, **{name: value})


def ingredients():
    """Manifests with an ingredient: pairs of the version of the claim and of the ingredient."""
    def name_of(fields):
        return "activeManifest" if "activeManifest" in fields else "c2pa_manifest"

    def target(**changes):
        return lambda fields: {**fields, name_of(fields): {**fields[name_of(fields)], **changes}}

    cases = {
        "right": {}, "component": {"relationship": "componentOf", "action": "c2pa.placed"},
        "input": {"relationship": "inputTo", "is_referred": False}, "relationship": {"relationship": "x"},
        "opened-component": {"relationship": "componentOf"}, "placed-parent": {"action": "c2pa.placed"},
        "not-referred": {"is_referred": False}, "removed": {"relationship": "componentOf", "action": "c2pa.removed"},
        "wrong-hash": {"edit": target(hash=bytes(32))}, "lost": {"edit": target(url="self#jumbf=/c2pa/urn:c2pa:none")},
        "http": {"edit": target(url="https://example.com")},
        "no-manifest": {"edit": without("activeManifest", "c2pa_manifest", "claimSignature", "validationResults")},
        "no-results": {"edit": without("validationResults")}, "no-signature": {"edit": without("claimSignature")},
        "no-relationship": {"edit": without("relationship")}, "no-title": {"edit": without("dc:title")},
        "no-format": {"edit": without("dc:format")}, "no-instance": {"edit": without("instanceID")},
        "title-number": {"edit": replacing(**{"dc:title": 5})}, "unknown": {"edit": replacing(org=1)},
        "source-type": {"edit": replacing(digitalSourceType="http://x")}, "list": {"edit": lambda fields: [1]},
        "thumbnail": {"edit": replacing(thumbnail={"url": "self#jumbf=c2pa.assertions/x", "hash": bytes(32)})},
        "reference-hash": {"edit_reference": replacing(hash=bytes(32))},
        "reference-url": {"edit_reference": replacing(url="self#jumbf=c2pa.assertions/none")},
    }
    parents = {
        "signature": changed(edit_signature=lambda value: bytes([value[0] ^ 1]) + value[1:]),
        "untrusted": changed(key="untrusted"), "expired": changed(key="expired"), "no-hash": changed(has_hash=False),
        "wrong": adding(Assertion("org.x.a", {"a": 1}, wrong=True)), "claim": changed(drop=["instanceID"]),
        "undeclared": adding(Assertion("org.x.a", {"a": 1}, listed=False)),
        "no-actions": changed(assertions=[Assertion("org.x.a", {"a": 1})]),
        "no-signature": changed(edit_parts=lambda parts: parts[:2]),
    }
    def attesting(code, url):
        """Records a success of the ingredient's signature, or of another one."""
        def edit(fields):
            fields = copy.deepcopy(fields)
            target = url or fields[name_of(fields)]["url"] + "/c2pa.signature"
            entry = {"code": code, "url": target}
            if "validationResults" in fields:
                fields["validationResults"]["activeManifest"]["success"].append(entry)
            else:
                fields["validationStatus"] = [entry]
            return fields
        return edit

    records = {
        "inside": attesting("claimSignature.insideValidity", None),
        "inside-relative": attesting("claimSignature.insideValidity", "self#jumbf=c2pa.signature"),
        "inside-other": attesting("claimSignature.insideValidity", "self#jumbf=/c2pa/urn:c2pa:x/c2pa.signature"),
        "stamped": attesting("timeStamp.validated", None),
    }
    for version, ingredient in ((2, 3), (2, 2), (1, 1), (1, 2), (2, 1), (1, 3)):
        for name, edit in records.items():
            yield f"since-expired-{name}-v{version}i{ingredient}", with_ingredient(
                version, ingredient, parent=Manifest(version, key="expired"), edit=edit)
        for name, options in cases.items():
            yield f"ingredient-{name}-v{version}i{ingredient}", with_ingredient(version, ingredient, **options)
        for name, parent in parents.items():
            yield f"parent-{name}-v{version}i{ingredient}", with_ingredient(version, ingredient, parent=parent(version))
    for name, change in {"right": {}, "binding": {"has_hash": True}, "edited": {}}.items():
        pair = with_ingredient(2, 3)
        pair[1].kind, pair[1].has_hash = b"c2um", change.get("has_hash", False)
        if name == "edited":
            pair[1].assertions[0].data["actions"].append(EDITED)
        yield "update-" + name, pair
    for version, ingredient in ((2, 3), (1, 2)):
        for name in ("zeros", "absent", "still-there", "hash", "actions", "self"):
            yield f"redacted-{name}-v{version}", redacted(version, ingredient, name)


def redacted(version, ingredient, name):
    parent = Manifest(version)
    parent.assertions.append(Assertion("org.x.a", {"a": 1}))
    wanted = {"hash": "c2pa.hash.data", "actions": parent.assertions[0].label}.get(name, "org.x.a")
    description, *parts = boxes(parent.build((33, 100), bytes(32))[8:])
    head, *items = boxes(parts[0][8:])
    kept = []
    for item in items:
        if label(item) != wanted or name in ("still-there", "self"):
            kept.append(item)
        elif name != "absent":
            first = boxes(item[8:])[0]
            kept.append(box(b"jumb", first + box(b"cbor", bytes(len(item) - 16 - len(first)))))
    store = box(b"jumb", head + b"".join(kept))
    data = box(b"jumb", description + store + b"".join(parts[1:]))
    pair = with_ingredient(version, ingredient, parent=data)
    owner = pair[1].label if name == "self" else label(data)
    url = f"self#jumbf=/c2pa/{owner}/c2pa.assertions/{wanted}"
    pair[1].claim["redacted_assertions"] = [url]
    pair[1].assertions[0].data["actions"].append(
        {"action": "c2pa.redacted", "reason": "c2pa.PII.present", "parameters": {"redacted": url}})
    return pair


def all_manifests():
    """Pairs of a name and the manifests of a store, the active one last."""
    for group in (signatures, claims, bindings, assertions, actions):
        for name, make in group():
            for version in (2, 1):
                yield f"{name}-v{version}", [make(version)]
    yield from ingredients()
