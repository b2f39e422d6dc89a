"""Moving all work of a unit, closing it and opening it again, and making two units one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies import rules
from samaki.agencies.models import Unit
from samaki.database.refusals import CannotMove, Invalid
from samaki.journeys import units, units_again
from samaki.web.directory import again
from samaki.web.directory import work as showing
from samaki.web.directory.showing import gone
from samaki.web.directory.sure import ask, sure
from samaki.web.directory.views import found
from samaki.web.fields import typed
from samaki.web.kept import kept_from
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def work(request: StaffRequest, code: str) -> HttpResponse:
    """What is open with the unit, and where it can go."""
    unit = found(code)
    rules.check_speaks_for(unit, request.now)
    return page(request, "staff/unit_work.html", showing.work(unit, request, []))


@require_POST
@staff_page
def change(request: StaffRequest, code: str, what: str) -> HttpResponse:
    """One of the three, asked once more: what is refused stands above the list of what is open, with what was typed."""
    unit = found(code)
    rules.check_open(unit, request.now)
    before, do = CHANGES[what]
    try:
        return HttpResponseRedirect(do(unit, request)) if sure(request) else before(unit, request)
    except Invalid as refusal:
        errors, status = errors_of(refusal), 422
    except CannotMove as refusal:
        errors, status = [{"field": "", "message": refusal.sentence}], refusal.status
        request.kept = kept_from(request)
        request.kept.title, request.kept.sentence = _("This did not happen"), refusal.sentence
    return page(request, "staff/unit_work.html", showing.work(found(code), request, errors), status=status)


@require_POST
@staff_page
def decide_merge(request: StaffRequest, key: UUID, what: str) -> HttpResponse:
    """The other side agrees, or one of both says no."""
    decide = {"agree": units.agree_to_merge, "refuse": units.refuse_merge}[what]
    merge = decide(merge_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/directory/{merge.into.code}/")


@require_POST
@staff_page
def open_again(request: StaffRequest, code: str) -> HttpResponse:
    """A unit that was closed by mistake, asked once more."""
    unit = found(code)
    if sure(request):
        units_again.open_unit_again(unit=unit, by=request.member, now=request.now)
        return HttpResponseRedirect(f"/directory/{code}/")
    units_again.check_opens_again(unit=unit, now=request.now)
    title = _("Open %(unit)s again?") % {"unit": unit.name}
    return ask(request, unit, title, again.before_open(unit, gone(unit, request), request), _("Yes, open it again now"),
               f"/directory/{code}/")  # fmt: skip


def _other(request: StaffRequest) -> Unit | None:
    return Unit.objects.filter(code=typed(request, "to_unit")).first()


def _ask_move(unit: Unit, request: StaffRequest) -> HttpResponse:
    rules.check_speaks_for(unit, request.now)
    new = units.check_moves(unit=unit, to_unit=_other(request), text=typed(request, "text"), now=request.now)
    title = _("Move the work of %(unit)s to %(other)s?") % {"unit": unit.name, "other": new.name}
    return ask(
        request, unit, title, showing.before_move(unit, new), _("Yes, move it now"), f"/directory/{unit.code}/work/"
    )


def _move(unit: Unit, request: StaffRequest) -> str:
    units.move_all_work(
        unit=unit, to_unit=_other(request), text=typed(request, "text"), by=request.member, now=request.now
    )
    return f"/directory/{unit.code}/work/"


def _ask_close(unit: Unit, request: StaffRequest) -> HttpResponse:
    units.check_closes(unit=unit, reason=typed(request, "reason"), text=typed(request, "text"), now=request.now)
    title = _("Close %(unit)s?") % {"unit": unit.name}
    return ask(request, unit, title, showing.before_close(unit, request), _("Yes, close it now"),
               f"/directory/{unit.code}/work/")  # fmt: skip


def _close(unit: Unit, request: StaffRequest) -> str:
    units.close_unit(unit=unit, reason=typed(request, "reason"), text=typed(request, "text"), by=request.member,
                     now=request.now)  # fmt: skip
    return f"/directory/{unit.code}/"


def _ask_merge(unit: Unit, request: StaffRequest) -> HttpResponse:
    into = rules.check_takes_over(unit, _other(request), request.now)
    units.check_proposes(unit=unit, into=into, why=typed(request, "text"))
    title = _("Propose that %(unit)s becomes part of %(into)s?") % {"unit": unit.name, "into": into.name}
    return ask(
        request, unit, title, showing.before_merge(unit, into), _("Yes, propose it"), f"/directory/{unit.code}/work/"
    )


def _merge(unit: Unit, request: StaffRequest) -> str:
    into = rules.check_takes_over(unit, _other(request), request.now)
    units.propose_merge(unit=unit, into=into, why=typed(request, "text"), by=request.member, now=request.now)
    return f"/directory/{unit.code}/"


CHANGES: dict[str, tuple[Callable[[Unit, StaffRequest], HttpResponse], Callable[[Unit, StaffRequest], str]]] = {
    "move": (_ask_move, _move),
    "close": (_ask_close, _close),
    "merge": (_ask_merge, _merge),
}
"""What is asked before, and what is done."""
