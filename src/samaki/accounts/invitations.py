"""Stories of the way in by a link: a new member is invited; who lost everything is let in again by two persons."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.accounts.factors import ALPHABET, add_totp, clean, make_recovery_codes
from samaki.accounts.models import Factor, Invitation, ProviderLink
from samaki.accounts.passwords import check_password_is_good
from samaki.accounts.rules import (
    check_administers,
    check_independent,
    check_names,
    check_roles,
    check_seconds,
    check_username,
)
from samaki.agencies.models import Member, Unit
from samaki.agencies.stages.rules import check_within_stage
from samaki.database import current_alias, lock, story, uuid7
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault.sealing import installation_digest

LIFETIME = timedelta(days=3)
LONGEST = timedelta(days=366)
OPERATOR = "operator"
BOUND = frozenset({"mentor", "trainer"})
"""Roles whose access has an end: it falls with the stage, unless the unit's lead renews it."""


@story
def invite_member(
    *,
    unit: Unit,
    username: str,
    name_en: str,
    name_km: str,
    roles: Collection[str],
    days: int | None,
    by: Member,
    now: datetime,
) -> tuple[Invitation, str]:
    """A new account of the unit, closed until its member uses the link; returns the link's secret, which is not kept."""
    check_administers(unit)
    lock(unit.id)
    found = check_newcomer(
        username=username, name_en=name_en, name_km=name_km, roles=roles, days=days, kinds={unit.kind}, now=now
    )
    username, name_en, name_km, ends = found
    check_within_stage(unit.principal, roles, ends, now)
    key = uuid7()
    _call("add_member", key, username, name_en, name_km, by.language, unit.principal, list(roles), ends, by.synthetic)
    member = Member.objects.get(id=key)
    invitation, token = _new(member, by, now, kind="invite")
    facts = {"unit": unit.principal, "kind": sorted(roles), "due_at": invitation.until}
    record("account.invite", by=by, now=now, subject=invitation, counterpart=unit.principal, facts=facts)
    _tell("account.invited", invitation, now)
    return invitation, token


def check_newcomer(
    *,
    username: str,
    name_en: str,
    name_km: str,
    roles: Collection[str],
    days: int | None,
    kinds: Collection[str],
    now: datetime,
) -> tuple[str, str, str, datetime | None]:
    """(name to sign in with, Latin, Khmer, when the access ends), as they are stored. `kinds`: of the agency's units, one of
    which the roles must fit. Raises Invalid with everything that is wrong."""
    with together() as told:
        username = told.of(check_username, username) or ""
        name_en, name_km = told.of(check_names, name_en, name_km) or ("", "")
        told.of(check_roles, roles, kinds)
        ends = told.of(access_end, roles, days, now)
    return username, name_en, name_km, ends


@story
def invite_again(*, member: Member, by: Member, now: datetime) -> tuple[Invitation, str]:
    """A fresh link for who has not come yet; the one before opens nothing any more."""
    check_administers(member.unit)
    if member.closed_why != "invited":
        raise CannotMove(_("This member has been here. Use the way for those who lost everything."))
    end_open(member, now)
    invitation, token = _new(member, by, now, kind="invite")
    record("account.invite_again", by=by, now=now, subject=invitation, facts={"due_at": invitation.until})
    return invitation, token


@story
def ask_recovery(*, member: Member, by: Member, now: datetime) -> Invitation:
    """The administrator says that this member lost everything; nothing opens before a second person agrees."""
    check_administers(member.unit)
    if member.id == by.id or not member.is_active:
        raise CannotMove(_("This works for an open account of somebody else."))
    end_open(member, now)
    invitation = Invitation(
        member=member, unit=member.own_principal, kind="recover", made_by=by, made_at=now, until=now + LIFETIME
    )
    invitation.save(force_insert=True)
    record("account.recovery_ask", by=by, now=now, subject=invitation, counterpart=member.own_principal)
    _tell("account.recovery_asked", invitation, now)
    return invitation


@story
def agree_recovery(*, invitation_id: UUID, by: Member, now: datetime) -> str:
    """A second person has spoken to the member and agrees; returns the second half, for the member's ear alone."""
    invitation = _open(invitation_id, "recover", now)
    check_seconds(invitation)
    if by.id in (invitation.made_by_id, invitation.member_id):
        raise NotAllowed(_("Somebody else must agree: not who asked, and not the member."))
    check_independent(invitation, by)
    if invitation.agreed_by_id is not None:
        raise CannotMove(_("Somebody has agreed already."))
    half = "".join(secrets.choice(ALPHABET) for _sign in range(8))
    invitation.agreed_by, invitation.agreed_at, invitation.half = by, now, _digest("half", half)
    invitation.save(update_fields=["agreed_by", "agreed_at", "half"])
    record("account.recovery_agree", by=by, now=now, subject=invitation, counterpart=invitation.unit)
    return f"{half[:4]}-{half[4:]}"


@story
def link_of_recovery(*, invitation_id: UUID, by: Member, now: datetime) -> str:
    """The administrator's half, once a second person has agreed; each asking makes a new one."""
    invitation = _open(invitation_id, "recover", now)
    _check_asked(invitation, by)
    if invitation.agreed_by_id is None:
        raise CannotMove(_("A second person must agree first."))
    if by.id in (invitation.agreed_by_id, invitation.member_id):
        raise NotAllowed(_("Who agreed may not have the link as well."))
    token = secrets.token_urlsafe(24)
    invitation.digest = digest_of_link(token)
    invitation.save(update_fields=["digest"])
    record("account.recovery_link", by=by, now=now, subject=invitation, counterpart=invitation.unit)
    return token


@story
def withdraw_invitation(*, member: Member, by: Member, now: datetime) -> Invitation:
    """Who asked, or who administers, takes back the link or the recovery that waits for this member; it opens nothing any more."""
    lock(member.id)
    rows = Invitation.objects.select_related("member__unit").filter(used_at__isnull=True, ended_at__isnull=True)
    invitation = rows.filter(member=member).first()
    if invitation is None:
        raise CannotMove(_("Nothing waits for this member any more."))
    _check_asked(invitation, by)
    end_open(member, now)
    record(
        "account.withdraw",
        by=by,
        now=now,
        subject=invitation,
        counterpart=invitation.unit,
        facts={"kind": invitation.kind},
    )
    return invitation


@story
def use_link(
    *, token: str, half: str, password: str, secret: bytes, code: str, by: Member, now: datetime
) -> tuple[Invitation, list[str]]:
    """The member of the link comes in: a password and a telephone of their own; everything that was before ends.

    In the session of that member. Returns the invitation and fresh codes for paper.
    """
    lock(by.id)
    found = invitation_of(token)
    if found is None or found[1] != by.id:
        raise CannotMove(gone())
    if found[3] is not None and not secrets.compare_digest(bytes(found[3]), _digest("half", clean(half))):
        raise Invalid(_("The second half does not fit. Ask the person who has it."), field="half")
    check_password_is_good(password, by)
    Factor.objects.filter(member=by).delete()
    ProviderLink.objects.filter(member=by).delete()
    _call("end_access", by.id)
    add_totp(secret=secret, code=code, by=by, now=now)
    by.set_password(password)
    by.is_active, by.closed_why, by.seen_at = True, "", now
    by.save(update_fields=["password", "is_active", "closed_why", "seen_at"])
    invitation = Invitation.objects.get(id=found[0])
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    record("account.use_link", by=by, now=now, subject=invitation, facts={"kind": invitation.kind})
    _tell("account.link_used", invitation, now)
    return invitation, make_recovery_codes(by=by, now=now)


def invitation_of(token: str) -> tuple[UUID, UUID, str, bytes | None] | None:
    """(invitation, member, kind, digest of the second half) of a link that is good now; None for every other one."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.invitation_of(%s)", [digest_of_link(token[:100])])
        return cursor.fetchone()


def gone() -> str:
    """What is said of a link that opens nothing, whatever the reason."""
    return _("This link opens nothing: it was used, it is too old, or there is a newer one. Ask who gave it to you.")


def end_open(member: Member, now: datetime) -> None:
    """The member's link that was not used opens nothing any more."""
    lock(member.id)
    Invitation.objects.filter(member=member, used_at__isnull=True, ended_at__isnull=True).update(ended_at=now)


def _new(member: Member, by: Member, now: datetime, *, kind: str) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        member=member, unit=member.own_principal, kind=kind, made_by=by, made_at=now, until=now + LIFETIME
    )
    invitation.digest = digest_of_link(token)
    invitation.save(force_insert=True)
    return invitation, token


def _check_asked(invitation: Invitation, by: Member) -> None:
    if by.id != invitation.made_by_id:
        check_administers(invitation.member.unit)


def _open(key: UUID, kind: str, now: datetime) -> Invitation:
    lock(key)
    rows = Invitation.objects.select_related("member__unit").filter(
        used_at__isnull=True, ended_at__isnull=True, until__gt=now
    )
    return rows.get(id=key, kind=kind)


def access_end(roles: Collection[str], days: int | None, now: datetime) -> datetime | None:
    """When the access of a member with these roles ends; None: it has no end. Raises Invalid at `days`."""
    if not set(roles) & BOUND:
        return now + timedelta(days=days) if days else None
    if not days or days > LONGEST.days:
        raise Invalid(
            _("A mentor's or trainer's access has an end: write after how many days, at most 366."), field="days"
        )
    return now + timedelta(days=days)


def _tell(kind: str, invitation: Invitation, now: datetime) -> None:
    for audience in ("head", "privacy"):
        queue(
            kind,
            to_unit=invitation.unit,
            subject=invitation,
            now=now,
            dedupe=now.isoformat(),
            audience=audience,
            urgency="urgent",
        )


def digest_of_link(token: str) -> bytes:
    """What is kept of the secret of a link."""
    return _digest("link", token)


def _digest(purpose: str, text: str) -> bytes:
    return installation_digest("invitation", f"{purpose}:{text}".encode("utf-8", "surrogatepass"))


def _call(function: str, *values: Any) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select app.{function}({', '.join(['%s'] * len(values))})", values)
