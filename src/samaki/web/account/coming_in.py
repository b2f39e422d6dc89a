"""Between the password and the desk: what waits for the second factor, sealed; and the moment at which a member is in."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import cast

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from samaki.accounts.factors import check_code, use_recovery_code
from samaki.accounts.sessions import begin_session
from samaki.agencies.models import Member
from samaki.database import session
from samaki.vault import sealing as vault
from samaki.web.account.devices import kind_of
from samaki.web.account.sessions import SessionStore, Signed

PLACE = "web.sign-in.pending"
LIFETIME = timedelta(minutes=10)


def pending(member: Member, now: datetime, first: str = "password") -> str:
    """For a hidden field: this member's password was right a moment ago, or (`first`) their provider said that it is they. It
    opens nothing by itself."""
    content = json.dumps([str(member.id), member.get_session_auth_hash(), now.isoformat(), first])
    return base64.urlsafe_b64encode(vault.installation_seal("sign-in pending", content, PLACE)).decode()


def member_of(text: str, now: datetime) -> Member | None:
    """Who showed the first half; None when the password was changed, it is too old, or was not made here."""
    try:
        key, of_password, at, _first = _opened(text)
        made = datetime.fromisoformat(at)
    except (vault.CannotOpen, ValueError, TypeError, binascii.Error):
        return None
    member = Member.objects.select_related("unit").filter(id=key).first()
    if member is None or not made <= now <= made + LIFETIME:
        return None
    return member if member.get_session_auth_hash() == of_password else None


def told_as(text: str, factor: str) -> str:
    """How somebody came in who showed this factor after what `pending` says: the word for their list of sign-ins."""
    return "provider_factor" if _opened(text)[3] == "provider" else factor


def _opened(text: str) -> list[str]:
    raw = base64.b64decode(text[:2000].encode("ascii"), altchars=b"-_", validate=True)
    return list(json.loads(vault.installation_unseal("sign-in pending", raw, PLACE)))


def factor_shown(member: Member, code: str, now: datetime, *, paper: bool = True) -> str:
    """What this code is: "totp", "recovery", or "" for neither; used up by asking."""
    with session("app", now, member.id):
        if check_code(member, code, now):
            return "totp"
        return "recovery" if paper and use_recovery_code(code=code, by=member, now=now) else ""


def come_in(request: HttpRequest, member: Member, how: str) -> None:
    """The browser's session is the member's from now on; it stands on their list, and in the ledger."""
    request.session.flush()  # also of the same member: each sign-in is a session and a line of its own
    login(request, member, backend="samaki.web.account.backend.MemberBackend")
    store, now = cast(SessionStore, request.session), timezone.now()
    with session("app", now, member.id):
        signed = begin_session(key=str(store.session_key), device=kind_of(request), how=how, by=member, now=now)
    store.signed = Signed(signed.id, signed.used_at, signed.proved_at)
