"""A partner's table of reports: first what would come of it, row by row; then it is imported. Nothing is stored in between: the
table travels with the page, sealed for this member."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.cases.rules import check_works_cases
from samaki.database.refusals import Invalid, Refusal
from samaki.intake.table import MOST_BYTES, Row, Table, decoded, read_table
from samaki.intake.telling import send_report
from samaki.web.lists.sheet import MARK, harmless
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.reports import as_read, receipts
from samaki.web.reports.template_table import as_file


@staff_page
def import_reports(request: StaffRequest) -> HttpResponse:
    """Choose a table; look at what would come of it; import it."""
    check_works_cases(request.member, request.now)
    if request.method != "POST":
        ending = request.GET.get("template", "")
        return as_file(ending, request.lang) if ending in ("csv", "xlsx") else _shown(request, {})
    try:
        if request.POST.get("go", "") == "receipts":
            return receipts.as_table(request)
        text = _text(request)
        table = read_table(text, request.now)
    except Invalid as refusal:
        return _shown(request, {"errors": errors_of(refusal)}, 422)
    go = request.POST.get("go", "")
    if go == "errors":
        return _errors(table)
    if go == "import":
        return _shown(request, _imported(table, request))
    return _shown(request, as_read.tried(table, request) | {"sealed": _sealed(text, request)})


def _shown(request: StaffRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    told = {"section": "reports", "allowed": as_read.allowed(request.lang)}
    return page(request, "staff/import_reports.html", told | context, status=status)


def _text(request: StaffRequest) -> str:
    """What was chosen now, or what the page carried."""
    if sealed := request.POST.get("sealed", ""):
        return _opened(sealed, request)
    chosen = request.FILES.get("table")
    if chosen is None:
        raise Invalid(_("Choose the file of the table."), field="table")
    if (chosen.size or 0) > MOST_BYTES:
        raise Invalid(_("This table is too large. Send at most %(most)s rows at once.") % {"most": 200}, field="table")
    return decoded(chosen.read(), chosen.name or "")


def _imported(table: Table, request: StaffRequest) -> dict[str, Any]:
    done, wrong = [], []
    for row in table.rows:
        if row.wrong:
            continue
        try:
            receipt = send_report(
                told=row.told, key=row.key(request.member), channel="import", by=request.member, now=request.now
            )
            done.append({"row": digits(row.number), "own": row.own, "receipt": receipt})
        except Refusal as refusal:
            wrong.append({"row": digits(row.number), "text": refusal.sentence})
    return {"imported": done, "wrong": wrong, "receipts": receipts.sealed(done, request) if done else ""}


def _errors(table: Table) -> HttpResponse:
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_("Row"), _("Number of the partner"), _("Column"), _("What stands there"), _("What is wrong")])
    for row, name, sentence in _wrong_of(table.rows):
        writer.writerow(
            [
                str(row.number),
                harmless(row.own),
                harmless(table.columns.get(name, name)),
                harmless(as_read.typed_of(row, name).removesuffix(": ")),
                harmless(sentence),
            ]
        )
    return receipts.file_of(out.getvalue(), "wrong-rows.csv")


def _wrong_of(rows: list[Row]) -> list[tuple[Row, str, str]]:
    return [(row, name, sentence) for row in rows for name, sentence in row.wrong]


def _sealed(text: str, request: StaffRequest) -> str:
    return receipts.seal({"table": text}, request)


def _opened(sealed: str, request: StaffRequest) -> str:
    return str(receipts.opened(sealed, request).get("table", ""))
