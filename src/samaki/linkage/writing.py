"""What linkage writes: tables for the owner alone, guarded so that no cell is read as a formula (OWASP: CSV injection)."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from samaki.linkage import people
from samaki.linkage.people import Pair
from samaki.linkage.records import Record, Records
from samaki.linkage.reviewing import FORMULA, Drawn

FIELDS = ("list", "id", "name", "sounds", "birth", "sex", "place")
SIDES = [f"{name}_{side}" for name in FIELDS for side in ("a", "b")]


def pairs(path: Path, found: Iterable[Pair], records: Records) -> None:
    """Pairs side by side, the likeliest first."""
    rows = ([f"{pair.likely:.4f}", *_beside(records[pair.left], records[pair.right])] for pair in found)
    table(path, ["likely", *SIDES], rows)


def review(path: Path, found: Iterable[Drawn], records: Records) -> None:
    """Pairs to be looked at: how likely the model holds each is not shown, so that it leads nobody."""
    rows = (
        [one.stratum.name, len(one.stratum.pairs), *_beside(records[one.pair.left], records[one.pair.right]), ""]
        for one in found
    )
    table(path, ["stratum", "pairs_in_stratum", *SIDES, "same_person"], rows)


def _beside(one: Record, other: Record) -> list[object]:
    return [cell for both in zip(_told(one), _told(other), strict=True) for cell in both]


def _told(one: Record) -> list[object]:
    """`sounds`: what both scripts share, so that a name in Khmer can be held against one in Latin letters."""
    sounds = " ".join(filter(None, (one.spelling.first, one.spelling.middle, one.spelling.last)))
    year, day = one.birth
    birth = f"{year}-{day // 100:02d}-{day % 100:02d}" if year and day else year or ""
    return [
        one.list,
        one.id,
        one.name,
        sounds,
        birth,
        one.sex or "",
        one.place.commune or one.place.district or one.place.province or "",
    ]


def everybody(folder: Path, of: Sequence[int], records: Records) -> None:
    """people.csv: which records are one person; and of two lists or more histories.csv, which `./samaki mse` takes."""
    rows = sorted((at + 1, name, key) for at, name, key in zip(of, records.lists, records.ids, strict=True))
    table(folder / "people.csv", ["person", "list", "id"], rows)
    lists = sorted(set(records.lists))
    if len(lists) > 1:
        counted = people.histories(of, records.lists).items()
        table(folder / "histories.csv", [*lists, "count"],
              sorted(([*(int(one in on) for one in lists), count] for on, count in counted), reverse=True))  # fmt: skip


def table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A new CSV file. Raises OSError where the file is there already."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_plain(cell) for cell in row] for row in rows)


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
