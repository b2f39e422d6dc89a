"""Texts to a member: their own choice, the code that proves their number, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.channels.sms.choosing import choice_of, choose_texts, number_of, prove_number, texts_of
from samaki.channels.sms.gateways import sender
from samaki.channels.sms.models import TextChoice, TextOut
from samaki.countries.dates import latin_digits
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.vault.sealing import CannotOpen
from samaki.web.account.form import too_many
from samaki.web.fields import field, typed, typed_number
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

FROM_HERE = throttle.Source("page")


@staff_page
def own(request: StaffRequest) -> HttpResponse:
    """Whether and where I am texted; a change is proved by my password."""
    errors = []
    if request.method == "POST":
        try:
            _choose(request)
            return HttpResponseRedirect("/account/texts/?kept=1")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/texts.html", _own(request, errors), status=422 if errors else 200)


def prove(request: StaffRequest) -> HttpResponse:
    """The code that was texted to me. A try is counted before the page's own transaction, which a wrong one undoes."""
    wait = timedelta(0)
    if request.method == "POST" and request.user.is_authenticated:
        now = timezone.now()
        with session("app", now):
            wait = throttle.claim("text proof", str(request.user.pk), FROM_HERE, now)
    return _proved(request, wait)


@staff_page
def _proved(request: StaffRequest, wait: timedelta) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect("/account/texts/")
    if wait:
        return page(
            request, "staff/texts.html", _own(request, [{"field": "code", "message": too_many(wait)}]), status=429
        )
    try:
        code = latin_digits(typed(request, "code")[:40]).replace(" ", "")
        prove_number(code=code, by=request.member, now=request.now)
    except Invalid as refusal:
        return page(request, "staff/texts.html", _own(request, errors_of(refusal)), status=422)
    throttle.passed("text proof", str(request.member.id), FROM_HERE)
    return HttpResponseRedirect("/account/texts/?kept=proved")


def _choose(request: StaffRequest) -> None:
    choose_texts(
        wants=typed(request, "wants"),
        number=typed(request, "number")[:60],
        password=request.POST.get("password", "")[:1000],
        version=typed_number(request, "version", most=10**6) or 0,
        by=request.member,
        now=request.now,
    )


KEPT: dict[str, Callable[[], str]] = {
    "1": lambda: _("Your choice was kept."),
    "proved": lambda: _("The number is yours: urgent things are texted to it from now on."),
}


def _own(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    choice = choice_of(request.member.id)
    fields = _fields(choice, request)
    code = field("text", "code", _("The code in the text"), hint=_("Six digits, sent to your number a moment ago."),
                 autocomplete="one-time-code", inputmode="numeric")  # fmt: skip
    for one in (*fields, code):
        one["error"] = next((error["message"] for error in errors if error["field"] == one["name"]), "")
    wanted = choice is not None and choice.wants != "none"
    return {
        "errors": errors,
        "fields": fields,
        "code": code if wanted and choice is not None and choice.code is not None else None,
        "version": str(choice.version if choice else 0),
        "kept": "" if errors else KEPT.get(request.GET.get("kept", ""), str)(),
        "off": sender() is None,
        "unproved": wanted and choice is not None and choice.verified_at is None,
        "stopped": choice is not None and choice.refused_at is not None,
        "texts": [_shown(row) for row in texts_of(request.member.id) if row.state in STATES],
    }


def _fields(choice: TextChoice | None, request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    labels = {"urgent": _("Only urgent things, at once"), "none": _("No texts")}
    return [
        field("radios", "wants", _("Do you want to be texted?"), hint=None,
              value=post.get("wants") or (choice.wants if choice else "none"),
              options=[{"value": value, "label": label} for value, label in labels.items()]),
        field("text", "number", _("Your mobile number"), value=post.get("number", _number(choice))[:60],
              hint=_("Kept sealed; no other member is shown it. Take a telephone that only you carry."),
              autocomplete="tel", inputmode="tel"),
        field("password", "password", _("Your password"), autocomplete="current-password",
              hint=_("So that nobody else at your desk can turn your texts elsewhere.")),
    ]  # fmt: skip


STATES: dict[str, tuple[str, Callable[[], str]]] = {
    "waiting": ("offered", lambda: _("Waits to be sent")),
    "sending": ("offered", lambda: _("Being sent")),
    "sent": ("done", lambda: _("The gateway took it")),
    "refused": ("broken", lambda: _("The gateway refused it")),
    "given_up": ("broken", lambda: _("Given up after many attempts")),
}
"""State of a text -> (state of its ring, words). Texts that were not needed are not shown."""


def _shown(row: TextOut) -> dict[str, str]:
    ring, words = STATES[row.state]
    said = [words()]
    if row.delivery == "delivered":
        said.append(_("it arrived"))
    elif row.delivery == "failed":
        ring, said = "broken", [*said, _("it did not arrive")]
    if row.answered_at is not None:
        said.append(_("you answered"))
    return {
        "ring": ring,
        "words": " · ".join(said),
        "when": short_moment(timezone.localtime(row.ended_at or row.made_at)),
    }


def _number(choice: TextChoice | None) -> str:
    try:
        whole = number_of(choice) if choice else ""
    except CannotOpen:
        return ""
    return f"+{whole}" if whole else ""
