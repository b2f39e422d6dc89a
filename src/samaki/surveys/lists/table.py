"""A table of capture histories from a file: counts of who is on which lists."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid
from samaki.prevalence import Unusable, mse
from samaki.surveys.sentences import refusal
from samaki.surveys.sheets import FIELD, reckoned, rows_of

MOST_ROWS, MOST_COLUMNS = 1024, 11
LONGEST_NAME = 60

COUNTS = ("count", "ចំនួន")
"""What the column of counts may be called, in any case."""


@dataclass(frozen=True)
class Counted:
    """`lists`: their names, in alphabetical order; `counts`: (set of lists as bits, people) of each history that is not empty."""

    lists: tuple[str, ...]
    counts: tuple[tuple[int, int], ...]
    people: int


def read_histories(text: str) -> Counted:
    """The table in this text. Raises Invalid, in one sentence that says which row to mend."""
    rows = rows_of(text, MOST_ROWS, MOST_COLUMNS)
    if any(len(name) > LONGEST_NAME for name in rows[0][1]):
        raise Invalid(_("The name of a list is too long. Shorten it, and send the table again."), field=FIELD)
    try:
        found = mse.from_text(_plain(rows))
    except Unusable as problem:
        raise refusal(problem, FIELD) from None
    counts = tuple((mask, int(people)) for mask, people in enumerate(found.counts, 1) if people)
    return Counted(found.lists, counts, found.observed)


def _names(cells: list[str]) -> list[str]:
    return [COUNTS[0] if cell.lower() in COUNTS else cell for cell in cells]


def _plain(rows: list[tuple[int, list[str]]]) -> str:
    """The same table with commas and plain digits, each row on the line of its number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    at = 1
    for number, cells in rows:
        out.write("\n" * (number - at))
        writer.writerow(_names(cells) if number == rows[0][0] else [reckoned(cell) for cell in cells])
        at = number + 1
    return out.getvalue()
