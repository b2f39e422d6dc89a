"""`measures`: how well the chain works, from the ledger; as text, JSON, CSV or a workbook."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samaki.cli import independence, links, running

if TYPE_CHECKING:
    from samaki.insights.chain import Map
    from samaki.insights.queries import Months, Table

WIDTH = 30
"""Signs of the bar of progress."""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    command = commands.add_parser(
        "measures",
        help="indicators from the ledger: all of them, or NAME (an id such as I1, or a name such as on-time); "
        "chain-map: every link between kinds of units, weakest first",
    )
    command.add_argument("name", nargs="?", default="", metavar="NAME")
    command.add_argument(
        "--area", default="", metavar="AREA", help="only this place and those in it (a code of the pack, such as 12)"
    )
    command.add_argument(
        "--from",
        dest="first",
        type=day,
        metavar="DATE",
        help="whole months from this one (default: three, with this one)",
    )
    command.add_argument("--to", dest="last", type=day, metavar="DATE", help="to this one")
    command.add_argument(
        "--by", choices=("area", "unit", "pair", "kind"), default="area", help="what stands in each row"
    )
    command.add_argument("--anew", action="store_true", help="first count the whole ledger anew")
    command.add_argument("--json", action="store_true")
    command.add_argument("--csv", type=Path, metavar="FILE")
    command.add_argument("--xlsx", type=Path, metavar="FILE")
    command.set_defaults(run=run)


def day(text: str) -> date:
    """A date, for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-01-31") from None


def run(options: argparse.Namespace) -> int:
    """What is sealed by now is counted first, so the figures are those of the ledger as it stands."""
    with running.system("measures"):
        now = datetime.now(UTC)
        if options.name == links.NAME:
            return _map(options, now)
        if options.name.strip().lower() in ("independence", "ix1") and not (options.csv or options.xlsx):
            _check_area(options)
            _count(options, now)
            return independence.run(options, now)
        tables = asked(options, now)
        if options.csv or options.xlsx:
            from samaki.insights.tables import write_csv, write_xlsx

            for path, write in ((options.csv, write_csv), (options.xlsx, write_xlsx)):
                if path:
                    write(path, tables)
                    running.say(f"written: {path}")
        told = [json_of(table) for table in tables]
        if options.json:
            print(json.dumps(told[0] if options.name else {"measures": told}))
        elif not (options.csv or options.xlsx):
            print("\n\n".join(text_of(table) for table in tables))
    return 0


def _map(options: argparse.Namespace, now: datetime) -> int:
    found = chain_map(options, now)
    print(json.dumps(links.json_of(found, options.area)) if options.json else links.text_of(found, options.area))
    return 0


def chain_map(options: argparse.Namespace, now: datetime) -> Map:
    """The map of the chain of these months; of what is sealed by now."""
    from samaki.database import session
    from samaki.insights import chain

    months = links.months_of(_months(options, now), options, now)
    _count(options, now)
    with session("worker", now):
        return chain.for_command(months)


def asked(options: argparse.Namespace, now: datetime) -> list[Table]:
    """The tables that the options name. Raises Problem (exit 2) for a name, an area or months that are not there."""
    from samaki.database import session
    from samaki.insights import definitions, queries

    found = definitions.find(options.name) if options.name else None
    if options.name and found is None:
        names = ", ".join([*(one.name for one in definitions.MEASURES.values()), links.NAME])
        raise running.Problem(f"There is no measure {options.name!r}. There are: {names}.", 2)
    _check_area(options)
    months = _months(options, now)
    _count(options, now)
    group = {"area": queries.by_area, "unit": queries.by_unit, "pair": queries.by_pair, "kind": queries.by_kind}[
        options.by
    ]
    with session("worker", now):
        wanted = [found] if found else list(definitions.MEASURES.values())
        return [queries.table(one, months, group, area=options.area) for one in wanted]


def _check_area(options: argparse.Namespace) -> None:
    from samaki.agencies.country import pack

    if options.area and options.area not in pack().places.by_code:
        raise running.Problem(f"The area {options.area!r} is not in the pack.", 2)


def _count(options: argparse.Namespace, now: datetime) -> None:
    """Everything that is sealed by now; all of it anew where that was asked."""
    from samaki.insights import keeping

    if options.anew:
        keeping.recount(now, _bar)
    else:
        _catch_up(now)


def _months(options: argparse.Namespace, now: datetime) -> Months:
    from samaki.insights.queries import Months, quarter

    usual = quarter(now)
    last = options.last.replace(day=1) if options.last else usual.last
    first = options.first.replace(day=1) if options.first else min(usual.first, last)
    if first > last:
        raise running.Problem("The month of --from lies after that of --to.", 2)
    return Months(first, last, now)


def _catch_up(now: datetime) -> None:
    """Seal and count what the worker has not yet."""
    from samaki.insights import keeping
    from samaki.ledger import sealing

    sealing.seal_all(now)
    whole = keeping.waiting(now)
    done = 0
    while number := keeping.keep(now, tell=_bar):
        done += number
        _bar(min(done, whole), whole)


def _bar(done: int, whole: int) -> None:
    """On a terminal, one line that grows; elsewhere nothing."""
    if sys.stderr.isatty() and whole:
        full = WIDTH * done // whole
        end = "\n" if done >= whole else ""
        print(
            f"\rcounting {'#' * full}{'.' * (WIDTH - full)} {done:,} of {whole:,}", end=end, file=sys.stderr, flush=True
        )


def json_of(table: Table) -> dict[str, Any]:
    """`{"definition", "items": [{"area", "n", "value", "low", "high", ...}]}`; the area `*` is all together. With --by, `area` holds the
    group."""
    from samaki.insights.tables import definition_of, items

    return {"definition": definition_of(table.definition), "items": items(table)}


def text_of(table: Table) -> str:
    """The same for reading."""
    from samaki.insights.tables import items

    one = table.definition
    lines = [f"{one.code} {one.title}: {one.counts} / {one.of} ({one.window})"]
    for item in items(table):
        where = "all together" if item["area"] == "*" else item["area"] or "place unknown"
        if item["n"] is None:
            lines.append(f"  {where:14} fewer than {item['fewer_than']}")
            continue
        value = "-" if item["value"] is None else f"{item['value']:.3f}"
        between = "" if item["low"] is None else f" ({_number(item['low'])} to {_number(item['high'])})"
        median = f", median {item['median_minutes']:.0f} min" if item["median_minutes"] is not None else ""
        lines.append(f"  {where:14} {value}{between}, n {item['n']}, open {item['open']}{median}")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.3f}"
