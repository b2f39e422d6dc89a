"""What was erased, remembered beside the key file: a backup from before, put back here, is erased again.

A list of kinds, keys of rows, times and numbers of certificates, in a file of its own (`erased`); no word about anybody. The clock
writes it after each erasure, `restore` reads it. Without the list (another folder for the key file, a machine elsewhere) an older
backup brings back what was erased, as long as an older master key opens it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from samaki.database import roles
from samaki.database.folder import Folder
from samaki.vault import keyfile

Thing = tuple[str, UUID, datetime, int]
"""Kind (case or report), key of its row, when it was erased, number of the certificate."""


def place(folder: Folder | None = None) -> Path:
    """The list, beside the key file."""
    return keyfile.path(folder).with_name("erased")


def noted(folder: Folder | None = None) -> list[Thing]:
    """Everything on the list; empty where there is none yet."""
    if not place(folder).exists():
        return []
    lines = (line.split() for line in place(folder).read_text().splitlines() if line.strip())
    return [(kind, UUID(key), datetime.fromisoformat(at), int(number)) for kind, key, at, number in lines]


def note(things: Iterable[Thing]) -> int:
    """Add what is not on it yet, so that it outlives a loss of power; returns how many. Raises OSError."""
    known = {key for _kind, key, _at, _number in noted()}
    new = [one for one in things if one[1] not in known]
    if new:
        handle = os.open(place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w") as into:
            into.writelines(f"{kind} {key} {at.isoformat()} {number}\n" for kind, key, at, number in new)
            into.flush()
            os.fsync(into.fileno())
    return len(new)


def erase_again(folder: Folder) -> int:
    """What is on the list and came back with an older backup loses its keys and names again; returns how many keys.

    For the embedded server alone: `restore` is.
    """
    keys = 0
    with roles.connected(folder) as connection, connection.transaction():
        for kind, key, at, _number in noted(folder):
            keys += _gone(connection, kind, key, at)
    return keys


def _gone(connection: Any, kind: str, key: UUID, at: datetime) -> int:
    gone = connection.execute(f"delete from data_key where {kind}_id = %s", [key]).rowcount  # noqa: S608 (case or report)
    if kind == "case":
        connection.execute("delete from name_keys where case_id = %s", [key])
        connection.execute(
            """update "case" set erased_at = %s, state = 'closed', closed_at = coalesce(closed_at, %s)
               where id = %s and erased_at is null""", [at, at, key])  # fmt: skip
    else:
        connection.execute("update report set erased_at = %s where id = %s and erased_at is null", [at, key])
    return int(gone)
