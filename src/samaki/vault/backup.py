"""A backup: one sealed file that holds everything but the key file, and opens into an empty place.

Members of the tar: `about.json`, the small files of the data folder, the dump of the database in numbered parts, and last
`whole.json` with the digest of the dump. It is sealed to this installation's own key, which is derived from the master key; to the
holders of the sheets where there are any (`recovery.py`); and to whoever is named.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from samaki.database import dumping, roles
from samaki.database.dumping import Sums
from samaki.database.folder import Folder, write_secret
from samaki.vault import keyfile, passphrases, recovery, sealed_tar
from samaki.vault.sealed_tar import CannotOpen as CannotOpen
from samaki.vault.sealed_tar import Identities, Member, Recipients
from samaki.vault.sealed_tar import OtherKeys as OtherKeys

FORMAT = 1
FILES = ("key-check", "recovery.age", "recovery-recipient", "demo-password", "installation", "simulation.json")
"""What stands in the data folder beside the database and is needed again; the passwords of the roles are made anew."""

PART = "database/"

Tell = Callable[[int], None]
"""Called with the bytes of the dump that have gone through so far."""


@dataclass(frozen=True)
class About:
    """What a backup says of itself. `roles`: role -> its name in the database; `migrations`: applied, in their order."""

    format: int
    made_at: str
    demo: bool
    roles: dict[str, str]
    migrations: list[str]
    tables: Sums

    @property
    def rows(self) -> dict[str, int]:
        """Table -> rows."""
        return {table: count for table, (count, _sum) in self.tables.items()}


def own_identities() -> Identities:
    """Of the key file, the newest first: what an older master key sealed opens as long as that key is in the file."""
    masters = keyfile.ring().masters
    return [
        recovery.identity(keyfile.derived("backup", key)) for _version, key in sorted(masters.items(), reverse=True)
    ]


def recipients(folder: Folder, named: Sequence[str] = ()) -> Recipients:
    """To whom a backup is sealed. Raises ValueError for a name that is no age recipient."""
    found = [own_identities()[0].to_public()]
    holders = folder.path / "recovery-recipient"
    for text in [*([holders.read_text()] if holders.exists() else []), *named]:
        found.append(passphrases.recipient(text))
    return found


def make(file: Path, folder: Folder, now: datetime, *, to: Recipients, demo: bool, tell: Tell) -> About:
    """Write the file, whole or not at all. Raises ServerProblem, OSError."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with dumping.moment(folder) as seen:
            about = About(FORMAT, now.isoformat(), demo, roles.names(), seen.migrations, seen.sums)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as into:
                sealed_tar.write(into, _members(about, folder, seen.name, tell), to)
                into.flush()
                os.fsync(into.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    return about


def _members(about: About, folder: Folder, snapshot: str, tell: Tell) -> Iterator[Member]:
    yield "about.json", json.dumps(asdict(about), indent=1).encode()
    for name in FILES:
        if (folder.path / name).exists():
            yield f"folder/{name}", (folder.path / name).read_bytes()
    whole, through = hashlib.sha256(), 0
    for number, block in enumerate(dumping.dump(folder, snapshot)):
        whole.update(block)
        yield f"{PART}{number:06}", block
        through += len(block)
        tell(through)
    yield "whole.json", json.dumps({"bytes": through, "sha256": whole.hexdigest()}).encode()


class Opened:
    """An opened backup, read once from its beginning to its end. Raises CannotOpen when it is none."""

    def __init__(self, file: Path, identities: Identities) -> None:
        self.file, self.members = file, sealed_tar.read(file, identities)
        name, content = next(self.members, ("", b""))
        if name != "about.json":
            raise CannotOpen(f"{file} is no backup of Samaki.")
        told = json.loads(content)
        if told.get("format") != FORMAT:
            raise CannotOpen(f"{file} was made by a newer Samaki: upgrade this one first.")
        tables = {table: (count, summed) for table, (count, summed) in told["tables"].items()}
        self.about = About(**{**told, "tables": tables})
        self.files: dict[str, bytes] = {}

    def dump(self, tell: Tell) -> Iterator[bytes]:
        """The blocks of the dump. Ends well only when all of the file was whole; else raises CannotOpen."""
        whole, through, ends = hashlib.sha256(), 0, None
        for name, content in self.members:
            if name.startswith(PART):
                whole.update(content)
                through += len(content)
                tell(through)
                yield content
            elif name == "whole.json":
                ends = json.loads(content)
            elif name.removeprefix("folder/") in FILES:
                self.files[name.removeprefix("folder/")] = content
        if ends != {"bytes": through, "sha256": whole.hexdigest()}:
            raise CannotOpen(f"{self.file} does not hold all of the dump. Take another backup.")

    def close(self) -> None:
        """Where it is not read to its end."""
        self.members.close()  # type: ignore[attr-defined]


def check(file: Path, identities: Identities, tell: Tell) -> About:
    """Open all of it: every block is as it was written, none is missing. Raises CannotOpen."""
    opened = Opened(file, identities)
    for _block in opened.dump(tell):
        pass
    return opened.about


def put_back_files(file: Path, folder: Folder, identities: Identities) -> None:
    """The small files of the data folder: they come before the dump."""
    opened = Opened(file, identities)
    for _block in opened.dump(lambda _bytes: None):
        break
    opened.close()
    for name, content in opened.files.items():
        write_secret(folder.path / name, content.decode())


def load(file: Path, folder: Folder, identities: Identities, tell: Tell) -> list[str]:
    """Put the dump into the empty database; the tables that are not as they were: none, when all is well.

    Raises CannotOpen, ServerProblem; the database is empty then.
    """
    opened = Opened(file, identities)
    dumping.load(folder, opened.dump(tell))
    with dumping.moment(folder) as seen:
        return sorted(table for table, told in opened.about.tables.items() if seen.sums.get(table) != told)
