"""Once a month the scorecard of each agency is put before those who lead it, and all of them before the oversight.

A link on their desk, to the sheet and its PDF as each may read it. No figure leaves the page: a letter says that something waits, and
nothing is texted or called. One notice for the oversight, not one for each agency: what comes by the dozen is read by nobody.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Q

from samaki.agencies.country import calendar
from samaki.agencies.models import Agency, Membership, Principal, Unit
from samaki.commitments.models import Commitment
from samaki.commitments.states import RUNNING
from samaki.commitments.telling import committee
from samaki.database import lock
from samaki.insights.definitions import MEASURES
from samaki.insights.links import quarter_of
from samaki.insights.models import MeasureCell
from samaki.insights.scorecard import QUALITY, SPEED
from samaki.jobs.models import Heartbeat
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice
from samaki.notices.operations import queue

NAME = "scorecards"
OWN, ALL = "scorecard.scorecard_ready", "scorecard.scorecards_ready"
FROM = timedelta(hours=7)
"""On the first day of a month, on the clock of the country; where the clock stood still then, as soon as it goes."""


def send(now: datetime) -> int:
    """Of the month that has ended; how many notices. 1 query where they are out already."""
    month = _month(now)
    last = Heartbeat.objects.filter(name=NAME).first()
    if last is not None and _month(last.beat_at) >= month:
        return 0
    lock(uuid5(NAMESPACE_URL, f"samaki:{NAME}"))
    Heartbeat.objects.update_or_create(name=NAME, defaults={"beat_at": now})
    ended = month - timedelta(days=1)
    about = _with_figures(quarter_of(ended), ended)
    told = [(OWN, unit, agency) for unit, agency in _led(now) if agency in about]
    if about:
        told += [(ALL, unit, agency) for unit, agency in _agencies(committee(now))]
    return sum(_tell(*one, month, now) for one in told)


def _month(now: datetime) -> date:
    """The first day of the month whose notices are out at this time."""
    return (calendar().local(now) - FROM).date().replace(day=1)


def _with_figures(first: date, last: date) -> set[UUID]:
    """Agencies of which something was counted from the one day to the other, or of which a promise runs: nobody is sent an empty sheet."""
    cells = MeasureCell.objects.filter(
        measure__in=[MEASURES[name].id for name in (*SPEED, *QUALITY)], month__gte=first, month__lte=last
    )
    promises = Commitment.objects.filter(state__in=RUNNING)
    units = Q(principal__in=cells.values("unit")) | Q(principal__in=promises.values("owner"))
    return set(Unit.objects.filter(units).values_list("agency", flat=True))


def _led(now: datetime) -> list[tuple[Principal, UUID]]:
    """(unit, its agency), of open units that somebody heads."""
    heads = Membership.objects.live(now).filter(role="head", member__is_active=True, unit__until__isnull=True)
    return _agencies({int(unit) for unit in heads.values_list("unit", flat=True)})


def _agencies(units: set[int]) -> list[tuple[Principal, UUID]]:
    return list(Unit.objects.filter(principal__in=units).order_by("principal").values_list("principal", "agency"))


def _tell(kind: str, unit: Principal, agency: UUID, month: date, now: datetime) -> int:
    """Once for each month, agency and unit, whatever became of the heartbeat."""
    if Notice.objects.filter(kind=kind, to_unit=unit, subject_id=agency, dedupe__endswith=f":{month}").exists():
        return 0
    facts = {"since": quarter_of(month - timedelta(days=1)).isoformat()}
    subject, audience = Agency(id=agency), "unit_head" if kind == OWN else "privacy"
    queue(kind, to_unit=unit, subject=subject, now=now, dedupe=f"{month}", audience=audience, facts=facts)
    record("scorecard.send", by=CLOCK, now=now, unit=unit, subject=subject, facts=facts | {"kind": kind})
    return 1
