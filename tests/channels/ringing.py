"""A voice gateway on loopback that takes calls as the test wants and calls back, and a push service that opens what it is given."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.jwk import ECKey

from samaki.channels.push.sealing import octets_of, point, text_of

SECRET = "s3cretOfTheCalls-0123456789abcdef"


@dataclass
class Service:
    """What it answers, in order (201 when the list is empty), and what it took: (path, headers, body)."""

    answers: list[int] = field(default_factory=list)
    taken: list[tuple[str, dict, bytes]] = field(default_factory=list)

    @property
    def calls(self):
        return [json.loads(body) for _path, _headers, body in self.taken]


@contextmanager
def open_service(service):
    """Runs inside; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = service.answers.pop(0) if service.answers else 201
            service.taken.append((self.path, dict(self.headers), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_given):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def point_at(monkeypatch, folder, port, **more):
    """The environment of an installation that calls through this gateway, named `mekong`."""
    for name, text in {"call-secret": SECRET, "call-password": "a word"}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    given = {"call_url": f"http://127.0.0.1:{port}/call", "secret_file": str(folder / "call-secret"),
             "our_url": "http://127.0.0.1:8000", "password_file": str(folder / "call-password")} | more  # fmt: skip
    path = folder / "calls.toml"
    path.write_text("[mekong]\n" + "".join(f'{name} = "{value}"\n' for name, value in given.items()))
    path.chmod(0o600)
    monkeypatch.setenv("SAMAKI_CALLS", str(path))
    return path


def tell(client, call_id, state, event, digits="", *, secret=SECRET, raw=None):
    """The gateway's callback; returns the response."""
    given = {"id": str(call_id), "event": event, "state": state} | ({"digits": digits} if digits else {})
    body = raw if raw is not None else json.dumps(given).encode()
    return client.generic("POST", f"/calls/mekong/{secret}/", body, "application/json")


@dataclass
class Browser:
    """A browser that subscribed at a push service: its own key and secret."""

    port: int
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen octets!!"

    @property
    def subscription(self):
        keys = {"p256dh": text_of(point(self.key)), "auth": text_of(self.secret)}
        return json.dumps({"endpoint": f"http://127.0.0.1:{self.port}/for/this-browser", "keys": keys})

    def opened(self, body):
        """What was sealed for it, by RFC 8291 from the browser's side. Raises InvalidTag."""
        salt, size, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        material = derived(self.secret, b"WebPush: info\0" + point(self.key) + theirs, 32, shared)
        key = derived(salt, b"Content-Encoding: aes128gcm\0", 16, material)
        nonce = derived(salt, b"Content-Encoding: nonce\0", 12, material)
        plain = AESGCM(key).decrypt(nonce, body[21 + size :], None)
        assert plain.endswith(b"\x02")
        return json.loads(plain[:-1])


def derived(salt, info, length, of):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(of)


def claims_of(header):
    """What a VAPID token says, once its signature held under the key beside it."""
    parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets_of(parts["k"]))
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = key.public_bytes(serialization.Encoding.PEM, form)
    return jwt.decode(parts["t"], ECKey.import_key(pem), algorithms=["ES256"]).claims | {"key": parts["k"]}


def push_key(monkeypatch, folder):
    """An installation that pushes; its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    path = folder / "push.pem"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    path.chmod(0o600)
    monkeypatch.setenv("SAMAKI_PUSH_KEY", str(path))
    monkeypatch.setenv("SAMAKI_PUSH_CONTACT", "mailto:operator@samaki.test")
    return key
