"""A unit's own cases in codes: the form, and the sealed file with its words, shown once."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.database.refusals import Invalid, together
from samaki.journeys.coded_export import rules
from samaki.journeys.coded_export.operations import Exported, export_own_cases
from samaki.web.account.proving import recently
from samaki.web.fields import field, mark, typed, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page

PURPOSES: dict[str, Callable[[], str]] = {
    "own_figures": lambda: _("To count our own work"),
    "report_to_funder": lambda: _("To report of our own work"),
    "own_records": lambda: _("To keep beside our own records"),
}
YEARS = 15


def missing(request: StaffRequest) -> None:
    """What is refused before anybody shows who they are."""
    rules.check_exports(request.member, request.now)
    with together():
        rules.check_asked(typed(request, "purpose"), _year(request))
        rules.check_key(typed(request, "key"))


@staff_page
@recently(opening=False, first=missing)
def own(request: StaffRequest) -> HttpResponse:
    """The form; then the file, once."""
    rules.check_exports(request.member, request.now)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            made = export_own_cases(
                purpose=typed(request, "purpose"), year=_year(request), key=typed(request, "key"), by=request.member,
                now=request.now,
            )  # fmt: skip
            return shown_once(page(request, "staff/coded_export_file.html", _made(made)), "/publication/own/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, errors), status=422 if errors else 200)


def _year(request: StaffRequest) -> int | None:
    return typed_number(request, "year", most=9999)


def _made(made: Exported) -> dict[str, Any]:
    return {"passphrase": made.words, "file": base64.b64encode(made.sealed).decode(),
            "file_name": f"samaki-htcds-{made.sha256[:8]}.tar.age",
            "rows": digits(made.rows)}  # fmt: skip


def _form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    this = calendar().local(request.now).year
    years = [{"value": str(year), "label": digits(year)} for year in range(this, this - YEARS, -1)]
    purposes = [{"value": code, "label": words()} for code, words in PURPOSES.items()]
    fields = [
        field("radios", "purpose", _("What is it for?"), options=purposes, value=request.POST.get("purpose", ""), hint=None),
        field("select", "year", _("Cases opened in which year?"), options=years, value=request.POST.get("year", ""), blank=_("All years"),
              hint=None),
        field("text", "key", _("To whose key? (age)"), value=request.POST.get("key", ""),
              hint=_("Only who holds that key opens the file. Begins with age1. Empty: it opens with words that are shown once.")),
    ]  # fmt: skip
    mark(fields, errors)
    lead = _("One row for each child of the cases on which your unit works, in the codes of the Human Trafficking Case Data Standard. No "
             "name, no place, no date, no words. Few children of one age and kind are still few people: never publish the rows. It is "
             "recorded that you took them.")  # fmt: skip
    return {"title": _("Our own cases in codes"), "lead": lead, "fields": fields, "errors": errors, "section": "measures",
            "submit_label": _("Make the sealed file"), "back": {"href": "/publication/", "label": _("Public figures")}}  # fmt: skip
