"""Pages of people, for who organises the workshop: the list, ticks, the number in the room, one participant, contact cards."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.database.refusals import CannotMove, Invalid
from samaki.training import attending, closing, inviting, queries, rules
from samaki.training.models import Workshop, WorkshopSeat, WorkshopSession
from samaki.training.words import words_of
from samaki.web.fields import typed, typed_list
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.training import forms, people
from samaki.web.training.views import shown_form

MOST_TICKS = 2000


@staff_page
def listed(request: StaffRequest, key: UUID) -> HttpResponse:
    """Everybody of a workshop, a page at a time."""
    return page(request, "staff/workshop_people.html", people.listed(_of(request, key), request))


@staff_page
def add(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody is written on the list."""
    row = _of(request, key)
    found = queries.invitations_of(row)

    def sent() -> str:
        chosen = next((one for one in found if str(one.id) == typed(request, "invitation")), None)
        if chosen is None:
            raise Invalid(_("Choose from the list."), field="invitation")
        given: dict[str, Any] = {name: typed(request, name) for name in ("name", "phone", "role")}
        inviting.take_place(
            code=inviting.code_of(chosen),
            key="",
            contact="yes" in typed_list(request, "contact"),
            **given,
            **_by(request),
        )
        return f"/training/{key}/people/"

    return shown_form(request, sent, lambda errors: forms.add(request, row, found, errors))


@staff_page
def ticks(request: StaffRequest, key: UUID) -> HttpResponse:
    """Who was at a session."""
    session = WorkshopSession.objects.get(id=key)
    row = _of(request, session.workshop_id)
    if request.method == "POST":
        there, was, shown = (_keys(request, name) for name in ("there", "was", "listed"))
        # what was changed on the page alone: who signed in while the list was open stays
        changed = {one for one in shown if (one in there) != (one in was)}
        attending.tick_list(session_id=key, present=there, listed=changed, **_by(request))
        return HttpResponseRedirect(f"/training/{row.id}/")
    return page(request, "staff/workshop_ticks.html", people.ticks(session, row, request))


@staff_page
def room(request: StaffRequest, key: UUID) -> HttpResponse:
    """The number and the picture to show in the room."""
    session = WorkshopSession.objects.get(id=key)
    if _of(request, session.workshop_id).state != "running":
        raise CannotMove(_("Nobody can sign in now: the workshop does not run."))
    rules.check_begun(session.starts_at, request.now)
    if rules.is_over(session.ends_at, request.now):
        raise CannotMove(
            _("This session is over: nobody signs in with its number any more. Tick on its list who was there.")
        )
    response = page(request, "staff/workshop_room.html", people.room(session, request))
    response["Refresh"] = str(people.SHOWN_FOR // 2)
    return response


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One participant."""
    seat = WorkshopSeat.objects.select_related("to_unit").get(id=key)
    return page(request, "staff/workshop_seat.html", people.one(seat, _of(request, seat.workshop_id), request))


@staff_page
def withdraw(request: StaffRequest, key: UUID) -> HttpResponse:
    """A place is taken back. Only opened, the address leads back to the page with its form."""
    if request.method != "POST":
        return _to_seat(request, key)
    row = inviting.withdraw_seat(seat_id=key, **_by(request))
    return HttpResponseRedirect(f"/training/{row.workshop_id}/people/")


@staff_page
def renew(request: StaffRequest, key: UUID) -> HttpResponse:
    """Another link to the place; the one before opens nothing any more."""
    if request.method == "POST":
        inviting.renew_link(seat_id=key, **_by(request))
    return _to_seat(request, key)


@staff_page
def paper(request: StaffRequest, key: UUID, part: str) -> HttpResponse:
    """A test from paper."""
    seat = WorkshopSeat.objects.get(id=key)
    row = _of(request, seat.workshop_id)
    sat = queries.sittings_of(seat).get(part)

    def sent() -> str:
        attending.enter_sitting(seat_id=key, part=part, answers=forms.answers(request, row.programme), **_by(request))
        return f"/training/seats/{key}/"

    given = dict(sat.answers) if sat is not None else {}
    return shown_form(request, sent, lambda errors: forms.paper(request, seat, row.programme, part, given, errors))


@staff_page
def check(request: StaffRequest, key: UUID) -> HttpResponse:
    """Half a year later."""
    seat = WorkshopSeat.objects.get(id=key)
    _of(request, seat.workshop_id)

    def sent() -> str:
        given: dict[str, Any] = {"in_post": typed(request, "in_post"), "observed": typed_list(request, "observed")}
        closing.check_seat(seat_id=key, **given, **_by(request))
        return f"/training/{seat.workshop_id}/people/"

    return shown_form(request, sent, lambda errors: forms.check(request, seat, words_of(seat)["name"], errors))


@staff_page
def cards(request: StaffRequest) -> HttpResponse:
    """Who of our unit agreed to be in the directory."""
    return page(request, "staff/workshop_cards.html", people.cards(request))


@staff_page
def card(request: StaffRequest, key: UUID) -> HttpResponse:
    """Into the directory. Only opened, the address leads back to the cards."""
    if request.method == "POST":
        closing.keep_contact_card(seat_id=key, matter=typed(request, "matter"), **_by(request))
    else:
        WorkshopSeat.objects.get(id=key)
    return HttpResponseRedirect("/training/cards/")


def _of(request: StaffRequest, key: UUID) -> Workshop:
    row = Workshop.objects.get(id=key)
    rules.check_organises(request.member, request.now, row)
    return row


def _to_seat(request: StaffRequest, key: UUID) -> HttpResponse:
    _of(request, WorkshopSeat.objects.get(id=key).workshop_id)
    return HttpResponseRedirect(f"/training/seats/{key}/")


def _keys(request: StaffRequest, name: str) -> set[UUID]:
    given = (one for text in request.POST.getlist(name) for one in text.split(",") if one)
    return {UUID(one) for one in islice(given, MOST_TICKS)}


def _by(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.member, "now": request.now}
