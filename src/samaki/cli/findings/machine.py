"""What `doctor` looks at before there is a database: key, folders, disk, clock."""

from __future__ import annotations

import json
import os
import shutil
import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from samaki.cli.findings import BAD, OK, WARN, Finding, settings
from samaki.cli.running import is_demo
from samaki.database.folder import ROOT, Folder
from samaki.vault import fitting, keyfile

GIB = 1 << 30
BACKED_UP = timedelta(days=2)
OLDEST_CLOCK = 1_767_225_600  # 2026-01-01: this code was written after it


def key_file(folder: Folder) -> Finding:
    """There, whole, and read by its owner only."""
    place = keyfile.path(folder)
    if not place.exists():
        if fitting.note(folder).exists():
            return Finding("key file", BAD, fitting.missing(folder))
        level = BAD if folder.home.exists() else WARN
        return Finding(
            "key file", level, f"{place} is missing: put back your copy; on a new machine ./samaki up makes it."
        )
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        return Finding("key file", BAD, f"Others may read {place}: chmod 600 {place}")
    if stat.S_IMODE(place.parent.stat().st_mode) & 0o077:
        return Finding("key file", WARN, f"Others may enter {place.parent}: chmod 700 {place.parent}")
    try:
        fitting.check(folder)
    except keyfile.KeyProblem as problem:
        return Finding("key file", BAD, str(problem))
    return Finding("key file", OK, "whole, and only its owner reads it.")


def key_place(folder: Folder) -> Finding:
    """A copy of the data folder must not carry the key."""
    place = keyfile.path(folder)
    if place.resolve().is_relative_to(folder.path.resolve()):
        return Finding(
            "key's place", BAD, f"The key lies inside the data folder: move {place} and set SAMAKI_KEY_FILE."
        )
    return Finding("key's place", OK, "outside the data folder.")


def secrets(folder: Folder) -> Finding:
    """Passwords in the data folder."""
    files = (folder.roles, folder.superuser_password, folder.demo_password)
    open_ones = [str(file) for file in files if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077]
    if open_ones:
        return Finding("passwords", BAD, f"Others may read them: chmod 600 {' '.join(open_ones)}")
    return Finding("passwords", OK, "read by their owner only.")


def demonstration(folder: Folder) -> Finding:
    """Synthetic members who share one password."""
    if is_demo(folder):
        mend = "never put a real child's data here; for real work: ./samaki up --no-demo --data NEW-FOLDER"
        return Finding("demonstration", WARN, f"This is one, with a shared password: {mend}")
    if folder.demo_password.exists():
        mend = f"the next ./samaki up takes it away: {folder.demo_password}"
        return Finding("demonstration", WARN, f"This is none, but a demonstration's password was left here: {mend}.")
    return Finding("demonstration", OK, "off.")


def user(folder: Folder) -> Finding:
    """The web server of a real installation has no business being root."""
    if os.geteuid() == 0:
        return Finding("user", WARN, "Running as root: give Samaki an account of its own (docs/how-to/operate.md).")
    return Finding("user", OK, "not root.")


def disk(folder: Folder) -> Finding:
    """A full disk stops every report."""
    place = next(parent for parent in (folder.path, *folder.path.parents) if parent.exists())
    free = shutil.disk_usage(place).free / GIB
    level = BAD if free < 1 else WARN if free < 5 else OK
    mend = "" if level == OK else " Make room, or move the data folder to a larger disk."
    return Finding("disk", level, f"{free:.0f} GiB free.{mend}")


def clock(folder: Folder) -> Finding:
    """Due times are only as right as the clock; files from the future tell of one that was set back."""
    now = time.time()
    newest = max((file.stat().st_mtime for file in (folder.roles, folder.log) if file.exists()), default=0.0)
    if now < OLDEST_CLOCK or newest > now + 300:
        return Finding("clock", BAD, "The clock is wrong: switch on network time (timedatectl set-ntp true).")
    return Finding("clock", OK, f"UTC {time.strftime('%Y-%m-%d %H:%M', time.gmtime(now))}; compare with your watch.")


def fonts(folder: Folder) -> Finding:
    """Khmer on machines that have no Khmer font."""
    files: Path = ROOT / "node_modules/@fontsource/noto-sans-khmer/files"
    if not any(files.glob("*.woff2")):
        return Finding("fonts", WARN, "The Khmer font is not installed: delete node_modules and run ./samaki again.")
    return Finding("fonts", OK, "installed.")


def backups(folder: Folder) -> Finding:
    """How old the last whole one is, by the note that the command leaves."""
    try:
        noted = json.loads((folder.path / "last-backup").read_text())
        age = datetime.now(UTC) - datetime.fromisoformat(noted["made_at"])
    except (OSError, ValueError, KeyError):
        mend = "./samaki backup FILE, to another disk, and once a day from then on (docs/how-to/operate.md)"
        return Finding("backups", WARN, f"None was made yet: {mend}.")
    told = f"The last one is {age.days} days and {age.seconds // 3600} hours old ({noted['file']})"
    if age > BACKED_UP:
        return Finding("backups", BAD, f"{told}: ./samaki backup FILE, and find out why it was not made.")
    return Finding("backups", OK, f"{told}; try a restore on another machine now and then.")


LOOKS: tuple[Callable[[Folder], Finding], ...] = (
    key_file,
    key_place,
    secrets,
    demonstration,
    user,
    disk,
    clock,
    fonts,
    settings.look,
    backups,
)
