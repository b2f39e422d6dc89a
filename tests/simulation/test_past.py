"""The years before the demonstration: what came to its end, two tests of the mentor away, and figures that the public reads."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.database import session
from samaki.publicstats.models import FigureRelease, PublishedRelease
from samaki.simulation import cast as people
from samaki.simulation import past
from samaki.simulation.mentor import gives
from samaki.simulation.released import released
from samaki.simulation.stepped import steps_back_from_now, tests_read
from samaki.stepping_back import shares
from samaki.stepping_back.testing.models import StepBackReading, StepBackTest
from tests.everything import rows, value
from tests.journeys.invariants import nothing_is_broken

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
    """One has its verdict, the other runs, and so far some of the steps that it needs were read."""
    with session("worker", now):
        assert list(StepBackTest.objects.order_by("area").values_list("area", "state")) == [
            ("12", "passed"),
            ("18", "running"),
        ]
        assert 5 <= StepBackReading.objects.get(part__test__area="18").due < 60


def _led_less(now):
    year = calendar().local(now).year
    with session("worker", now):
        told = {one.year: one.share for one in shares.of_cells(now.date()).by_area[shares.WHOLE]}
    assert told[year - 1] < FALLS * told[year - 4]
