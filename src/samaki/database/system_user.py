"""Who the embedded server runs as. PostgreSQL refuses to run as root, so root hands it to a system user.

The user is `samaki`, made on first need (a system account without a home or a shell); where accounts cannot be made it
is `nobody`. It must be able to enter the folders of the server: if it cannot enter the data folder (a checkout under
/root, say), the server's files lie in /var/lib/samaki and `postgres` in the data folder is a link to them.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samaki.database.folder import Folder

NAME = "samaki"
ELSEWHERE = Path("/var/lib/samaki")


@dataclass(frozen=True)
class SystemUser:
    """The account of the server; `uid` is None when this process is not root and stays who it is."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a child as this user and without root's environment."""
        plain = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
        if self.uid is None:
            return {"env": plain, "umask": 0o077}
        return {"env": plain, "umask": 0o077, "user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def for_server() -> SystemUser:
    """Ourselves, or as root the system user, made when it is not there."""
    if os.geteuid() != 0:
        return SystemUser(pwd.getpwuid(os.geteuid()).pw_name)
    for name in (NAME, "nobody"):
        found = _account(name) or (_make_account() if name == NAME else None)
        if found is not None:
            return SystemUser(name, found.pw_uid, found.pw_gid)
    return SystemUser("65534", 65534, 65534)


def _account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make_account() -> pwd.struct_passwd | None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        return None
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([program, *options, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, check=False)
    return _account(NAME)


def blocked_at(path: Path, user: SystemUser) -> Path | None:
    """The first folder on the way to `path` (itself excluded) that the user cannot enter, None when it can."""
    if user.uid is None:
        return None
    for parent in reversed(path.resolve().parents):
        if parent.exists() and not _may(parent, user, 0o1):
            return parent
    return None


def _may(path: Path, user: SystemUser, bit: int) -> bool:
    found = path.stat()
    shift = 6 if found.st_uid == user.uid else 3 if found.st_gid == user.gid else 0
    return bool(found.st_mode & (bit << shift))


def make_home(folder: Folder, user: SystemUser) -> None:
    """The folder of the server's files, mode 0700, where its user can reach it."""
    if folder.home.is_dir():
        return
    if folder.home.is_symlink():
        folder.home.unlink()  # what it pointed to is gone
    place = folder.home
    if blocked_at(folder.home, user) is not None:
        ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
        place = ELSEWHERE / secrets.token_hex(4)
        folder.home.symlink_to(place)
    place.mkdir(mode=0o700)
    user.give(place)


def reachable_binaries(programs: Path, user: SystemUser) -> Path:
    """The programs where the user can run them: as installed, else a copy beside the data that lies elsewhere, with the libraries that
    the wheel keeps beside its package, at the same distance: the programs look for them there."""
    if blocked_at(programs / "postgres", user) is None and _may(programs / "postgres", user, 0o5):
        return programs
    package = programs.parent.parent
    version = package.parent.glob(f"{package.name}-*.dist-info")
    copy = ELSEWHERE / "-".join(["server", *(found.name.removesuffix(".dist-info") for found in version)])
    if not copy.exists():
        ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
        draft = ELSEWHERE / f".{secrets.token_hex(4)}"
        shutil.copytree(programs.parent, draft / package.name / programs.parent.name)
        if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(draft)], check=True)
        draft.rename(copy)
    return copy / programs.relative_to(package.parent)
