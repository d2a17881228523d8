"""A certification authority, and a time-stamping authority that answers on this machine."""
import datetime
import http.server
import pathlib
import subprocess
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION
CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
KEYS = {
    "es256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "es384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "es512": lambda: ec.generate_private_key(ec.SECP521R1()),
    "ps256": lambda: rsa.generate_private_key(65537, 2048),
    "ps384": lambda: rsa.generate_private_key(65537, 3072),
    "ps512": lambda: rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


def day(year):
    return datetime.datetime(year, 1, 1)


def issue(name, key, issuer=None, issuer_key=None, authority=False, purposes=None, years=(2025, 2030),
          has_usage=True, is_critical=False):
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Fresh Files"),
        x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder().subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day(years[0])).not_valid_after(day(years[1]))
        .add_extension(x509.BasicConstraints(authority, None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
    if has_usage:
        usage = x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False)
        builder = builder.add_extension(usage, True)
    if issuer:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        builder = builder.add_extension(identifier, False)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), is_critical)
    signing = issuer_key or key
    digest = None if isinstance(signing, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(signing, digest)


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def write(folder, name, key, *chain):
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption()).decode()
    (folder / (name + ".key")).write_text(text)
    (folder / (name + ".pem")).write_text("".join(map(pem, chain)))


def make(folder):
    """Writes keys and certificates; 'root.pem' is the one to trust."""
    folder.mkdir(parents=True, exist_ok=True)
    root_key, stranger_key = KEYS["es256"](), KEYS["es256"]()
    root, stranger = issue("Root", root_key, authority=True), issue("Stranger", stranger_key, authority=True)
    middle_key = KEYS["es384"]()
    middle = issue("Intermediate", middle_key, root, root_key, authority=True)
    (folder / "root.pem").write_text(pem(root))
    for name, generate in KEYS.items():
        key = generate()
        write(folder, name, key, issue("Signer " + name, key, middle, middle_key, purposes=[MAIL]), middle)
    any_purpose = x509.ObjectIdentifier("2.5.29.37.0")
    for name, options in {
        "expired": {"purposes": [MAIL], "years": (2023, 2024)},
        "future": {"purposes": [MAIL], "years": (2040, 2041)},
        "docsign": {"purposes": [DOCUMENT_SIGNING]}, "claimsign": {"purposes": [CLAIM_SIGNING]},
        "both": {"purposes": [CLAIM_SIGNING, MAIL]}, "noeku": {}, "anyeku": {"purposes": [any_purpose, MAIL]},
        "tseku": {"purposes": [ExtendedKeyUsageOID.TIME_STAMPING, MAIL]},
        "ocspeku": {"purposes": [ExtendedKeyUsageOID.OCSP_SIGNING, MAIL]},
        "server": {"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]},
        "serverplus": {"purposes": [ExtendedKeyUsageOID.SERVER_AUTH, MAIL]},
        "noku": {"purposes": [MAIL], "has_usage": False}, "ca": {"purposes": [MAIL], "authority": True},
    }.items():
        key = KEYS["es256"]()
        write(folder, name, key, issue("Signer " + name, key, middle, middle_key, **options), middle)
    key = KEYS["es256"]()
    write(folder, "untrusted", key, issue("Signer", key, stranger, stranger_key, purposes=[MAIL]))
    for name, issuer, issuer_key in (("tsa", root, root_key), ("tsa2", stranger, stranger_key)):
        key = KEYS["ps256"]()
        purposes = [ExtendedKeyUsageOID.TIME_STAMPING]
        certificate = issue("Time " + name, key, issuer, issuer_key, purposes=purposes, is_critical=True)
        write(folder, name, key, certificate)
        (folder / (name + "-chain.pem")).write_text(pem(issuer))
        (folder / (name + ".cnf")).write_text(
            f"[tsa]\ndefault_tsa=t\n[t]\nserial={folder}/serial\ncrypto_device=builtin\n"
            f"signer_cert={folder}/{name}.pem\ncerts={folder}/{name}-chain.pem\n"
            f"signer_key={folder}/{name}.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n"
            "digests=sha256,sha384,sha512\naccuracy=secs:1\ness_cert_id_chain=no\n")
    (folder / "serial").write_text("01\n")


def serve(folder):
    """Starts the time-stamping authorities; gives their address."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            with tempfile.TemporaryDirectory() as temporary:
                question, answer = pathlib.Path(temporary, "q"), pathlib.Path(temporary, "r")
                question.write_bytes(query)
                config = folder / (self.path.strip("/") + ".cnf")
                subprocess.run(["openssl", "ts", "-reply", "-config", config, "-queryfile", question,
                                "-out", answer], capture_output=True, check=True)
                body = answer.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"
