"""Sealing values: AES-256-GCM under a data key, bound to table, column and row.

Format of a sealed value: one version byte (1), 12 bytes of nonce, ciphertext with its 16-byte tag. The additional
data `table.column.row` makes a value that was moved to another row or column fail to open.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samaki.database import add, read_here
from samaki.database.prepared import fetch
from samaki.vault import keyfile
from samaki.vault.models import DataKey
from samaki.vault.wrapping import CannotOpen, KeyGone, all_derived, derived, unwrap, unwrap_all, wrap

VERSION = b"\x01"


def seal(key: bytes, text: str, place: str) -> bytes:
    """`text` sealed under a 32-byte `key`; `place` is "table.column.row-id"."""
    return seal_bytes(key, text.encode(), place)


def seal_bytes(key: bytes, content: bytes, place: str) -> bytes:
    """The same of bytes, as those of a file."""
    nonce = os.urandom(12)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal(key: bytes, sealed: bytes | memoryview, place: str) -> str:
    """The text of a sealed value; raises CannotOpen when key, place or bytes do not fit."""
    return unseal_bytes(key, sealed, place).decode()


def unseal_bytes(key: bytes, sealed: bytes | memoryview, place: str) -> bytes:
    """The same of bytes."""
    raw = bytes(sealed)
    if raw[:1] != VERSION:
        raise CannotOpen("This value was sealed in a form that this version does not know.")
    try:
        return AESGCM(key).decrypt(raw[1:13], raw[13:], place.encode())
    except InvalidTag as error:
        raise CannotOpen("This value cannot be opened: it was changed, or its key was destroyed.") from error


def new_key(now: datetime, *, case_id: UUID | None = None, report_id: UUID | None = None) -> bytes:
    """Make and store the data key of a case or a report; returns the 32 bytes."""
    key = os.urandom(32)
    row = DataKey(case_id=case_id, report_id=report_id, made_at=now, key_version=_ring().newest)
    row.wrapped = wrap(key, row.id, _ring())
    add(row)
    return key


def key_of(*, case_id: UUID | None = None, report_id: UUID | None = None) -> bytes:
    """The data key of a case or report that this session may see, asked for once in it; raises KeyGone when there is none."""
    read, place = read_here(), ("data_key", case_id, report_id)
    if place in read:
        return bytes(read[place])
    row = DataKey.objects.filter(case_id=case_id, report_id=report_id).first()
    if row is None:
        raise KeyGone("The key of this record is not here: it was destroyed, or it is not yours to see.")
    read[place] = unwrap(row.wrapped, row.id)
    return bytes(read[place])


def forget_keys() -> None:
    """The keys that this session has read are destroyed: it asks again, and finds none."""
    read_here().clear()


def keys_of_reports(report_ids: list[UUID]) -> dict[UUID, bytes]:
    """The keys of those reports that this session may see, in one query."""
    rows = fetch(
        "select report_id, wrapped, id from data_key where report_id = any(%(reports)s)", {"reports": report_ids}
    )
    return unwrap_all((report, wrapped, key) for report, wrapped, key in rows)


def keys_of_cases(case_ids: list[UUID]) -> dict[UUID, bytes]:
    """The keys of those cases that this session may see, in one query."""
    rows = DataKey.objects.filter(case_id__in=case_ids).values_list("case_id", "wrapped", "id")
    return unwrap_all((case, wrapped, key) for case, wrapped, key in rows if case)


def digest(key: bytes, content: bytes) -> bytes:
    """Keyed digest (HMAC-SHA-256): proves what was written, and cannot be guessed from a list of names."""
    return hmac.digest(key, content, "sha256")


def installation_digest(purpose: str, content: bytes) -> bytes:
    """Keyed digest under the key file, for what hangs on no case yet (receipts, idempotency keys); see `keyfile.KEPT`."""
    return digest(keyfile.kept_key(purpose, _ring()), content)


def _ring() -> keyfile.Ring:
    """The keys of the file, which is looked at once in a session."""
    read = read_here()
    if "ring" not in read:
        read["ring"] = keyfile.ring()
    ring: keyfile.Ring = read["ring"]
    return ring


def installation_seal(purpose: str, text: str, place: str) -> bytes:
    """Sealed under the key file itself, for what hangs on no case; what stays in a table is named in `rotation.py`."""
    return seal(derived(purpose), text, place)


def installation_unseal(purpose: str, sealed: bytes | memoryview, place: str) -> str:
    """Opens what `installation_seal` sealed; raises CannotOpen."""
    for key in all_derived(purpose):
        with suppress(CannotOpen):
            return unseal(key, sealed, place)
    raise CannotOpen("This value cannot be opened: it was changed, or its key was destroyed.")
