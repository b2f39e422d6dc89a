"""The master key of this installation: 32 random bytes in a file of its own, outside the data folder.

Whoever copies the data folder (a backup, a stolen disk image of it) does not hold the key. `SAMAKI_KEY_FILE` names
another place. Losing the file loses every sealed value; `docs/how-to/operate.md` says how to keep a copy.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from functools import cache
from pathlib import Path

from samaki.database.folder import Folder, current, write_secret

LENGTH = 32


class KeyProblem(Exception):
    """The key cannot be used; the text is a sentence for the operator."""


def path(folder: Folder | None = None) -> Path:
    """Where the key lies: `SAMAKI_KEY_FILE`, else the sibling folder `<data>.keys`."""
    named = os.environ.get("SAMAKI_KEY_FILE")
    if named:
        return Path(os.path.abspath(named))
    data = (folder or current()).path
    return data.with_name(f"{data.name}.keys") / "master.key"


def ensure(folder: Folder | None = None) -> Path:
    """The key file, made on first use (0600 in a folder of mode 0700)."""
    place = path(folder)
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(place, base64.b64encode(secrets.token_bytes(LENGTH)).decode() + "\n")
    return place


def load() -> bytes:
    """The 32 bytes of the key; raises KeyProblem."""
    return _read(path())


@cache
def _read(place: Path) -> bytes:
    try:
        key = base64.b64decode(place.read_text().strip(), validate=True)
    except FileNotFoundError:
        raise KeyProblem(
            f"The key file {place} is missing. Put back your copy; a new key cannot open old data."
        ) from None
    except (OSError, ValueError, binascii.Error) as error:
        raise KeyProblem(f"The key file {place} cannot be read: {error}") from error
    if len(key) != LENGTH:
        raise KeyProblem(f"The key file {place} does not hold 32 bytes in base64.")
    return key
