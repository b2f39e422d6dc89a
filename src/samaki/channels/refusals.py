"""Posts of a gateway that were refused: counted in the data folder, so that `doctor` can say it. No number, no word of a text."""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from samaki.database.folder import Folder, current

log = logging.getLogger("samaki.texts")

FORGOTTEN = timedelta(days=7)
"""A week after the last one they are not counted any more."""
BETWEEN = 600.0  # seconds between two lines of the log
NO_SENDER, UNREADABLE = "no_sender", "unreadable"
SAID = {NO_SENDER: "the sender's number is missing", UNREADABLE: "they were not what such a gateway posts"}
_told: dict[str, float] = {}


def count(gateway: str, why: str, now: datetime) -> None:
    """One more; the log is told once in a while. A folder that cannot be written stops no answer."""
    if monotonic() - _told.get(f"{gateway} {why}", -BETWEEN) >= BETWEEN:
        _told[f"{gateway} {why}"] = monotonic()
        log.warning("Posts of the gateway %s are refused: %s. See docs/how-to/texts.md.", gateway, SAID[why])
    with suppress(OSError, ValueError), _kept(current()) as rows:
        row = rows.get(f"{gateway} {why}")
        if row is None or datetime.fromisoformat(row["last"]) < now - FORGOTTEN:
            row = {"count": 0, "since": now.isoformat()}
        rows[f"{gateway} {why}"] = row | {"count": row["count"] + 1, "last": now.isoformat()}


def counted(folder: Folder, gateway: str, now: datetime) -> list[tuple[str, int, datetime]]:
    """(why, how many, since when) of a gateway, as far as any came within a week."""
    try:
        rows = json.loads(_place(folder).read_text() or "{}")
    except (OSError, ValueError):
        return []
    found = [(why, rows.get(f"{gateway} {why}")) for why in SAID]
    return [
        (SAID[why], row["count"], datetime.fromisoformat(row["since"]))
        for why, row in found
        if row and datetime.fromisoformat(row["last"]) > now - FORGOTTEN
    ]


@contextmanager
def _kept(folder: Folder) -> Iterator[dict[str, dict[str, Any]]]:
    with open(_place(folder), "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        rows = json.loads(file.read() or "{}")
        yield rows
        file.seek(0)
        file.truncate()
        file.write(json.dumps(rows))


def _place(folder: Folder) -> Path:
    return folder.path / "refused-posts"
