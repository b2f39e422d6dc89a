"""`bench`: the project's own measured work. Each module of `bench/` has `add_options` and `run`."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import Any

from samaki.cli.running import Problem
from samaki.database.folder import ROOT

WITHOUT_A_PART = ("__init__", "crowd", "filling", "pages", "people")
"""Modules that the others use."""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    bench = commands.add_parser("bench", help="measured work: what a part costs, next to its limit", allow_abbrev=False)
    bench.add_argument("name", nargs="?", metavar="NAME", help="which; without one, the names")
    bench.set_defaults(run=run_bench, takes_rest=True)


def run_bench(options: argparse.Namespace) -> int:
    """Runs one of `bench/`, or tells which there are."""
    names = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in WITHOUT_A_PART)
    if options.name is None:
        print("\n".join(names))
        return 0
    if options.name not in names:
        raise Problem(f"There is no bench of this name; there are: {', '.join(names)}.", 2)
    sys.path.insert(0, str(ROOT))
    module = import_module(f"bench.{options.name}")
    parser = argparse.ArgumentParser(prog=f"./samaki bench {options.name}")
    module.add_options(parser)
    return int(module.run(parser.parse_args(options.rest)))
