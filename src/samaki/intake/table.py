"""A partner's table of reports, read row by row: what each column means by its heading, and what is wrong with each row.

CSV in UTF-8, with a comma, a semicolon or a tab between cells, or a workbook. A row is kept once: its key is
made of the sending agency and of the partner's own number for it (column `id`), or of all that the row says.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database.refusals import Invalid
from samaki.intake.operations import Told
from samaki.tables import sheets
from samaki.tables.sheets import lines_of
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
    "yes": "yes", "y": "yes", "1": "yes", "បាទ": "yes", "ចាស": "yes", "no": "no", "n": "no", "0": "no", "ទេ": "no",
    "unknown": "unknown", "?": "unknown", "មិនដឹង": "unknown", "": "",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row: its number in the sheet (the headings are row 1), the partner's own number, what it tells, and what is wrong:
    (column, sentence) each."""

    number: int
    own: str
    told: Told
    wrong: tuple[tuple[str, str], ...]

    def key(self, by: Member) -> uuid.UUID:
        """The same for the same row of the same agency."""
        said = self.own or json.dumps(asdict(self.told), sort_keys=True)
        digest = vault.installation_digest("request", f"import:{by.unit.agency_id}:{said}".encode())
        return uuid.UUID(bytes=digest[:16], version=4)


@dataclass(frozen=True)
class Table:
    """The rows, what each known column is called in the sheet, and the headings that nothing is made of."""

    rows: list[Row]
    columns: dict[str, str]
    ignored: list[str]


def read_table(text: str) -> Table:
    """The table in this text. Raises Invalid where it is none, too long, or nobody's column says what happened."""
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
    rows = [
        _row(number, line, places) for number, line in enumerate(lines[1:], 2) if any(cell.strip() for cell in line)
    ]
    ignored = [head for place, head in enumerate(heads) if head and place not in places.values()]
    return Table(rows, {name: heads[place] for name, place in places.items()}, ignored)


def decoded(content: bytes, name: str = "") -> str:
    """The text of a file: CSV in Unicode, or the first sheet of a workbook. `name`: as the file is called, so that a damaged workbook is
    told as one. Raises Invalid for anything else."""
    return sheets.decoded(content, name, rows=MOST_ROWS, columns=MOST_COLUMNS)


def _place(heads: list[str], known: tuple[str, ...]) -> int | None:
    return next((place for place, head in enumerate(heads) if head.lower() in known), None)


def _row(number: int, line: list[str], places: dict[str, int]) -> Row:
    cells = {name: line[place].strip() if place < len(line) else "" for name, place in places.items()}
    own, wrong = cells.pop("id", ""), []
    danger = YES_NO.get(cells.get("danger", "").lower())
    if danger is None:
        wrong.append(("danger", _("Choose yes, no or I do not know.")))
    told = Told(**cells | {"danger": danger or "", "who_tells": _source(cells.get("who_tells", ""))})
    try:
        told = told.cleaned()
    except Invalid as refusal:
        wrong += [(one.field, one.sentence) for one in refusal.each]
    return Row(number, own, told, tuple(wrong))


def _source(text: str) -> str:
    """The code of a source by its code or its name in any language; what is none stays, to be refused."""
    for code, source in pack().report_sources.items():
        if text.lower() in (code, *(source.label(lang).lower() for lang in pack().languages)):
            return code
    return text
