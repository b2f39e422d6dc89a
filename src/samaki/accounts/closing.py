"""Stories of closing and opening accounts: a leaver, a dormant account, a mentor whose time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from samaki.accounts.invitations import BOUND, LONGEST, end_open
from samaki.accounts.rules import check_administers, renews
from samaki.agencies.models import Member
from samaki.agencies.rules import check_administrator_stays
from samaki.database import current_alias, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.ledger.operations import record

WAKES = ("was_away", "comes_seldom", "by_mistake")
"""Why an account is opened again."""
RENEWS = ("stage_goes_on", "course_runs", "handing_over")
"""Why a mentor or trainer stays: there are no stages in the system yet, so who leads says it."""


@story
def close_account(*, member: Member, by: Member, now: datetime) -> Member:
    """A leaver is out at their next request; their tokens end now, and no link that waits opens the account again."""
    _check(member, by)
    check_administrator_stays(member=member)
    end_open(member, now)
    _call("open_member", member.id, False, "left")
    record("account.close", by=by, now=now, subject=member, counterpart=member.own_principal)
    return member


@story
def open_account(*, member: Member, reason: str, by: Member, now: datetime) -> Member:
    """Open an account again that was closed or dormant: with its password and factor, without its old sessions. `reason`: of WAKES."""
    _check(member, by)
    _check_reason(reason, WAKES)
    if member.is_active or member.closed_why == "invited":
        raise CannotMove(_("This account is open, or its member has not come yet."))
    _call("open_member", member.id, True, "")
    record(
        "account.open",
        by=by,
        now=now,
        subject=member,
        counterpart=member.own_principal,
        facts={"reason": member.closed_why, "why": reason},
    )
    return member


@story
def renew_account(*, member: Member, days: int | None, reason: str, by: Member, now: datetime) -> Member:
    """A mentor stays for so many days from today; said by who leads the unit. `reason`: of RENEWS."""
    if not renews(member.own_principal):
        raise NotAllowed(_("Only the head of this member's unit, or of the unit above it, or the administrator of their agency can do "
                           "this."))  # fmt: skip
    if member.id == by.id:
        raise NotAllowed(_("Nobody renews their own access."))
    with together() as told:
        if not days or days > LONGEST.days:
            told.wrong(_("Write for how many days, at most 366."), field="days")
        told.of(_check_reason, reason, RENEWS)
    if member.access_until is None and not member.roles(now) & BOUND:
        raise CannotMove(_("This member's access has no end: there is nothing to renew."))
    until = now + timedelta(days=days or 0)
    _call("renew_member", member.id, until)
    record("account.renew", by=by, now=now, subject=member, counterpart=member.own_principal,
           facts={"due_at": until, "why": reason})  # fmt: skip
    return member


def _check(member: Member, by: Member) -> None:
    check_administers(member.unit)
    if member.id == by.id:
        raise NotAllowed(_("Nobody closes or opens their own account."))
    if member.closed_why == "suspended":
        raise NotAllowed(
            _(
                "This access is suspended by officers of other agencies. Only they open it again; ask the oversight committee."
            )
        )


def _check_reason(reason: str, known: tuple[str, ...]) -> None:
    if reason not in known:
        raise Invalid(_("Choose a reason."), field="reason")


def _call(function: str, *values: Any) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select app.{function}({', '.join(['%s'] * len(values))})", values)
