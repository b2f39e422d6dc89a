"""Three tests of the demonstration. In one area the work held while the mentor stayed away from one family of steps, in another a link
was broken on purpose and the alarm sounded, in the third the test still runs. Fixed, signed and drawn by lot before the cases of the time
of the tests are there; read by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from samaki.agencies.models import Member
from samaki.database import session
from samaki.figures.noninferiority import Protocol
from samaki.insights.definitions import MEASURES
from samaki.ledger import sealing
from samaki.simulation.acts import act, people
from samaki.simulation.cast import PP, PS, SR
from samaki.simulation.past import BEGAN
from samaki.stepping_back.testing import clock, lots, operations, rules
from samaki.stepping_back.testing.models import StepBackPart
from samaki.stepping_back.testing.plan import Plan

FAMILY = "placement"
BASELINE, STEPS, MOST_MONTHS, SETTLES = Decimal("0.80"), 80, 24, 3
"""Eighty steps tell something (decision 85): work as good as before passes in two of three tests, and better work nearly always."""

COMMITTEE = "oversight"
SIGN = {PP: ("duty.sr", COMMITTEE), SR: ("duty.ps", COMMITTEE), PS: ("duty.sr", COMMITTEE)}
"""Area -> whose agencies assess: none of them works there, or places a child."""

DAY = timedelta(days=1)
LOOKS = 15 * DAY
"""The clock of the demonstration looks so often, that a verdict and an alarm have about the day on which they would have come."""

ANSWERS = 2 * DAY
"""So long after an alarm the committee calls the mentor back for these steps."""


def steps_back_from_now(now: datetime) -> None:
    """Everything before the mentor stays away, and that it does: both begin on one day, in the order of the lot."""
    cast, began = people(now), now - BEGAN
    committee, before = cast[COMMITTEE], began - 4 * DAY
    fixed = {area: act(committee, operations.fix_test, before, plan=_plan(area, cast, before)) for area in SIGN}
    for area, row in fixed.items():
        for name in SIGN[area]:
            act(cast[name], operations.sign_test, before + DAY, test_id=row.id, sha256=row.sha256)
    lot = act(committee, lots.announce_lot, before + DAY)
    sealing.seal_all(before + 2 * DAY)
    sealing.checkpoint(before + 3 * DAY)
    drawn = act(committee, lots.draw_lot, before + 3 * DAY, lot_id=lot.id)
    for area in drawn.drawn:
        act(committee, operations.begin_test, began, test_id=fixed[area].id)


def tests_read(now: datetime) -> None:
    """As the clock does it, after the figures were counted; and what the committee does where it alarms."""
    for number in reversed(range(BEGAN // LOOKS)):
        clock.read_all(now - number * LOOKS)
    with session("worker", now):
        alarms = list(StepBackPart.objects.filter(state="alarm", recall=""))
    for part in alarms:
        assert part.alarm_at is not None  # an alarm has its day
        act(people(now)[COMMITTEE], operations.answer_alarm, part.alarm_at + ANSWERS, part_id=part.id, recall=True)


def _plan(area: str, cast: dict[str, Member], now: datetime) -> Plan:
    one = Protocol(family=FAMILY, area=area, baseline=BASELINE, steps=STEPS)
    return Plan(
        area=area, families=(one,), kinds=rules.kinds_of([FAMILY]), begin_by=now.date() + 60 * DAY, months=MOST_MONTHS,
        settle_days=SETTLES, assessors=tuple(sorted({str(cast[name].unit.agency_id) for name in SIGN[area]})),
        measure=MEASURES["WT1"].code,
    )  # fmt: skip
