"""`pack check`: is a country pack whole?"""

from __future__ import annotations

import argparse
import os
from typing import Any

from samaki.cli import running


def add(commands: Any) -> None:
    """Put the command on the parser."""
    pack = commands.add_parser("pack", help="country packs").add_subparsers(metavar="COMMAND", required=True)
    check = pack.add_parser("check", help="load a pack and name everything in it that does not resolve")
    check.add_argument("path", nargs="?", default=None, metavar="PATH", help="a pack's folder or name (default: ours)")
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """One line per problem; exit 1 when there is any."""
    from samaki.countries import PackError, check_pack

    name = options.path or os.environ.get("SAMAKI_PACK", "kh")
    try:
        problems = check_pack(name)
    except PackError as error:
        raise running.Problem(str(error)) from error
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{name}: whole.")
    return 1 if problems else 0
