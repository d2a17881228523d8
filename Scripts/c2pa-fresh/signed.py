"""Files that c2pa-python signs in every image format it writes, with varied manifests."""
import io
import json
import random

import c2pa
import numpy
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "tif": "image/tiff", "gif": "image/gif",
         "svg": "image/svg+xml", "heic": "image/heic", "avif": "image/avif"}
ALGORITHMS = ["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"]
OPENED = [{"action": "c2pa.opened", "parameters": {"ingredientIds": ["parent"]}}]
CREATED = [{"action": "c2pa.created", "digitalSourceType": SOURCE + "digitalCapture"}]


def picture(mode, size):
    count = {"RGB": 3, "RGBA": 4, "L": 1}[mode]
    noise = numpy.random.default_rng(random.getrandbits(32)).integers(0, 60, (size[1], size[0], count))
    slope = numpy.arange(size[0])[None, :, None] * 3 + numpy.arange(size[1])[:, None, None]
    pixels = ((noise + slope) % 256).astype("uint8")
    return Image.fromarray(pixels[..., 0] if count == 1 else pixels, mode)


def encoded(kind, mode="RGB", frames=1, **options):
    output = io.BytesIO()
    size = random.randint(17, 80), random.randint(17, 80)
    if frames > 1:
        options.update(save_all=True, append_images=[picture(mode, size) for _ in range(frames - 1)])
    picture(mode, size).save(output, kind, **options)
    return output.getvalue()


def drawing():
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
            f'<title>x &amp; y</title><rect width="5" height="{random.randint(1, 9)}"/></svg>\n').encode()


PICTURES = {
    "jpg": [lambda: encoded("JPEG"), lambda: encoded("JPEG", progressive=True),
            lambda: encoded("JPEG", "L", restart_marker_blocks=1), lambda: encoded("JPEG", comment=b"hi")],
    "png": [lambda: encoded("PNG"), lambda: encoded("PNG", "RGBA"), lambda: encoded("PNG", frames=3)],
    "webp": [lambda: encoded("WEBP"), lambda: encoded("WEBP", "RGBA", lossless=True), lambda: encoded("WEBP", frames=3)],
    "tif": [lambda: encoded("TIFF"), lambda: encoded("TIFF", compression="tiff_lzw"), lambda: encoded("TIFF", frames=3)],
    "gif": [lambda: encoded("GIF", "L"), lambda: encoded("GIF", frames=3), lambda: encoded("GIF", "L", comment=b"hello")],
    "svg": [drawing], "heic": [lambda: encoded("HEIF")], "avif": [lambda: encoded("AVIF"), lambda: encoded("AVIF", "RGBA")],
}


def context(core=None, **builder):
    return c2pa.Context(c2pa.Settings.from_dict({
        **({"core": core} if core else {}),
        "verify": {"verify_after_sign": False, "verify_trust": False, "ocsp_fetch": False,
                   "remote_manifest_fetch": False},
        "builder": {"thumbnail": {"enabled": False}, **builder}}))


def manifest(version=2, actions=None, more=(), **fields):
    label = "c2pa.actions.v2" if version == 2 else "c2pa.actions"
    assertions = [{"label": label, "data": {"actions": CREATED if actions is None else actions}}, *more]
    return {"claim_version": version, "claim_generator_info": [{"name": "fresh", "version": "1.0"}], "title": "t",
            "assertions": assertions, **fields}


class Signer:
    def __init__(self, keys, stamps):
        self.keys, self.stamps, self.plain = keys, stamps, context()

    def sign(self, kind, source, fields, key="es256", stamp=None, ingredients=(), intent=None, remote=None,
             embeds=True, settings=None):
        """The signed file and its store; None where the signer does not want to."""
        algorithm = key if key in ALGORITHMS else "es256"
        info = c2pa.C2paSignerInfo(
            algorithm.encode(), (self.keys / (key + ".pem")).read_bytes(), (self.keys / (key + ".key")).read_bytes(),
            (self.stamps + stamp).encode() if stamp else None)
        try:
            builder = c2pa.Builder.from_json(json.dumps(fields), settings or self.plain)
            if intent is not None:
                builder.set_intent(intent)
            for ingredient, type_, data in ingredients:
                builder.add_ingredient(json.dumps(ingredient), type_, io.BytesIO(data))
            if not embeds:
                builder.set_no_embed()
            if remote:
                builder.set_remote_url(remote)
            output = io.BytesIO()
            store = builder.sign(c2pa.Signer.from_info(info), TYPES[kind], io.BytesIO(source), output)
            return output.getvalue(), store
        except c2pa.C2paError:
            return None


def all_files(keys, stamps):
    """Triples of a name with its extension, the file, and the store of a sidecar or None."""
    signer, plain, once, twice = Signer(keys, stamps), {}, {}, {}

    def made(name, kind, *arguments, **options):
        result = signer.sign(kind, *arguments, **options)
        if result:
            found.append((f"{name}.{kind}", result[0], result[1] if options.get("embeds") is False else None))
        return result[0] if result else None

    found = []
    for kind, pictures in PICTURES.items():
        for index, make in enumerate(pictures):
            for version in (1, 2):
                key = ALGORITHMS[(2 * index + version + len(kind)) % 7]
                plain[kind] = made(f"plain-v{version}", kind, make(), manifest(version), key=key) or plain.get(kind)
        first = pictures[0]
        for version in (1, 2):
            for stamp in ("tsa", "tsa2"):
                made(f"stamp-{stamp}-v{version}", kind, first(), manifest(version), stamp=stamp)
        made("sidecar", kind, first(), manifest(), embeds=False)
        made("remote", kind, first(), manifest(), embeds=False, remote="https://example.com/x.c2pa")
        made("boxes", kind, first(), manifest(), settings=context(prefer_box_hash=True))
        made("compressed", kind, first(), manifest(), settings=context(prefer_compressed_manifests=True))
        if kind in ("heic", "avif"):
            for proofs in (0, 3, 5):
                core = {"merkle_tree_chunk_size_in_kb": 1, "merkle_tree_max_proofs": proofs}
                large = Image.effect_noise((200, 120), 90).convert("RGB")
                output = io.BytesIO()
                large.save(output, "HEIF" if kind == "heic" else "AVIF", quality=95)
                made(f"merkle{proofs}", kind, output.getvalue(), manifest(), settings=context(core=core))
        made("thumbnail", kind, first(), manifest(), settings=context(thumbnail={"enabled": True, "long_edge": 32}))
        parent = {"title": "p", "relationship": "parentOf", "instance_id": "parent", "label": "parent"}
        part = {"title": "c", "relationship": "componentOf", "instance_id": "part", "label": "part"}
        placed = [{"action": "c2pa.placed", "parameters": {"ingredientIds": ["part"]}}]
        once[kind] = made("once", kind, first(), manifest(actions=OPENED), ingredients=[(parent, TYPES[kind], plain[kind])])
        twice[kind] = once[kind] and made(
            "twice", kind, first(), manifest(actions=OPENED + placed),
            ingredients=[(parent, TYPES[kind], once[kind]), (part, "image/png", plain.get("png") or plain["jpg"])])
        if twice[kind]:
            made("thrice", "jpg", PICTURES["jpg"][1](), manifest(actions=CREATED + placed),
                 ingredients=[(part, TYPES[kind], twice[kind])])
        made("edit", kind, plain[kind], {"claim_generator_info": [{"name": "e"}]}, intent=c2pa.C2paBuilderIntent.EDIT)
        update = made("update", kind, plain[kind], {"claim_generator_info": [{"name": "u"}]},
                      intent=c2pa.C2paBuilderIntent.UPDATE)
        if update:
            made("update-again", kind, update, {"claim_generator_info": [{"name": "u"}]},
                 intent=c2pa.C2paBuilderIntent.UPDATE)
    for key in ("untrusted", "docsign", "claimsign", "both", "serverplus"):
        made("key-" + key, "jpg", PICTURES["jpg"][0](), manifest(), key=key)
    secret = {"label": "org.x.secret", "data": {"a": 1}}
    whole = made("secret", "jpg", PICTURES["jpg"][0](), manifest(more=[secret]))
    name = json.loads(c2pa.Reader("image/jpeg", io.BytesIO(whole)).json())["active_manifest"]
    url = f"self#jumbf=/c2pa/{name}/c2pa.assertions/org.x.secret"
    redaction = {"action": "c2pa.redacted", "reason": "c2pa.PII.present", "parameters": {"redacted": url}}
    for actions in (OPENED, OPENED + [redaction]):
        made("redacted", "jpg", PICTURES["jpg"][0](), manifest(actions=actions, redactions=[url]),
             ingredients=[({"title": "p", "relationship": "parentOf", "instance_id": "parent", "label": "parent"},
                           "image/jpeg", whole)])
    return found
