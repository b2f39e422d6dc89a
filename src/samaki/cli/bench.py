"""`bench`: the project's own measured work. Each module of `bench/` has `add_options`, and `run` that gives figures beside limits."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import Any

from samaki.cli.running import Problem
from samaki.database.folder import ROOT

WITHOUT_A_PART = ("__init__", "crowd", "figures", "filling", "lists_of_people", "pages", "people", "serving")
"""Modules that the others use."""

PLACES = ("--keep", "--beside", "--out")
"""Options that name a place on this machine."""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    told = "measured work: what a part costs, next to its limit"
    bench = commands.add_parser(
        "bench", help=told, allow_abbrev=False, add_help=False
    )  # `NAME --help` is of that bench
    bench.add_argument("name", nargs="?", metavar="NAME", help="which; without one, the names")
    bench.set_defaults(run=run_bench, takes_rest=True, explain=bench.format_help)


def run_bench(options: argparse.Namespace) -> int:
    """Runs one of `bench/`, or tells which there are; ends with 1 when a limit is not held."""
    names = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in WITHOUT_A_PART)
    if options.name is None:
        asked = {"-h", "--help"} & set(options.rest)
        print("\n".join([*([options.explain()] if asked else []), *names]))
        return 0
    if options.name not in names:
        raise Problem(f"There is no bench of this name; there are: {', '.join(names)}.", 2)
    sys.path.insert(0, str(ROOT))
    module = import_module(f"bench.{options.name}")
    given = parser_of(options.name, module).parse_args(options.rest)
    figures = module.run(given)
    if given.record:
        command = " ".join(["./samaki bench", options.name, *_told(options.rest)])
        import_module("bench.figures").record(options.name, command, figures)
    return int(not all(one.held for one in figures))


def parser_of(name: str, module: Any) -> argparse.ArgumentParser:
    """The options of a bench, which `--help` tells."""
    parser = argparse.ArgumentParser(prog=f"./samaki bench {name}", description=module.__doc__)
    module.add_options(parser)
    parser.add_argument("--record", action="store_true", help="put the figures into docs/performance.md")
    return parser


def _told(words: list[str]) -> list[str]:
    """Without where files lie: that is of one machine."""
    after = zip(words, ["", *words], strict=False)
    return [word for word, before in after if word not in (*PLACES, "--record") and before not in PLACES]
