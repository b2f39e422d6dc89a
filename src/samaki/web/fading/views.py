"""One page for the plan of an area; each act has an address of its own, and comes back to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.agencies.country import calendar
from samaki.agencies.stages.queries import plan_areas
from samaki.database.refusals import Invalid, together
from samaki.stepping_back.fading.operations import (
    LONGEST_CALL,
    call_mentor,
    decide_stage,
    end_call,
    end_money,
    promise_money,
)
from samaki.web.fading.showing import shown
from samaki.web.fields import read_moment, typed, typed_number
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def plan(request: StaffRequest, area: str) -> HttpResponse:
    """The stage, what the data say, what was decided."""
    _known(area)
    return page(request, "staff/fading.html", shown(request, area, "", []))


@staff_page
def decide(request: StaffRequest, area: str) -> HttpResponse:
    """A stage is decided for, by who oversees."""

    def act() -> None:
        with together():
            after = typed_number(request, "after", most=99_999)
            why = typed(request, "why")
        decide_stage(
            area=area, stage=typed(request, "stage"), after=after or 0, why=why, by=request.member, now=request.now
        )

    return _done(request, area, "stage", act)


@staff_page
def promise(request: StaffRequest, area: str) -> HttpResponse:
    """Money is written down: for the chain, or for a recall."""

    def act() -> None:
        with together():
            since, until = _day(request, "since"), _day(request, "until")
        promise_money(area=area, purpose=typed(request, "purpose"), fund=typed(request, "fund"), caller=typed(request, "caller"),
                      since=since or calendar().local(request.now).date(), until=until, by=request.member, now=request.now)  # fmt: skip

    return _done(request, area, "money", act)


@staff_page
def call(request: StaffRequest, area: str) -> HttpResponse:
    """The mentor is called back."""

    def act() -> None:
        with together():
            days = typed_number(request, "days", most=LONGEST_CALL)
        call_mentor(area=area, money_id=UUID(typed(request, "money")), kind=typed(request, "kind"), days=days, by=request.member,
                    now=request.now)  # fmt: skip

    return _done(request, area, "call", act)


@require_POST
@staff_page
def end_promise(request: StaffRequest, area: str, key: UUID) -> HttpResponse:
    """The money is not there any more."""
    end_money(money_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(_of(area))


@require_POST
@staff_page
def end(request: StaffRequest, area: str, key: UUID) -> HttpResponse:
    """The mentor goes again."""
    end_call(call_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(_of(area))


def _done(request: StaffRequest, area: str, form: str, act: Callable[[], None]) -> HttpResponse:
    """The act of a form of the page, or the page with what was wrong in it."""
    _known(area)
    if request.method == "POST":
        try:
            act()
        except Invalid as refusal:
            return page(request, "staff/fading.html", shown(request, area, form, errors_of(refusal)), status=422)
    return HttpResponseRedirect(_of(area))


def _day(request: StaffRequest, name: str) -> date | None:
    """A day that may lie ahead; None when nothing was typed."""
    text = typed(request, name)
    return calendar().local(read_moment(text, name)[0]).date() if text else None


def _known(area: str) -> None:
    if area not in plan_areas():
        raise Http404


def _of(area: str) -> str:
    return f"/independence/areas/{area}/"
