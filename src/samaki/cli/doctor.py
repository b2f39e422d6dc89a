"""`doctor`: what is unsafe or unfinished on this machine, each with its mend."""

from __future__ import annotations

import argparse
from typing import Any

from samaki.cli.findings import BAD, OK, WARN, Finding, mail
from samaki.cli.findings import database as in_database
from samaki.cli.findings import machine as on_machine
from samaki.cli.running import Problem, system
from samaki.database import roles
from samaki.database.folder import Folder, current

MARKS = {OK: "ok  ", WARN: "warn", BAD: "BAD "}


def add(commands: Any) -> None:
    """Put the command on the parser."""
    doctor = commands.add_parser("doctor", help="what is unsafe or unfinished on this machine, with the mend")
    doctor.set_defaults(run=run_doctor)


def run_doctor(options: argparse.Namespace) -> int:
    """Exit 1 when anything is bad; a warning is for a person to weigh."""
    found = findings(current())
    for one in found:
        print(f"{MARKS[one.level]}  {one.what:20} {one.sentence}")
    return 1 if any(one.level == BAD for one in found) else 0


def findings(folder: Folder) -> list[Finding]:
    """Everything that was looked at: the machine first, then the database when there is one."""
    found = [look(folder) for look in on_machine.LOOKS]
    if not roles.database_url() and not folder.home.exists():
        return [*found, Finding("database", WARN, f"There is none in {folder.path} yet; ./samaki up makes it.")]
    try:
        with system("doctor"):
            looks = (*in_database.LOOKS, mail.channel, mail.letters)
            return [*found, *(look(folder) for look in looks)]
    except Problem as problem:
        return [*found, Finding("database", BAD, str(problem))]
