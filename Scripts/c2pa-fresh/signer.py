"""Makes manifests by hand, so that any one thing in them can be wrong, and signs them all the same."""
import copy
import hashlib
import json
import random
import struct
import uuid
import zlib

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

TAIL = bytes.fromhex("00110010800000AA00389B71")
FILE = bytes.fromhex("40CB0C32BB8A489DA70B2AD6F47F4369")
NUMBERS = {"es256": -7, "es384": -35, "es512": -36, "ps256": -37, "ps384": -38, "ps512": -39, "ed25519": -8}
DIGESTS = {-7: hashes.SHA256, -35: hashes.SHA384, -36: hashes.SHA512,
           -37: hashes.SHA256, -38: hashes.SHA384, -39: hashes.SHA512}
keys = None  # The folder of keys; set by the program.


def box(kind, data):
    return struct.pack(">I", len(data) + 8) + kind + data


def superbox(kind, label, content, salt=None):
    identifier = kind if len(kind) == 16 else kind + TAIL
    toggles = bytes([3 | (16 if salt else 0)])
    description = identifier + toggles + label.encode() + b"\0" + (box(b"c2sh", salt) if salt else b"")
    return box(b"jumb", box(b"jumd", description) + content)


def boxes(data):
    """The boxes in a row, with their headers."""
    position, found = 0, []
    while position + 8 <= len(data):
        size = max(8, struct.unpack(">I", data[position:position + 4])[0])
        found.append(data[position:position + size])
        position += size
    return found


def label(superbox_):
    return boxes(superbox_[8:])[0][25:].split(b"\0")[0].decode()


def certificates(name):
    chain = x509.load_pem_x509_certificates((keys / (name + ".pem")).read_bytes())
    return [item.public_bytes(serialization.Encoding.DER) for item in chain]


class Assertion:
    def __init__(self, label, data, kind="cbor", created=True, listed=True, present=True, wrong=False, url=None,
                 salt=None, alg=None):
        self.__dict__.update(locals())

    @property
    def box(self):
        if self.kind == "file":
            return superbox(FILE, self.label, box(b"bfdb", b"\0image/jpeg\0") + box(b"bidb", self.data))
        kind = "json" if self.kind == "json" else "cbor"
        data = self.data
        if self.kind == "cbor":
            data = cbor2.dumps(data)
        elif self.kind == "json" and not isinstance(data, bytes):
            data = json.dumps(data).encode()
        return superbox(kind.encode(), self.label, box(kind.encode(), data), self.salt)


class Manifest:
    """A manifest with one thing changed: any attribute, or what the edit functions do."""

    def __init__(self, version=2, key="es256", **changes):
        name = uuid.UUID(int=random.getrandbits(128), version=4)
        self.version, self.key = version, key
        self.label = ("urn:c2pa:" if version == 2 else "urn:uuid:") + str(name)
        action = {"action": "c2pa.created",
                  "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}
        self.assertions = [Assertion("c2pa.actions.v2" if version == 2 else "c2pa.actions",
                                     {"actions": [action]})]
        self.has_hash, self.digest, self.kind = True, "sha256", b"c2ma"
        self.claim, self.drop, self.claim_bytes, self.claim_label = {}, [], None, None
        self.algorithm = self.chain = self.signature_url = None
        self.protected, self.unprotected, self.tag, self.payload, self.where = {}, {}, 18, None, "protected"
        self.edit_hash = self.edit_signature = self.edit_cose = self.edit_parts = lambda value: value
        self.is_relative = version == 2
        self.__dict__.update(changes)

    def url(self, name):
        return f"self#jumbf={'' if self.is_relative else '/c2pa/' + self.label + '/'}c2pa.assertions/{name}"

    def build(self, exclusion, digest):
        hash_ = lambda data: hashlib.new(self.digest, data[8:]).digest()
        assertions = list(self.assertions)
        if self.has_hash:
            fields = {"exclusions": [{"start": exclusion[0], "length": exclusion[1]}], "name": "jumbf manifest",
                      "alg": self.digest, "hash": digest, "pad": bytes(8)}
            assertions.append(Assertion("c2pa.hash.data", self.edit_hash(fields)))
        created, gathered = [], []
        for item in (item for item in assertions if item.listed):
            value = hash_(item.box)
            value = bytes([value[0] ^ item.wrong]) + value[1:]
            reference = {"url": item.url or self.url(item.label), "hash": value}
            if item.alg:
                reference["alg"] = item.alg
            (created if item.created else gathered).append(reference)
        claim = {"instanceID": "xmp:iid:" + str(uuid.UUID(int=5)), "alg": self.digest, "dc:title": "t",
                 "signature": self.signature_url or f"self#jumbf=/c2pa/{self.label}/c2pa.signature"}
        if self.version == 2:
            claim.update(claim_generator_info={"name": "by hand"}, created_assertions=created)
            if gathered:
                claim["gathered_assertions"] = gathered
        else:
            claim.update({"claim_generator": "by hand", "claim_generator_info": [{"name": "by hand"}],
                          "assertions": created + gathered, "dc:format": "image/png"})
        claim.update(self.claim)
        for name in self.drop:
            claim.pop(name, None)
        data = self.claim_bytes if self.claim_bytes is not None else cbor2.dumps(claim)
        name = self.claim_label or ("c2pa.claim.v2" if self.version == 2 else "c2pa.claim")
        store = b"".join(item.box for item in assertions if item.present)
        parts = [superbox(b"c2as", "c2pa.assertions", store), superbox(b"c2cl", name, box(b"cbor", data)),
                 superbox(b"c2cs", "c2pa.signature", box(b"cbor", self.cose(data)))]
        return superbox(self.kind, self.label, b"".join(self.edit_parts(parts)))

    def cose(self, claim):
        algorithm = self.algorithm if self.algorithm is not None else NUMBERS.get(self.key, -7)
        chain = self.chain if self.chain is not None else certificates(self.key)
        value = chain[0] if len(chain) == 1 else chain
        protected, unprotected = {1: algorithm}, {"pad": bytes(20)}
        if self.where in ("protected", "both"):
            protected[33] = value
        if self.where in ("unprotected", "both"):
            unprotected[33] = value
        if self.where in ("protected text",):
            protected["x5chain"] = value
        if self.where in ("unprotected text",):
            unprotected["x5chain"] = value
        protected.update(self.protected)
        unprotected.update(self.unprotected)
        header = cbor2.dumps(protected)
        content = cbor2.dumps(["Signature1", header, b"", claim])
        signature = self.edit_signature(self.sign(algorithm if algorithm in DIGESTS or algorithm == -8 else -7,
                                                  content))
        parts = self.edit_cose([header, unprotected, claim if self.payload == "claim" else self.payload, signature])
        return cbor2.dumps(parts if self.tag is None else cbor2.CBORTag(self.tag, parts))

    def sign(self, algorithm, content):
        key = serialization.load_pem_private_key((keys / (self.key + ".key")).read_bytes(), None)
        if algorithm == -8:
            return key.sign(content)
        digest = DIGESTS[algorithm]()
        if algorithm <= -37:
            return key.sign(content, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        size = (key.curve.key_size + 7) // 8
        return b"".join(number.to_bytes(size, "big")
                        for number in utils.decode_dss_signature(key.sign(content, ec.ECDSA(digest))))


def sign_png(source, manifests, padding_=b""):
    """Puts a store of manifests, the active one last, into a PNG file behind its header."""
    exclusion, active = (33, 1000), manifests[-1]
    while True:
        digest = hashlib.new(active.digest, source).digest()
        content = b"".join(item if isinstance(item, bytes) else item.build(exclusion, digest) for item in manifests)
        store = superbox(b"c2pa", "c2pa", content) + padding_
        chunk = struct.pack(">I", len(store)) + b"caBX" + store + struct.pack(">I", zlib.crc32(b"caBX" + store))
        if exclusion[1] == len(chunk):
            return source[:33] + chunk + source[33:]
        exclusion = (33, len(chunk))


def with_ingredient(version, ingredient, parent=None, edit=None, action="c2pa.opened", relationship="parentOf",
                    is_referred=True, edit_reference=lambda value: value):
    """A manifest with an ingredient of a version, and the ingredient's own manifest before it."""
    data = parent if isinstance(parent, bytes) else (parent or Manifest(version)).build((33, 100), bytes(32))
    name = label(data)
    digest = lambda value: hashlib.sha256(value[8:]).digest()
    signatures = [part for part in boxes(data[8:])[1:] if label(part) == "c2pa.signature"]
    fields = {"relationship": relationship, "dc:title": "p", "dc:format": "image/png", "instanceID": "xmp:iid:1"}
    reference = {"url": f"self#jumbf=/c2pa/{name}", "hash": digest(data)}
    if ingredient == 3:
        signature = f"self#jumbf=/c2pa/{name}/c2pa.signature"
        failure = {"code": "assertion.dataHash.mismatch",
                   "url": f"self#jumbf=/c2pa/{name}/c2pa.assertions/c2pa.hash.data"}
        fields.update(
            activeManifest=reference,
            claimSignature={"url": signature, "hash": digest(signatures[0]) if signatures else b""},
            validationResults={"activeManifest": {
                "success": [{"code": "claimSignature.validated", "url": signature}], "informational": [],
                "failure": [failure]}})
    else:
        fields["c2pa_manifest"] = reference
    fields = edit(fields) if edit else fields
    manifest = Manifest(version)
    assertion = Assertion({1: "c2pa.ingredient", 2: "c2pa.ingredient.v2", 3: "c2pa.ingredient.v3"}[ingredient], fields)
    if is_referred:
        target = edit_reference({"url": manifest.url(assertion.label), "hash": digest(assertion.box)})
        is_list = ingredient > 1 and version == 2
        parameters = {"ingredients": [target]} if is_list else {"ingredient": target}
        actions = [] if action == "c2pa.opened" else copy.deepcopy(manifest.assertions[0].data["actions"])
        manifest.assertions[0].data = {"actions": actions + [{"action": action, "parameters": parameters}]}
    manifest.assertions.append(assertion)
    return [data, manifest]
