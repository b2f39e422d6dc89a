"""`python -m samaki.cli`: one file per group of commands. `./samaki` comes here when the packages are installed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from samaki.cli.running import Problem, sentence_of
from samaki.database import roles
from samaki.database.embedded import ServerProblem
from samaki.database.folder import DEFAULT

GROUPS = (
    "up",
    "tests",
    "checks",
    "doctor",
    "database",
    "heartbeat",
    "sealed",
    "members",
    "units",
    "keys",
    "backups",
    "retention",
    "names",
    "prevalence",
    "linkage",
    "measures",
    "simulation",
    "packs",
    "words",
    "docs",
    "processes",
    "watchdog",
    "bench",
)


def parser() -> argparse.ArgumentParser:
    """All commands. A group is a module with `add(commands)`, where each command sets `run` and takes the options."""
    whole = argparse.ArgumentParser(prog="./samaki", description="Samaki: every link of the chain, on one machine.")
    whole.add_argument("--data", type=Path, default=None, metavar="DIR", help="the data folder (default: var/)")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in GROUPS:
        import_module(f"samaki.cli.{group}").add(commands)
    for command in commands.choices.values():
        command.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=argparse.SUPPRESS)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a problem is one sentence on stderr, never a traceback."""
    options, rest = parser().parse_known_args(arguments)
    if rest and not getattr(options, "takes_rest", False):
        parser().error(f"unknown arguments: {' '.join(rest)}")
    options.rest = rest
    named = options.data or os.environ.get("SAMAKI_DATA") or DEFAULT
    os.environ["SAMAKI_DATA"] = os.path.abspath(named)  # without `..`, as sentences show it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.settings")
    try:
        if not getattr(options, "looks_itself", False):
            roles.outside()  # a DATABASE_URL that cannot be read is told before anything prints it
        return int(options.run(options) or 0)
    except ServerProblem as problem:
        print(f"samaki: {problem}", file=sys.stderr)
        return 1
    except Problem as problem:
        print(f"samaki: {problem}", file=sys.stderr)
        return problem.code
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = sentence_of(error)
        if not sentence:
            raise
        print(f"samaki: {sentence}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
