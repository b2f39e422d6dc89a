"""Calls to a member: their own choice, the call that proves their number, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.channels.voice.choosing import calls_of, choice_of, choose_calls, number_of, proof_of
from samaki.channels.voice.gateways import caller
from samaki.channels.voice.models import VoiceCall, VoiceChoice
from samaki.database.refusals import Invalid
from samaki.vault.sealing import CannotOpen
from samaki.web.fields import field, typed, typed_number
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def own(request: StaffRequest) -> HttpResponse:
    """Whether and where I am called; a change is proved by my password."""
    errors = []
    if request.method == "POST":
        try:
            _choose(request)
            return HttpResponseRedirect("/account/calls/?kept=1")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/calls.html", _own(request, errors), status=422 if errors else 200)


def _choose(request: StaffRequest) -> None:
    choose_calls(
        wants=typed(request, "wants"),
        number=typed(request, "number")[:60],
        pin=request.POST.get("pin", "")[:40],
        password=request.POST.get("password", "")[:1000],
        version=typed_number(request, "version", most=10**6) or 0,
        by=request.member,
        now=request.now,
    )


def _own(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    choice, off = choice_of(request.member.id), caller() is None
    fields = _fields(choice, request)
    for one in fields:
        one["error"] = next((error["message"] for error in errors if error["field"] == one["name"]), "")
    unproved = choice is not None and choice.wants != "none" and choice.verified_at is None
    return {
        "errors": errors,
        "fields": fields,
        "version": str(choice.version if choice else 0),
        "kept": _("Your choice was kept.") if request.GET.get("kept") and not errors else "",
        "off": off,
        "digits": proof_of(choice) if unproved and choice is not None and not off else "",
        "proved": choice is not None
        and choice.wants != "none"
        and choice.verified_at is not None
        and choice.refused_at is None,
        "refused": choice is not None and choice.refused_at is not None,
        "calls": [_shown(row) for row in calls_of(request.member.id)],
    }


def _fields(choice: VoiceChoice | None, request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    labels = {"urgent": _("Call me for an emergency, and when something urgent waits too long"), "none": _("No calls")}
    pin = _("You have a call PIN. Leave this empty to keep it, write 0 to have none.") if choice and choice.pin else _(
        "If you want one: four to eight digits that you type after the 1.")  # fmt: skip
    return [
        field("radios", "wants", _("Do you want to be called?"), hint=None,
              value=post.get("wants") or (choice.wants if choice else "none"),
              options=[{"value": value, "label": label} for value, label in labels.items()]),
        field("text", "number", _("Your telephone number"), value=post.get("number", _number(choice))[:60],
              hint=_("Kept sealed; no other member is shown it. Take a telephone that only you answer."),
              autocomplete="tel", inputmode="tel"),
        field("password", "pin", _("A call PIN"), hint=pin, autocomplete="off", inputmode="numeric"),
        field("password", "password", _("Your password"), autocomplete="current-password",
              hint=_("So that nobody else at your desk can turn your calls elsewhere.")),
    ]  # fmt: skip


HEARD: dict[str, tuple[str, Callable[[], str]]] = {
    "": ("offered", lambda: _("Waits, or was just asked for")),
    "ringing": ("offered", lambda: _("It rings")),
    "answered": ("offered", lambda: _("Answered")),
    "taken": ("done", lambda: _("You took it")),
    "no_answer": ("broken", lambda: _("Nobody answered")),
    "busy": ("broken", lambda: _("The line was busy")),
    "failed": ("broken", lambda: _("The call failed")),
    "wrong": ("broken", lambda: _("Wrong digits three times")),
    "lost": ("broken", lambda: _("The gateway said nothing more")),
}
"""What was heard of a call -> (state of its ring, words)."""


def _shown(row: VoiceCall) -> dict[str, str]:
    ring, words = HEARD[row.heard]
    if row.kind == "prove" and row.heard == "taken":
        words = lambda: _("You proved your number")  # noqa: E731 - as the others
    if row.state == "not_needed" and not row.heard:
        ring, words = "next", lambda: _("It was not needed any more")
    when = short_moment(timezone.localtime(row.heard_at or row.made_at))
    return {"ring": ring, "words": words(), "when": when}


def _number(choice: VoiceChoice | None) -> str:
    try:
        whole = number_of(choice) if choice else ""
    except CannotOpen:
        return ""
    return f"+{whole}" if whole else ""
