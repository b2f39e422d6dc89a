"""What is said to one browser, sealed so that its push service cannot read it (RFC 8291, over RFC 8188 `aes128gcm`), and the token that
says who sends (VAPID, RFC 8292). Pure but for chance."""

from __future__ import annotations

import base64
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.jwk import ECKey

RECORD = 4096
"""Bytes of the one record (RFC 8188, 2.1); a push service takes no more (RFC 8030, 7.2)."""
TOKEN_LASTS = timedelta(hours=12)
"""RFC 8292 allows 24 hours; a clock may be wrong."""


def encrypt(
    words: bytes, their_key: bytes, secret: bytes, *, ours: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of a push. `their_key`: the uncompressed point p256dh, 65 bytes; `secret`: auth, 16 bytes; `ours` and `salt` are new for
    every push. Raises ValueError for keys that are none."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), their_key)
    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    our_key = point(ours)
    shared = ours.exchange(ec.ECDH(), theirs)
    material = _derived(secret, b"WebPush: info\x00" + their_key + our_key, 32, shared)
    key = _derived(salt, b"Content-Encoding: aes128gcm\x00", 16, material)
    nonce = _derived(salt, b"Content-Encoding: nonce\x00", 12, material)
    head = salt + RECORD.to_bytes(4) + len(our_key).to_bytes(1) + our_key
    return head + AESGCM(key).encrypt(nonce, words + b"\x02", None)


def _derived(salt: bytes, info: bytes, length: int, of: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(of)


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half, uncompressed: 65 bytes."""
    form = serialization.PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(serialization.Encoding.X962, form)


def token(key: ec.EllipticCurvePrivateKey, address: str, contact: str, now: datetime) -> str:
    """The Authorization header: signed for the origin of this push service alone. `contact`: a mailto: or https: of the operator."""
    parts = urlsplit(address)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + TOKEN_LASTS).timestamp()), "sub": contact}
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signed = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(pem))
    return f"vapid t={signed}, k={text_of(point(key))}"


def text_of(octets: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_of(text: str) -> bytes:
    """The octets of base64url, padded or not. Raises ValueError."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
