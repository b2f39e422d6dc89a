"""The text of a file and the rows in it: UTF-8 or UTF-16, cells between commas, semicolons or tabs, or the first sheet of a workbook.

Nothing is guessed of other encodings: letters of an old Khmer font read as another text, and no program tells them apart for sure.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.countries import local_digits
from samaki.database.refusals import Invalid
from samaki.tables.workbook import is_workbook, text_of

FIELD = "table"
"""The field of the form in which the file is sent."""

BETWEEN = (",", ";", "\t")

Numbered = tuple[int, list[str]]
"""A row and its number in the sheet: the names of the columns are row 1."""


def told(number: object) -> str:
    """A number in the digits of the page."""
    return local_digits(number, get_language() or "")


def decoded(content: bytes, name: str = "", *, rows: int = 0, columns: int = 0, formulas: bool = False) -> str:
    """The text of a file. `name`: as the file is called; `rows`, `columns`: the most of a workbook, 0: none is taken; `formulas`: see
    `text_of`. Raises Invalid."""
    if rows and is_workbook(content, name):
        return text_of(content, rows, columns, formulas=formulas)
    text = _unicode(content)
    if "\x00" in text:
        raise Invalid(
            _("This is no table in CSV (UTF-8). In the spreadsheet choose “Save as”, then CSV UTF-8."), field=FIELD
        )
    return text


def _unicode(content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return "\x00"


def lines_of(text: str) -> Iterator[Numbered]:
    """Every row with its number. Raises Invalid where a quotation is not closed or a cell is too long for any reader."""
    first = text.partition("\n")[0]
    between = max(BETWEEN, key=first.count)
    number = 0
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True), 1):
            yield number, line
    except csv.Error as error:
        said = (
            _("Row %(row)s: a cell is too long. Shorten it, and send the table again.")
            if "field larger" in str(error)
            else _("Row %(row)s: a quotation mark begins here and is not closed. Close it, and send the table again.")
        )
        raise Invalid(said % {"row": told(number + 1)}, field=FIELD) from error
