"""Whether a request may go on to a page of a member: signed in, not closed meanwhile, with what this installation asks for."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.accounts import sessions
from samaki.agencies.models import Member
from samaki.agencies.operations import closed_words
from samaki.database import session
from samaki.ledger.operations import record_refusal
from samaki.web.account.form import sign_in_first
from samaki.web.account.sessions import SessionStore
from samaki.web.frame import guarded, message


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """The answer to who may not enter; None for who may. Who was closed since they signed in is told so, and it is recorded."""
    if not request.user.is_authenticated:
        closed = _closed(request)
        return _told_closed(request, closed) if closed is not None else sign_in_first(request)
    if settings.SAMAKI_SECOND_FACTOR and cast(SessionStore, request.session).signed is None:
        return sign_in_first(request)  # a session that did not come through the whole of signing in
    return None


def touch(request: HttpRequest) -> None:
    """Inside the member's session: this device is in use."""
    signed = cast(SessionStore, request.session).signed
    if signed is not None:
        sessions.touch(signed.id, signed.used_at, timezone.now())


def _closed(request: HttpRequest) -> Member | None:
    key = request.session.get(SESSION_KEY)
    found = Member.objects.select_related("unit").filter(id=key).first() if key else None
    return found if found is not None and not found.may_enter(timezone.now()) else None


def _told_closed(request: HttpRequest, member: Member) -> HttpResponse:
    now = timezone.now()
    with session("app", now, member.id):
        record_refusal(request.path, "account_closed", by=member, now=now)
    request.session.flush()
    with translation.override(member.language):
        suspended = member.closed_why == "suspended"
        title = _("Your access is suspended") if suspended else _("Your account is closed")
        words = (
            closed_words(member)
            if suspended
            else _(
                "Your account is closed, so nothing was shown or done. Ask the administrator of your agency to open it again."
            )
        )
        ways = [{"label": _("Sign in"), "href": "/sign-in/"}]
        answer = message(request, title, words, state="broken", status=403, links=ways)
        return guarded(answer)
