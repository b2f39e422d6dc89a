"""Gaps that open in a roster after it was published: somebody was suspended, left, is away, or is reached by nothing any more.

Looked for ahead, and told to who leads the unit at most once a day; a gap that whoever published the roster saw in its layers is not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from samaki.agencies.country import calendar, pack
from samaki.channels.sms.choosing import texted
from samaki.channels.voice.choosing import called_by_voice
from samaki.jobs.models import Heartbeat
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice
from samaki.notices.operations import queue
from samaki.roster.duty import Shift, gaps
from samaki.roster.layers import kept
from samaki.roster.models import DutyVersion
from samaki.roster.queries import changes_of, gone, in_force, members_in, plan, unreachable

EVERY = timedelta(hours=1)
SOON = timedelta(days=1)
NAME, KIND = "gaps", "roster.gap_ahead"


def look_ahead(now: datetime) -> int:
    """Once an hour over every roster in force; how many were told of."""
    last = Heartbeat.objects.filter(name=NAME).first()
    if last is not None and timedelta() <= now - last.beat_at < EVERY:
        return 0
    Heartbeat.objects.update_or_create(name=NAME, defaults={"beat_at": now})
    return sum(_tell(version, now) for version in in_force(now).filter(state="published").order_by("id"))


def _tell(version: DutyVersion, now: datetime) -> int:
    """Those who lead the unit, at once where the first gap begins within a day; whether they were told."""
    opened, missing = opened_since(version, now)
    if not opened:
        return 0
    roster, first = version.roster, opened[0].since
    day = f"{calendar().local(now).date()}:{first.isoformat() if first > now else 'now'}"
    if Notice.objects.filter(kind=KIND, subject_id=roster.id, dedupe__endswith=day).exists():
        return 0
    urgency = "urgent" if first - now <= SOON else "normal"
    facts = {"count": len(opened), "since": max(first, now).isoformat()}
    queue(
        KIND,
        to_unit=version.unit_id,
        subject=roster,
        now=now,
        dedupe=day,
        audience="head",
        urgency=urgency,
        facts=facts,
    )
    record(KIND, by=CLOCK, now=now, unit=version.unit_id, subject=roster,
           facts=facts | {"area": roster.area, "members": len(missing)})  # fmt: skip
    return 1


def opened_since(version: DutyVersion, now: datetime) -> tuple[list[Shift], set[UUID]]:
    """(times ahead in which nobody who can be called is on duty, though the layers name somebody; members who are missing for good)."""
    layers, changes = kept(version.layers), changes_of(version.roster_id, now)
    named = members_in(layers, changes)
    missing = gone(named, version.unit_id, now) | unreachable(
        named, lambda members: texted(members) | called_by_voice(members)
    )
    begins = now.replace(minute=0, second=0, microsecond=0)
    until = begins + timedelta(days=pack().rostering.look_ahead.amount)
    before = gaps(plan(layers, ()), begins, until)
    return list(without(gaps(plan(layers, changes, missing), begins, until), before)), missing


def without(found: Iterable[Shift], known: Iterable[Shift]) -> Iterable[Shift]:
    """Those of `found` that lie not wholly in one that was known."""
    seen = list(known)
    return (one for one in found if not any(other.since <= one.since and one.until <= other.until for other in seen))
