"""`test`: the whole suite, after what it needs was installed."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from typing import Any

from samaki.cli import outside
from samaki.cli.running import Problem, say
from samaki.cli.words import compile_words
from samaki.database.folder import ROOT

DEBIAN = {
    "chromium": "chromium",
    "chromium-headless-shell": "chromium-headless-shell",
    "/usr/sbin/bearerbox": "kannel",
    "/usr/lib/kannel/test/fakesmsc": "kannel-extras",
}  # program: the package that brings it
FORGOTTEN = ("SAMAKI_DATA", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")
"""What a run does not take over from its surroundings. The last is common in containers: each of the hundreds of processes that the
suite starts would compile every module anew, which is more than half of what starting one costs."""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    test = commands.add_parser("test", help="run the test suite; further arguments go to pytest", allow_abbrev=False)
    test.add_argument("--nightly", action="store_true", help="the long forms too")
    test.add_argument("--outside", action="store_true", help="on a PostgreSQL 15 of Debian's, through DATABASE_URL")
    test.set_defaults(run=run_test, takes_rest=True)


def run_test(options: argparse.Namespace) -> int:
    """Ends as pytest, so that the last line is pytest's own and the exit code too."""
    install_programs()
    compile_words()
    environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
    if options.nightly:
        environment["SAMAKI_NIGHTLY"] = "1"
    arguments = options.rest
    if not any(word.startswith("-n") or word.startswith("--numprocesses") for word in arguments):
        arguments = ["-n", "2", "--dist", "worksteal", *arguments]  # neighbours share what takes long to make
    os.chdir(ROOT)
    command = [sys.executable, "-m", "pytest", *arguments]
    if not options.outside:
        os.execve(sys.executable, command, environment)  # noqa: S606
    return run_outside(command, environment)


def run_outside(command: list[str], environment: dict[str, str]) -> int:
    """The same suite on a server that is not ours to rule, of the oldest version that we rely on."""
    if not outside.installed():
        raise Problem(outside.MISSING, 2)
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(143))  # the server is stopped then, too
    with outside.cluster() as there:
        return subprocess.run(command, env=environment | there, check=False).returncode


def install_programs() -> None:
    """Debian packages, as root, and only those that are missing; else the browser tests skip themselves."""
    missing = [package for name, package in DEBIAN.items() if shutil.which(name) is None]
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    say(f"installing {', '.join(missing)} ...")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    install = ["install", "-q", "-y", "--no-install-recommends"]
    for command in (["update", "-q"], *([*install, package] for package in missing)):
        if subprocess.run(["apt-get", *command], check=False, **quiet).returncode:  # type: ignore[call-overload]
            say(f"apt-get {command[0]} {command[-1]} failed; tests that need it are skipped.")
