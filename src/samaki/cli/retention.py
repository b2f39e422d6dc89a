"""`retention`: what is due for erasure, what was erased and whether its copies have ended; the operator's part of both."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from samaki.cli import running
from samaki.database import roles
from samaki.database.folder import Folder
from samaki.vault import fitting, keyfile

CLEANED = ("data_key", "name_keys")
"""Tables from which erasing deletes rows."""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    kept = commands.add_parser(
        "retention",
        help="what is due for erasure and what was erased: show, destroyed (old backups are gone), clean (the disk)",
    )
    kept.add_argument("act", nargs="?", choices=list(ACTS), default="show")
    kept.add_argument("--before", metavar="DATE", help="destroyed: every backup made before this day was destroyed")
    kept.set_defaults(run=lambda options: ACTS[options.act](options))


def run_show(options: argparse.Namespace) -> int:
    """Numbers and dates; no case is named."""
    with running.system("retention") as folder:
        due = _asked(
            folder,
            "retention_mark",
            "select record_class, count(*) from retention_mark where ended_at is null group by 1 order by 1",
        )
        done = _asked(folder, "erasure", "select number, erased_at, key_version, copies_due_at, copies_ended_at from erasure"
                      " where erased_at is not null order by number")  # fmt: skip
    for record_class, count in due:
        print(f"due: {count} of the class {record_class}; confidentiality officers decide")
    for number, erased_at, version, copies_due, copies_ended in done:
        copies = f"copies ended {_day(copies_ended)}" if copies_ended else f"copies NOT ended, due {_day(copies_due)}"
        print(f"certificate {number}: erased {_day(erased_at)}, master key {version}, {copies}")
    if not due and not done:
        print("nothing is due, and nothing was erased.")
    return 0


def run_destroyed(options: argparse.Namespace) -> int:
    """The operator says so: this machine cannot see backups that lie elsewhere."""
    try:
        day = datetime.fromisoformat(options.before or "").replace(tzinfo=UTC)
    except ValueError:
        raise running.Problem(
            "Say --before DATE, such as: ./samaki retention destroyed --before 2026-11-27", 2
        ) from None
    if day > datetime.now(UTC):
        raise running.Problem("That day has not come yet: backups of days to come cannot be destroyed.", 2)
    with running.system("retention") as folder:
        count = end_copies(folder, "said", "erased_at < %s", day)
        running.record_act("copies.destroyed", datetime.now(UTC), before=day, count=count)
    running.say(f"the certificates of {count} erasures say from now on that their copies have ended.")
    return 0


def run_clean(options: argparse.Namespace) -> int:
    """Deleted rows leave the files of these tables; the log of changes is written over by itself in time."""
    with running.system("retention") as folder, roles.connected(folder) as connection:
        connection.autocommit = True
        connection.execute("set lock_timeout = '30s'")
        for number, table in enumerate(CLEANED, 1):
            running.say(f"{number} of {len(CLEANED)}: {table}")
            connection.execute(f"vacuum full {table}")
    running.say("what was deleted is no longer in the files of these tables.")
    return 0


def keys_forgotten(folder: Folder) -> int:
    """After `keys forget`: copies of what was erased before open with no key of this machine; returns of how many erasures.

    Not where holders have sheets: an older backup holds an older sealed copy of the key file, which their sheets open.
    """
    if (folder.path / "recovery-recipient").exists():
        return 0
    return end_copies(folder, "keys", "key_version < %s", min(keyfile.ring().masters))


def end_copies(folder: Folder, how: str, condition: str, given: Any) -> int:
    """The certificates whose erasures meet the condition say from now on that their copies have ended."""
    with fitting.past_row_security(folder, "erasure", keep=True) as connection:
        if connection is None:
            return 0
        done = connection.execute(
            f"""update erasure set copies_ended_at = %s, copies_ended_how = %s
                where erased_at is not null and copies_ended_at is null and {condition}""",  # noqa: S608 (words of this file)
            [datetime.now(UTC), how, given],
        )
        return done.rowcount


def _asked(folder: Folder, table: str, question: str) -> list[Any]:
    with fitting.past_row_security(folder, table) as connection:
        return connection.execute(question).fetchall() if connection else []


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"


ACTS = {"show": run_show, "destroyed": run_destroyed, "clean": run_clean}
