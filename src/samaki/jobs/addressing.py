"""Who is mailed about a notice, and when: urgent things at once, the rest twice a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model

from samaki.agencies.country import calendar
from samaki.agencies.models import Membership, Principal
from samaki.notices.models import MailChoice, Notice

AT_ONCE = ("emergency", "urgent")
QUIET = timedelta(minutes=10)
"""Least time between two letters to one member: what comes meanwhile goes into the next one. Of texts, calls and pushes: `leaves_at`."""
DIGESTS = (time(7, 30), time(13, 30))
"""On the clock of the country: before the morning's and the afternoon's work."""

FIRST_RUNG = 0
"""The level at which a desk is told of something new."""

LEADS = frozenset({"team_lead", "head"})
CASEWORK = LEADS | {"desk", "worker", "clerk"}
ROLES = {"desk": CASEWORK, "duty": CASEWORK, "head": LEADS, "unit_head": frozenset({"head"}), "focal": LEADS | {"desk"},
         "admin": frozenset({"admin"}), "privacy": frozenset({"confidentiality_officer", "oversight"})}  # fmt: skip
"""Who of a unit a notice is for; of those a roster may name who is called (`members_called`)."""


@dataclass(frozen=True)
class Recipient:
    """A member who wants mail, and their unit."""

    member_id: UUID
    unit: Principal


def sorted_out(
    notices: Sequence[Notice], now: datetime, choices: type[Model] = MailChoice, **also: Any
) -> dict[Recipient, list[Notice]]:
    """Recipient -> the notices that they are to be mailed about; or be told of on another way, whose `choices` are asked (`also`)."""
    roles: dict[Recipient, set[str]] = defaultdict(set)
    units: set[Principal] = {notice.to_unit for notice in notices}
    live = Membership.objects.live(now).filter(unit__in=units, member__is_active=True)
    for member_id, unit, role in live.values_list("member_id", "unit", "role"):
        roles[Recipient(member_id, unit)].add(role)
    wants = dict(
        choices._default_manager.filter(member_id__in={one.member_id for one in roles}, refused_at__isnull=True, **also)
        .exclude(wants="none")
        .values_list("member_id", "wants")
    )
    found = {
        one: [notice for notice in notices if _for(notice, one, held, wants.get(one.member_id, "none"))]
        for one, held in roles.items()
    }
    return {one: its for one, its in found.items() if its}


def concerned(notices: Sequence[Notice], now: datetime) -> dict[Recipient, list[Notice]]:
    """Recipient -> the urgent notices that are for them, whatever they chose: for a way that each browser turns on for itself."""
    roles: dict[Recipient, set[str]] = defaultdict(set)
    live = Membership.objects.live(now).filter(unit__in={one.to_unit for one in notices}, member__is_active=True)
    for member_id, unit, role in live.values_list("member_id", "unit", "role"):
        roles[Recipient(member_id, unit)].add(role)
    found = {one: [notice for notice in notices if _for(notice, one, held, "urgent")] for one, held in roles.items()}
    return {one: its for one, its in found.items() if its}


def _for(notice: Notice, recipient: Recipient, held: set[str], wants: str) -> bool:
    wanted = wants == "all" or (wants == "urgent" and notice.urgency in AT_ONCE)
    named = members_called(notice)
    if named is not None and recipient.member_id not in named:
        return False
    if notice.audience == "member":
        return wanted and notice.subject_id == recipient.member_id
    return wanted and notice.to_unit == recipient.unit and bool(held & ROLES.get(notice.audience, CASEWORK))


def members_called(notice: Notice) -> frozenset[UUID] | None:
    """Who is called by this notice, of the unit that it is for: the duty officers by its roster, or who a swap is between. None:
    everybody there who has a role that it is for."""
    named = notice.facts.get("members", ())
    return frozenset(UUID(key) for key in named) or None


def leaves_at(notices: Iterable[Notice], last: datetime | None, now: datetime) -> datetime:
    """When a text, a call or a push about these leaves; `last`: when that telephone or browser last had one. Only what is no emergency
    and stands at the first rung waits for the ten minutes: the ladder's own calls run by clocks that such a wait would eat."""
    if last is None or any(one.urgency == "emergency" or one.level > FIRST_RUNG for one in notices):
        return now
    return max(now, last + QUIET)


def send_at(notices: Sequence[Notice], last: datetime | None, now: datetime) -> datetime:
    """When a letter about these leaves; `last`: when the member was last mailed, or it was last tried."""
    if not any(notice.urgency in AT_ONCE for notice in notices):
        return next_digest(now)
    return max(now, last + QUIET) if last is not None else now


def next_digest(now: datetime) -> datetime:
    """The next of the two times of a day, after `now`."""
    zone = calendar().timezone
    today = now.astimezone(zone).date()
    moments = (datetime.combine(day, clock, zone) for day in (today, today + timedelta(days=1)) for clock in DIGESTS)
    return next(moment for moment in moments if moment > now).astimezone(now.tzinfo)
