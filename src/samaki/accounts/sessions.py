"""Stories of being signed in: begun, proved again, ended on one device or on all others."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from samaki.accounts.models import SignedIn
from samaki.agencies.models import Member
from samaki.database import story
from samaki.ledger.operations import record

HOW = ("password", "totp", "recovery", "passkey", "provider", "provider_factor", "invitation")
"""`provider`: by the agency's provider alone; `provider_factor`: and then our own second factor."""
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)


@story
def begin_session(*, key: str, device: str, how: str, by: Member, now: datetime) -> SignedIn:
    """The member is in, on this device; `key` is the browser session's, `how` one of HOW."""
    signed = SignedIn(member=by, session_key=key, device=device[:60], how=how, since=now)
    signed.used_at, signed.proved_at = rounded(now), now
    signed.save(force_insert=True)
    Member.objects.filter(id=by.id).update(seen_at=now)
    record("session.begin", by=by, now=now, subject=signed, facts={"kind": how})
    return signed


@story
def prove_again(*, key: str, how: str, by: Member, now: datetime) -> SignedIn:
    """The member has shown once more that it is they, on this device."""
    signed = SignedIn.objects.filter(member=by, session_key=key, ended_at__isnull=True).first()
    if signed is None:
        return begin_session(key=key, device="", how=how, by=by, now=now)
    signed.proved_at = now
    signed.save(update_fields=["proved_at"])
    record("session.prove", by=by, now=now, subject=signed, facts={"kind": how})
    return signed


@story
def end_session(*, signed_in_id: UUID, by: Member, now: datetime) -> SignedIn:
    """End one of the member's own sign-ins; the next request of that device is a stranger's."""
    signed = SignedIn.objects.get(id=signed_in_id, member=by, ended_at__isnull=True)
    _end([signed], now)
    record("session.end", by=by, now=now, subject=signed, facts={"kind": signed.how})
    return signed


@story
def end_other_sessions(*, but_key: str, by: Member, now: datetime) -> int:
    """End all of the member's sign-ins but the one that asks; returns how many."""
    found = list(live(by, now).exclude(session_key=but_key))
    _end(found, now)
    record("session.end_others", by=by, now=now, subject=by, facts={"count": len(found)})
    return len(found)


def live(member: Member, now: datetime) -> QuerySet[SignedIn]:
    """The member's sign-ins that are good at `now`, the latest used first."""
    there = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    found = SignedIn.objects.filter(Exists(there), member=member, ended_at__isnull=True)
    return found.order_by("-used_at", "-since")


def touch(signed_in_id: UUID, used_at: datetime, now: datetime) -> None:
    """Note that the device was used; a write at most once in a quarter of an hour."""
    if now - used_at >= QUARTER:
        SignedIn.objects.filter(id=signed_in_id).update(used_at=rounded(now))
        Member.objects.filter(id__in=SignedIn.objects.filter(id=signed_in_id).values("member")).update(seen_at=now)


def seen(member: Member, now: datetime) -> None:
    """A program came with the member's token: their account does not fall asleep. A write at most once a day."""
    if member.seen_at is not None and now - member.seen_at >= DAY:
        Member.objects.filter(id=member.id).update(seen_at=now)


def rounded(now: datetime) -> datetime:
    """Down to a quarter of an hour: enough to know a device by, too little to follow somebody's day."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


def _end(found: list[SignedIn], now: datetime) -> None:
    Session.objects.filter(session_key__in=[signed.session_key for signed in found]).delete()
    for signed in found:
        signed.session_key, signed.ended_at = None, now
        signed.save(update_fields=["session_key", "ended_at"])
