"""Where I am signed in: each device with since when and when last used; one can be ended, or all others."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.accounts.models import SignedIn
from samaki.accounts.sessions import end_other_sessions, end_session, live
from samaki.accounts.tokens import end_token, tokens_of
from samaki.agencies.models import ApiToken
from samaki.web.account.sessions import SessionStore
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def signed_in(request: StaffRequest) -> HttpResponse:
    """The list, this device first."""
    mine = cast(SessionStore, request.session).signed
    rows = [_shown(row, here=mine is not None and row.id == mine.id) for row in live(request.member, request.now)]
    rows.sort(key=lambda row: not row["here"])
    programs = [_program(token) for token in tokens_of(request.member, request.now)]
    return page(request, "staff/signed_in.html", {"rows": rows, "programs": programs})


@require_POST
@staff_page
def end_one(request: StaffRequest, key: UUID) -> HttpResponse:
    """End one sign-in; another member's is not there."""
    end_session(signed_in_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/account/signed-in/")


@require_POST
@staff_page
def end_others(request: StaffRequest) -> HttpResponse:
    """End all but this one."""
    end_other_sessions(but_key=str(request.session.session_key), by=request.member, now=request.now)
    return HttpResponseRedirect("/account/signed-in/")


@require_POST
@staff_page
def end_program(request: StaffRequest, key: UUID) -> HttpResponse:
    """End one token; another member's is not there."""
    end_token(token_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/account/signed-in/")


HOW = {
    "password": lambda: _("password"), "totp": lambda: _("code of the telephone"), "recovery": lambda: _("code from the paper"),
    "passkey": lambda: _("passkey"), "provider": lambda: _("sign-on of the agency"),
    "provider_factor": lambda: _("sign-on of the agency, then a second factor"), "invitation": lambda: _("link and code"),
}  # fmt: skip


def _program(token: ApiToken) -> dict[str, str]:
    return {
        "id": str(token.id),
        "why": token.why,
        "since": short_moment(timezone.localtime(token.made_at)),
        "until": short_moment(timezone.localtime(token.until)) if token.until else "",
    }


def _shown(row: SignedIn, *, here: bool) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "here": here,
        "device": row.device or _("Unknown device"),
        "how": HOW[row.how](),
        "since": short_moment(timezone.localtime(row.since)),
        "used": short_moment(timezone.localtime(row.used_at)),
    }
