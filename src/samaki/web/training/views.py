"""Workshops: the list, one workshop, its acts, and the forms of who organises it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from samaki.agencies.models import Unit
from samaki.database.refusals import Invalid, together
from samaki.training import closing, inviting, planning, queries, rules, states
from samaki.training.models import Workshop, WorkshopSession
from samaki.training.promising import write_promise
from samaki.web.fields import typed, typed_list, typed_number
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.peers.looking import check_written, form_with_a_look, is_looked_at
from samaki.web.training import forms, people, showing

MOVES = {"open": planning.open_workshop, "begin": planning.begin_workshop, "cancel": planning.cancel_workshop}
PRINTED = ("list", "test", "certificates")


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """One page of workshops."""
    return page(request, "staff/workshops.html", showing.listed(request))


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """A workshop, and what it came to."""
    row = Workshop.objects.select_related("unit").get(id=key)
    return page(request, "staff/workshop.html", showing.one(row, request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """Plan one."""
    rules.check_organises(request.member, request.now)

    def sent() -> str:
        with together():  # what cannot be read and what cannot be are told at once
            row = planning.plan_workshop(
                programme=typed(request, "programme"), area=typed(request, "area"), **_whole(request), **_by(request)
            )
        return f"/training/{row.id}/"

    return shown_form(request, sent, lambda errors: forms.plan(request, errors))


@staff_page
def change(request: StaffRequest, key: UUID) -> HttpResponse:
    """Change or move it."""
    row = _ours(request, key)

    def sent() -> str:
        version = typed(request, "version")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        with together():
            planning.change_workshop(workshop_id=key, version=number, **_whole(request), **_by(request))
        return f"/training/{key}/"

    return shown_form(request, sent, lambda errors: forms.change(request, row, errors))


@staff_page
def invite(request: StaffRequest, key: UUID) -> HttpResponse:
    """Places for a unit."""
    row = _ours(request, key)

    def sent() -> str:
        unit, sure = _unit(request, "to_unit"), "yes" in typed_list(request, "sure")
        with together():
            places = typed_number(request, "places", most=rules.MOST_OF_UNIT)
            inviting.give_places(workshop_id=key, to_unit=unit, places=places, sure=sure, **_by(request))
        return f"/training/{key}/"

    return shown_form(request, sent, lambda errors: forms.invite(request, row, queries.invitations_of(row), errors))


@staff_page
def move(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Opened, begun, cancelled. Only opened, the address leads back to the page with its form."""
    if request.method == "POST":
        MOVES[act](workshop_id=key, **_by(request))
    else:
        _ours(request, key)
    return HttpResponseRedirect(f"/training/{key}/")


@staff_page
def finish(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is over; before its last session has ended, with a reason."""
    row = _ours(request, key)
    if request.method != "POST" and not (states.may_move("finish", row.state) and request.now < row.ends_at):
        return HttpResponseRedirect(f"/training/{key}/")  # its button stands there

    def sent() -> str:
        closing.finish_workshop(workshop_id=key, why=typed(request, "why"), **_by(request))
        return f"/training/{key}/"

    return shown_form(request, sent, lambda errors: forms.finish(request, row, errors))


@staff_page
def test(request: StaffRequest, key: UUID) -> HttpResponse:
    """Which part of the test can be sat now."""
    if request.method == "POST":
        planning.open_test(workshop_id=key, part=typed(request, "part"), **_by(request))
    else:
        _ours(request, key)
    return HttpResponseRedirect(f"/training/{key}/")


@staff_page
def change_session(request: StaffRequest, key: UUID) -> HttpResponse:
    """One session."""
    row = WorkshopSession.objects.get(id=key)
    _ours(request, row.workshop_id)

    def sent() -> str:
        given: dict[str, Any] = {name: typed(request, name) for name in ("trainers", "materials")}
        with together():
            given |= {
                "starts_at": forms.typed_time(request, "starts_at"),
                "minutes": typed_number(request, "minutes", most=9999),
            }
            planning.change_session(session_id=key, **given, **_by(request))
        return f"/training/{row.workshop_id}/"

    return shown_form(request, sent, lambda errors: forms.session(request, row, errors))


@staff_page
def practice(request: StaffRequest, key: UUID) -> HttpResponse:
    """A practice card of the workshop."""
    row = _ours(request, key)

    def sent() -> str:
        given: dict[str, Any] = {name: typed(request, name) for name in ("title", "text", "topic", "step_kind")}
        closing.write_practice(workshop_id=key, sure=is_looked_at(request), **given, **_by(request))
        return f"/training/{key}/"

    return form_with_a_look(
        request, sent, lambda errors: forms.practice(request, row, errors), lambda: check_written(request, titled=True)
    )


@staff_page
def promise(request: StaffRequest, key: UUID) -> HttpResponse:
    """What a unit says there that it will do."""
    row = _ours(request, key)

    def sent() -> str:
        with together():
            given = {
                "text": typed(request, "text"),
                "due_on": forms.typed_day(request, "due_on"),
                "owner": _unit(request, "owner"),
            }
        write_promise(workshop_id=key, sure="yes" in typed_list(request, "sure"), **given, **_by(request))  # type: ignore[arg-type]
        return f"/training/{key}/"

    return shown_form(request, sent, lambda errors: forms.promise(request, row, queries.invitations_of(row), errors))


@staff_page
def printed(request: StaffRequest, key: UUID, what: str) -> HttpResponse:
    """On paper: the attendance list, the test, certificates."""
    return page(request, "staff/workshop_print.html", people.printed(_ours(request, key), what, request))


def shown_form(
    request: StaffRequest, sent: Callable[[], str], form: Callable[[forms.Errors], dict[str, Any]]
) -> HttpResponse:
    """The page of one form; sent, the page that it leads to; refused, the same with what was typed."""
    errors: forms.Errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(sent())
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", form(errors), status=422 if errors else 200)


def _ours(request: StaffRequest, key: UUID) -> Workshop:
    row = Workshop.objects.select_related("unit").get(id=key)
    rules.check_organises(request.member, request.now, row)
    return row


def _unit(request: StaffRequest, name: str) -> Unit | None:
    chosen = typed(request, name)
    known = chosen.isascii() and chosen.isdigit() and len(chosen) < 9
    return Unit.objects.filter(principal=int(chosen)).first() if known else None


def _by(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.member, "now": request.now}


def _whole(request: StaffRequest) -> dict[str, Any]:
    return {"first_day": forms.typed_day(request, "first_day"), "places": typed_number(request, "places", most=rules.MOST_PLACES),
            "place": typed(request, "place"), "note": typed(request, "note")}  # fmt: skip
