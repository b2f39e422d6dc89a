"""E-mail to a member: their own choice, and what became of the last letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.queries import leads
from samaki.database.refusals import Invalid, NotAllowed
from samaki.notices.models import Mail, MailChoice
from samaki.notices.operations import choose_mail
from samaki.notices.queries import address_of, choice_of, last_letters, letters_of
from samaki.notices.smtp import MailProblem, server
from samaki.vault.sealing import CannotOpen
from samaki.web.fields import field, typed, typed_number
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def own(request: StaffRequest) -> HttpResponse:
    """Whether and where I am mailed; a change is proved by my password."""
    errors = []
    if request.method == "POST":
        try:
            _choose(request)
            return HttpResponseRedirect("/account/mail/?kept=1")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/mail.html", _own(request, errors), status=422 if errors else 200)


@staff_page
def of_unit(request: StaffRequest) -> HttpResponse:
    """For those who lead the unit: whose letters arrive and whose do not. No address is shown."""
    if not leads(request.member, request.member.unit, request.now):
        raise NotAllowed(_("Only those who lead a unit see whose e-mail does not arrive."))
    rows = [{"name": mail.member.name} | _shown(mail) for mail in last_letters(request.member.unit_id)]
    return page(request, "staff/mail_unit.html", {"rows": sorted(rows, key=lambda row: (row["good"], row["name"]))})


def _choose(request: StaffRequest) -> None:
    choose_mail(
        wants=typed(request, "wants"),
        address=typed(request, "address"),
        password=request.POST.get("password", "")[:1000],
        version=typed_number(request, "version", most=10**6) or 0,
        by=request.member,
        now=request.now,
    )


def _own(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    choice = choice_of(request.member.id)
    fields = _fields(choice, request)
    for one in fields:
        one["error"] = next((error["message"] for error in errors if error["field"] == one["name"]), "")
    letters = letters_of(request.member.id)
    return {
        "errors": errors,
        "fields": fields,
        "version": str(choice.version if choice else 0),
        "kept": request.GET.get("kept") == "1" and not errors,
        "off": not _is_on(),
        "refused": choice is not None and choice.refused_at is not None,
        "letters": [_shown(mail) for mail in letters if mail.state in STATES],
        "leads": leads(request.member, request.member.unit, request.now),
    }


def _fields(choice: MailChoice | None, request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    return [
        field(
            "radios",
            "wants",
            _("What do you want to be mailed about?"),
            hint=None,
            value=post.get("wants") or (choice.wants if choice else "none"),
            options=[{"value": value, "label": label()} for value, label in WANTS.items()],
        ),
        field(
            "email",
            "address",
            _("Your e-mail address"),
            hint=_("Kept sealed; no other member is shown it. Take one that only you read."),
            value=post.get("address", _address(choice))[:300],
            autocomplete="email",
            inputmode="email",
        ),
        field(
            "password",
            "password",
            _("Your password"),
            hint=_("So that nobody else at your desk can turn your letters elsewhere."),
            autocomplete="current-password",
        ),
    ]


WANTS: dict[str, Callable[[], str]] = {
    "all": lambda: _("Everything: urgent things at once, the rest twice a day in one letter"),
    "urgent": lambda: _("Only urgent things, at once"),
    "none": lambda: _("No e-mail"),
}

STATES: dict[str, tuple[str, Callable[[], str]]] = {
    "waiting": ("offered", lambda: _("Waits to be sent")),
    "sending": ("offered", lambda: _("Being sent")),
    "sent": ("done", lambda: _("The mail server took it")),
    "refused": ("broken", lambda: _("The mail server refused it")),
    "given_up": ("broken", lambda: _("Given up after many attempts")),
}
"""State of a letter -> (state of its ring, words). Letters that were not needed are not shown."""


def _shown(mail: Mail) -> dict[str, Any]:
    ring, words = STATES[mail.state]
    when = mail.ended_at or mail.made_at
    parts = [words()]
    if mail.code and mail.state != "sent":
        parts.append(_("answer %(code)s") % {"code": mail.code})
    if mail.tries > 1:
        parts.append(_("%(n)s attempts") % {"n": digits(mail.tries)})
    return {
        "ring": ring,
        "good": mail.state == "sent",
        "words": " · ".join(parts),
        "when": short_moment(timezone.localtime(when)),
    }


def _address(choice: MailChoice | None) -> str:
    try:
        return address_of(choice) if choice else ""
    except CannotOpen:
        return ""


def _is_on() -> bool:
    try:
        return server() is not None
    except MailProblem:
        return False
