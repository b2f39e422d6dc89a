"""A partner's table of reports, read row by row: what each column means by its heading, and what is wrong with each row.

CSV in UTF-8, with a comma, a semicolon or a tab between cells, or a workbook. A row is kept once: its key is
made of the sending agency and of the partner's own number for it (column `id`), or of all that the row says.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.cases.births import cannot_be
from samaki.countries.partial_dates import BadDate, PartialDate, parse_partial
from samaki.countries.times import split_time
from samaki.database.refusals import Invalid
from samaki.intake.operations import Told
from samaki.tables import sheets
from samaki.tables.sheets import lines_of
from samaki.tables.workbook import FORMULA
from samaki.vault import sealing as vault

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 512 * 1024, 200, 40

HEADINGS: dict[str, tuple[str, ...]] = {
    "what": ("what", "what happened", "report", "text", "អ្វី", "រឿងអ្វី"),
    "where": ("where", "place", "location", "កន្លែង", "ទីកន្លែង"),
    "when": ("when", "date", "ពេលណា", "កាលបរិច្ឆេទ"),
    "danger": ("danger", "in danger", "គ្រោះថ្នាក់"),
    "who_tells": ("who_tells", "source", "ប្រភព"),
    "contact": ("contact", "phone", "ទំនាក់ទំនង"),
    "contact_safe": ("contact_safe", "safe contact", "ទំនាក់ទំនងសុវត្ថិភាព"),
    "id": ("id", "number", "no", "លេខ"),
}
"""What a column means -> the headings it may have, in any case; the first one is the name in the guide."""

YES_NO = {
    "true": "yes", "false": "no",
    "yes": "yes", "y": "yes", "1": "yes", "បាទ": "yes", "ចាស": "yes", "no": "no", "n": "no", "0": "no", "ទេ": "no",
    "unknown": "unknown", "?": "unknown", "មិនដឹង": "unknown", "": "",
}  # fmt: skip

EXAMPLES = ("example", "ឧទាហរណ៍")
"""What stands as the partner's number in the row of the template that shows how it is filled: it is never kept."""


@dataclass(frozen=True)
class Row:
    """One row: its number in the sheet (the headings are row 1), the partner's own number, what it tells, and what is wrong:
    (column, sentence) each. `day`: its date as it was understood; None where it is none, or words. `said`: its known columns as typed."""

    number: int
    own: str
    told: Told
    wrong: tuple[tuple[str, str], ...]
    day: PartialDate | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    def key(self, by: Member) -> uuid.UUID:
        """The same for the same row of the same agency."""
        said = self.own or json.dumps(asdict(self.told), sort_keys=True)
        digest = vault.installation_digest("request", f"import:{by.unit.agency_id}:{said}".encode())
        return uuid.UUID(bytes=digest[:16], version=4)


@dataclass(frozen=True)
class Table:
    """The rows, what each known column is called in the sheet, and what nothing is made of: `ignored`, a heading and how many of its
    cells hold something; `beyond`, the cells that stand to the right of the last heading."""

    rows: list[Row]
    columns: dict[str, str]
    ignored: list[tuple[str, int]]
    beyond: int = 0


def read_table(text: str, now: datetime) -> Table:
    """The table in this text, as read now. Raises Invalid where it is none, too long, or nobody's column says what happened."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise Invalid(
            _("This table is too large. Send at most %(most)s rows at once.") % {"most": MOST_ROWS}, field="table"
        )
    lines = [line for _number, line in lines_of(text)]
    if len(lines) < 2:
        raise Invalid(_("There is no row in this table. The first row names the columns."), field="table")
    if len(lines) > MOST_ROWS + 1 or max(len(line) for line in lines) > MOST_COLUMNS:
        raise Invalid(
            _("This table is too large. Send at most %(most)s rows at once.") % {"most": MOST_ROWS}, field="table"
        )
    heads = [cell.strip() for cell in lines[0]]
    places = {name: place for name, known in HEADINGS.items() if (place := _place(heads, known)) is not None}
    if "what" not in places:
        raise Invalid(_("No column is called “what”. Name the column that says what happened so."), field="table")
    filled = [(number, line) for number, line in enumerate(lines[1:], 2) if any(cell.strip() for cell in line)]
    rows = _each_number_once([_row(number, line, places, now) for number, line in filled])
    left = [place for place, head in enumerate(heads) if place not in places.values()]
    counts = {place: sum(place < len(line) and bool(line[place].strip()) for _number, line in filled) for place in left}
    ignored = [(heads[place], counts[place]) for place in left if heads[place]]
    unnamed = sum(counts[place] for place in left if not heads[place])
    beyond = unnamed + sum(bool(cell.strip()) for _number, line in filled for cell in line[len(heads):])  # fmt: skip
    return Table(rows, {name: heads[place] for name, place in places.items()}, ignored, beyond)


def _each_number_once(rows: list[Row]) -> list[Row]:
    """The same rows; a number that stands in an earlier row is wrong in the later one."""
    first: dict[str, int] = {}
    told = []
    for row in rows:
        before = first.setdefault(row.own, row.number) if row.own else row.number
        said = _("The number %(own)s stands in row %(row)s already. Give each report a number of its own.")
        doubled = (("id", said % {"own": row.own[:40], "row": sheets.told(before)}),) if before != row.number else ()
        told.append(replace(row, wrong=row.wrong + doubled))
    return told


def decoded(content: bytes, name: str = "") -> str:
    """The text of a file: CSV in Unicode, or the first sheet of a workbook. `name`: as the file is called, so that a damaged workbook is
    told as one. Raises Invalid for anything else."""
    return sheets.decoded(content, name, rows=MOST_ROWS, columns=MOST_COLUMNS, formulas=True)


def _place(heads: list[str], known: tuple[str, ...]) -> int | None:
    return next((place for place, head in enumerate(heads) if head.lower() in known), None)


def _row(number: int, line: list[str], places: dict[str, int], now: datetime) -> Row:
    cells = {name: line[place].strip() if place < len(line) else "" for name, place in places.items()}
    typed, formula = (
        dict(cells),
        _(
            "A formula stands in this cell, and nobody can see here what it says. Put its value in its place: copy, then paste the "
            "value."
        ),
    )
    wrong = [(name, formula) for name, cell in cells.items() if is_formula(cell)]
    cells = {name: "" if is_formula(cell) else cell for name, cell in cells.items()}
    own, computed = cells.pop("id", ""), [name for name, _said in wrong]
    if own.lower() in EXAMPLES:
        return Row(
            number, own, Told(""), (("id", _("This is the example of the template. It is not imported.")),), said=typed
        )
    danger = YES_NO.get(cells.get("danger", "").lower())
    if danger is None:
        wrong.append(("danger", _("Choose yes, no or I do not know.")))
    day, said = _day(cells.get("when", ""), now)
    wrong += [("when", said)] if said else []
    told = Told(**cells | {"danger": danger or "", "who_tells": _source(cells.get("who_tells", ""))})
    try:
        told = told.cleaned()
    except Invalid as refusal:
        wrong += [(one.field, one.sentence) for one in refusal.each if one.field not in computed]
    return Row(number, own, told, tuple(wrong), day, typed)


RUN = re.compile(
    r"[=＝]|[+\-@＋－＠]\s*(?:[A-Za-z_.]+\(|\$?[A-Za-z]{1,3}\$?\d+\s*[+\-*/:!^]|\d+(?:\.\d+)?\s*[*^]|.*\|.*!)"
)
"""How a cell of text begins that a spreadsheet would run: with = always; with + - @ where a function, a cell, a product or another program
follows. A telephone number, a dash before words and a name with @ are words."""


def is_formula(cell: str) -> bool:
    """Whether it is a formula: of a workbook, or of a text as a spreadsheet takes it."""
    return cell == FORMULA or RUN.match(cell) is not None


def _day(text: str, now: datetime) -> tuple[PartialDate | None, str]:
    """(the date, what is wrong with it). Words that are no date stay as they are written, and nothing is wrong with them."""
    try:
        day = parse_partial(split_time(text)[0])
    except BadDate as error:
        return None, cannot_be(error)
    ahead = day.value > calendar().local(now).date()
    return (None, _("This lies in the future. Write when it happened.")) if ahead else (day, "")


def _source(text: str) -> str:
    """The code of a source by its code or its name in any language; what is none stays, to be refused."""
    for code, source in pack().report_sources.items():
        if text.lower() in (code, *(source.label(lang).lower() for lang in pack().languages)):
            return code
    return text
