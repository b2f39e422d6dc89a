"""What an installation is, real or a demonstration: decided once, by its first start, and kept.

It stands in the database (table `installation`, which rides with every backup) and beside it as a note in the data folder, for
processes that start while the database is away. Whoever asks for less protection than it has is refused; nothing is turned into a
demonstration by a flag that was left away.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import psycopg

from samaki.cli import running
from samaki.database import roles
from samaki.database.embedded import ServerProblem
from samaki.database.folder import Folder, write_secret

REAL, DEMO = "real", "demonstration"
FILE = "installation"

CONTENT = """select exists (select 1 from unit where not synthetic) or exists (select 1 from member where not synthetic),
  exists (select 1 from unit) or exists (select 1 from member)"""

STAYS_REAL = (
    "This is a real installation, and it stays one: nothing was written. For a demonstration take a new folder: "
    "./samaki up --data NEW-FOLDER"
)
STAYS_DEMO = (
    "{} holds a demonstration, whose members share one password, and it stays one: nothing was started. "
    "For real work take a new folder: ./samaki up --no-demo --data NEW-FOLDER"
)
LEFT_OVER = (
    "this installation is real: the second factor is asked for. The password of a demonstration ({}) was taken away."
)


def of_folder(folder: Folder) -> str:
    """What the data folder says by itself; "" where nothing was decided."""
    try:
        said = (folder.path / FILE).read_text().strip()
    except OSError:
        return ""
    return said if said in (REAL, DEMO) else REAL  # a note that cannot be read takes no protection away


def of(folder: Folder) -> str:
    """What this installation is: the database's word, else the folder's; "" where nothing was decided yet."""
    try:
        return of_database(folder) or of_folder(folder)
    except (psycopg.OperationalError, ServerProblem):
        said = of_folder(folder)
        return REAL if said == DEMO and roles.database_url() else said  # the address may name another database by now


def of_database(folder: Folder) -> str:
    """What the database says. One begun before this was kept: real as soon as one unit or member is no demonstration's.

    Raises psycopg.OperationalError while it is away.
    """
    given: dict[str, Any] = {**roles.parameters(folder, "owner"), "connect_timeout": 10}
    with psycopg.connect(**given) as connection:
        known = _row(connection, "select to_regclass('installation')")
        if known and (kind := _row(connection, "select kind from installation")):
            return str(kind)
        if not _row(connection, "select to_regclass('member')"):
            return ""
        real, any_at_all = connection.execute(CONTENT).fetchone() or (False, False)
    return REAL if real else DEMO if any_at_all else ""


def guessed(folder: Folder) -> str:
    """For refusing before there is a database to ask: the folder's word; a demonstration's password tells too."""
    return of(folder) or (DEMO if folder.demo_password.exists() else "")


def decide(folder: Folder, wanted: str, now: datetime) -> str:
    """What this installation is from now on, written where it was not yet; `wanted` is asked only where nothing is decided.

    The tables are up to date when this is called.
    """
    found = of(folder) or wanted
    with psycopg.connect(**roles.parameters(folder, "owner")) as connection:  # type: ignore[arg-type]
        new = connection.execute(
            "insert into installation (id, kind, since) values (1, %s, %s) on conflict do nothing returning true", [found, now]
        ).fetchone()  # fmt: skip
    if new:
        running.record_act(f"installation.{found}", now)
    _note(folder, found)
    if found == REAL and folder.demo_password.exists():
        folder.demo_password.unlink()
        running.say(LEFT_OVER.format(folder.demo_password))
    return found


def refuse_demo(folder: Folder) -> None:
    """Before anything of a demonstration is written. Raises Problem (exit 2) on a real installation."""
    if of(folder) == REAL:
        raise running.Problem(STAYS_REAL, 2)


def refuse_real(folder: Folder) -> None:
    """Where `--no-demo` was asked for. Raises Problem (exit 2) on a demonstration."""
    if of(folder) == DEMO:
        raise running.Problem(STAYS_DEMO.format(folder.path), 2)


def tell_settings(folder: Folder, wanted: str = "") -> str:
    """Before Django's settings are read, in every process: whether this is a demonstration comes from what was decided,
    never from the environment alone. `wanted`: for the first start, which decides."""
    found = of(folder)
    if found:
        _note(folder, found)
    os.environ["SAMAKI_DEMO"] = "1" if (found or wanted) == DEMO else ""
    return found or wanted


def _note(folder: Folder, kind: str) -> None:
    if of_folder(folder) != kind:
        write_secret(folder.path / FILE, kind + "\n")


def _row(connection: psycopg.Connection[Any], question: str) -> Any:
    found = connection.execute(question.encode()).fetchone()
    return found[0] if found else None
