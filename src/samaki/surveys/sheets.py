"""A table in a file that somebody sent: text in UTF-8, cells between commas, semicolons or tabs. Whatever it is, it gets a sentence."""

from __future__ import annotations

import csv
import io

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.countries import latin_digits, local_digits
from samaki.database.refusals import Invalid
from samaki.names import clean_text
from samaki.surveys.rules import check_no_case

MOST_BYTES = 512 * 1024
LONGEST_CELL = 400
FIELD = "table"

Numbered = tuple[int, list[str]]
"""A row and its number in the sheet: the names of the columns are row 1."""


def reckoned(cell: str) -> str:
    """A cell with the digits that are reckoned with."""
    return latin_digits(cell)


def told(number: object) -> str:
    """A number in the digits of the page."""
    return local_digits(number, get_language() or "")


def decoded(content: bytes) -> str:
    """The text of a file. Raises Invalid: too large, or no text."""
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("This file is too large. Send at most %(most)s kilobytes.") % {"most": told(MOST_BYTES // 1024)},
            field=FIELD,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Invalid(
            _("This is no table in CSV (UTF-8). In the spreadsheet choose “Save as”, then CSV UTF-8."), field=FIELD
        )
    return text


def rows_of(text: str, most_rows: int, most_columns: int) -> list[Numbered]:
    """Rows that are not empty, cells cleaned, the names of the columns first. Raises Invalid: no row, too many, a broken
    quotation, what looks like the code of a case."""
    first = text.partition("\n")[0]
    between = max((",", ";", "\t"), key=first.count)
    rows: list[Numbered] = []
    number = 0
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True), 1):
            cells = [clean_text(cell).strip() for cell in line]
            if any(cells):
                rows.append((number, cells))
            if len(rows) > most_rows + 1 or len(cells) > most_columns:
                raise Invalid(_too_many(most_rows, most_columns), field=FIELD)
    except csv.Error:
        said = _(
            "Row %(row)s cannot be read: a quotation mark is not closed, or a cell is too long. Mend it, and send the file again."
        )
        raise Invalid(said % {"row": told(number + 1)}, field=FIELD) from None
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
