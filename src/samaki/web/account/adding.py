"""A passkey is added: a name, and a key that the device makes when the button is pressed."""

from __future__ import annotations

import json
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.accounts import passkeys
from samaki.agencies.models import Member
from samaki.database import session
from samaki.database.refusals import Invalid, Refusal
from samaki.database.sessions import hearing
from samaki.web import said
from samaki.web.account.ceremony import FIELD, asking
from samaki.web.account.entering import turned_away
from samaki.web.account.proving import recently
from samaki.web.frame import StaffRequest, errors_of, guarded, message, page


def passkey(request: StaffRequest) -> HttpResponse:
    """The form and the adding. No staff page: what was answered stays answered also when nothing else is written."""
    if (turned := turned_away(request)) is not None:
        return turned
    request.member, request.now = cast(Member, getattr(request.user, "_wrapped", request.user)), timezone.now()
    with translation.override(request.member.language):
        return _asked_for(request)


@recently()
def _asked_for(request: StaffRequest) -> HttpResponse:
    about = asking(request, "add", request.member)
    if about is None:
        words = _("Passkeys are kept for a name: open Samaki by its name, not by a number, to add one.")
        status = 409 if request.method == "POST" else 200
        return guarded(message(request, _("Add a passkey"), words, status=status))
    if request.method != "POST" or "lang" in request.POST:
        return _form(request, about)
    try:
        with hearing() as heard:
            _add(request, about)
    except Invalid as refusal:
        return _form(request, about, errors_of(refusal), status=422)
    except Refusal as refusal:
        return _form(request, about, [{"field": "", "message": refusal.sentence}], status=refusal.status)
    answer = HttpResponseRedirect("/account/factors/")
    said.put(answer, heard, request)
    return answer


def _add(request: HttpRequest, about: passkeys.Asking) -> None:
    """Each answer is taken once, in a transaction of its own. A name that lacks is told before that. Raises Refusal."""
    assert about.member is not None  # noqa: S101 - asked by the page of a member
    now, name = timezone.now(), passkeys.check_name(request.POST.get("name", "")[:1000])
    answer = passkeys.read(request.POST.get(FIELD, ""))
    with session("app", now):
        asked = answer is not None and passkeys.take(answer, about)
    if answer is None or not asked:
        raise Invalid(passkeys.not_good(), field="passkey")
    with session("app", now, about.member.id):
        passkeys.add_passkey(answer=answer, name=name, site=about.site, by=about.member, now=now)


def _form(
    request: StaffRequest, about: passkeys.Asking, errors: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    with session("app", request.now, request.member.id):
        question = passkeys.ask_new(about, request.now)
    context = {
        "errors": errors or [],
        "name": request.POST.get("name", "")[:100],
        "wrong": {error["field"]: error["message"] for error in errors or []},
        "passkey": json.dumps(question),
        "form_id": "new-passkey",
    }
    return guarded(page(request, "staff/factor_passkey.html", context, status=status))
