"""Asked for by the committee, or once a month by the clock; run by the worker beside the heartbeat, one area at a time, bounded.

Figures are read in one transaction, the simulation runs outside of any, the result is written in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Membership, Unit, UnitArea
from samaki.database import lock, session, story
from samaki.database.refusals import CannotMove, Invalid
from samaki.figures.queueing import Estimate, Future, Network, loads, traffic, what_if
from samaki.insights.models import MeasureCell
from samaki.insights.standing import province_of
from samaki.journeys.support.inferring import mentor_kinds
from samaki.ledger.operations import CLOCK, record
from samaki.stepping_back.index import SHORT, before
from samaki.stepping_back.testing.operations import AREAS
from samaki.stepping_back.testing.rules import check_leads
from samaki.stepping_back.whatif.models import WhatIfRun
from samaki.stepping_back.whatif.network import Seen, network

REPLICATIONS = 30
WARM_UP, HORIZON = 180.0, 180.0
"""Days: before the mentor leaves, so that queues are as they are; and after it, which are counted."""

MOST_STEPS = 300_000
"""In all replications together; a busier area is looked at for fewer days before and after, in which as much comes to it."""

EVERY = timedelta(days=30)
MENTOR_LED = ("led:1", "led:2")
"""The mentor did it; together, and the mentor led."""


@story
def ask_what_if(*, area: str, by: Member, now: datetime) -> WhatIfRun:
    """Run it for this area as things stand; the worker does it within minutes. Raises NotAllowed, Invalid, CannotMove."""
    check_leads(by, now)
    if area not in {place.code for place in pack().places.provinces}:
        raise Invalid(_("Choose the area from the list."), field="area")
    lock(AREAS)
    if WhatIfRun.objects.filter(area=area, ran_at__isnull=True).exists():
        raise CannotMove(_("It is asked for already: the result stands here in a few minutes."))
    row = WhatIfRun(area=area, unit=by.unit, asked_by=by.id, asked_at=now, synthetic=by.synthetic)
    row.save(force_insert=True)
    record("what_if.ask", by=by, now=now, subject=row, facts={"area": area})
    return row


def run_next(now: datetime) -> str:
    """Run what was asked for, or an area whose last result is a month old; returns its code, empty where there is nothing to do."""
    with session("worker", now):
        row = _next(now)
        if row is None:
            return ""
        first, last, seen, days = observed(row.area, now)
    drawn = network(seen, days)
    seed, (warm_up, horizon) = int(f"{now:%Y%m%d}"), lengths(drawn)
    found = what_if(drawn, warm_up=warm_up, horizon=horizon, replications=REPLICATIONS, seed=seed) if drawn else {}
    with session("worker", now):
        _keep(row.id, drawn, found, now, since=first, until=last, seed=seed, warm_up=warm_up, horizon=horizon)
    return row.area


def _next(now: datetime) -> WhatIfRun | None:
    asked = WhatIfRun.objects.filter(ran_at__isnull=True).order_by("asked_at").first()
    if asked is not None:
        return asked
    fresh = set(WhatIfRun.objects.filter(ran_at__gt=now - EVERY).values_list("area", flat=True))
    cells = MeasureCell.objects.filter(measure="I6", month__gte=before(calendar().local(now).date().replace(day=1), 1))
    busy = {province_of(area) for area in cells.order_by().values_list("area", flat=True).distinct()} - {""}
    area = min(busy - fresh, default="")
    if not area:
        return None
    row = WhatIfRun(area=area, asked_at=now)
    row.save(force_insert=True)
    return row


def lengths(drawn: Network) -> tuple[float, float]:
    """Days before the mentor leaves and days after it: as wanted, or both shorter by the same part, so that the bound holds."""
    a_day = sum(traffic(drawn).values()) if drawn else 0.0
    part = min(1.0, MOST_STEPS / (2 * REPLICATIONS * a_day * (WARM_UP + HORIZON))) if a_day else 1.0
    return part * WARM_UP, part * HORIZON


def _keep(key: UUID, drawn: Network, found: Mapping[str, Future], now: datetime, **how: Any) -> None:
    lock(key)
    row = WhatIfRun.objects.get(id=key)
    if row.ran_at is not None:
        return  # another worker was sooner
    with_mentor = loads(drawn, True) if drawn else {}
    row.network = {
        kind: {"members": node.servers, "a_day": node.arrivals, "work_days": node.work, "mentor": node.mentor,
               "load": with_mentor[kind], "onward": dict(node.onward)} for kind, node in drawn.items()
    }  # fmt: skip
    row.result = {kind: told(future) for kind, future in found.items()}
    row.ran_at, row.replications = now, REPLICATIONS
    for name, value in how.items():
        setattr(row, name, value)
    row.save()
    facts = {"area": row.area, "number": row.seed, "count": row.replications}
    record("what_if.run", by=CLOCK, now=now, unit=row.unit_id, subject=row, facts=facts)


def told(future: Future) -> dict[str, Any]:
    """As it is kept: days; estimates as {"mean", "low", "high"}."""
    return {
        "load_with": future.load_with, "load_without": future.load_without, "endless": future.grows_without_end,
        **{name: _estimate(getattr(future, name)) for name in ("mean_with", "mean_without", "p90_with", "p90_without", "growth")},
    }  # fmt: skip


def _estimate(one: Estimate) -> dict[str, float | None]:
    found = asdict(one.interval) if one.interval else {}
    return {"mean": one.mean, "low": found.get("low"), "high": found.get("high")}


# ---------------------------------------------------------------- what was observed
def observed(area: str, now: datetime) -> tuple[date, date, dict[str, Seen], float]:
    """First and last day, kind of unit -> its sums, and over how many days; the last 12 whole months. 5 queries, whatever the size of
    the country. In the session of the clock."""
    last = calendar().local(now).date().replace(day=1)
    first = before(last, SHORT)
    since, until = (datetime(day.year, day.month, 1, tzinfo=calendar().timezone) for day in (first, last))
    kinds = dict(Unit.objects.values_list("principal", "kind"))
    seen: dict[str, Seen] = {}
    cells = MeasureCell.objects.filter(measure__in=("I6", "I3", "WT1"), area__startswith=area, month__lt=last)
    apart = {way.step for way in pack().measuring.after}
    for cell in cells.iterator():
        kind = kinds.get(cell.unit, "")
        if not kind or kind in mentor_kinds() or cell.kind in apart or cell.kind in ("case", "report"):
            continue
        _add(seen, cell, kind, kinds, first, minutes_of(since, until))
    _people(seen, area, now)
    return first, last - timedelta(days=1), seen, (until - since) / timedelta(days=1)


def minutes_of(since: datetime, until: datetime) -> tuple[int, int]:
    """Minutes since 1970."""
    return int(since.timestamp() // 60), int(until.timestamp() // 60)


def _add(
    seen: dict[str, Seen], cell: MeasureCell, kind: str, kinds: Mapping[int, str], first: date, ends: tuple[int, int]
) -> None:
    one, marks, within = seen.setdefault(kind, Seen()), cell.tally, cell.month >= first
    since, until = ends
    if cell.measure == "I6":
        came, went = marks.get("in", 0), marks.get("out", 0)
        if within:
            one.came, one.went = one.came + came, one.went + went
            there = came * until - marks.get("in_at", 0) - went * until + marks.get("out_at", 0)
        else:
            there = (came - went) * (until - since)
        one.present += there / (until - since)
    elif within and cell.measure == "WT1":
        one.done += sum(number for mark, number in marks.items() if mark.startswith("led:") and mark != "led:0")
        one.led += sum(marks.get(mark, 0) for mark in MENTOR_LED)
    elif within and (sender := kinds.get(cell.other, "")) and sender != kind:
        onward = seen.setdefault(sender, Seen()).onward
        onward[kind] = onward.get(kind, 0) + sum(marks.get(mark, 0) for mark in ("yes", "no"))


def serving(now: datetime) -> dict[str, set[str]]:
    """Area -> kinds of units that serve it and do steps of the pathway, without the mentor's; units of the whole country serve each
    area. 1 query."""
    hold = {kind for step in pack().step_kinds.values() for kind in step.may_hold} - set(mentor_kinds())
    found: dict[str, set[str]] = {place.code: set() for place in pack().places.provinces}
    for kind, place in UnitArea.objects.filter(live(now), unit__kind__in=hold).values_list("unit__kind", "area"):
        for area in [province_of(place)] if place else list(found):
            found.setdefault(area, set()).add(kind)
    return found


def live(now: datetime) -> Q:
    """Areas that a unit serves today."""
    return Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))


def _people(seen: Mapping[str, Seen], area: str, now: datetime) -> None:
    """Members with a role in a unit that serves the area; a unit of the whole country is counted where the area has none of its kind."""
    own: dict[str, set[int]] = {}
    national: dict[str, set[int]] = {}
    for unit, kind, place in UnitArea.objects.filter(live(now)).values_list("unit__principal", "unit__kind", "area"):
        if not place or province_of(place) == area:
            (own if place else national).setdefault(kind, set()).add(unit)
    at_work: dict[int, set[UUID]] = {}
    working = Membership.objects.live(now).filter(member__is_active=True)
    for unit, member in working.values_list("unit__principal", "member_id"):
        at_work.setdefault(unit, set()).add(member)
    for kind, one in seen.items():
        units = own.get(kind) or national.get(kind, set())
        one.members = len({member for unit in units for member in at_work.get(unit, ())})
