"""A device that holds passkeys: real keys, real signatures, bytes as a browser sends them. It does what it is told, also wrong."""

import hashlib
import html
import json
import re
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from tests.accounts.entering import browser

ADD, IN, AGAIN = "/account/factors/passkey/", "/sign-in/passkey/", "/sign-in/again/"
SITE = "https://testserver"
PRESENT, VERIFIED, HOLDS_KEY = 1, 4, 64


def asked_of(answer):
    """What a page asks the browser."""
    return json.loads(html.unescape(re.search(r'data-passkey="([^"]*)"', answer.content.decode())[1]))


def enter(device, client=None, **how):
    """A stranger's browser, or this one, tries to come in with a passkey."""
    client = client or browser()
    return client, client.post(IN, {"passkey": device.sign(asked_of(client.get(IN)), **how)})


def is_out(client):
    return client.get("/desk/").status_code == 302


class Authenticator:
    """One passkey. `counts`: whether it has a counter, as security keys do and shared passkeys do not."""

    def __init__(self, counts=True):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential, self.counter, self.counts, self.whose = (
            hashlib.sha256(str(id(self)).encode()).digest(),
            0,
            counts,
            b"",
        )

    def make(self, asked, origin=SITE, flags=PRESENT | VERIFIED, site=None, kind="webauthn.create"):
        """The answer to a page that asks for a new passkey."""
        self.whose = websafe_decode(asked["user"]["id"])
        site = site or asked["rp"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        held = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        data = self._data(site, flags | HOLDS_KEY) + held
        whole = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client(kind, asked["challenge"], origin)
        return self._said({"clientDataJSON": client, "attestationObject": whole})

    def sign(
        self, asked, origin=SITE, flags=PRESENT | VERIFIED, site=None, kind="webauthn.get", whose=None, spoil=False
    ):
        """The answer to a page that asks for a signature."""
        data = self._data(site or asked["rpId"], flags)
        client = self._client(kind, asked["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        if spoil:
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        whose = self.whose if whose is None else whose
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._said(parts | ({"userHandle": whose} if whose else {}))

    def _data(self, site, flags):
        self.counter += self.counts
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + struct.pack(">I", self.counter)

    @staticmethod
    def _client(kind, challenge, origin):
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _said(self, parts):
        key = websafe_encode(self.credential)
        response = {name: websafe_encode(part) for name, part in parts.items()}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response})
