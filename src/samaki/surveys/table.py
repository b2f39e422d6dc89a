"""A list of venues from a file, read row by row: what is wrong is told for every row at once, and then nothing of it is kept.

Columns: `venue`, `stratum`, `times` (between upright strokes: `fri evening|sat night`), and, for a draw by size, `size`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid
from samaki.prevalence.venues import Venue
from samaki.surveys.sheets import FIELD, reckoned, rows_of, told

MOST_VENUES, MOST_STRATA, MOST_TIMES, MOST_COLUMNS = 2000, 30, 60, 20
LARGEST = 100_000

HEADINGS: dict[str, tuple[str, ...]] = {
    "venue": ("venue", "name", "establishment", "កន្លែង"),
    "stratum": ("stratum", "strata", "ស្រទាប់"),
    "times": ("times", "time", "ពេល"),
    "size": ("size", "ទំហំ"),
}
"""What a column means -> the headings it may have, in any case; the first one is the name in the guide."""


@dataclass(frozen=True)
class Line:
    """One row: `number` in the sheet, the venue where it can be read, and what is wrong with it."""

    number: int
    venue: Venue | None
    wrong: tuple[str, ...] = ()


class WrongRows(Invalid):
    """Rows cannot be taken in, so none is. `lines`: (row, sentence) each, in the order of the file."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        super().__init__(_("Nothing was taken in: %(count)s rows are wrong. Mend them, and send the whole file again.") % {
            "count": told(len({number for number, _said in lines}))}, field=FIELD)  # fmt: skip
        self.lines = lines


def read_venues(text: str) -> list[Venue]:
    """The venues, in the order of the file. Raises WrongRows, Invalid."""
    rows = rows_of(text, MOST_VENUES, MOST_COLUMNS)
    heads = [cell.lower() for cell in rows[0][1]]
    places = {name: at for name, known in HEADINGS.items() if (at := _place(heads, known)) is not None}
    for name in ("venue", "stratum", "times"):
        if name not in places:
            raise Invalid(_("No column is called “%(name)s”. The first row names the columns: venue, stratum, times, size.") % {
                "name": name}, field=FIELD)  # fmt: skip
    lines = [_line(number, cells, places) for number, cells in rows[1:]]
    wrong = [(line.number, said) for line in lines for said in line.wrong] + _twice(lines)
    if wrong:
        raise WrongRows(sorted(wrong))
    found = [line.venue for line in lines if line.venue is not None]
    if len({venue.stratum for venue in found}) > MOST_STRATA:
        said = _("There are more than %(most)s strata. Put those together that are alike.")
        raise Invalid(said % {"most": told(MOST_STRATA)}, field=FIELD)
    return found


def _place(heads: list[str], known: tuple[str, ...]) -> int | None:
    return next((at for at, head in enumerate(heads) if head in known), None)


def _line(number: int, cells: list[str], places: Mapping[str, int]) -> Line:
    given = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
    times = tuple(part.strip() for part in given["times"].split("|") if part.strip())
    wrong = []
    if not given["venue"]:
        wrong.append(_("The venue has no name."))
    if not given["stratum"]:
        wrong.append(_("The stratum is missing."))
    if not times:
        wrong.append(_("No time is given at which it can be visited."))
    elif len(set(times)) < len(times):
        wrong.append(_("A time stands twice."))
    elif len(times) > MOST_TIMES:
        wrong.append(_("There are more than %(most)s times.") % {"most": told(MOST_TIMES)})
    size = _size(given.get("size", ""))
    if size is None:
        wrong.append(_("The size must be a whole number from 1 to %(most)s.") % {"most": told(LARGEST)})
    if wrong or size is None:
        return Line(number, None, tuple(wrong))
    return Line(number, Venue(given["venue"], given["stratum"], times, float(size)))


def _size(cell: str) -> int | None:
    """1 where nothing is given; None where it is no size."""
    text = reckoned(cell)
    if not text:
        return 1
    return int(text) if text.isdecimal() and len(text) < 7 and 1 <= int(text) <= LARGEST else None


def _twice(lines: list[Line]) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    found = []
    for line in lines:
        if line.venue is None:
            continue
        if line.venue.name in first:
            said = _("The same venue stands in row %(row)s already.") % {"row": told(first[line.venue.name])}
            found.append((line.number, said))
        first.setdefault(line.venue.name, line.number)
    return found
