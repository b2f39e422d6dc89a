"""`up`: from a fresh clone to a running system, and all of it stopped again by Ctrl-C."""

from __future__ import annotations

import argparse
import os
import socket
import time
from datetime import UTC, datetime
from typing import Any

from samaki.cli import names, running, standing
from samaki.cli.findings import OK, settings
from samaki.cli.findings.database import governance
from samaki.cli.running import Problem, say
from samaki.cli.supervisor import Supervisor
from samaki.database import embedded, roles
from samaki.database.folder import Folder, current, secret

SIGN_INS = (
    ("police, Phnom Penh", "duty.pp officer.pp privacy.pp"),
    ("police, Siem Reap", "duty.sr"),
    ("police and social services, Preah Sihanouk", "duty.ps social.ps"),
    ("social services, health, commune", "social.pp nurse.pp leader.pp"),
    ("aftercare and legal NGOs", "ngo.pp legal.pp"),
    ("prosecutor, court", "prosecutor.pp court.pp"),
    ("national desk of the police (unknown places)", "duty.national"),
    ("mentor, trainer, oversight, administrator", "mentor trainer oversight admin"),
)
LOOPBACK = "127.0.0.1"


def add(commands: Any) -> None:
    """Put the command on the parser."""
    up = commands.add_parser("up", help="run everything on this machine; Ctrl-C stops it")
    up.add_argument("--port", type=running.port, default=8000, help="where the pages are served (default: 8000)")
    up.add_argument(
        "--no-demo",
        action="store_true",
        help="at the first start: a real installation, without synthetic agencies, members and cases",
    )
    up.set_defaults(run=run_up)


def run_up(options: argparse.Namespace) -> int:
    """Database, tables, words, demonstration, web and worker; returns when told to stop."""
    began = time.monotonic()
    folder, wanted = current(), standing.REAL if options.no_demo else standing.DEMO
    check_before(folder, wanted, options.port)
    for wrong in settings.wrong():
        say(wrong)
    folder = running.made(folder)
    supervisor = Supervisor(None if roles.database_url() else embedded.Server(folder))
    try:
        supervisor.start_database()
        demo = prepare(folder, wanted, options.port)
        bind = address(demo)
        check_port(bind, options.port)
        supervisor.start_processes(bind, options.port)
        supervisor.wait_for_web(bind, options.port)
        announce(folder, options.port, demo, time.monotonic() - began)
        return supervisor.watch()
    except embedded.ServerProblem as problem:
        raise Problem(str(problem)) from problem
    finally:
        supervisor.stop()


def address(demo: bool) -> str:
    """A demonstration listens on this machine only."""
    return LOOPBACK if demo else os.environ.get("SAMAKI_BIND") or LOOPBACK


def check_before(folder: Folder, wanted: str, port: int) -> None:
    """What can be told before anything is started. Raises Problem (exit 2)."""
    known = standing.of_folder(folder)
    bind = address((known or wanted) == standing.DEMO)
    running.at_home(bind)
    if not known and not folder.home.exists() and not roles.database_url():
        running.check_bind(folder, bind)
    if wanted == standing.REAL and known == standing.DEMO:
        standing.refuse_real(folder)
    check_port(bind, port)


def check_port(bind: str, port: int) -> None:
    """A clear sentence before anything is started. Raises Problem (exit 2)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise Problem(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.", 2) from error


def prepare(folder: Folder, wanted: str, port: int) -> bool:
    """Roles, the key tried, tables, translations and the demonstration, all safe to repeat; whether this is one.

    Raises Problem where `--no-demo` was said of a demonstration.
    """
    roles.ensure(folder)
    running.fit(folder)
    if wanted == standing.REAL:
        standing.refuse_real(folder)
    demo = standing.tell_settings(folder, wanted) == standing.DEMO
    if demo and not os.environ.get("SAMAKI_HOSTS"):
        os.environ.setdefault("SAMAKI_URL", f"http://{LOOPBACK}:{port}")  # for the link in letters
    running.set_up_django()
    say("bringing the tables up to date ...")
    running.migrate()
    standing.decide(folder, wanted, datetime.now(UTC))
    names.index(folder)  # those that were written before there was an index
    from samaki.cli.words import compile_words

    compile_words()
    if demo:
        from samaki.cli.members import populate

        secret(folder.demo_password, 9)
        populate(datetime.now(UTC))
    else:
        tell_next()
    running.close_connections()
    return demo


def tell_next() -> None:
    """What an installation without units, or without members, waits for."""
    from samaki.agencies.models import Member, Unit

    if not Unit.objects.using("owner").exists():
        say("there are no units yet; next: ./samaki units add FILE.csv (docs/how-to/operate.md), then ./samaki invite")
    elif not Member.objects.using("owner").exists():
        say(
            'there are no members yet; next, for each agency: ./samaki invite NAME --unit CODE --english "..." --khmer "..."'
        )


def announce(folder: Folder, port: int, demo: bool, seconds: float) -> None:
    """The address and, in demo mode, who may sign in."""
    say(f"ready after {seconds:.1f} s.")
    print(f"\nSamaki runs at http://{LOOPBACK}:{port}/", flush=True)
    if not demo:
        print("A real installation: a second factor is asked for.", flush=True)
        if (found := governance(folder)).level != OK:
            print(found.sentence, flush=True)
    else:
        print("\nDemonstration: every agency, member and case is synthetic. Sign in at /desk/ as")
        for who, members in SIGN_INS:
            print(f"  {members:34} {who}")
        print(f"Password of all: {secret(folder.demo_password)}")
    print("\nCtrl-C stops it.", flush=True)
