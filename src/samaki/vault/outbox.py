"""What a telephone seals while it has no network, and only this server opens: HPKE (RFC 9180) with P-256, HKDF-SHA256, AES-256-GCM.

The private key follows from the master key, so it needs no table, no copy of its own, and a restored older database loses nothing that
is on its way. Another master key means another key here; those of the last ones stay in the key file (`keyfile.OPENS_LATE`), since a
note may have been sealed weeks ago. They open nothing that lies in the database.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from samaki.vault import keyfile
from samaki.vault.wrapping import CannotOpen

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-5)."""


def public_point() -> bytes:
    """What a device seals to now: the uncompressed point, 65 bytes."""
    key = _private(keyfile.late_keys()[0]).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open_late(sealed: bytes, info: bytes) -> bytes:
    """What a device sealed with this `info`, under the newest or an older key. Raises CannotOpen."""
    for secret in keyfile.late_keys():
        with suppress(InvalidTag, ValueError):
            return SUITE.decrypt(sealed, _private(secret), info)
    raise CannotOpen("This cannot be opened: it is not whole, or it was sealed to another key.")


@lru_cache(maxsize=16)
def _private(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """16 bytes more than the order has, so that no remainder is likelier than another (FIPS 186-5, A.2.1)."""
    wide = HKDFExpand(hashes.SHA256(), 48, b"samaki P-256").derive(secret)
    return ec.derive_private_key(int.from_bytes(wide) % (ORDER - 1) + 1, ec.SECP256R1())
