"""The rows of a table that somebody sent for a survey or an estimate: within its limits, and without the code of a case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.countries import latin_digits
from samaki.database.refusals import Invalid
from samaki.names import clean_text
from samaki.surveys.rules import check_no_case
from samaki.tables import sheets
from samaki.tables.sheets import FIELD, Numbered, lines_of, told

MOST_BYTES = 512 * 1024
LONGEST_CELL = 400


def reckoned(cell: str) -> str:
    """A cell with the digits that are reckoned with."""
    return latin_digits(cell)


def decoded(content: bytes) -> str:
    """The text of a file. Raises Invalid: too large, or no text."""
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("This file is too large. Send at most %(most)s kilobytes.") % {"most": told(MOST_BYTES // 1024)},
            field=FIELD,
        )
    return sheets.decoded(content)


def rows_of(text: str, most_rows: int, most_columns: int) -> list[Numbered]:
    """Rows that are not empty, cells cleaned, the names of the columns first. Raises Invalid: no row, too many, a broken
    quotation, what looks like the code of a case."""
    rows: list[Numbered] = []
    for number, line in lines_of(text):
        cells = [clean_text(cell).strip() for cell in line]
        if any(cells):
            rows.append((number, cells))
        if len(rows) > most_rows + 1 or len(cells) > most_columns:
            raise Invalid(_too_many(most_rows, most_columns), field=FIELD)
    if len(rows) < 2:
        raise Invalid(_("There is no row in this table. The first row names the columns."), field=FIELD)
    for number, cells in rows:
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Invalid(
                _("Row %(row)s: a cell is too long. Shorten it, and send the table again.") % {"row": told(number)},
                field=FIELD,
            )
        check_no_case(" | ".join(cells), FIELD)
    return rows


def _too_many(rows: int, columns: int) -> str:
    return _("This table is too large: at most %(rows)s rows and %(columns)s columns.") % {
        "rows": told(rows), "columns": told(columns)}  # fmt: skip
