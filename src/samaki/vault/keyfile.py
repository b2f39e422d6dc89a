"""The master key of this installation: 32 random bytes in a file of its own, outside the data folder.

Whoever copies the data folder (a backup, a stolen disk image of it) does not hold the key. `SAMAKI_KEY_FILE` names
another place. Losing the file loses every sealed value; `docs/how-to/operate.md` says how to keep a copy.

A line is `VERSION KEY` (base64); a first file has its key alone on one line. While keys are exchanged there are two, and the
newest seals. What finds rows again (receipts, names) or signs the ledger must stay the same for years: a line `kept PURPOSE KEY`
holds that one derived key of an older version, which opens nothing. A line `kept late note VERSION KEY` is the one exception: it opens
what a telephone sealed before the exchange and sends after it (`outbox.py`), and nothing that lies in the database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from samaki.database.folder import Folder, current, write_secret

LENGTH = 32
KEPT = (
    "answers", "body", "form key", "guess", "invitation", "ledger-checkpoint", "names", "receipt", "receipt-digest",
    "old list heads", "passkey challenge", "recovery code", "request", "saved_filter", "sign-on",
    "text", "text code", "text number", "typed page", "typed thread", "visit writer",
)  # fmt: skip
"""What finds rows again by a keyed digest, and what signs checkpoints: their keys outlive a version of the master key."""

OPENS_LATE = "late note"
MOST_LATE = 3
"""Older keys that open what comes late. At one exchange a year: three years."""


class KeyProblem(Exception):
    """The key cannot be used; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Ring:
    """The master keys by version, and the derived keys of older versions that outlive them."""

    masters: dict[int, bytes]
    kept: dict[str, bytes]

    @property
    def newest(self) -> int:
        return max(self.masters)

    def under_new_key(self) -> Ring:
        """One more master key, which seals from now on; what finds rows again stays as it is."""
        kept = self.kept | {purpose: kept_key(purpose, self) for purpose in KEPT}
        return Ring({**self.masters, self.newest + 1: secrets.token_bytes(LENGTH)}, kept)

    def of_newest_only(self) -> Ring:
        """Without the older master keys: what only they open is lost, wherever a copy of it lies."""
        older = {version: key for version, key in self.late.items() if version != self.newest}
        late = {_late(version): older[version] for version in sorted(older)[-MOST_LATE:]}
        kept = {name: key for name, key in self.kept.items() if not name.startswith(OPENS_LATE)}
        return Ring({self.newest: self.masters[self.newest]}, kept | late)

    @property
    def late(self) -> dict[int, bytes]:
        """Version -> what the key follows from that opens what a telephone sealed under it."""
        kept = {name.removeprefix(f"{OPENS_LATE} "): key for name, key in self.kept.items()}
        older = {int(version): key for version, key in kept.items() if version.isdigit()}
        return older | {version: derived(OPENS_LATE, master) for version, master in self.masters.items()}

    def text(self) -> str:
        """The file."""
        lines = [f"{version} {_encoded(key)}" for version, key in sorted(self.masters.items())]
        return "\n".join([*lines, *(f"kept {name} {_encoded(key)}" for name, key in sorted(self.kept.items())), ""])


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
        write_secret(place, _encoded(secrets.token_bytes(LENGTH)) + "\n")
    return place


def load() -> bytes:
    """The 32 bytes of the key that seals; raises KeyProblem."""
    found = ring()
    return found.masters[found.newest]


def ring() -> Ring:
    """All keys of the file. Read again whenever the file changes, so that running programs follow. Raises KeyProblem."""
    named, data = os.environ.get("SAMAKI_KEY_FILE"), os.environ.get("SAMAKI_DATA")
    place = _path(named, data) if os.path.isabs(named or data or "/") else path()
    try:
        return _read(place, os.stat(place).st_mtime_ns)
    except FileNotFoundError:
        raise KeyProblem(
            f"The key file {place} is missing. Put back your copy; a new key cannot open old data."
        ) from None


@lru_cache(maxsize=128)
def derived(purpose: str, master: bytes) -> bytes:
    """A key for one purpose from a master key (HMAC as the expand step of HKDF, RFC 5869)."""
    return hmac.digest(master, f"samaki.{purpose}.1\x01".encode(), "sha256")


def late_keys() -> list[bytes]:
    """`Ring.late`, the newest first."""
    late = ring().late
    return [late[version] for version in sorted(late, reverse=True)]


def kept_key(purpose: str, of: Ring | None = None) -> bytes:
    """The key for one of the purposes in `KEPT`; any other is a mistake (KeyError)."""
    if purpose not in KEPT:
        raise KeyError(purpose)
    found = of or ring()
    return found.kept.get(purpose) or derived(purpose, found.masters[found.newest])


def _late(version: int) -> str:
    return f"{OPENS_LATE} {version}"


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


@lru_cache(maxsize=16)
def _path(_named: str | None, _data: str | None) -> Path:
    """`path`, for what does not hang on the folder that the process stands in."""
    return path()


@lru_cache(maxsize=16)
def _read(place: Path, _changed_at: int) -> Ring:
    masters: dict[int, bytes] = {}
    kept: dict[str, bytes] = {}
    try:
        for line in filter(None, place.read_text().splitlines()):
            *name, text = line.rsplit(" ", 1)
            word = " ".join(name)
            key = base64.b64decode(text.strip(), validate=True)
            if len(key) != LENGTH:
                raise KeyProblem(f"The key file {place} does not hold 32 bytes in base64.")
            if word.startswith("kept "):
                kept[word.removeprefix("kept ")] = key
            else:
                masters[int(word or 1)] = key
    except (OSError, ValueError, binascii.Error) as error:
        raise KeyProblem(f"The key file {place} cannot be read: {error}") from error
    if not masters:
        raise KeyProblem(f"The key file {place} does not hold 32 bytes in base64.")
    return Ring(masters, kept)
