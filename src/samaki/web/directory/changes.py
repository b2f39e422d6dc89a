"""Moving all work of a unit, closing it, and making two units one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.agencies import rules
from samaki.agencies.models import Unit
from samaki.database.refusals import CannotMove, Invalid
from samaki.journeys import units
from samaki.web.directory import forms
from samaki.web.directory.views import found
from samaki.web.fields import typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def work(request: StaffRequest, code: str) -> HttpResponse:
    """What is open with the unit, and where it can go."""
    unit = found(code)
    rules.check_speaks_for(unit, request.now)
    return page(request, "staff/unit_work.html", forms.work(unit, request, []))


@require_POST
@staff_page
def change(request: StaffRequest, code: str, what: str) -> HttpResponse:
    """One of the three: what is refused stands above the list of what is open."""
    unit = found(code)
    rules.check_open(unit, request.now)
    try:
        return HttpResponseRedirect(CHANGES[what](unit, request))
    except Invalid as refusal:
        errors, status = errors_of(refusal), 422
    except CannotMove as refusal:
        errors, status = [{"field": "", "message": refusal.sentence}], refusal.status
    return page(request, "staff/unit_work.html", forms.work(found(code), request, errors), status=status)


@require_POST
@staff_page
def decide_merge(request: StaffRequest, key: UUID, what: str) -> HttpResponse:
    """The other side agrees, or one of both says no."""
    decide = {"agree": units.agree_to_merge, "refuse": units.refuse_merge}[what]
    merge = decide(merge_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/directory/{merge.into.code}/")


def _other(request: StaffRequest) -> Unit | None:
    return Unit.objects.filter(code=typed(request, "to_unit")).first()


def _move(unit: Unit, request: StaffRequest) -> str:
    units.move_all_work(
        unit=unit, to_unit=_other(request), text=typed(request, "text"), by=request.member, now=request.now
    )
    return f"/directory/{unit.code}/work/"


def _close(unit: Unit, request: StaffRequest) -> str:
    units.close_unit(unit=unit, reason=typed(request, "reason"), text=typed(request, "text"), by=request.member,
                     now=request.now)  # fmt: skip
    return f"/directory/{unit.code}/"


def _merge(unit: Unit, request: StaffRequest) -> str:
    into = rules.check_takes_over(unit, _other(request), request.now)
    units.propose_merge(unit=unit, into=into, why=typed(request, "text"), by=request.member, now=request.now)
    return f"/directory/{unit.code}/"


CHANGES: dict[str, Callable[[Unit, StaffRequest], str]] = {"move": _move, "close": _close, "merge": _merge}
