"""Data keys under the master key: AES-256-GCM, bound to the row. Needs no Django, so that a start can try the key first."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samaki.vault import keyfile


class CannotOpen(Exception):
    """The sealed value was changed, moved, or its key was destroyed."""


def wrap(key: bytes, row_id: UUID) -> bytes:
    """A data key as it lies in its row: 12 bytes of nonce, ciphertext with its tag."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_wrapping(keyfile.load())).encrypt(nonce, key, _place(row_id))


def unwrap(wrapped: bytes | memoryview, row_id: UUID) -> bytes:
    """The 32 bytes of a data key; raises CannotOpen when the key file is not the one that wrapped it."""
    raw = bytes(wrapped)
    try:
        return AESGCM(_wrapping(keyfile.load())).decrypt(raw[:12], raw[12:], _place(row_id))
    except InvalidTag as error:
        raise CannotOpen("The key file of this machine does not fit this database.") from error


def derived(purpose: str) -> bytes:
    """A key for one purpose from the master key (HMAC as the expand step of HKDF, RFC 5869)."""
    return _of(keyfile.load(), purpose)


def _of(master: bytes, purpose: str) -> bytes:
    return hmac.new(master, f"samaki.{purpose}.1\x01".encode(), hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _wrapping(master: bytes) -> bytes:
    """Kept, since a list opens a data key for each of its rows."""
    return _of(master, "wrap")


def _place(row_id: UUID) -> bytes:
    return f"data_key.wrapped.{row_id}".encode()
