"""Reading rosters: which one holds where, who is on duty, what is missing, and who is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.db.models import Q, QuerySet

from samaki.agencies.country import calendar, is_night, pack
from samaki.agencies.models import Member, Membership, Principal, Unit
from samaki.database import current_alias
from samaki.notices.models import MailChoice, Notice
from samaki.roster.duty import Change, Layer, Plan, on_call
from samaki.roster.layers import ON_DUTY, kept
from samaki.roster.models import DutyChange, DutyNumber, DutyRoster, DutyVersion


def rosters_of(unit: Principal) -> list[DutyRoster]:
    """Those of the unit that have not ended; the one for all areas first."""
    return list(DutyRoster.objects.filter(unit=unit, ended_at__isnull=True).order_by("area", "id"))


def version_of(roster: DutyRoster, state: str) -> DutyVersion | None:
    """Its draft, or the version that is published."""
    return DutyVersion.objects.filter(roster=roster, state=state).first()


def in_force(at: datetime) -> QuerySet[DutyVersion]:
    """The versions that were published and held at a moment."""
    rows = DutyVersion.objects.filter(published_at__lte=at).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))
    return rows.select_related("roster")


def closest(rows: Iterable[DutyVersion], area: str) -> DutyVersion | None:
    """Of the versions of one unit the one for the smallest area around `area`; else the one for all areas."""
    places = pack().places
    around = [place.code for place in reversed(places.path(area))] if area in places.by_code else []
    order = {code: at for at, code in enumerate([*around, ""])}
    return min((one for one in rows if one.roster.area in order), key=lambda one: order[one.roster.area], default=None)


def changes_of(roster: Principal, since: datetime, until: datetime | None = None) -> list[DutyChange]:
    """What stands of what was changed for a time, and is not over at `since`; in the order in which it was made."""
    rows = DutyChange.objects.filter(roster=roster, ended_at__isnull=True, until__gt=since)
    rows = rows.filter(since__lt=until) if until else rows
    return list(rows.order_by("made_at", "id"))


def plan(layers: Iterable[Layer], changes: Iterable[DutyChange], absent: Iterable[UUID] = ()) -> Plan:
    """What `on_call` counts with."""
    told = tuple(Change(one.sort, str(one.member_id), one.since, one.until) for one in changes)
    return Plan(calendar().timezone, tuple(layers), told, frozenset(str(key) for key in absent))


def plan_of(version: DutyVersion, since: datetime, now: datetime) -> Plan:
    """Of a version, with what is changed from `since` on; who is gone is passed over."""
    layers, changes = kept(version.layers), changes_of(version.roster_id, since)
    return plan(layers, changes, gone(members_in(layers, changes), version.unit_id, now))


def members_in(layers: Iterable[Layer], changes: Iterable[DutyChange] = ()) -> set[UUID]:
    """Everybody whom a plan names."""
    return {UUID(key) for layer in layers for key in layer.members} | {one.member_id for one in changes}


def gone(members: Collection[UUID], unit: Principal, now: datetime) -> set[UUID]:
    """Of these, who cannot be on duty in this unit: gone, suspended, of another unit by now, or of no role for it."""
    rows = Membership.objects.live(now).filter(unit=unit, role__in=ON_DUTY, member__in=members).values("member")
    there = Member.objects.filter(id__in=rows, is_active=True).filter(
        Q(access_until__isnull=True) | Q(access_until__gt=now)
    )
    return set(members) - set(there.values_list("id", flat=True))


Reaches = Callable[[Collection[UUID]], set[UUID]]
"""Of some members, those whom one more way of reaching members reaches: the rooms above bring theirs along."""


def unreachable(members: Collection[UUID], also: Reaches) -> set[UUID]:
    """Of these, whom nothing would reach: no letters wanted or none arrived, no telephone in the account, no own number given, and
    not what `also` knows. For the clock, which sees what members chose."""
    mailed = MailChoice.objects.filter(member__in=members, refused_at__isnull=True).exclude(wants="none")
    called = Member.objects.filter(id__in=members).exclude(phone="")
    own = DutyNumber.objects.filter(member_id__in=members)
    found = {*mailed.values_list("member", flat=True), *called.values_list("id", flat=True)}
    return set(members) - found - set(own.values_list("member_id", flat=True)) - also(members)


def unreached(members: Collection[UUID], unit: Principal) -> set[UUID]:
    """The same for the session's member, who plans the rosters of this unit; for anybody else none. The database looks (0079)."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select id from app.duty_unreached(%s, %s)", [unit, list(members)])
        return {key for (key,) in cursor.fetchall()}


@dataclass(frozen=True)
class Called:
    """Who is called as duty officer. `planned`: the unit has a roster; if it has and `members` is empty, nobody can be called."""

    planned: bool
    members: frozenset[UUID] = frozenset()


def called(unit: Principal, area: str, began: datetime, now: datetime, also: Reaches) -> Called:
    """On duty now by the roster in force, and by the one that was in force when the wait began: a change of the roster in between
    silences nobody. For the clock; whoever cannot be reached is left out."""
    today = closest(in_force(now).filter(unit=unit), area)
    if today is None:
        return Called(False)
    then = closest(in_force(began).filter(unit=unit), area)
    versions = {one.id: one for one in (today, then) if one is not None}
    return Called(True, frozenset(key for one in versions.values() if (key := _reached(one, now, also))))


def _reached(version: DutyVersion, now: datetime, also: Reaches) -> UUID | None:
    counted = plan_of(version, now, now)
    named = {UUID(key) for layer in counted.layers for key in layer.members} | {
        UUID(one.member) for one in counted.changes
    }
    away = counted.absent | {str(key) for key in unreachable(named, also)}
    found = on_call(replace(counted, absent=away), now)
    return UUID(found) if found else None


def calls_by_night(unit: Principal, now: datetime) -> dict[UUID, int]:
    """Member -> how often they were called as duty officer outside of office hours in the last days (`calls` of the pack)."""
    counted: dict[UUID, int] = {}
    since = now - calls_over()
    rows = Notice.objects.filter(to_unit=unit, audience="duty", made_at__gt=since, made_at__lte=now)
    for made_at, facts in rows.values_list("made_at", "facts"):
        for key in facts.get("members", ()) if is_night(made_at) else ():
            counted[UUID(key)] = counted.get(UUID(key), 0) + 1
    return counted


def calls_over() -> timedelta:
    """Over how many days calls are counted."""
    return timedelta(days=pack().rostering.calls.amount)


def names_of(members: Iterable[UUID | str | None]) -> dict[str, str]:
    """Id as text -> the member's name in the reader's language."""
    keys = {str(key) for key in members if key}
    return {str(one.id): one.name for one in Member.objects.filter(id__in=keys)}


def unit_of(principal: Principal) -> Unit:
    """The unit of a principal."""
    return Unit.objects.get(principal=principal)


def own_number(member: UUID) -> DutyNumber | None:
    """The number that the member has given and not withdrawn."""
    return DutyNumber.objects.filter(member_id=member).first()
