"""What time makes happen to tests: plans lapse, running ones are read, an alarm sounds, the verdict is read once.

Beside the heartbeat, after the figures were counted: some ten kept cells for each family and month of a test, whatever the size of the
country. One transaction for each test.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from samaki.agencies.country import calendar
from samaki.agencies.models import Membership
from samaki.database import lock, session
from samaki.figures.noninferiority import Protocol
from samaki.insights.models import MeasureCell
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue
from samaki.stepping_back.testing import plan as plans
from samaki.stepping_back.testing import reading
from samaki.stepping_back.testing.models import StepBackPart, StepBackReading, StepBackSignature, StepBackTest
from samaki.stepping_back.testing.plan import Plan
from samaki.stepping_back.testing.rules import COMMITTEE, MEASURE
from samaki.stepping_back.testing.states import LIVE, OF_THE_WORST, WORST_FIRST, target


def read_all(now: datetime) -> int:
    """Look at every test that waits or runs; returns how many."""
    with session("worker", now):
        keys = list(StepBackTest.objects.filter(state__in=LIVE).order_by("id").values_list("id", flat=True))
    for key in keys:
        with session("worker", now):
            read_test(test_id=key, now=now)
    return len(keys)


def read_test(*, test_id: UUID, now: datetime) -> StepBackTest:
    """One test as it stands now. Nothing is written where nothing has changed."""
    lock(test_id)
    row = StepBackTest.objects.get(id=test_id)
    plan = plans.read(row.plan)
    if row.state == "fixed" and calendar().local(now).date() > plan.begin_by:
        _lapse(row, now)
    elif row.state == "running":
        _read(row, plan, now)
    return row


def _lapse(row: StepBackTest, now: datetime) -> None:
    row.state, row.ended_at = target("test", "lapse"), now
    row.save(update_fields=["state", "ended_at"])
    StepBackPart.objects.filter(test=row, state="waits").update(state=target("part", "lapse"), ended_at=now)
    _write("step_back.lapse", row, now)


def _read(row: StepBackTest, plan: Plan, now: datetime) -> None:
    for part in StepBackPart.objects.filter(test=row, state="running").order_by("family"):
        _read_part(row, part, plan, now)
    states = set(StepBackPart.objects.filter(test=row).values_list("state", flat=True))
    if "running" in states:
        return
    worst = next(state for state in WORST_FIRST if state in states)
    row.state, row.ended_at = target("test", OF_THE_WORST[worst]), now
    row.save(update_fields=["state", "ended_at"])
    _write("step_back.end", row, now, outcome=row.state)
    _tell(row, "step_back.test_ended", now)


def _read_part(row: StepBackTest, part: StepBackPart, plan: Plan, now: datetime) -> None:
    assert row.begun_at is not None  # a running test has begun (0134)
    assert row.ends_at is not None
    protocol = plan.protocol(part.family)
    within = reading.span(plan, row.begun_at, row.ends_at, now)
    signs = reading.sequence(marks(row, plan, protocol).items(), within, plan, protocol)
    kept = StepBackReading.objects.filter(part=part).first()
    if kept is None or kept.signs != signs:
        StepBackReading.objects.update_or_create(
            part=part, defaults={"due": len(signs), "signs": signs, "read_at": now}
        )
    move = reading.move(reading.read(protocol, signs), reading.over(plan, row.ends_at, now))
    if move is None:
        return
    part.state, part.ended_at = target("part", move), now
    part.alarm_at = now if move == "alarm" else None
    part.save(update_fields=["state", "ended_at", "alarm_at"])
    act = "step_back.alarm" if move == "alarm" else "step_back.read"
    _write(act, row, now, kind=part.family, outcome=part.state, count=len(signs))
    if move == "alarm":
        _tell(row, "step_back.test_alarm", now, part)


def marks(row: StepBackTest, plan: Plan, protocol: Protocol) -> Mapping[str, int]:
    """Kept marks of the family in the area, of the months of the test. 1 query."""
    assert row.begun_at is not None
    assert row.ends_at is not None
    first, last = (calendar().local(moment).date().replace(day=1) for moment in (row.begun_at, row.ends_at))
    cells = MeasureCell.objects.filter(
        measure=MEASURE, area__startswith=row.area, kind__in=plan.kinds[protocol.family], month__gte=first, month__lte=last
    )  # fmt: skip
    found: dict[str, int] = {}
    for cell in cells:
        for mark, many in cell.tally.items():
            found[mark] = found.get(mark, 0) + many
    return found


def _tell(row: StepBackTest, kind: str, now: datetime, part: StepBackPart | None = None) -> None:
    """The committee, and the units that signed."""
    sitting = Membership.objects.live(now).filter(role=COMMITTEE, member__is_active=True, unit__until__isnull=True)
    committee = set(sitting.values_list("unit__principal", flat=True))
    signed = set(StepBackSignature.objects.filter(test=row).values_list("unit__principal", flat=True))
    for unit in sorted(committee | signed):
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=part.family if part else "", audience="privacy",
              urgency="urgent" if part else "normal")  # fmt: skip


def _write(act: str, row: StepBackTest, now: datetime, **more: object) -> None:
    facts = {"area": row.area, "state": row.state, "sha256": row.sha256} | more
    record(act, by=CLOCK, now=now, unit=row.unit_id, subject=row, facts=facts)
