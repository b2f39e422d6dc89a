"""Opening what is sealed, by two: who told us, or where a child stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases import queries
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid
from samaki.intake.models import Report
from samaki.journeys.guarding import rules, unsealing
from samaki.journeys.guarding.models import Unsealing
from samaki.journeys.guarding.words import words_of
from samaki.web import words
from samaki.web.account.proving import recently, wordless
from samaki.web.fields import field, mark, options, typed
from samaki.web.guarding.emergencies import member_name, take_back_form
from samaki.web.moments import length, long_moment, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page


@staff_page
@recently(opening=False)
def of_reporter(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ask to know who told us."""
    report = Report.objects.select_related("holder").get(id=key)
    back = {"href": f"/reports/{key}/", "label": _("Back to the report")}
    title = _("Ask who told us")
    lead = _(
        "A reporter is never identified against their will. Ask yourself first whether a question by their receipt would do."
    )
    return _ask(request, "reporter", lambda given: unsealing.ask_reporter(report=report, **given), title, lead, back)


@staff_page
@recently(opening=False)
def of_place(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Ask where a child stays."""
    case = queries.case_of(code)
    child = Person.objects.select_related("case").get(id=key, case=case, part="survivor")
    back = {"href": f"/cases/{code}/", "label": _("Back"), "code": code}
    title = _("Ask where the child stays")
    lead = _(
        "The place is sealed so that nobody follows the child there. Often a call to whoever looks after the child is enough."
    )
    return _ask(request, "placement", lambda given: unsealing.ask_placement(child=child, **given), title, lead, back)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was asked, how it stands; for the officer yes and no, for the asker the one look."""
    return page(request, "staff/form.html", _shown(Unsealing.objects.get(id=key), request))


@require_POST
@staff_page
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """Who asked takes it back before it was answered."""
    unsealing.take_back_unsealing(unsealing_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/unsealings/{key}/")


@require_POST
@staff_page
@recently(opening=False, first=wordless(Unsealing, "open"))
def answer(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Agreed or refused by an officer, or opened by who asked: shown this once."""
    if act == "open":
        told = unsealing.open_unsealed(unsealing_id=key, by=request.member, now=request.now)
        return shown_once(page(request, "staff/form.html", _opened(told, key)), f"/unsealings/{key}/")
    unsealing.answer_unsealing(
        unsealing_id=key, agreed=act == "agree", text=typed(request, "text"), by=request.member, now=request.now
    )
    return HttpResponseRedirect(f"/unsealings/{key}/")


ACTS = ("agree", "refuse", "open")


def _ask(
    request: StaffRequest,
    what: str,
    told: Callable[[dict[str, Any]], Unsealing],
    title: str,
    lead: str,
    back: dict[str, str],
) -> HttpResponse:
    errors = []
    if request.method == "POST":
        try:
            row = told(
                {
                    "reason": typed(request, "reason"),
                    "text": typed(request, "text"),
                    "by": request.member,
                    "now": request.now,
                }
            )
            return HttpResponseRedirect(f"/unsealings/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    post = request.POST
    fields = [
        field(
            "radios",
            "reason",
            _("What do you need it for?"),
            value=post.get("reason", ""),
            options=options(pack().reasons[unsealing.LISTS[what]].values(), request.lang),
        ),
        field("area", "text", _("Why is there no other way?"), value=post.get("text", ""), rows=3, hint=None),
    ]
    mark(fields, errors)
    lasts = length(pack().guarding.unsealing.amount, pack().guarding.unsealing.unit)
    more = _(
        "A confidentiality officer decides. If they agree you can look once, within %(time)s. Both are written down."
    ) % {"time": lasts}
    context = {
        "title": title,
        "lead": f"{lead} {more}",
        "fields": fields,
        "submit_label": _("Ask the confidentiality officer"),
        "back": back,
        "errors": errors,
    }
    return page(request, "staff/form.html", context, status=422 if errors else 200)


def _shown(row: Unsealing, request: StaffRequest) -> dict[str, Any]:
    state, mine = unsealing.stands(row, request.now), row.asked_by == request.member.id
    more: list[dict[str, Any]] = []
    if state == "asked" and not mine and rules.is_officer(request.member, request.now) and row.decider in _guarded():
        more = [
            _act(row, "agree", _("I agree"), _("Agree to one look")),
            _act(row, "refuse", _("I do not agree"), _("Say no")),
        ]
    elif state == "asked" and mine:
        more = [take_back_form(f"/unsealings/{row.id}")]
    elif state == "agreed" and mine:
        more = [
            {
                "href": f"/unsealings/{row.id}/open/",
                "summary": _("Look now"),
                "label": _("Open it, this once (recorded)"),
                "fields": [],
            }
        ]
    title = _("Asked: who told us") if row.what == "reporter" else _("Asked: where the child stays")
    return {
        "title": title,
        "rows": _rows(row, request),
        "notes": [{"words": STATES[state]()}],
        "fields": [],
        "more": more,
        "back": {"href": "/desk/", "label": _("Desk")},
    }


def _act(row: Unsealing, act: str, summary: str, label: str) -> dict[str, Any]:
    fields = [{"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}]
    return {"href": f"/unsealings/{row.id}/{act}/", "summary": summary, "label": label, "fields": fields}


def _guarded() -> list[int]:
    from samaki.journeys.guarding.conflicts import guarded

    return guarded()


def _rows(row: Unsealing, request: StaffRequest) -> list[dict[str, str]]:
    told = words_of(row)
    names = {unit.principal: unit.name for unit in Unit.objects.filter(principal__in={row.unit, row.decider})}
    case = Case.objects.filter(id=row.case_id).only("code").first() if row.case_id else None
    rows = [
        (_("Code of the case"), case.code if case else ""),
        (_("Asked by"), f"{member_name(row.asked_by)}, {names.get(row.unit, '')}, {short_moment(row.asked_at)}"),
        (_("What for"), words.unsealing_reason(row.what, row.reason, request.lang)),
        (_("In their words"), told.get("text", "")),
        (_("Who decides"), _("A confidentiality officer of %(unit)s") % {"unit": names.get(row.decider, "")}),
        (
            _("Answered by"),
            f"{member_name(row.answered_by)}, {short_moment(row.answered_at)}" if row.answered_at else "",
        ),
        (_("Their reason"), told.get("answer", "")),
        (_("Can be opened until"), long_moment(row.until) if row.until and row.opened_at is None else ""),
        (_("Opened"), short_moment(row.opened_at) if row.opened_at else ""),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def _opened(told: dict[str, str], key: UUID) -> dict[str, Any]:
    labels = {
        "contact": _("How to reach who told us"),
        "safe": _("When and how that is safe"),
        "place": _("Where the child stays"),
    }
    rows = [{"name": labels.get(name, name), "text": text} for name, text in told.items()]
    notes = [{"words": _("This is shown once, and it is recorded that you saw it. Write nothing of it into a note.")}]
    if not rows:
        notes.insert(0, {"words": _("Nothing was recorded: there is nothing to see.")})
    return {
        "title": _("Opened this once"),
        "rows": rows,
        "notes": notes,
        "fields": [],
        "back": {"href": f"/unsealings/{key}/", "label": _("Back")},
    }


STATES = {
    "asked": lambda: _("It waits for a confidentiality officer. Nothing is open."),
    "withdrawn": lambda: _("Who asked took it back before it was answered. Nothing was opened."),
    "lapsed": lambda: _("Nobody decided in time. Nothing was opened; ask again if it is still needed."),
    "refused": lambda: _("The confidentiality officer did not agree. Nothing was opened."),
    "agreed": lambda: _("Agreed. The member who asked can look, once."),
    "over": lambda: _("The time to look is over, and nobody looked."),
    "opened": lambda: _("It was looked at, and is closed again."),
}
