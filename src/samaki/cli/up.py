"""`up`: from a fresh clone to a running system, and all of it stopped again by Ctrl-C."""

from __future__ import annotations

import argparse
import os
import socket
import time
from datetime import UTC, datetime
from typing import Any

from samaki.cli import names, running
from samaki.cli.findings import settings
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
    up.add_argument("--no-demo", action="store_true", help="no synthetic agencies, members and cases")
    up.set_defaults(run=run_up)


def run_up(options: argparse.Namespace) -> int:
    """Database, tables, words, demonstration, web and worker; returns when told to stop."""
    began = time.monotonic()
    demo = not options.no_demo
    bind = LOOPBACK if demo else os.environ.get("SAMAKI_BIND", LOOPBACK)
    os.environ["SAMAKI_DEMO"] = "1" if demo else ""
    running.check_bind(current(), bind)
    check_port(bind, options.port)
    for wrong in settings.wrong():
        say(wrong)
    if demo and not os.environ.get("SAMAKI_HOSTS"):
        os.environ.setdefault("SAMAKI_URL", f"http://{LOOPBACK}:{options.port}")  # for the link in letters
    folder = running.made(current())
    supervisor = Supervisor(None if roles.database_url() else embedded.Server(folder))
    try:
        supervisor.start_database()
        prepare(folder, demo)
        supervisor.start_processes(bind, options.port)
        supervisor.wait_for_web(bind, options.port)
        announce(folder, options.port, demo, time.monotonic() - began)
        return supervisor.watch()
    except embedded.ServerProblem as problem:
        raise Problem(str(problem)) from problem
    finally:
        supervisor.stop()


def check_port(bind: str, port: int) -> None:
    """A clear sentence before anything is started. Raises Problem (exit 2)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise Problem(f"Port {port} cannot be used ({error.strerror}). Choose another with --port.", 2) from error


def prepare(folder: Folder, demo: bool) -> None:
    """Roles, the key tried, tables, translations and the demonstration; all safe to repeat."""
    roles.ensure(folder)
    running.fit(folder)
    running.set_up_django()
    say("bringing the tables up to date ...")
    running.migrate()
    names.index(folder)  # those that were written before there was an index
    from samaki.cli.words import compile_words

    compile_words()
    if demo:
        from samaki.cli.members import populate

        secret(folder.demo_password, 9)
        populate(datetime.now(UTC))
    running.close_connections()


def announce(folder: Folder, port: int, demo: bool, seconds: float) -> None:
    """The address and, in demo mode, who may sign in."""
    say(f"ready after {seconds:.1f} s.")
    print(f"\nSamaki runs at http://{LOOPBACK}:{port}/", flush=True)
    if demo:
        print("\nDemonstration: every agency, member and case is synthetic. Sign in at /desk/ as")
        for who, members in SIGN_INS:
            print(f"  {members:34} {who}")
        print(f"Password of all: {secret(folder.demo_password)}")
    print("\nCtrl-C stops it.", flush=True)
