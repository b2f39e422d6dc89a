"""One click to question a look; the member answers, the officer closes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.cases.models import Case
from samaki.journeys.guarding import questions, rules
from samaki.journeys.guarding.models import LookQuestion
from samaki.journeys.guarding.words import words_of
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.fields import options, typed
from samaki.web.guarding.emergencies import member_name
from samaki.web.moments import long_moment, short_moment
from samaki.web.pages import StaffRequest, page, staff_page


@require_POST
@staff_page
def question(request: StaffRequest, key: UUID) -> HttpResponse:
    """One click: the member is asked why they looked."""
    row = questions.question_look(entry_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/questions/{row.id}/")


@staff_page
def mine(request: StaffRequest) -> HttpResponse:
    """The questions that wait for my answer."""
    rows = LookQuestion.objects.filter(member_id=request.member.id).order_by("-asked_at")[:50]
    found = [
        {
            "name": short_moment(row.asked_at),
            "text": STATES[questions.stands(row, request.now)]() + about(row),
            "href": f"/questions/{row.id}/",
            "link": _("Open"),
        }
        for row in rows
    ]
    notes = [] if found else [{"words": _("Nobody has asked you about a look.")}]
    context = {
        "title": _("Questions about your looks"),
        "rows": found,
        "notes": notes,
        "fields": [],
        "back": {"href": "/desk/", "label": _("Desk")},
    }
    return page(request, "staff/form.html", context)


@staff_page
def one_question(request: StaffRequest, key: UUID) -> HttpResponse:
    """A question, its answer, its end; the form of whoever must act."""
    return page(request, "staff/form.html", _question(LookQuestion.objects.get(id=key), request))


@require_POST
@staff_page
def act_on_question(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Answered by the member, or closed by the officer."""
    given = {"question_id": key, "text": typed(request, "text"), "by": request.member, "now": request.now}
    if act == "answer":
        questions.answer_look(**given)
    else:
        questions.close_look(outcome=typed(request, "outcome"), **given)
    return HttpResponseRedirect(f"/questions/{key}/")


ACTS = ("answer", "close")


def code_of(row: LookQuestion, told: dict[str, str]) -> str:
    """The case of the look as the question named it; of one that was asked before questions did, where the case is open to the
    reader. Whether the case is open now is not said: it would tell of a wall (docs/security.md)."""
    if told.get("code") or row.case_id is None:
        return told.get("code", "")
    return Case.objects.filter(id=row.case_id).values_list("code", flat=True).first() or ""


def about(row: LookQuestion) -> str:
    """The case of a question, for a line in a list."""
    code = code_of(row, words_of(row))
    return f" · {code}" if code else ""


def _at_what(row: LookQuestion, told: dict[str, str]) -> str:
    if told.get("act") in WHAT:
        return f"{WHAT[told['act']]()}, {short_moment(datetime.fromisoformat(told['at']))}"
    entry = LedgerEntry.objects.filter(id=row.entry_id).first()
    return f"{WHAT[entry.act]()}, {short_moment(entry.recorded_at)}" if entry else ""


def _question(row: LookQuestion, request: StaffRequest) -> dict[str, Any]:
    told, state = words_of(row), questions.stands(row, request.now)
    rows = [
        (_("Code of the case"), code_of(row, told)),
        (_("Who looked"), member_name(row.member_id)),
        (_("At what"), _at_what(row, told)),
        (_("Asked by"), f"{member_name(row.asked_by)}, {short_moment(row.asked_at)}"),
        (_("The question"), told.get("question", "") or _("Why did you look?")),
        (_("To be answered by"), long_moment(row.due_at) if state in ("asked", "late") else ""),
        (_("The answer"), told.get("answer", "")),
        (_("How it was closed"), words.reason_name("look_answer", row.outcome, request.lang) if row.outcome else ""),
        (_("The officer's words"), told.get("closing", "")),
    ]
    base = f"/questions/{row.id}"
    more: list[dict[str, Any]] = []
    if row.member_id == request.member.id and state in ("asked", "late"):
        more.append(
            {
                "href": f"{base}/answer/",
                "summary": _("Answer"),
                "label": _("Send the answer"),
                "fields": [{"kind": "area", "name": "text", "label": _("Why did you look?"), "rows": 3}],
            }
        )
    if (
        row.member_id != request.member.id
        and state in ("answered", "late")
        and rules.is_officer(request.member, request.now)
    ):
        outcomes = options(pack().reasons["look_answer"].values(), request.lang)
        fields = [
            {"kind": "radios", "name": "outcome", "label": _("What came of it?"), "options": outcomes},
            {"kind": "area", "name": "text", "label": _("In your own words"), "rows": 2},
        ]
        more.append(
            {"href": f"{base}/close/", "summary": _("Close the question"), "label": _("Close it"), "fields": fields}
        )
    return {
        "title": _("A question about a look"),
        "rows": [{"name": name, "text": text} for name, text in rows if text],
        "notes": [{"words": STATES[state]()}],
        "fields": [],
        "more": more,
        "back": {
            "href": "/questions/" if row.member_id == request.member.id else "/confidentiality/",
            "label": _("Back"),
        },
    }


WHAT = {
    "identity.look": lambda: _("a name"),
    "document.look": lambda: _("a document"),
    "document.fetch": lambda: _("a document, taken away"),
    "people.search": lambda: _("a search by name"),
    "reporter.look": lambda: _("who told us"),
    "placement.look": lambda: _("where a child stays"),
}


STATES = {
    "asked": lambda: _("It waits for the member's answer."),
    "late": lambda: _("The time to answer is over."),
    "answered": lambda: _("It was answered. The confidentiality officer closes it."),
    "closed": lambda: _("It is closed."),
}
