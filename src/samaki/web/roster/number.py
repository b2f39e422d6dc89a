"""A member's own number as the last that is tried of their unit: given, proved by a code that is texted to it, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.channels.sms.gateways import sender
from samaki.channels.sms.own_numbers import ask_own_proof, is_known, prove_own_number, take_known_number
from samaki.countries.dates import latin_digits
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.roster import handing, queries
from samaki.roster.models import DutyNumber
from samaki.web.account.form import too_many
from samaki.web.fields import field, typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.roster import forms
from samaki.web.roster.showing import standing

FROM_HERE = throttle.Source("page")


def own(request: StaffRequest) -> HttpResponse:
    """One's own number. A typed code is counted before the page's own transaction, which a wrong one undoes."""
    wait = timedelta(0)
    if request.method == "POST" and request.POST.get("act") == "prove" and request.user.is_authenticated:
        now = timezone.now()
        with session("app", now):
            wait = throttle.claim("own number", str(request.user.pk), FROM_HERE, now)
    return _own(request, wait)


@staff_page
def _own(request: StaffRequest, wait: timedelta) -> HttpResponse:
    errors: forms.Errors = []
    if wait:
        errors = [{"field": "code", "message": too_many(wait)}]
    elif request.method == "POST":
        try:
            return HttpResponseRedirect(DONE.get(typed(request, "act"), _give)(request))
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, errors), status=429 if wait else 422 if errors else 200)


def _give(request: StaffRequest) -> str:
    """Where texts are sent the page goes on to the code; a code that cannot be sent takes no number back."""
    handing.give_number(number=typed(request, "number"), by=request.member, now=request.now)
    if is_known(request.member):
        take_known_number(by=request.member, now=request.now)
        return "/roster/"
    return "/roster/number/" if sender() is not None else "/roster/"


def _withdraw(request: StaffRequest) -> str:
    handing.withdraw_number(by=request.member, now=request.now)
    return "/roster/"


def _ask(request: StaffRequest) -> str:
    ask_own_proof(by=request.member, now=request.now)
    return "/roster/number/"


def _prove(request: StaffRequest) -> str:
    code = latin_digits(typed(request, "code")[:40]).replace(" ", "")
    prove_own_number(code=code, by=request.member, now=request.now)
    throttle.passed("own number", str(request.member.id), FROM_HERE)
    return "/roster/"


DONE: dict[str, Callable[[StaffRequest], str]] = {"withdraw": _withdraw, "code": _ask, "prove": _prove}
"""What a press asks for -> what is done, and where it goes on; anything else gives a number."""


def _form(request: StaffRequest, errors: forms.Errors) -> dict[str, Any]:
    row = queries.own_number(request.member.id)
    lead = _("Only if you want to. It is sealed. It is used when nobody else of your unit answered: a text without any content goes to "
             "it, and only who leads your unit sees it then. You can withdraw it at any time.")  # fmt: skip
    hint = _("It takes the place of the one that you gave.") if row is not None else None
    number = field("tel", "number", _("My own number"), value=request.POST.get("number", ""), hint=hint)
    code = field("text", "code", _("The code in the text"), hint=_("Six digits, sent to your number a moment ago."),
                 autocomplete="one-time-code", inputmode="numeric")  # fmt: skip
    fields, label = [number], _("I give this number")
    if row is not None and row.proved_at is None and sender() is not None:
        asked = row.code is not None
        fields = [_act("prove"), code] if asked else [_act("code")]
        label = _("It is my number") if asked else _("Text me a code")
    more = _more(row, number if fields != [number] else None)
    notes = [{"words": standing(row)}] if row is not None else []
    return forms.form(
        _("My own number, as the last that is tried"), fields, label, errors, lead=lead, notes=notes, more=more
    )


def _more(row: DutyNumber | None, number: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Smaller forms beneath: another code, another number, or the number taken back."""
    if row is None:
        return []
    shown = [(_("Withdraw my number"), _("Withdraw it"), [_act("withdraw")])]
    if number is not None:
        shown = [(_("Give another number"), _("I give this number"), [number]), *shown]
    if number is not None and row.code is not None:
        shown = [(_("No text came?"), _("Text me a new code"), [_act("code")]), *shown]
    return [
        {"href": "/roster/number/", "summary": summary, "label": label, "fields": fields}
        for summary, label, fields in shown
    ]


def _act(what: str) -> dict[str, Any]:
    return {"kind": "hidden", "name": "act", "value": what}
