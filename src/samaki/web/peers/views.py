"""Peers ask, peers answer: the list, one question, its forms, each act, practice cards, what is hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.database.refusals import together
from samaki.threads.peers import operations as peers
from samaki.threads.peers import rules
from samaki.threads.peers.models import PeerAnswer, PeerQuestion
from samaki.web.fields import typed
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.peers import forms, looking, showing
from samaki.web.peers.looking import form_with_a_look

ROOMS = {"asked": "question", "answers": "answer", "cards": "card"}
"""Part of the address -> what is meant."""

ACTS = ("take-back", "flag", "remove", "clear")


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """Search, and one page of questions."""
    return page(request, "staff/peers.html", showing.listed(request))


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """A question with its answers."""
    found = PeerQuestion.objects.select_related("agency").get(id=key)
    return page(request, "staff/peer.html", showing.one(found, request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """Ask."""

    def sent() -> str:
        given: dict[str, Any] = {name: typed(request, name) for name in ("title", "text", "topic", "area")}
        return f"/peers/{peers.ask_peers(**given, **_by(request)).id}/"

    return form_with_a_look(
        request, sent, lambda errors: forms.question(request, errors), lambda: _place_and_words(request)
    )


@staff_page
def answer(request: StaffRequest, key: UUID) -> HttpResponse:
    """Answer."""
    asked = PeerQuestion.objects.get(id=key)
    rules.check_open(asked)

    def sent() -> str:
        peers.answer_peers(question_id=key, text=typed(request, "text"), **_by(request))
        return f"/peers/{key}/"

    return _form(request, sent, lambda errors: forms.answer(request, asked, errors), titled=False)


@staff_page
def correct(request: StaffRequest, room: str, key: UUID) -> HttpResponse:
    """Other words, by their author."""
    row = peers.KINDS[ROOMS[room]]._default_manager.get(id=key)
    rules.check_author(row, request.member)

    def sent() -> str:
        version = typed(request, "version")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        peers.correct_peers(
            what=ROOMS[room],
            key=key,
            title=typed(request, "title"),
            text=typed(request, "text"),
            version=number,
            **_by(request),
        )
        return forms.back_of(row)

    return _form(
        request, sent, lambda errors: forms.correct(request, row, forms.back_of(row), errors), titled=room != "answers"
    )


@staff_page
def keep(request: StaffRequest, key: UUID) -> HttpResponse:
    """An answer becomes a practice card."""
    row = PeerAnswer.objects.select_related("question").get(id=key)
    rules.check_open(row)

    def sent() -> str:
        given: dict[str, Any] = {name: typed(request, name) for name in ("title", "text", "step_kind")}
        peers.keep_card(answer_id=key, **given, **_by(request))
        return "/peers/cards/"

    return _form(request, sent, lambda errors: forms.card(request, row, row.question, errors), titled=True)


@require_POST
@staff_page
def act_on(request: StaffRequest, room: str, key: UUID, act: str) -> HttpResponse:
    """Taken back, hidden, or decided by an officer."""
    given: dict[str, Any] = {"what": ROOMS[room], "key": key, "by": request.member, "now": request.now}
    if act in ("remove", "clear"):
        peers.decide_flag(upheld=act == "remove", **given)
        return HttpResponseRedirect("/peers/hidden/")
    row = (peers.take_back_peers if act == "take-back" else peers.flag_peers)(**given)
    return HttpResponseRedirect("/peers/" if room == "asked" else forms.back_of(row))


@require_POST
@staff_page
def helped(request: StaffRequest, key: UUID, yes: bool) -> HttpResponse:
    """Who asked says whether it helped."""
    row = peers.mark_helped(answer_id=key, helped=yes, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/peers/{row.question_id}/")


@require_POST
@staff_page
def approve(request: StaffRequest, key: UUID) -> HttpResponse:
    """A third agency says that it is good practice."""
    peers.approve_card(card_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/peers/cards/")


@require_POST
@staff_page
def follow(request: StaffRequest) -> HttpResponse:
    """Be told of a topic, or no more."""
    peers.follow_topic(
        topic=typed(request, "topic"), follow=typed(request, "follow") == "yes", by=request.member, now=request.now
    )
    return HttpResponseRedirect("/peers/")


@staff_page
def cards(request: StaffRequest) -> HttpResponse:
    """Practice cards of peers."""
    return page(request, "staff/peer.html", showing.cards(request))


@staff_page
def hidden(request: StaffRequest) -> HttpResponse:
    """What somebody flagged."""
    return page(request, "staff/peer.html", showing.hidden(request))


def _by(request: StaffRequest) -> dict[str, Any]:
    return {"sure": looking.is_looked_at(request), "by": request.member, "now": request.now}


def _place_and_words(request: StaffRequest) -> None:
    with together() as told:
        told.of(rules.check_place, typed(request, "topic"), typed(request, "area"))
        looking.check_written(request, titled=True)


def _form(
    request: StaffRequest, sent: Callable[[], str], form: Callable[[forms.Errors], dict[str, Any]], *, titled: bool
) -> HttpResponse:
    return form_with_a_look(request, sent, form, lambda: looking.check_written(request, titled=titled))
