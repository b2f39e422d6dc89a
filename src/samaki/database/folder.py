"""The data folder: where things lie in it, and how secrets are kept there.

`var/` holds the cluster of the embedded server (`postgres/`), the passwords of the database roles (`roles.json`), the
superuser's and the demonstration's password. The key file lies outside it on purpose (`samaki.vault.keyfile`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEFAULT = ROOT / "var"


@dataclass(frozen=True)
class Folder:
    """Paths inside one data folder; nothing is made before it is needed."""

    path: Path

    @property
    def home(self) -> Path:
        """What belongs to the database server; a link when the server's user cannot enter the data folder."""
        return self.path / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home.resolve() / "data"

    @property
    def log(self) -> Path:
        return self.path / "postgres.log"

    @property
    def superuser_password(self) -> Path:
        return self.path / "superuser-password"

    @property
    def socket_note(self) -> Path:
        """Where the socket lies, when the path of the data folder is too long for one."""
        return self.path / "socket"

    @property
    def roles(self) -> Path:
        return self.path / "roles.json"

    @property
    def lock(self) -> Path:
        """Held by whoever supervises the database server; tells who."""
        return self.path / "server.lock"

    @property
    def demo_password(self) -> Path:
        return self.path / "demo-password"

    def make(self) -> None:
        """The folder itself; others may pass through (the server's user must), not list."""
        if not self.path.exists():
            self.path.mkdir(parents=True)
            self.path.chmod(0o711)


def current() -> Folder:
    """The data folder of this process: `SAMAKI_DATA`, else `var/` of the checkout."""
    return Folder(Path(os.path.abspath(os.environ.get("SAMAKI_DATA") or DEFAULT)))


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads; whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret(path: Path, length: int = 24) -> str:
    """The secret in `path`, made on first use."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(length) + "\n")
    return path.read_text().strip()
