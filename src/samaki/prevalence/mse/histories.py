"""Capture histories: who is on which lists, counted. Lists are kept by name and histories by number, so that the order in
which a file has them changes nothing in what follows, to the last bit."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samaki.prevalence.problems import Unusable

COUNT = "count"
MOST_LISTS = 10
MOST_PEOPLE = 10**9


@dataclass(frozen=True)
class Histories:
    """`lists`: names in alphabetical order, 2 to 10. `counts`: people on exactly the lists of each set, shape (2^t - 1,); the set
    whose bits are `mask` (bit i is list i) stands at `mask - 1`. The set of no list is what is estimated and not here."""

    lists: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def table(self) -> NDArray[np.float64]:
        """The counts as one table of many: (1, 2^t - 1)."""
        return self.counts[None].astype(float)

    @property
    def observed(self) -> int:
        """People on at least one list."""
        return int(self.counts.sum())

    @property
    def overlapping(self) -> int:
        """People on at least two lists."""
        return int(self.counts[[mask.bit_count() > 1 for mask in range(1, len(self.counts) + 1)]].sum())

    def on(self, mask: int) -> int:
        """People on every list of the set, whatever else they are on."""
        return int(sum(count for at, count in enumerate(self.counts, 1) if at & mask == mask))


def read(path: Path) -> Histories:
    """The histories of a CSV file (UTF-8): one column of 0 and 1 for each list, and a column `count`. Raises Unusable, OSError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable("not_text") from None
    return from_text(text)


def from_text(text: str) -> Histories:
    """The same from the text itself. Rows are numbered as in a spreadsheet: the names are row 1. Raises Unusable."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise Unusable("not_text") from None
    rows = [[cell.strip() for cell in row] for row in rows]
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not filled:
        raise Unusable("empty")
    names = _names(filled[0][1])
    return from_rows(names, filled[1:])


def _names(header: Sequence[str]) -> list[str]:
    for number, name in enumerate(header, 1):
        if not name:
            raise Unusable("column_without_name", number=number)
    names = [COUNT if name.lower() == COUNT else name for name in header]
    for name in names:
        if names.count(name) > 1:
            raise Unusable("column_twice", column=name)
    if COUNT not in names:
        raise Unusable("no_column", column=COUNT, columns=", ".join(names))
    return names


def from_rows(names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> Histories:
    """From the names of the columns and numbered rows of text cells. Raises Unusable."""
    lists = tuple(sorted(name for name in names if name != COUNT))
    _enough(lists)
    bit = {name: 1 << at for at, name in enumerate(lists)}
    counts = np.zeros((1 << len(lists)) - 1, dtype=np.int64)
    seen: dict[int, int] = {}
    for number, cells in rows:
        if len(cells) != len(names):
            raise Unusable("row_length", row=number, cells=len(cells), wanted=len(names))
        told = dict(zip(names, cells, strict=True))
        mask = sum(bit[name] for name in lists if _on(told[name], number, name))
        if mask == 0:
            raise Unusable("history_of_none", row=number)
        if mask in seen:
            raise Unusable("history_twice", first=seen[mask], second=number)
        seen[mask] = number
        counts[mask - 1] = _count(told[COUNT], number)
    return checked(Histories(lists, counts))


def from_counts(lists: Sequence[str], counts: Mapping[frozenset[str], int]) -> Histories:
    """From whole counts by the set of lists. Raises Unusable."""
    rows = [
        (number, [*(str(int(name in on)) for name in lists), str(count)])
        for number, (on, count) in enumerate(counts.items(), 2)
    ]
    return from_rows([*lists, COUNT], rows)


def checked(histories: Histories) -> Histories:
    """The same histories, when anything can be estimated from such a table at all. Raises Unusable."""
    if not histories.observed:
        raise Unusable("nobody")
    for at, name in enumerate(histories.lists):
        if not histories.on(1 << at):
            raise Unusable("list_empty", list=name)
    if not histories.overlapping:
        raise Unusable("no_overlap")
    return histories


def _enough(lists: Sequence[str]) -> None:
    if not lists:
        raise Unusable("no_list")
    if len(lists) == 1:
        raise Unusable("one_list")
    if len(lists) > MOST_LISTS:
        raise Unusable("too_many_lists", lists=len(lists), most=MOST_LISTS)


def _on(cell: str, row: int, name: str) -> bool:
    if cell not in ("0", "1"):
        raise Unusable("history_cell", row=row, list=name, cell=cell)
    return cell == "1"


def _count(cell: str, row: int) -> int:
    try:
        number = float(cell if "_" not in cell else "nan")
    except ValueError:
        raise Unusable("count_number", row=row, cell=cell) from None
    if number != number or number in (float("inf"), float("-inf")):
        raise Unusable("count_number", row=row, cell=cell)
    if number < 0:
        raise Unusable("count_negative", row=row, cell=cell)
    if number > MOST_PEOPLE:
        raise Unusable("count_huge", row=row, cell=cell)
    if number != int(number):
        raise Unusable("count_fraction", row=row, cell=cell)
    return int(number)
