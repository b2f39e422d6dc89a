"""`keys`: which master keys there are, a new one, and forgetting the old."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from samaki.cli import running
from samaki.database.folder import Folder
from samaki.vault import keyfile


def add(commands: Any) -> None:
    """Put the commands of this group on the parser."""
    keys = commands.add_parser("keys", help="the master keys: show; rotate (a new one); forget (the old, a day later)")
    keys.add_argument("act", nargs="?", choices=list(ACTS), default="show")
    keys.add_argument("--now", action="store_true", help="forget at once: forms that people have open are lost")
    keys.set_defaults(run=lambda options: ACTS[options.act](options))


def run_show(options: argparse.Namespace) -> int:
    """The versions in the key file, and how much each of them wraps. No key is ever printed."""
    with running.system("keys") as folder:
        from samaki.vault import rotation

        there, ring = rotation.standing(folder), keyfile.ring()
    for version in sorted(ring.masters):
        seals = ", seals" if version == ring.newest else ", opens only: ./samaki keys forget"
        print(f"master key {version}{seals}: {there.get(version, 0)} cases and reports")
    return 0


def run_rotate(options: argparse.Namespace) -> int:
    """Safe to stop and to repeat; people go on working."""
    with running.system("keys") as folder:
        from samaki.vault import rotation

        version = rotation.begin(folder)
        done = rotation.seal_anew(folder, tell)
        _record("key.rotate", version, sealed=done)
    running.say(f"master key {version} seals from now on, {done} keys and values were sealed anew.")
    running.say(
        f"keep a copy of {keyfile.path(folder)} elsewhere, and take a new backup: older ones open with older copies only."
    )
    running.say("the old key still opens forms and sign-ins of today. In a day: ./samaki keys forget")
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """What only the old key opens is lost from here on: erased cases in old copies of the database, when its copies go too."""
    with running.system("keys") as folder:
        from samaki.vault import rotation

        try:
            gone = rotation.forget(folder, datetime.now(UTC), at_once=options.now)
        except rotation.NotYet as sentence:
            raise running.Problem(str(sentence)) from sentence
        if gone:
            _record("key.forget", keyfile.ring().newest)
    if not gone:
        running.say("there is one master key only: nothing to forget. A new one: ./samaki keys rotate")
        return 0
    print(certificate(folder, datetime.now(UTC)))
    return 0


def certificate(folder: Folder, now: datetime) -> str:
    """What was destroyed, and what was not: to be signed by who keeps the copies."""
    return (
        f"{now:%Y-%m-%d %H:%M} UTC: the older master key was removed from {keyfile.path(folder)}.\n"
        "It opened every copy of the database from before the exchange. Cases erased by then can be opened from such a copy\n"
        "only by who still holds a copy of the old key file. This machine cannot know of those copies: destroy them, and\n"
        "write down who did, when and where. Until then old backups are NOT erased."
    )


def tell(done: int, of_all: int) -> None:
    """Progress: one moving line on a terminal."""
    if sys.stderr.isatty() or done == of_all:
        print(f"\rsamaki: {done} of {of_all} keys", end="\n" if done >= of_all else "", file=sys.stderr, flush=True)


def _record(act: str, version: int, **facts: int) -> None:
    from samaki.database import session
    from samaki.ledger.operations import record
    from samaki.vault.models import DataKey

    now = datetime.now(UTC)
    with session("worker", now):
        record(act, by="operator", now=now, subject=DataKey(), facts={"version": version, **facts})


ACTS = {"show": run_show, "rotate": run_rotate, "forget": run_forget}
