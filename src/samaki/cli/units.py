"""`units`: which units there are, and the first ones of an installation from a table."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samaki.cli import running
from samaki.cli.running import Problem, say

MOST_BYTES = 5_000_000
NONE_YET = "there are none yet: ./samaki units add FILE.csv (docs/how-to/operate.md says what stands in it)"


def add(commands: Any) -> None:
    """Put the command on the parser."""
    units = commands.add_parser("units", help="which units there are, as a table; add FILE.csv: those of a table")
    units.add_argument("act", nargs="?", choices=["list", "add"], default="list")
    units.add_argument("file", nargs="?", type=Path, metavar="FILE.csv")
    units.set_defaults(run=lambda options: (run_add if options.act == "add" else run_list)(options))


def run_list(options: argparse.Namespace) -> int:
    """The open units on stdout, in the columns that `add` reads."""
    with running.system("units"):
        from samaki.agencies.founding import as_table
        from samaki.agencies.models import Unit
        from samaki.database import session

        with session("app", datetime.now(UTC)):
            open_ones = Unit.objects.filter(until=None).order_by("code")
            there, table = open_ones.exists(), as_table(open_ones)
    print(table, end="")
    if not there:
        say(NONE_YET)
    return 0


def run_add(options: argparse.Namespace) -> int:
    """All lines or none; what is there already is left as it is, so the same table can be added again with more lines."""
    if options.file is None:
        raise Problem("Name the table: ./samaki units add FILE.csv", 2)
    text = _text(options.file)
    with running.system("units"):
        from samaki.agencies.founding import Wrong, found_units, read_table

        try:
            made, there = found_units(read_table(text), datetime.now(UTC))
        except Wrong as wrong:
            for line in wrong.lines[:50]:
                print(line, file=sys.stderr)
            more = f", and {len(wrong.lines) - 50} more" if len(wrong.lines) > 50 else ""
            raise Problem(f"{options.file}: nothing was added{more}. Mend these lines and add it again.", 1) from wrong
    say(f"{len(made)} units were added, {len(there)} were there already.")
    if made:
        say('next, for each agency: ./samaki invite NAME --unit CODE --english "..." --khmer "..."')
    return 0


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Problem(f"{file} is larger than {MOST_BYTES // 1_000_000} MB: is this the right file?", 2)
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise Problem(f"{file} is not in UTF-8: save it anew as CSV with UTF-8.", 2) from problem
