"""`link`: which records of lists are of the same person. Files in, files out, no database."""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samaki.cli.running import Problem, say

if TYPE_CHECKING:
    from samaki.linkage.blocking import Guarded
    from samaki.linkage.people import Pair
    from samaki.linkage.records import Record

SURE, DOUBTFUL = 0.95, 0.4
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def add(commands: Any) -> None:
    """Put the command on the parser."""
    link = commands.add_parser("link", help="which records of FILE.csv ... are of one person, and counts for mse")
    link.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a list: columns id, name, birth, sex, place")
    link.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder for what is found")
    link.add_argument("--sure", type=float, default=SURE, help="how likely a pair must be to count as one person")
    link.add_argument("--seed", type=int, default=2015)
    link.set_defaults(run=run_link)


def run_link(options: argparse.Namespace) -> int:
    """Writes pairs.csv, doubtful.csv, people.csv and, of two lists or more, histories.csv; readable by the owner alone."""
    from samaki.linkage import Unlinkable, blocking, model, people, records

    if not DOUBTFUL <= options.sure < 1:
        raise Problem(f"--sure lies between {DOUBTFUL} and 1.", 2)
    if options.out.exists():
        raise Problem(
            f"{options.out} exists already: name a new folder, so that nothing of an earlier run is mixed in."
        )
    try:
        everybody = records.read_all(options.files)
        connection = model.connect(everybody)
        rules = blocking.guarded(connection, len(everybody))
        _say_rules(rules)
        pairs = people.pairs_at_least(connection, model.scored(connection, rules, options.seed), DOUBTFUL)
    except Unlinkable as problem:
        raise Problem(str(problem)) from None
    sure = [pair for pair in pairs if pair.likely >= options.sure]
    options.out.mkdir(mode=0o700, parents=True)
    _write_pairs(options.out / "pairs.csv", sure, everybody, [])
    _write_pairs(options.out / "doubtful.csv", pairs[len(sure) :], everybody, ["same_person"])
    of = people.clusters(sure, len(everybody))
    _write(options.out / "people.csv", ["person", "list", "id"],
           sorted((at + 1, one.list, one.id) for at, one in zip(of, everybody, strict=True)))  # fmt: skip
    lists = sorted({one.list for one in everybody})
    if len(lists) > 1:
        counted = people.histories(of, everybody).items()
        _write(options.out / "histories.csv", [*lists, "count"],
               sorted(([*(int(one in on) for one in lists), count] for on, count in counted), reverse=True))  # fmt: skip
    print(
        f"{len(everybody):,} records, {len(set(of)):,} people; {len(sure):,} pairs sure, {len(pairs) - len(sure):,} doubtful. {options.out}"
    )
    return 0


def _say_rules(rules: Sequence[Guarded]) -> None:
    for one in rules:
        if one.runs != one.asked:
            narrowed = f"narrowed to {' + '.join(one.runs)}: {one.pairs:,}" if one.runs else "left out"
            say(f"The rule {' + '.join(one.asked)} would compare {one.pairs_asked:,} pairs; {narrowed}.")


def _write_pairs(path: Path, pairs: Iterable[Pair], records: Sequence[Record], to_fill: list[str]) -> None:
    sides = [f"{name}_{side}" for name in ("list", "id", "name", "year", "sex", "place") for side in ("a", "b")]
    rows = (
        [f"{pair.likely:.4f}", *_beside(records[pair.left], records[pair.right]), *("" for _ in to_fill)]
        for pair in pairs
    )
    _write(path, ["likely", *sides, *to_fill], rows)


def _beside(one: Record, other: Record) -> list[object]:
    told = [[r.list, r.id, r.name, r.year or "", r.sex or "", r.district or r.province or ""] for r in (one, other)]
    return [cell for both in zip(*told, strict=True) for cell in both]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_plain(cell) for cell in row] for row in rows)


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
