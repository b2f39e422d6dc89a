"""`doctor`: what is unsafe or unfinished on this machine, each with its mend."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from samaki.cli.findings import BAD, OK, WARN, Finding, accounts, calls, mail, seal, signon, texts
from samaki.cli.findings import database as in_database
from samaki.cli.findings import machine as on_machine
from samaki.cli.running import Problem, close_connections, database, set_up_django
from samaki.database import roles
from samaki.database.folder import Folder, current

MARKS = {OK: "ok  ", WARN: "warn", BAD: "BAD "}


def add(commands: Any) -> None:
    """Put the command on the parser."""
    doctor = commands.add_parser("doctor", help="what is unsafe or unfinished on this machine, with the mend")
    doctor.add_argument("--json", action="store_true", help="for your monitoring: worst, and findings with their level")
    doctor.set_defaults(run=run_doctor, looks_itself=True)


def run_doctor(options: argparse.Namespace) -> int:
    """Exit 1 when anything is bad; a warning is for a person to weigh."""
    found = findings(current())
    worst = max((one.level for one in found), key=(OK, WARN, BAD).index)
    if options.json:
        print(json.dumps({"worst": worst, "findings": [asdict(one) for one in found]}, indent=1))
    else:
        for one in found:
            print(f"{MARKS[one.level]}  {one.what:20} {one.sentence}")
    return 1 if worst == BAD else 0


def findings(folder: Folder) -> list[Finding]:
    """Everything that was looked at: the machine first, then the database when there is one."""
    found = [look(folder) for look in on_machine.LOOKS]
    if not roles.database_url() and not folder.home.exists():
        return [*found, Finding("database", WARN, f"There is none in {folder.path} yet; ./samaki up makes it.")]
    try:
        with database("doctor"):
            set_up_django()
            try:
                looks = (*in_database.LOOKS, *seal.LOOKS, mail.channel, mail.letters, mail.alarm)
                return [
                    *found,
                    *(look(folder) for look in looks),
                    *accounts.accounts(folder),
                    *accounts.complaints(folder),
                    *signon.providers(folder),
                    *texts.texts(folder),
                    *calls.calls(folder),
                    calls.pushes(folder),
                ]
            finally:
                close_connections()
    except Problem as problem:
        return [*found, Finding("database", BAD, str(problem))]
