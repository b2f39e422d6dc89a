"""`backup` and `restore`: everything but the key file in one sealed file, and back into an empty place, verified both times."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samaki.cli import running, standing
from samaki.cli.keys import asked_sheets
from samaki.cli.running import Problem, say
from samaki.database import roles
from samaki.database.folder import Folder, current, write_secret
from samaki.vault import backup, destroyed, fitting, keyfile, recovery

NOTE = "last-backup"
"""In the data folder: when, where to and how large; `doctor` reads it."""


def add(commands: Any) -> None:
    """Put both commands on the parser."""
    make = commands.add_parser(
        "backup", help="everything but the key file in one sealed file; Samaki may go on running"
    )
    make.add_argument("file", type=Path, metavar="FILE", help="a new file, best on another disk")
    make.add_argument(
        "--to", action="append", default=[], metavar="AGE1...", help="another age recipient that can open it"
    )
    make.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="a backup into an empty data folder (--data), verified")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--sheets", action="store_true", help="the key file is lost: ask for the holders' sheets of words"
    )
    restore.set_defaults(run=run_restore)


def run_backup(options: argparse.Namespace) -> int:
    """Written beside its place, moved there when whole, then opened again to its end."""
    _check_embedded()
    file = options.file.absolute()
    if file.exists():
        raise Problem(f"{file} is there already, and a backup never replaces another: choose a new name.", 2)
    if not file.parent.is_dir():
        raise Problem(f"There is no folder {file.parent}: make it first, or mount the disk.", 2)
    with running.system("backup") as folder:
        try:
            to = backup.recipients(folder, options.to)
        except ValueError as sentence:
            raise Problem(str(sentence), 2) from sentence
        now = datetime.now(UTC)
        running.record_act("backup.make", now, recipients=len(to))
        with _told("written") as tell:
            made = backup.make(file, folder, now, to=to, demo=running.is_demo(folder), tell=tell)
    with _told("opened again") as tell, _sentences(), _gone_unless_whole(file):
        backup.check(file, backup.own_identities(), tell)
    size = file.stat().st_size
    noted = {"made_at": made.made_at, "file": str(file), "bytes": size}
    write_secret(folder.path / NOTE, json.dumps(noted, indent=1) + "\n")
    say(f"{file} ({size / 1e6:.1f} MB) holds {_counted(made)}, and opens whole.")
    say(
        f"it opens with the key file only ({keyfile.path(folder)}){_holders(folder)}: keep the two in different places."
    )
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Nothing is touched before the whole file was opened; what could not be restored whole is taken away again."""
    _check_embedded()
    folder = current()
    _check_empty(folder)
    if not options.file.is_file():
        raise Problem(f"{options.file} is no file: name the backup, such as /media/other-disk/samaki-2026-11-27.age", 2)
    with _sentences(), _told_which_keys(folder, options.sheets):
        identities = [recovery.opened_by(asked_sheets())] if options.sheets else _from_key_file(folder)
        with _told("opened") as tell:
            about = backup.check(options.file, identities, tell)
    running.made(folder)
    with _undone_unless_whole(folder), _sentences():
        backup.put_back_files(options.file, folder, identities)
        if options.sheets and not keyfile.path(folder).exists():
            recovery.put_back(folder, identities[0])
            say(f"the key file is written anew: {keyfile.path(folder)}")
        _load(options, folder, about, identities)
    return _verified(folder, about)


def _load(options: argparse.Namespace, folder: Folder, about: backup.About, identities: backup.Identities) -> None:
    with running.database("restore", new=True):
        if (ours := roles.names()) != about.roles:
            raise Problem(f"The backup belongs to other roles: {_differing(about.roles, ours)}. {ROLES}")
        with _told("restored") as tell:
            if wrong := backup.load(options.file, folder, identities, tell):
                raise Problem(f"These tables are not as they were: {', '.join(wrong)}. Take another backup.")
        fitting.ensure(folder)


ROLES = "Set SAMAKI_ROLE_PREFIX as it was there, for this command and from then on."


def _differing(theirs: dict[str, str], ours: dict[str, str]) -> str:
    return ", ".join(
        f"{theirs.get(role)} there and {name} here" for role, name in ours.items() if theirs.get(role) != name
    )


def _verified(folder: Folder, about: backup.About) -> int:
    """Tables of an older version brought up to date, then the ledger verified with what witnesses could hold."""
    from samaki.cli.sealed import verified
    from samaki.cli.verdicts import told

    with running.database("restore"):
        standing.tell_settings(folder, standing.DEMO if about.demo else standing.REAL)
        running.set_up_django()
        try:
            if unknown := set(about.migrations) - _known():
                raise Problem(
                    f"The backup is of a newer Samaki ({min(unknown)}): upgrade this one before you start it."
                )
            running.migrate()
            if again := destroyed.erase_again(folder):
                say(f"{again} keys of what was erased since came back with it, and are erased again.")
            found_kind = standing.decide(folder, standing.DEMO if about.demo else standing.REAL, datetime.now(UTC))
            found = verified([], os.cpu_count() or 1)
            running.record_act("backup.restore", datetime.now(UTC), made_at=about.made_at)
        finally:
            running.close_connections()
    print(told(found, 0), file=sys.stderr if found.faults else sys.stdout)
    say(f"{_counted(about)}, as of {about.made_at[:16].replace('T', ' ')} UTC, are in {folder.path}.")
    say(
        "what was written after that moment is not in it. Tell the witnesses of the ledger: to them the log has become shorter."
    )
    say(f"start it with ./samaki up --data {folder.path}, and stop what is left of the old one first.")
    say("it is a demonstration." if found_kind == standing.DEMO else "it is a real installation, and stays one.")
    return 1 if found.faults else 0


def _known() -> set[str]:
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    return {f"{app}.{name}" for app, name in MigrationLoader(connections["owner"]).disk_migrations}


def _check_embedded() -> None:
    if roles.database_url():
        raise Problem(
            "DATABASE_URL names a server of your own: back it up and restore it with its own means (such as pgBackRest), and keep the key "
            "file elsewhere. This command is for the database in the data folder.",
            2,
        )


def _check_empty(folder: Folder) -> None:
    if folder.home.exists() or folder.roles.exists():
        raise Problem(f"There is an installation in {folder.path}. Restore into a new folder: --data NEW-FOLDER", 2)
    if folder.path.exists() and any(folder.path.iterdir()):
        raise Problem(f"{folder.path} is not empty. Restore into a new folder: --data NEW-FOLDER", 2)


def _from_key_file(folder: Folder) -> backup.Identities:
    if not keyfile.path(folder).exists():
        raise Problem(
            f"The backup opens with the key file it was made with. Put your copy of it at {keyfile.path(folder)} (mode 600), "
            "or name its place in SAMAKI_KEY_FILE. Where it is lost and holders have sheets: ./samaki restore --sheets FILE"
        )
    return backup.own_identities()


@contextmanager
def _told_which_keys(folder: Folder, sheets: bool) -> Iterator[None]:
    """Why these keys do not open it, as far as the file tells, and what to do next."""
    try:
        yield
    except backup.OtherKeys as other:
        step = NO_SHEETS_THEN if sheets and other.recipients == 1 else OTHER_SHEETS if sheets else OTHER_KEY_FILE
        raise Problem(f"{other} {step.format(place=keyfile.path(folder))} {PERHAPS_DAMAGED}") from other


OTHER_KEY_FILE = (
    "It opens with the key file of the installation that made it, as it was then: after ./samaki keys rotate and forget an older "
    "backup needs an older copy of the key file. Put that copy at {place}, or name its place in SAMAKI_KEY_FILE; where holders had "
    "sheets before the backup was made: ./samaki restore --sheets FILE."
)
NO_SHEETS_THEN = (
    "It was made before holders had sheets (./samaki keys share), so no sheet opens it: put your copy of the key file at {place} "
    "and restore without --sheets, or take a later backup."
)
OTHER_SHEETS = (
    "These sheets are of another time than the backup: sheets open what is made after ./samaki keys share, until it makes new ones. "
    "Ask the holders for the sheets of that time, or take another backup, or put the key file at {place} and leave --sheets out."
)
PERHAPS_DAMAGED = "If the right keys were given, its beginning is damaged: take another copy of the file."


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except (backup.CannotOpen, recovery.CannotRecover, keyfile.KeyProblem) as sentence:
        raise Problem(str(sentence)) from sentence


@contextmanager
def _gone_unless_whole(file: Path) -> Iterator[None]:
    """A file that does not open again must not be taken for a backup."""
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


@contextmanager
def _undone_unless_whole(folder: Folder) -> Iterator[None]:
    """The folder was empty, so whatever stands in it came from here. The key file stays: it is the operator's."""
    before = {place.name for place in folder.path.iterdir()}
    try:
        yield
    except BaseException:
        if folder.home.is_symlink():
            shutil.rmtree(folder.home.resolve(), ignore_errors=True)
        for place in folder.path.iterdir():
            if place.name not in before:
                shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
        raise


@contextmanager
def _told(what: str) -> Iterator[backup.Tell]:
    """One moving line on a terminal; the last number elsewhere."""
    last = 0

    def tell(through: int) -> None:
        nonlocal last
        last = through
        if sys.stderr.isatty():
            print(f"\rsamaki: {through / 1e6:.0f} MB {what}", end="", file=sys.stderr, flush=True)

    yield tell
    if sys.stderr.isatty():
        print(file=sys.stderr)
    else:
        say(f"{last / 1e6:.1f} MB {what}")


def _counted(about: backup.About) -> str:
    rows = about.rows
    return (
        f"{rows.get('case', 0)} cases, {rows.get('report', 0)} reports and {rows.get('ledger_entry', 0)} ledger entries"
    )


def _holders(folder: Folder) -> str:
    return ", or with the holders' sheets" if (folder.path / "recovery-recipient").exists() else ""
