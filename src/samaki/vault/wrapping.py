"""Data keys under the master key: AES-256-GCM, bound to the row. Needs no Django, so that a start can try the key first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samaki.vault import keyfile


class CannotOpen(Exception):
    """The sealed value was changed, moved, or its key was destroyed."""


class KeyGone(CannotOpen):
    """There is no key: what it sealed was erased, or is not open to the session."""


def wrap(key: bytes, row_id: UUID) -> bytes:
    """A data key as it lies in its row, under the newest master key: 12 bytes of nonce, ciphertext with its tag."""
    nonce = os.urandom(12)
    return nonce + AESGCM(derived("wrap")).encrypt(nonce, key, _place(row_id))


def wrapper() -> Callable[[bytes, object], bytes]:
    """`wrap` for a great many keys: the key file is asked once, and the row's key may be given as its text."""
    box = AESGCM(derived("wrap"))

    def wrapped(key: bytes, row_id: object) -> bytes:
        nonce = os.urandom(12)
        return nonce + box.encrypt(nonce, key, _place(row_id))

    return wrapped


def unwrap(wrapped: bytes | memoryview, row_id: UUID) -> bytes:
    """The 32 bytes of a data key; raises CannotOpen when the key file is not the one that wrapped it."""
    return unwrap_all([(row_id, wrapped, row_id)])[row_id]


def unwrap_all(rows: Iterable[tuple[UUID, bytes | memoryview, UUID]]) -> dict[UUID, bytes]:
    """Owner -> data key, from (owner, wrapped key, row of the key); the key file is asked once for a whole list."""
    openers = [AESGCM(key) for key in all_derived("wrap")]
    return {owner: _opened(openers, bytes(wrapped), _place(row_id)) for owner, wrapped, row_id in rows}


def derived(purpose: str) -> bytes:
    """The key for one purpose under the newest master key."""
    return keyfile.derived(purpose, keyfile.load())


def all_derived(purpose: str) -> list[bytes]:
    """The same under every master key of the file, the newest first: what was sealed before an exchange opens too."""
    masters = keyfile.ring().masters
    return [keyfile.derived(purpose, masters[version]) for version in sorted(masters, reverse=True)]


def _opened(openers: list[AESGCM], raw: bytes, place: bytes) -> bytes:
    for opener in openers:
        try:
            return opener.decrypt(raw[:12], raw[12:], place)
        except InvalidTag:
            continue
    raise CannotOpen("The key file of this machine does not fit this database.")


def _place(row_id: object) -> bytes:
    return f"data_key.wrapped.{row_id}".encode()
