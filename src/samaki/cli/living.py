"""Which of our processes live on this machine: each holds a lock for as long as it runs, however it ends.

A heartbeat in the database is up to a minute old before it tells of a death; a lock is gone with its process.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samaki.database.folder import Folder


@contextmanager
def sign(folder: Folder, name: str, **told: str | int) -> Iterator[None]:
    """Be seen by `held` until the block, or the process, ends; several processes of one name may be."""
    with open(_place(folder, name), "a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        handle.truncate(0)
        handle.write(json.dumps({"pid": os.getpid(), **told}))
        handle.flush()
        yield


def settings() -> str:
    """Which settings of ours this process has: their names, with blanks between; what they say stands nowhere."""
    return " ".join(sorted(name for name in os.environ if name.startswith("SAMAKI_") and os.environ[name]))


def held(folder: Folder, name: str) -> dict[str, object] | None:
    """What the latest living process of this name told of itself; None when none lives on this machine."""
    try:
        with open(_place(folder, name)) as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found: dict[str, object] = json.loads(handle.read() or "{}")
                return found
    except (OSError, ValueError):
        return None
    return None


def _place(folder: Folder, name: str) -> Path:
    return folder.path / f"{name}.lock"
