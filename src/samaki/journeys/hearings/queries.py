"""Reading hearings, what they need and who goes, as far as the session sees them; each a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.cases.models import OPEN_STATES, Case, Step
from samaki.journeys.hearings.conflicts import Clash, Slot, clashes
from samaki.journeys.hearings.models import Hearing, HearingChild, HearingGoing, HearingNeed, Release
from samaki.journeys.hearings.states import AHEAD, SPANS, WAITS
from samaki.vault import sealing as vault

MOST = 300
"""Hearings of one page."""


@dataclass
class Shown:
    """A hearing with all that is shown of it. `words`: place, room, bring; `clashes`: with what it falls together."""

    row: Hearing
    words: dict[str, str]
    children: set[UUID] = field(default_factory=set)
    needs: list[HearingNeed] = field(default_factory=list)
    going: list[HearingGoing] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)

    @property
    def unready(self) -> list[HearingNeed]:
        """What is not there yet, of a hearing that is ahead."""
        return [need for need in self.needs if need.state in WAITS] if self.row.state in AHEAD else []


def hearings_of(case: Case) -> QuerySet[Hearing]:
    """Of a case, the latest day first; those entered by mistake too."""
    return Hearing.objects.filter(case_id=case.id).order_by("-at", "-id")


def next_of(case: Case, now: datetime) -> Hearing | None:
    """The next one that is ahead: one of today stays in sight, and one of which only the month is known as long as that lasts."""
    since = datetime.combine(calendar().local(now).date(), time(0), calendar().timezone)
    rows = Hearing.objects.filter(_from(since), case_id=case.id, state__in=AHEAD)
    return rows.order_by("at", "id").first()


def between(since: datetime, until: datetime) -> QuerySet[Hearing]:
    """Those in a span of days, or of a month or a year that it touches, the first first; none that was entered by mistake."""
    return Hearing.objects.filter(_from(since), at__lt=until).exclude(state="in_error").order_by("at", "id")


def _from(since: datetime) -> Q:
    """Not over by then, as exactly as the day is known."""
    found = Q(at__gte=since)
    for precision in ("month", "year"):
        found |= Q(precision=precision, at__gt=since - SPANS[precision])
    return found


def mine(rows: QuerySet[Hearing], member: Member) -> QuerySet[Hearing]:
    """Of these the ones to which this member goes, and those of a case in which an open step is theirs."""
    goes = HearingGoing.objects.filter(member_id=member.id, ended_at=None).values("hearing_id")
    cases = Step.objects.filter(worker_id=member.id, holder=member.own_principal, state__in=OPEN_STATES).values(
        "case_id"
    )
    return rows.filter(Q(id__in=goes) | Q(case_id__in=cases))


def shown(rows: Iterable[Hearing]) -> list[Shown]:
    """With words, children, needs and who goes: four queries for any number, and one for what falls together with them."""
    found = list(rows)
    if not found:
        return []
    keys = [row.id for row in found]
    words, children, needs, going = opened(found), called(keys), needs_of(keys), going_to(keys)
    made = [
        Shown(row, words[row.id], children.get(row.id, set()), needs.get(row.id, []), going.get(row.id, []))
        for row in found
    ]
    together = clashes([_slot(one) for one in made if one.row.state in AHEAD])
    for one in made:
        one.clashes = together.get(one.row.id, [])
    return made


def beside(rows: Collection[Hearing]) -> QuerySet[Hearing]:
    """Hearings that are ahead around these: for what falls together with them."""
    ahead = [row.at for row in rows if row.state in AHEAD]
    if not ahead:
        return Hearing.objects.none()
    near = between(min(ahead) - timedelta(days=1), max(ahead) + timedelta(days=1)).filter(state__in=AHEAD)
    return near.exclude(id__in=[row.id for row in rows])[:MOST]


def opened(rows: Collection[Hearing]) -> dict[UUID, dict[str, str]]:
    """What is sealed on each; empty words where its key was destroyed."""
    keys = vault.keys_of_cases(sorted({row.case_id for row in rows})) if rows else {}
    nothing = {"place": "", "room": "", "bring": ""}
    return {
        row.id: json.loads(vault.unseal(keys[row.case_id], row.sealed, row.place)) if row.case_id in keys else nothing
        for row in rows
    }


def called(keys: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Hearing -> the children who are called, of those that the session sees."""
    found: dict[UUID, set[UUID]] = {}
    for one in HearingChild.objects.filter(hearing_id__in=keys, ended_at=None):
        found.setdefault(one.hearing_id, set()).add(one.child_id)
    return found


def needs_of(keys: Collection[UUID]) -> dict[UUID, list[HearingNeed]]:
    """Hearing -> what it needs, what is not needed after all left out, in the order in which it was said."""
    found: dict[UUID, list[HearingNeed]] = {}
    for one in HearingNeed.objects.filter(hearing_id__in=keys).exclude(state="dropped").order_by("id"):
        found.setdefault(one.hearing_id, []).append(one)
    return found


def going_to(keys: Collection[UUID]) -> dict[UUID, list[HearingGoing]]:
    """Hearing -> who goes there."""
    found: dict[UUID, list[HearingGoing]] = {}
    for one in HearingGoing.objects.filter(hearing_id__in=keys, ended_at=None).order_by("id"):
        found.setdefault(one.hearing_id, []).append(one)
    return found


def words_of_need(need: HearingNeed) -> list[dict[str, str]]:
    """`at`, `text` of each line that was written, the oldest first."""
    if not need.sealed:  # of a new date, of which nobody has written anything yet
        return []
    lines: list[dict[str, str]] = json.loads(vault.unseal(vault.key_of(case_id=need.case_id), need.sealed, need.place))
    return lines


def releases_of(case: Case) -> QuerySet[Release]:
    """Word of releases, the newest first; those entered by mistake too."""
    return Release.objects.filter(case_id=case.id).order_by("-at", "-id")


def _slot(one: Shown) -> Slot:
    room = one.words["room"].casefold().strip()
    place = str(one.row.court) if one.row.court else one.words["place"].casefold().strip()
    return Slot(one.row.id, one.row.at, one.row.until, one.row.precision, frozenset(one.children),
                frozenset(going.member_id for going in one.going), (place, room) if place and room else None,
                (one.row.case_id, one.row.purpose))  # fmt: skip
