"""Stories of members: tokens for programs, the language of the pages."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import ApiToken, Member, Unit
from samaki.database.refusals import Invalid, NotAllowed

PREFIX = "samaki_"


class AccountClosed(NotAllowed):
    """The account of this member is closed; nothing is open to them."""

    code = "account_closed"

    def __init__(self, member: Member) -> None:
        super().__init__(closed_words(member))
        self.member = member


def closed_words(member: Member) -> str:
    """What is said to a member whose account is closed: plainly, and whom to ask. Never why, and of nobody who said anything."""
    if member.closed_why != "suspended":
        return _("Your account is closed. Ask the administrator of your agency to open it again.")
    committee = Unit.objects.filter(kind="oversight", until__isnull=True).order_by("code").first()
    asked = f"{committee.name} {committee.phone}".strip() if committee else _("the oversight committee")
    return _("Your access is suspended. This is no finding against you. Ask: %(unit)s. Nobody in your agency can open it again.") % {
        "unit": asked}  # fmt: skip


def issue_token(username: str, now: datetime, *, until: datetime | None = None, why: str = "") -> str:
    """A fresh bearer token for a member; only its digest is stored. Raises NotAllowed for nobody and for leavers."""
    member = Member.objects.filter(username=username.strip().lower(), is_active=True).first()
    if member is None:
        raise NotAllowed(_("There is no active member with this name."))
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken(member=member, digest=token_digest(token), made_at=now, until=until, why=why).save(force_insert=True)
    return token


def member_with_token(token: str, now: datetime) -> Member | None:
    """The member whose token this is; None for a wrong or ended one. Raises AccountClosed when it is a leaver's."""
    found = ApiToken.objects.select_related("member__unit").filter(digest=token_digest(token)).first()
    if found is None:
        return None
    if not found.member.may_enter(now):
        raise AccountClosed(found.member)
    return found.member if found.until is None or found.until > now else None


def choose_language(*, member: Member, language: str) -> None:
    """The language in which a member reads the pages."""
    if language not in pack().languages:
        raise Invalid(_("This language is not part of this installation."), field="language")
    member.language = language
    member.save(update_fields=["language"])


def choose_calendar(*, member: Member, calendar: str) -> None:
    """The era in which a member is shown years. Raises Invalid for any other than these two."""
    if calendar not in ("gregorian", "buddhist"):
        raise Invalid(_("Choose one of the two."), field="calendar")
    member.calendar = calendar
    member.save(update_fields=["calendar"])


def token_digest(token: str) -> bytes:
    """SHA-256 of a token: it has 256 random bits, so no stretching is needed."""
    return hashlib.sha256(token.encode()).digest()
