"""A workbook (XLSX) as a table of text: its first sheet, values only. Nothing of it is run, and a small file that unfolds into a huge one
is refused before anything is read."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from samaki.database.refusals import Invalid

MOST_UNFOLDED, MOST_PARTS = 8 * 1024 * 1024, 200
"""Bytes of all parts of the archive once unfolded, and how many parts: far above what the rows that are taken need."""

SIGN, ENDINGS = b"PK\x03\x04", (".xlsx", ".xlsm")


FORMULA = "\ue0f1"
"""Stands for a cell with a formula: a sign of private use, which no text holds."""


def is_workbook(content: bytes, name: str = "") -> bool:
    """Whether a file is an archive, as workbooks are, or is called one."""
    return content.startswith(SIGN) or name.lower().endswith(ENDINGS)


def text_of(content: bytes, rows: int, columns: int, *, formulas: bool = False) -> str:
    """The first sheet as CSV: the headings, and at most one row and one column too many, so that this is seen. With `formulas` a cell that
    holds one is FORMULA; else what the spreadsheet last made of it. Raises Invalid."""
    unreadable = Invalid(
        _(
            "This workbook cannot be opened: it is damaged. Open it in the spreadsheet, save it again, and send it once more."
        ),
        field="table",
    )
    try:
        _check_unfolds(content, rows)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)
        sheet = book.worksheets[0]
        out = io.StringIO()
        writer = csv.writer(out)
        for line in sheet.iter_rows(max_row=rows + 2, max_col=columns + 1):
            cells = [FORMULA if formulas and one.data_type == "f" else _cell(one.value) for one in line]
            while cells and not cells[-1]:  # the reader fills each row up to the most columns
                cells.pop()
            writer.writerow(cells or [""])
        return out.getvalue()
    except Invalid:
        raise
    except Exception as error:  # noqa: BLE001 - a hostile workbook fails in many ways inside the library; none of them is ours to tell
        raise unreadable from error


def _check_unfolds(content: bytes, rows: int) -> None:
    """What is said of its size is believed only as far as the reader enforces it: more bytes than said end in a bad checksum."""
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
        raise Invalid(
            _("This workbook is too large. Send at most %(most)s rows at once.") % {"most": rows}, field="table"
        )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value.isoformat() if isinstance(value, date) else str(value)
