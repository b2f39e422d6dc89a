"""From a file to what is counted of it: choose the file, say what its columns mean, say what its words mean, look, keep. Until it is kept
nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.database.refusals import Invalid
from samaki.history import queries
from samaki.history.columns import CASES, COUNTS, Chosen
from samaki.history.operations import Sent, keep_old_list
from samaki.history.reading import MOST_BYTES, MOST_ROWS, Told, Words, read
from samaki.web.fields import field, mark, typed_list
from samaki.web.history import carried, mapping, showing
from samaki.web.history.carried import Table
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page

Fields = list[dict[str, Any]]
TEMPLATE = "staff/old_list_new.html"
LOOKED_AT = 5
"""First rows that are shown beside the choice of columns."""


def first(request: StaffRequest, errors: list[dict[str, str]]) -> HttpResponse:
    """Choose the file."""
    shapes = [
        {"value": COUNTS, "label": _("One row for each year and link, with numbers")},
        {"value": CASES, "label": _("One row for each hand-off, with dates")},
    ]
    fields = [
        field("text", "title", _("What is this list called?"), value=request.POST.get("title", ""),
              hint=_("Whose list it was, and of which years. No name of a person.")),
        field("radios", "shape", _("What is a row of the table?"), options=shapes, value=request.POST.get("shape", ""), hint=None),
        field("file", "table", _("The table"),
              hint=_("A workbook (XLSX) or a file in CSV, of at most %(rows)s rows and %(size)s kilobytes. The first row names the "
                     "columns.") % {"rows": digits(MOST_ROWS), "size": digits(MOST_BYTES // 1024)}),
    ]  # fmt: skip
    mark(fields, errors)
    told = {"step": "file", "fields": fields, "errors": errors, "submit_label": _("Read the table")}
    return page(request, TEMPLATE, _frame() | told, status=422 if errors else 200)


def taken(request: StaffRequest) -> HttpResponse:
    """The next step of what was sent. Raises Invalid where there is no table that could be carried on."""
    carries = request.POST.get("sealed", "")
    table = carried.opened(carries, request) if carries else carried.sent(request)
    one = _Step(request, table, carries or carried.sealed(table, request))
    go = request.POST.get("go", "")
    return one.columns([]) if go in ("", "back") else one.after(go)


class _Step:
    """One table on its way."""

    def __init__(self, request: StaffRequest, table: Table, sealed: str) -> None:
        self.request, self.table = request, table
        self.known = queries.remembered(request.member.unit.agency_id, table.heads)
        self.base = _frame() | {"sealed": sealed, "called": table.title}

    def after(self, go: str) -> HttpResponse:
        """What follows on what was chosen."""
        try:
            chosen = mapping.chosen_columns(self.table, self.request)
            asked = mapping.word_fields(self.table, chosen, self.known, self.request)
        except Invalid as refusal:
            return self.columns(errors_of(refusal))
        if go == "columns" and asked:
            return self._words(asked, [])
        try:
            words = mapping.chosen_words(self.table, chosen, self.request)
        except Invalid as refusal:
            return self._words(asked, errors_of(refusal))
        told = read(self.table.rows, chosen, words, calendar().local(self.request.now).date())
        return self._told(go, chosen, words, told)

    def _told(self, go: str, chosen: Chosen, words: Words, told: Told) -> HttpResponse:
        if go == "errors":
            return showing.wrong_rows(self.table, chosen, told)
        if go != "keep":
            return self._look(chosen, told, [])
        sent = Sent(self.table.sha256, self.table.heads, chosen, words, told)
        request, leave_out = self.request, "yes" in typed_list(self.request, "leave_out")
        try:
            row = keep_old_list(
                title=self.table.title, sent=sent, leave_out=leave_out, by=request.member, now=request.now
            )
        except Invalid as refusal:
            return self._look(chosen, told, errors_of(refusal))
        return HttpResponseRedirect(f"{showing.HOME}{row.id}/")

    def columns(self, errors: list[dict[str, str]]) -> HttpResponse:
        """What its columns mean."""
        rows, without = self.table.rows, self.table.without
        heads = [
            {"name": f"{digits(at + 1)} · {name}" if name else digits(at + 1), "out": at in without}
            for at, name in enumerate(self.table.names)
        ]
        beside = {"heads": heads, "first": [_padded(cells, len(heads)) for _number, cells in rows[1 : LOOKED_AT + 1]],
                  "remembered": self.known is not None and self.known[0].shape == self.table.shape, "without": bool(without)}  # fmt: skip
        return self._page("columns", mapping.column_fields(self.table, self.known, self.request), errors, beside)

    def _words(self, fields: Fields, errors: list[dict[str, str]]) -> HttpResponse:
        return self._page("words", fields, errors, {"hidden": self._chosen("of_")})

    def _look(self, chosen: Chosen, told: Told, errors: list[dict[str, str]]) -> HttpResponse:
        leave = field("checks", "leave_out", _("Rows that are wrong"), hint=None, options=[
            {"value": "yes", "label": _("Leave them out: the list will say how many")}])  # fmt: skip
        more = showing.looked_at(self.table, chosen, told, self.request.lang) | {
            "hidden": self._chosen("of_") | self._chosen("word_")
        }
        return self._page("look", [leave] if told.wrong and told.cells else [], errors, more)

    def _page(self, step: str, fields: Fields, errors: list[dict[str, str]], more: dict[str, Any]) -> HttpResponse:
        mark(fields, errors)
        told = self.base | more | {"step": step, "fields": fields, "errors": errors}
        return page(self.request, TEMPLATE, told, status=422 if errors else 200)

    def _chosen(self, before: str) -> dict[str, str]:
        """What was chosen in the steps before, to be sent once more."""
        return {name: self.request.POST[name] for name in self.request.POST if name.startswith(before)}


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * width][:width]


def _frame() -> dict[str, Any]:
    return {"title": _("Bring in old years"), "section": "measures", "home": showing.HOME}
