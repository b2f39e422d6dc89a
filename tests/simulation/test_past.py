"""The years before the demonstration: what came to its end, three tests of the mentor away, and figures that the public reads."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.database import session
from samaki.figures.noninferiority import Outcome, Protocol, error_rates
from samaki.insights import leaning
from samaki.insights.facts import Clock, by_subject
from samaki.insights.keeping import country
from samaki.insights.steps import stories
from samaki.publicstats.models import FigureRelease, PublishedRelease
from samaki.simulation import cast as people
from samaki.simulation import past
from samaki.simulation.country import Plan
from samaki.simulation.mentor import gives
from samaki.simulation.nation.pen import Paper
from samaki.simulation.nation.portions import Nation
from samaki.simulation.released import released
from samaki.simulation.stepped import BASELINE, FAMILY, STEPS, steps_back_from_now, tests_read
from samaki.stepping_back import shares
from samaki.stepping_back.testing import reading
from samaki.stepping_back.testing.models import StepBackPart, StepBackReading, StepBackTest
from samaki.stepping_back.testing.plan import Plan as Fixed
from samaki.stepping_back.testing.reading import Span
from samaki.stepping_back.testing.rules import kinds_of
from tests.everything import rows, value
from tests.journeys.invariants import nothing_is_broken
from tests.simulation.test_step_back import facts_of

MATTERS = past.MATTERS
FALLS = 0.25
"""In the last whole year the mentor brings at most this much of what it brought in the first."""


@pytest.fixture(params=[100, pytest.param(past.MATTERS, marks=pytest.mark.nightly)])
def told(transactional_db, owner, monkeypatch, request):
    """All of it, committed, at a moment that is returned; and whether it is as large as in the demonstration."""
    now = timezone.now()
    monkeypatch.setattr(past, "MATTERS", request.param)
    people.assemble(
        past.begins(now) - timedelta(days=30), "a password of the tests", bound_until=now + timedelta(days=9)
    )
    gives(past.begins(now), now)
    steps_back_from_now(now)
    past.bring_the_past(now)
    released(now)
    tests_read(now)
    connections.close_all()
    return now, request.param == MATTERS


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_nothing_of_it_waits_and_the_public_reads_of_it_and_the_mentor_is_away(told):
    now, whole = told
    nothing_is_broken()
    assert value("""select count(*) from step where call_at is not null""") == 0
    assert value("""select count(*) from handoff where call_at is not null""") == 0
    assert value("""select count(*) from report where call_at is not null""") == 0
    assert (
        value("select count(*) from notice where kind in ('handoff.offered', 'handoff.completed', 'report.new')") == 0
    )
    assert rows('select distinct state, synthetic from "case"') == [("closed", True)]
    _released(now)
    if whole:
        _read_by_the_public(now)
        _tested(now)
        _led_less(now)


def _released(now):
    """Published, corrected since, and one that waits for two agencies; the pages tell the same to everybody."""
    year = calendar().local(now).year
    with session("worker", now):
        found = list(FigureRelease.objects.order_by("number"))
        given = [one.answers.filter(lapsed_at__isnull=True, agrees=True).count() for one in found]
    assert [(one.number, one.state, one.years) for one in found] == [
        (1, "corrected", [year - 4, year - 3, year - 2]),
        (2, "published", [year - 2]),
        (3, "in_review", [year - 1]),
    ]
    assert [len(one.owners) - said for one, said in zip(found, given, strict=True)] == [0, 0, 2]


def _read_by_the_public(now):
    """Figures are told, and one table was put right."""
    with session("app", now, Member.objects.get(username="oversight").id):
        one, two = PublishedRelease.objects.order_by("number")
    assert (one.corrected_by, two.corrects, two.reason) == (2, 1, "wrong_figure")
    assert [cell for table in one.content["tables"] for cell in table["cells"] if cell[2]]
    assert one.content["tables"] != two.content["tables"]
    page = Client(headers={"accept-language": "en"}).get("/progress/").content.decode()
    assert "Corrected here" in page


def _tested(now):
    """One passed, one was ended by the alarm and the mentor is called back, one runs: some of the steps that it needs were read."""
    with session("worker", now):
        assert list(StepBackTest.objects.order_by("area").values_list("area", "state")) == [
            ("12", "passed"),
            ("17", "failed"),
            ("18", "running"),
        ]
        broken = StepBackPart.objects.get(test__area="17")
        assert (broken.state, broken.recall) == ("alarm", "recalled")
        assert 5 <= StepBackReading.objects.get(part__test__area="18").due < STEPS


@pytest.mark.parametrize("days", [61, *(pytest.param(days, marks=pytest.mark.nightly) for days in (0, 130, 250, 333))])
def test_on_whatever_day_it_begins_one_passes_one_alarms_and_one_runs_and_no_single_step_decides(cast, now, days):
    """Of the children who are added; what the country itself brings to an area, mostly late, is some eight steps."""
    nation = Nation(Plan(now + timedelta(days=days, hours=days), MATTERS, past.YEARS, past.SEED))
    nation.ground.leave_out(past.SPEAKS_NOT)
    others, found = 10, {}
    for area, marks in _marks(nation).items():
        one = Protocol(FAMILY, area, BASELINE, STEPS)
        plan = Fixed(area, (one,), kinds_of([FAMILY]), now.date(), 24, 3, (), "WT1.v1")
        signs = reading.sequence(marks.items(), Span(0, 1 << 40), plan, one)
        found[area] = (
            reading.read(one, signs[others:] + "0" * others if area == people.PP else signs),
            error_rates(one).fewest_good,
        )
    (passes, fewest), (alarms, _), (runs, _) = (found[area] for area in (people.PP, people.SR, people.PS))
    assert passes.path.alarm is None or passes.path.alarm >= STEPS - others, "what was put at its end may sound"
    assert passes.due == STEPS
    assert passes.good >= fewest, (passes.good, fewest)
    assert alarms.outcome == Outcome.ALARM
    assert (runs.outcome, runs.due > 20) == (Outcome.RUNNING, True)


def _marks(nation):
    """Area -> marks of the placements of the children in danger whose cases came to their end."""
    clock, rules, paper, read = Clock(calendar().timezone), country().critical, Paper(), 0
    found = {area: Counter() for area in past.IN_DANGER}
    for matter in past.in_danger(nation, paper):
        one = Paper()
        one.entries += paper.entries[read:]
        read = len(paper.entries)
        for facts in facts_of(one).values() if past.is_over(matter) else ():
            cells = leaning.tally(stories(facts), matter.area, rules, clock, by_subject(facts, "support."))
            for (cell, mark), many in cells.items():
                if cell.measure == "WT1" and rules.families[cell.kind] == FAMILY:
                    found[matter.area][mark] += many
    return found


def _led_less(now):
    year = calendar().local(now).year
    with session("worker", now):
        told = {one.year: one.share for one in shares.of_cells(now.date()).by_area[shares.WHOLE]}
    assert told[year - 1] < FALLS * told[year - 4]
