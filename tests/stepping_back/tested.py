"""A step-back test as the committee, other agencies and the clock would bring it about."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from samaki.database import session
from samaki.figures.noninferiority import Protocol
from samaki.insights.definitions import MEASURES
from samaki.insights.facts import minute
from samaki.insights.models import MeasureCell
from samaki.ledger import sealing
from samaki.stepping_back.testing import clock, lots, operations, rules
from samaki.stepping_back.testing.models import StepBackPart, StepBackTest
from samaki.stepping_back.testing.plan import Plan
from tests.acting import act

AREA = "17"
DAY = timedelta(days=1)
NEUTRAL = ("ngo.pp", "oversight")
"""They hold no police file; the police of the area do."""


def protocol(family="file", steps=40, area=AREA):
    return Protocol(family=family, area=area, baseline=Decimal("0.80"), steps=steps)


def plan(cast, now, *families, **changed):
    families = families or (protocol(),)
    made = Plan(
        area=families[0].area, families=families, kinds=rules.kinds_of(one.family for one in families), begin_by=now.date() + 60 * DAY,
        months=12, settle_days=3, assessors=tuple(sorted(str(cast[name].unit.agency_id) for name in NEUTRAL)),
        measure=MEASURES["WT1"].code,
    )  # fmt: skip
    return replace(made, **changed)


def fixed(cast, now, *families, **changed):
    return act(cast["oversight"], operations.fix_test, now, plan=plan(cast, now, *families, **changed))


def signed(cast, now, row, names=NEUTRAL):
    for name in names:
        act(cast[name], operations.sign_test, now, test_id=row.id, sha256=row.sha256)
    return row


def announced(cast, now):
    return act(cast["oversight"], lots.announce_lot, now)


def checkpoint(now):
    """What was done until now, sealed and signed."""
    sealing.seal_all(now)
    return sealing.checkpoint(now)


def drawn(cast, now):
    """Announced now, drawn two days later."""
    row = announced(cast, now)
    checkpoint(now + 2 * DAY)
    return act(cast["oversight"], lots.draw_lot, now + 2 * DAY, lot_id=row.id)


def begun(cast, now, *families, **changed):
    """A test that runs since two days after `now`."""
    row = signed(cast, now, fixed(cast, now, *families, **changed))
    drawn(cast, now)
    return act(cast["oversight"], operations.begin_test, now + 2 * DAY, test_id=row.id)


def went(row, signs, kind="police_file", *, unit, first=0):
    """Steps of the area, one a day from the beginning of the test on: `1` alone, `h` helped, `0` bad, `o` still open."""
    how = {"1": "alone", "h": "helped", "0": "bad", "o": "open"}
    with session("worker", row.begun_at):
        for number, sign in enumerate(signs, start=first):
            due = row.begun_at + number * DAY + timedelta(minutes=5)
            cell, _made = MeasureCell.objects.get_or_create(
                measure="WT1",
                area=f"{row.area}01",
                unit=unit,
                other=0,
                kind=kind,
                month=due.date().replace(day=1),
                defaults={"tally": {}},
            )
            cell.tally[f"run:simple:{minute(due)}:1:{how[sign]}"] = 1
            cell.save()


def again(row, now):
    """The row as it stands."""
    with session("worker", now):
        return StepBackTest.objects.get(id=row.id)


def alarmed(row, now):
    """The part that has sounded its alarm, after the clock has read the test."""
    clock.read_all(now)
    with session("worker", now):
        return StepBackPart.objects.get(test_id=row.id, state="alarm")
