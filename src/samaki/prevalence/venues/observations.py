"""What was seen in venues: one row for each visit. A venue is the primary unit; its visits are within it.

Columns of a file: `venue`, `people` (observed; also `observed`), `minors`, and, where there are such, `stratum`, `weight` (the
inverse of the probability of the visit; 1 where the column is missing) and `frame` (venues of the stratum in all).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samaki.prevalence.problems import Unusable

SAME = {"observed": "people", "persons": "people", "psu": "venue", "establishment": "venue", "strata": "stratum"}
NEEDED = ("venue", "people", "minors")
WHOLE = "*"
"""The stratum of a survey without strata."""


@dataclass(frozen=True)
class Observations:
    """`stratum` and `venue` of each visit (V,) as numbers into `strata` and `venues`; `weight` (V,) above 0; `people` and `minors`
    (V,) whole numbers; `frame`: venues of each stratum in all, None where unknown."""

    strata: tuple[str, ...]
    venues: tuple[str, ...]
    stratum: NDArray[np.int64]
    venue: NDArray[np.int64]
    weight: NDArray[np.float64]
    people: NDArray[np.int64]
    minors: NDArray[np.int64]
    frame: tuple[int, ...] | None = None

    @property
    def of_venue(self) -> NDArray[np.int64]:
        """(venues,) the stratum of each."""
        told = np.zeros(len(self.venues), dtype=np.int64)
        told[self.venue] = self.stratum
        return told


def read(path: Path) -> Observations:
    """From a CSV file (UTF-8). Raises Unusable, OSError."""
    try:
        return from_text(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable("not_text") from None


def from_text(text: str) -> Observations:
    """The same from the text. The names of the columns are row 1. Raises Unusable."""
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise Unusable("not_text") from None
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if len(filled) < 2:
        raise Unusable("empty")
    names = [SAME.get(name.lower(), name.lower()) for name in filled[0][1]]
    for name in names:
        if names.count(name) > 1:
            raise Unusable("column_twice", column=name)
    for name in NEEDED:
        if name not in names:
            raise Unusable("no_column", column=name, columns=", ".join(names))
    for number, row in filled[1:]:
        if len(row) != len(names):
            raise Unusable("row_length", row=number, cells=len(row), wanted=len(names))
    return from_rows([(number, dict(zip(names, row, strict=True))) for number, row in filled[1:]])


def from_rows(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Observations:
    """From numbered rows of text cells by column. Raises Unusable."""
    stratum = [_name(row, number, "stratum") if "stratum" in row else WHOLE for number, row in rows]
    venue = [_name(row, number, "venue") for number, row in rows]
    people = [_people(row, number, "people") for number, row in rows]
    minors = [_people(row, number, "minors") for number, row in rows]
    for (number, _), seen, young in zip(rows, people, minors, strict=True):
        if young > seen:
            raise Unusable("more_minors", row=number, minors=young, people=seen)
    strata, venues = tuple(sorted(set(stratum))), tuple(sorted(set(venue)))
    told = Observations(
        strata,
        venues,
        np.array([strata.index(name) for name in stratum]),
        np.array([{name: at for at, name in enumerate(venues)}[name] for name in venue]),
        np.array([_weight(row, number) for number, row in rows]),
        np.array(people),
        np.array(minors),
        _frame(rows, stratum, strata),
    )
    return checked(told)


def checked(seen: Observations) -> Observations:
    """The same, when a weighted share and its spread can be computed from it. Raises Unusable."""
    if not seen.people.sum():
        raise Unusable("nobody_observed")
    of = seen.of_venue
    wrong = np.flatnonzero(of[seen.venue] != seen.stratum)
    if len(wrong):
        at = int(wrong[0])
        first, second = sorted((seen.strata[seen.stratum[at]], seen.strata[of[seen.venue[at]]]))
        raise Unusable("venue_in_two", venue=seen.venues[seen.venue[at]], first=first, second=second)
    if len(seen.venues) == 1:
        raise Unusable("one_venue")
    visited = np.bincount(of, minlength=len(seen.strata))
    for name, number in zip(seen.strata, visited, strict=True):
        if number == 1:
            raise Unusable("venue_alone", stratum=name)
    for name, frame, number in zip(seen.strata, seen.frame or (), visited, strict=False):
        if frame < number:
            raise Unusable("frame_size", stratum=name, frame=frame, visited=int(number))
    return seen


def _name(row: Mapping[str, str], number: int, column: str) -> str:
    if not row[column]:
        raise Unusable("name_missing", row=number, column=column)
    return row[column]


def _number(row: Mapping[str, str], number: int, column: str) -> float:
    try:
        told = float(row[column])
    except ValueError:
        told = float("nan")
    if not abs(told) < 1e12:
        raise Unusable("number", row=number, column=column, cell=row[column])
    return told


def _people(row: Mapping[str, str], number: int, column: str) -> int:
    told = _number(row, number, column)
    if told < 0:
        raise Unusable("number_negative", row=number, column=column, cell=row[column])
    if told != int(told):
        raise Unusable("number_whole", row=number, column=column, cell=row[column])
    return int(told)


def _weight(row: Mapping[str, str], number: int) -> float:
    if "weight" not in row:
        return 1.0
    told = _number(row, number, "weight")
    if told <= 0:
        raise Unusable("weight", row=number, cell=row["weight"])
    return told


def _frame(rows: Sequence[tuple[int, Mapping[str, str]]], stratum: Sequence[str],
           strata: Sequence[str]) -> tuple[int, ...] | None:  # fmt: skip
    """The largest that the rows of a stratum tell; None when the file does not tell it."""
    if not all("frame" in row for _, row in rows):
        return None
    most = dict.fromkeys(strata, 0)
    for (number, row), name in zip(rows, stratum, strict=True):
        most[name] = max(most[name], _people(row, number, "frame"))
    return tuple(most[name] for name in strata)
