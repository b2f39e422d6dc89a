"""Data keys under the master key: AES-256-GCM, bound to the row. Needs no Django, so that a start can try the key first."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samaki.vault import keyfile


class CannotOpen(Exception):
    """The sealed value was changed, moved, or its key was destroyed."""


def wrap(key: bytes, row_id: UUID) -> bytes:
    """A data key as it lies in its row: 12 bytes of nonce, ciphertext with its tag."""
    nonce = os.urandom(12)
    return nonce + AESGCM(derived("wrap")).encrypt(nonce, key, _place(row_id))


def unwrap(wrapped: bytes | memoryview, row_id: UUID) -> bytes:
    """The 32 bytes of a data key; raises CannotOpen when the key file is not the one that wrapped it."""
    return unwrap_all([(row_id, wrapped, row_id)])[row_id]


def unwrap_all(rows: Iterable[tuple[UUID, bytes | memoryview, UUID]]) -> dict[UUID, bytes]:
    """Owner -> data key, from (owner, wrapped key, row of the key); the key file is asked once for a whole list."""
    opener, opened = AESGCM(derived("wrap")), {}
    for owner, wrapped, row_id in rows:
        raw = bytes(wrapped)
        try:
            opened[owner] = opener.decrypt(raw[:12], raw[12:], _place(row_id))
        except InvalidTag as error:
            raise CannotOpen("The key file of this machine does not fit this database.") from error
    return opened


def derived(purpose: str) -> bytes:
    """A key for one purpose from the master key (HMAC as the expand step of HKDF, RFC 5869)."""
    return hmac.new(keyfile.load(), f"samaki.{purpose}.1\x01".encode(), hashlib.sha256).digest()


def _place(row_id: UUID) -> bytes:
    return f"data_key.wrapped.{row_id}".encode()
