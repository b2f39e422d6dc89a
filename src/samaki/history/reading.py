"""An old list, read: yearly counts of each link, and what is wrong with each row. No row is kept, only what is counted of all of them.

A hand-off counts in the year in which it was offered, as far as that is known: 2009 and 2009-05 both are 2009. Dates that are told
less sharply than to the day are compared only as far as both go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from samaki.countries import latin_digits
from samaki.countries.partial_dates import BadDate, PartialDate, parse_partial
from samaki.database.refusals import Invalid
from samaki.history.columns import CASES, MOST_WORDS, NEEDED, Chosen
from samaki.names import clean_text, normalise
from samaki.tables.sheets import FIELD, Numbered, lines_of, told

MOST_BYTES = 512 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5000, 60, 400
FIRST_YEAR = 1980
LARGEST = 1_000_000
WORDED = ("area", "asks", "asked")
"""Fields whose words are mapped to codes of the pack."""

LETTERS = {"day": 10, "month": 7, "year": 4}
"""Precision -> letters of the ISO date that are known."""

Words = Mapping[tuple[str, str], str]
"""(field, word as `plain` says it) -> code; empty: rows with this word are left out."""


class Cell(NamedTuple):
    """One link in one year."""

    area: str
    asks: str
    asked: str
    year: int


@dataclass
class Counted:
    """Handed on, answered, done, answered in time, of one cell; None: the list does not say."""

    handed: int = 0
    answered: int | None = None
    done: int | None = None
    in_time: int | None = None


@dataclass
class Told:
    """`cells`: what would be kept; `wrong`: (row, field, sentence), in the order of the file; `skipped`: rows left out by a word."""

    cells: dict[Cell, Counted] = field(default_factory=dict)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    rows: int = 0
    skipped: int = 0


def rows_of(text: str) -> list[Numbered]:
    """Rows that are not empty, cells cleaned, the headings first. Raises Invalid where it is no table or too large."""
    rows: list[Numbered] = []
    for number, line in lines_of(text):
        if len(line) > MOST_COLUMNS or len(rows) > MOST_ROWS:
            raise Invalid(_("This table is too large: at most %(rows)s rows and %(columns)s columns.") % {
                "rows": told(MOST_ROWS), "columns": told(MOST_COLUMNS)}, field=FIELD)  # fmt: skip
        if any(len(cell) > LONGEST_CELL for cell in line):
            raise Invalid(
                _("Row %(row)s: a cell is too long. Shorten it, and send the table again.") % {"row": told(number)},
                field=FIELD,
            )
        cells = [clean_text(cell).strip() for cell in line]
        if any(cells):
            rows.append((number, cells))
    if len(rows) < 2:
        raise Invalid(_("There is no row in this table. The first row names the columns."), field=FIELD)
    _check_letters(rows)
    return rows


def _check_letters(rows: Sequence[Numbered]) -> None:
    """Old Khmer fonts put Khmer on the places of Latin letters with accents: such a text has many, and no Khmer letter."""
    text = "".join(cell for _number, cells in rows for cell in cells if not cell.isascii())
    accented = sum("\u00a1" <= sign <= "\u00ff" for sign in text)
    khmer = sum("\u1780" <= sign <= "\u17ff" for sign in text)
    if accented > 20 and not khmer and accented > len(text) / 4:
        raise Invalid(
            _("This table seems to be written in an old Khmer font, not in Khmer Unicode. Turn it into Unicode, and send it again."),
            field=FIELD,
        )  # fmt: skip


def plain(word: str) -> str:
    """A word as it is looked up: of how it was spelled only what matters."""
    return normalise(word).casefold()


def words_in(rows: Sequence[Numbered], chosen: Chosen) -> dict[str, list[str]]:
    """Field -> its different words, as written first, most used first. Raises Invalid for a column with too many."""
    found: dict[str, list[str]] = {}
    for name in WORDED:
        if name not in chosen.places:
            continue
        at, spelled, often = chosen.places[name], dict[str, str](), Counter[str]()
        for _number, cells in rows[1:]:
            if word := cells[at] if at < len(cells) else "":
                spelled.setdefault(plain(word), normalise(word))
                often[plain(word)] += 1
        if len(spelled) > MOST_WORDS:
            said = _(
                "The column “%(name)s” has more than %(most)s different words. It looks like names or texts: choose another one."
            )
            raise Invalid(said % {"name": rows[0][1][at], "most": told(MOST_WORDS)}, field=name)
        found[name] = [spelled[word] for word, _times in often.most_common()]
    return found


def read(rows: Sequence[Numbered], chosen: Chosen, words: Words, today: date) -> Told:
    """What is counted, and every wrong row. Raises Invalid where a needed column was not chosen."""
    for name in NEEDED[chosen.shape]:
        if name not in chosen.places:
            raise Invalid(_("Choose a column for this."), field=name)
    found, first = Told(rows=len(rows) - 1), dict[Cell, int]()
    for number, cells in rows[1:]:
        given = {name: cells[at] if at < len(cells) else "" for name, at in chosen.places.items()}
        one = _Row(number, given, found.wrong)
        ends = one.ends(chosen.fixed, words)
        counted = one.of_case(today) if chosen.shape == CASES else one.of_counts(today)
        if ends is None:
            found.skipped += not one.bad
        elif counted is not None and not one.bad:
            _add(found, Cell(*ends, counted[0]), counted[1], one, chosen.shape, first)
    return found


def _add(found: Told, cell: Cell, counted: Counted, one: _Row, shape: str, first: dict[Cell, int]) -> None:
    if shape != CASES and cell in first:
        one.says("year", _("The same link and year stand in row %(row)s already.") % {"row": told(first[cell])})
        return
    first.setdefault(cell, one.number)
    sum_ = found.cells.setdefault(cell, Counted())
    sum_.handed += counted.handed
    for name in ("answered", "done", "in_time"):
        more = getattr(counted, name)
        if more is not None:
            setattr(sum_, name, (getattr(sum_, name) or 0) + more)


@dataclass
class _Row:
    number: int
    given: Mapping[str, str]
    wrong: list[tuple[int, str, str]]
    bad: bool = False

    def says(self, name: str, sentence: str) -> None:
        self.wrong.append((self.number, name, sentence))
        self.bad = True

    def ends(self, fixed: Mapping[str, str], words: Words) -> tuple[str, str, str] | None:
        """Area, asks, asked; None where one is missing, unknown, or left out on purpose."""
        found = []
        for name in WORDED:
            if name not in self.given:
                code: str | None = fixed.get(name)
            elif not self.given[name]:
                code = None
            else:
                code = words.get((name, plain(self.given[name])))
            if code is None:
                self.says(
                    name,
                    _("Nothing stands here.")
                    if not self.given.get(name)
                    else _("Nobody has said what this word means."),
                )
            found.append(code or "")
        return (found[0], found[1], found[2]) if all(found) else None

    def of_case(self, today: date) -> tuple[int, Counted] | None:
        """A hand-off: its year, and how far it came."""
        offered = self._date("offered", today)
        answered, done = self._date("answered", today), self._date("done", today)
        if offered is None:
            if not self.given["offered"]:
                self.says("offered", _("Nothing stands here."))
            return None
        for name, later in (("answered", answered), ("done", done)):
            if later is not None and _before(later, offered):
                self.says(name, _("This lies before the day on which it was offered."))
        told_ = Counted(1)
        if "answered" in self.given or "done" in self.given:
            told_.answered = int(answered is not None or done is not None)
        if "done" in self.given:
            told_.done = int(done is not None)
        return offered.value.year, told_

    def of_counts(self, today: date) -> tuple[int, Counted] | None:
        """Numbers of a year."""
        day = self._date("year", today)
        if day is None and not self.given["year"]:
            self.says("year", _("Nothing stands here."))
        numbers = {name: self._number(name) for name in ("handed", "answers", "in_time", "ends")}
        handed = numbers["handed"]
        if handed is None:
            if not self.given["handed"]:
                self.says("handed", _("Nothing stands here."))
            return None
        for name in ("answers", "in_time", "ends"):
            if (numbers[name] or 0) > handed:
                self.says(name, _("This is more than were handed on."))
        answers, in_time = numbers["answers"], numbers["in_time"]
        if answers is not None and answers < (in_time or 0):
            self.says("in_time", _("This is more than were answered."))
        return (day.value.year, Counted(handed, answers, numbers["ends"], in_time)) if day else None

    def _number(self, name: str) -> int | None:
        text = latin_digits(self.given.get(name, ""))
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 7 or int(text) > LARGEST:
            self.says(name, _("This is no whole number."))
            return None
        return int(text)

    def _date(self, name: str, today: date) -> PartialDate | None:
        text = self.given.get(name, "")
        if not text:
            return None
        beyond = _("This lies before %(year)s or in the future.") % {"year": told(FIRST_YEAR)}
        try:
            day = parse_partial(text)
        except BadDate as problem:
            short = _("Two digits of a year can mean several: write four.")
            said = {"short_year": short, "year_out_of_range": beyond}
            self.says(name, said.get(problem.code, _("This is no date. Write it as 2009, 2009-05 or 2009-05-31.")))
            return None
        if day.value.year < FIRST_YEAR or day.value > today:
            self.says(name, beyond)
            return None
        return day


def _before(one: PartialDate, other: PartialDate) -> bool:
    """Surely before, as far as both are known."""
    known = min(LETTERS.get(one.precision, 0), LETTERS.get(other.precision, 0))
    return one.value.isoformat()[:known] < other.value.isoformat()[:known]
