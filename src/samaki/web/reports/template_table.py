"""An empty table for a partner to fill: the headings in the reader's language, and one row marked as an example, which is never kept."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook

from samaki.agencies.country import pack
from samaki.intake.table import EXAMPLES, HEADINGS
from samaki.web.lists.sheet import MARK
from samaki.web.reports.as_read import heading

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def as_file(ending: str, lang: str) -> HttpResponse:
    """The template as `csv` or `xlsx`."""
    lines = [[heading(name, lang) for name in HEADINGS], _example(lang)]
    answer = HttpResponse(_csv(lines) if ending == "csv" else _workbook(lines), content_type=KINDS[ending])
    answer["Content-Disposition"] = f'attachment; filename="reports.{ending}"'
    return answer


def _example(lang: str) -> list[str]:
    """One row in the order of HEADINGS; its number says that it is the example."""
    place = pack().places.provinces[0].label(lang)
    told = {
        "what": _("EXAMPLE, delete this row: a girl of about 12 works at night in a bar"), "where": place, "when": "5/3/2026",
        "danger": _("unknown"), "id": EXAMPLES[lang == "km"],
    }  # fmt: skip
    return [told.get(name, "") for name in HEADINGS]


def _csv(lines: list[list[str]]) -> str:
    out = io.StringIO()
    out.write(MARK)
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def _workbook(lines: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    for column in "ABCDEFGH":
        book.active.column_dimensions[column].width = 24
    book.save(out)
    return out.getvalue()
