"""What the committee of a synthetic country surveyed, all invented: two rounds, the later one lower, and an estimate that waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from samaki.agencies.models import Member
from samaki.countries import local_digits
from samaki.database import session
from samaki.prevalence.venues import Venue
from samaki.simulation.words import NIGHTS, REACH, ROUND, SORTS, TABLE, TABLE_TITLE, VENUE
from samaki.surveys.lists.operations import ask_estimate
from samaki.surveys.lists.table import read_histories
from samaki.surveys.models import SurveyVisit
from samaki.surveys.operations import close_survey, count_visit, draw_sample, plan_survey

ROUNDS = ((780, 0.12), (60, 0.05))
"""Days ago, and the share that is judged to be under 18."""

THERE, DRAWN = 14, 8
"""Venues of each stratum, and how many of them are drawn."""


def surveyed(now: datetime) -> None:
    """Nothing where the cast has no committee."""
    with session("worker", now):
        committee = Member.objects.select_related("unit__agency").filter(username="oversight").first()
    if committee is None:
        return
    for days, share in ROUNDS:
        _round(committee, now - timedelta(days=days), share)
    _act(committee, ask_estimate, now, title=TABLE_TITLE, counted=read_histories(TABLE), method="", replicates=200)


def _round(by: Member, began: datetime, share: float) -> None:
    venues = [
        Venue(VENUE % (sort, local_digits(at, "km")), sort, NIGHTS) for sort in SORTS for at in range(1, THERE + 1)
    ]
    row = _act(
        by, plan_survey, began, title=ROUND % (local_digits(began.year, "km"), began.year), reach=REACH, venues=venues
    )
    _act(
        by,
        draw_sample,
        began,
        survey_id=row.id,
        wanted=[DRAWN] * len(SORTS),
        visits=1,
        by_size=False,
        seed=str(began.year),
    )
    with session("app", began, by.id):
        visits = list(SurveyVisit.objects.filter(survey=row).order_by("number"))
    chance = Random(began.year)  # noqa: S311 - invented people
    for visit in visits:
        at = began + timedelta(days=1 + visit.number // 2)
        people = chance.randint(8, 22)
        minors = sum(chance.random() < share for _one in range(people))
        _act(by, count_visit, at, visit_id=visit.id, people=people, minors=minors, young=minors // 5, missed="", version=0,
             occurred_at=at, precision="instant")  # fmt: skip
    _act(by, close_survey, began + timedelta(days=15), survey_id=row.id)


def _act(by: Member, operation: Callable[..., Any], now: datetime, **given: Any) -> Any:
    with session("app", now, by.id):
        return operation(by=by, now=now, **given)
