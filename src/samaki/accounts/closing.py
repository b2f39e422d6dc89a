"""Stories of closing and opening accounts: a leaver, a dormant account, a mentor whose time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from samaki.accounts.invitations import BOUND, LONGEST, end_open
from samaki.accounts.rules import check_administers, renews
from samaki.agencies.country import pack
from samaki.agencies.entries import named_in_directory
from samaki.agencies.models import Member, Membership
from samaki.agencies.rules import check_administrator_stays
from samaki.agencies.stages.rules import check_within_stage
from samaki.database import current_alias, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue

WAKES = ("was_away", "comes_seldom", "by_mistake")
"""Why an account is opened again."""
RENEWS = ("stage_goes_on", "course_runs", "handing_over")
"""Why a mentor or trainer stays. A mentor stays no longer than the stage of its areas allows (`agencies.stages`)."""


@dataclass(frozen=True)
class Held:
    """What is in the hands of a member: open steps, how many of them are late, and whether the directory names them to call."""

    steps: int
    late: int
    named: bool


@story
def close_account(*, member: Member, reason: str, by: Member, now: datetime) -> Member:
    """A leaver is out at their next request; their tokens end now, and no link that waits opens the account again.

    `reason`: a code of the pack. Their open steps stay with their unit, whose lead is told how many there are.
    """
    _check(member, by)
    _check_reason(reason, tuple(pack().reasons["account_close"]))
    check_administrator_stays(member=member)
    end_open(member, now)
    held = work_held(member, now)
    _call("open_member", member.id, False, "left")
    record("account.close", by=by, now=now, subject=member, counterpart=member.own_principal,
           facts={"why": reason, "count": held.steps})  # fmt: skip
    if held.steps:
        queue("account.idle_work", to_unit=member.own_principal, subject=member, now=now, dedupe=now.isoformat(), audience="head",
              urgency="urgent", facts={"count": held.steps})  # fmt: skip
    if held.named:
        ask_for_another(member, now)
    return member


def work_held(member: Member, now: datetime) -> Held:
    """The work of a member, for who administers their unit; nothing for anybody else."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select steps, late from app.work_held(%s)", [member.id])
        steps, late = cursor.fetchone()
    return Held(steps, late, named_in_directory(member, now))


def ask_for_another(member: Member, now: datetime) -> None:
    """A focal point cannot be reached: who leads the unit and who administers the agency (else the oversight's) name another one."""
    living = Membership.objects.live(now).filter(role="admin", member__is_active=True)
    ours = living.filter(unit__agency=member.unit.agency_id) or living.filter(unit__kind="oversight")
    admins = sorted({int(unit) for unit in ours.values_list("unit", flat=True)})
    for unit, audience in [(member.own_principal, "head"), *((unit, "admin") for unit in admins)]:
        queue("account.focal_point_away", to_unit=unit, subject=member.unit, now=now, dedupe=now.isoformat(), audience=audience,
              urgency="urgent")  # fmt: skip


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
        raise NotAllowed(not_renewed_by())
    if member.id == by.id:
        raise NotAllowed(_("Nobody renews their own access."))
    with together() as told:
        if not days or days > LONGEST.days:
            told.wrong(_("Write for how many days, at most 366."), field="days")
        told.of(_check_reason, reason, RENEWS)
    until = now + timedelta(days=days or 0)
    check_within_stage(member.own_principal, member.roles(now), until, now)
    if member.access_until is None and not member.roles(now) & BOUND:
        raise CannotMove(_("This member's access has no end: there is nothing to renew."))
    _call("renew_member", member.id, until)
    record("account.renew", by=by, now=now, subject=member, counterpart=member.own_principal,
           facts={"due_at": until, "why": reason})  # fmt: skip
    return member


def not_renewed_by() -> str:
    """Said to whoever cannot renew the access of a mentor or trainer."""
    return _(
        "Only the head of this member's unit, or of the unit above it, or the administrator of their agency can do this."
    )


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
