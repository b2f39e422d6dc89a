"""The room of a unit and its mentor; each act comes back to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.cases.naming import record_named
from samaki.database.refusals import Invalid, together
from samaki.journeys.mentoring import operations as mentoring
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds
from samaki.web.fields import read_moment, typed
from samaki.web.mentoring import showing
from samaki.web.pages import StaffRequest, errors_of, page, recorded, staff_page

ONE_TAP = {"done": "do", "reached": "reach", "dropped": "drop", "reopen": "reopen", "take-back": "take_back"}
"""Part of the address -> the move."""


@staff_page
def room(request: StaffRequest) -> HttpResponse:
    """Of a mentor: the units that it works with. Of everybody else: their own unit's page."""
    if not _is_mentors(request):
        return HttpResponseRedirect(_of(request.member.unit))
    chosen = request.GET.get("unit", "")
    if chosen and (unit := Unit.objects.filter(code=chosen).first()):
        return HttpResponseRedirect(_of(unit))
    return page(request, "staff/mentoring_units.html", showing.units_of(request))


@staff_page
def of_unit(request: StaffRequest, code: str) -> HttpResponse:
    """What stands between the unit and its mentor."""
    return page(request, "staff/mentoring.html", showing.of_unit(request, _unit(request, code), "", []))


@staff_page
def write(request: StaffRequest, code: str, act: str) -> HttpResponse:
    """One of the forms of the page."""
    unit = _unit(request, code)
    if request.method != "POST":
        return HttpResponseRedirect(_of(unit))
    try:
        with together():
            given = ACTS[act](request)
        WRITES[act](**given, **_of_unit(act, unit), **_common(request))
    except Invalid as refusal:
        return _refused(request, unit, act, refusal)
    return HttpResponseRedirect(_of(unit))


@staff_page
def answer(request: StaffRequest, key: UUID) -> HttpResponse:
    """The mentor answers what a unit asked."""
    row = MentoringEntry.objects.select_related("unit").get(id=key)
    if request.method != "POST":
        return HttpResponseRedirect(_of(row.unit))
    try:
        mentoring.answer_advice(entry_id=key, text=typed(request, "text"), **_common(request))
    except Invalid as refusal:
        return _refused(request, row.unit, f"answer-{key}", refusal)
    return HttpResponseRedirect(_of(row.unit))


@staff_page
def move(request: StaffRequest, key: UUID, move: str) -> HttpResponse:
    """Done, reached, dropped, open again, taken back. Only opened, the address leads back to the page with its button."""
    if request.method != "POST":
        return HttpResponseRedirect(_of(MentoringEntry.objects.select_related("unit").get(id=key).unit))
    row = mentoring.move_entry(entry_id=key, move=ONE_TAP[move], by=request.member, now=request.now)
    return HttpResponseRedirect(_of(row.unit))


def _refused(request: StaffRequest, unit: Unit, form: str, refusal: Invalid) -> HttpResponse:
    """The page with what was wrong. Who is told that a name stands in their text has looked at that name."""
    shown = page(request, "staff/mentoring.html", showing.of_unit(request, unit, form, errors_of(refusal)), status=422)
    people = [person for one in refusal.each for person in getattr(one, "people", ())]
    given = {"why": "mentoring", "by": request.member, "now": request.now}
    return recorded(shown, lambda: record_named(people=people, **given)) if people else shown


def _text(request: StaffRequest) -> dict[str, Any]:
    return {"kind": typed(request, "kind"), "text": typed(request, "text")}


def _dated(request: StaffRequest) -> dict[str, Any]:
    return _text(request) | {"on_day": _day(request)}


def _seen(request: StaffRequest) -> dict[str, Any]:
    given = _dated(request)
    checklist = pack().mentoring.checklists.get(given["kind"])
    items = {item.code: typed(request, f"item_{item.code}") for item in (checklist.items if checklist else ())}
    return given | {"items": items}


def _day(request: StaffRequest) -> date | None:
    text = typed(request, "on_day")
    return calendar().local(read_moment(text, "on_day")[0]).date() if text else None


ACTS: dict[str, Callable[[StaffRequest], dict[str, Any]]] = {
    "advice": _text, "visit": _dated, "note": _text, "observation": _seen, "goal": _dated,
}  # fmt: skip
"""Part of the address -> what is read of its form."""

WRITES: dict[str, Callable[..., Any]] = {
    "advice": mentoring.ask_advice, "visit": mentoring.plan_visit, "note": mentoring.write_coaching,
    "observation": mentoring.observe_function, "goal": mentoring.plan_goal,
}  # fmt: skip


def _of_unit(act: str, unit: Unit) -> dict[str, Any]:
    """Advice is asked by one's own unit, so that it is not named."""
    return {} if act == "advice" else {"unit": unit}


def _common(request: StaffRequest) -> dict[str, Any]:
    return {"sure": request.POST.get("sure") == "yes", "by": request.member, "now": request.now}


def _unit(request: StaffRequest, code: str) -> Unit:
    """The reader's own unit, or for a mentor any other one."""
    unit = Unit.objects.get(code=code)
    if unit.principal != request.member.unit_id and not (_is_mentors(request) and unit.kind not in mentor_kinds()):
        raise Http404
    return unit


def _is_mentors(request: StaffRequest) -> bool:
    return request.member.unit.kind in mentor_kinds()


def _of(unit: Unit) -> str:
    return f"/mentoring/units/{unit.code}/"
