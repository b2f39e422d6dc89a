"""Two tests of the demonstration: in one area the mentor has been away from one family of steps long enough for a verdict, in the other
the same test still runs. Fixed, signed and drawn by lot before the cases of the time of the tests are there; read by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from samaki.agencies.models import Member
from samaki.figures.noninferiority import Protocol
from samaki.insights.definitions import MEASURES
from samaki.ledger import sealing
from samaki.simulation.acts import act, people
from samaki.simulation.cast import PP, PS
from samaki.simulation.past import BEGAN
from samaki.stepping_back.testing import clock, lots, operations, rules
from samaki.stepping_back.testing.plan import Plan

FAMILY = "placement"
BASELINE, MOST_MONTHS, SETTLES = Decimal("0.80"), 24, 3
STEPS = {PP: 30, PS: 60}
"""Area -> steps that are looked at: as many as there were, and more than there were."""

SIGN = ("duty.sr", "oversight")
"""Whose agencies assess: none of them works in these areas, or places a child."""

DAY = timedelta(days=1)
READ = (timedelta(days=45), timedelta(0))
"""The clock of the demonstration looks so long before now: the verdict was read some weeks ago."""


def steps_back_from_now(now: datetime) -> None:
    """Everything before the mentor stays away, and that it does: both begin on one day, in the order of the lot."""
    cast, began = people(now), now - BEGAN
    committee, before = cast["oversight"], began - 4 * DAY
    fixed = {area: act(committee, operations.fix_test, before, plan=_plan(area, cast, before)) for area in STEPS}
    for row in fixed.values():
        for name in SIGN:
            act(cast[name], operations.sign_test, before + DAY, test_id=row.id, sha256=row.sha256)
    lot = act(committee, lots.announce_lot, before + DAY)
    sealing.seal_all(before + 2 * DAY)
    sealing.checkpoint(before + 3 * DAY)
    drawn = act(committee, lots.draw_lot, before + 3 * DAY, lot_id=lot.id)
    for area in drawn.drawn:
        act(committee, operations.begin_test, began, test_id=fixed[area].id)


def tests_read(now: datetime) -> None:
    """As the clock does it, after the figures were counted."""
    for ago in READ:
        clock.read_all(now - ago)


def _plan(area: str, cast: dict[str, Member], now: datetime) -> Plan:
    one = Protocol(family=FAMILY, area=area, baseline=BASELINE, steps=STEPS[area])
    return Plan(
        area=area, families=(one,), kinds=rules.kinds_of([FAMILY]), begin_by=now.date() + 60 * DAY, months=MOST_MONTHS,
        settle_days=SETTLES, assessors=tuple(sorted({str(cast[name].unit.agency_id) for name in SIGN})),
        measure=MEASURES["WT1"].code,
    )  # fmt: skip
