"""`check`: everything a machine can say about the code without running it."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from samaki.cli import docs, sizes, words
from samaki.database.folder import ROOT

Part = Callable[[], list[str]]


def add(commands: Any) -> None:
    """Put the command on the parser."""
    check = commands.add_parser("check", help="lint, types, import rules, migrations, translations, generated docs")
    check.add_argument("only", nargs="*", metavar="PART", help=f"one or more of: {', '.join(PARTS)}")
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Runs every part, even after one failed; exit 1 when any did."""
    results: list[tuple[str, int, float]] = []
    for name in options.only or PARTS:
        began = time.monotonic()
        problems = PARTS[name]()
        results.append((name, len(problems), time.monotonic() - began))
        for line in problems:
            print(f"{name}: {line}")
    for name, count, seconds in results:
        print(f"{'FAILED' if count else 'ok':6} {name:14} {seconds:5.1f} s")
    return 1 if any(count for _, count, _ in results) else 0


def program(*command: str) -> Part:
    """A part that is a program of the virtual environment; its output are its problems."""

    def run() -> list[str]:
        path = os.path.dirname(sys.executable)
        environment = {**os.environ, "PATH": path + os.pathsep + os.environ.get("PATH", ""), "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            [os.path.join(path, command[0]), *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        return (done.stdout + done.stderr).strip().splitlines() or ["failed"] if done.returncode else []

    return run


def translations() -> list[str]:
    """Messages without a translation."""
    return words.missing()


def generated_docs() -> list[str]:
    """Pages that no longer say what the code does."""
    return [f"docs/reference/{page} is out of date: run ./samaki docs" for page in docs.generate(check=True)]


def lock_files() -> list[str]:
    """A lock names packages and digests, never a host: everyone installs from where their machine does."""
    locks = [*sorted(ROOT.glob("requirements*.txt")), ROOT / "package-lock.json"]
    return [f"{lock.name} names a host" for lock in locks if re.search(r"https?://|file:", lock.read_text())]


PARTS: dict[str, Part] = {
    "lint": program("ruff", "check", "."),
    "format": program("ruff", "format", "--check", "."),
    "bandit": program("bandit", "--quiet", "--recursive", "src", "verifier", "-lll"),
    "types": program("mypy"),
    "imports": program("lint-imports", "--no-logo"),
    "deploy": program("django-admin", "check", "--deploy", "--fail-level", "WARNING"),
    "access": program("python", "-m", "tests.access.addresses"),
    "migrations": program("django-admin", "makemigrations", "--check", "--dry-run", "samaki"),
    "translations": translations,
    "docs": generated_docs,
    "pack": program("python", "-m", "samaki.cli", "pack", "check"),
    "sizes": lambda: [*sizes.long_files(ROOT), *sizes.long_functions(ROOT), *sizes.stale_exceptions(ROOT)],
    "locks": lock_files,
}
