"""What partners of the demonstration said of each other, all invented: the rounds of two years before, the one of this year which still
runs, and whom units call this year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Membership, UnitArea
from samaki.database import session
from samaki.pulse.answering import answer_pulse
from samaki.pulse.country import pulse
from samaki.pulse.operations import close_round, open_round
from samaki.pulse.ties import SPEAKS, name_ties

ROUNDS = ((730, "2233445"), (365, "3344455"))
"""Days ago, and what is answered, each as often as it stands there: the later one a little better."""

RUNS, LASTS, NOT_YET = timedelta(days=6), timedelta(days=21), 0.6
"""Since when this year's round runs, how long it will, and the share of members who have not answered yet."""

LEFT_OUT, RATHER_NOT = 0.2, 0.05
"""Shares of members who do not answer, and of single questions to which nobody wants to say anything."""

CALLS, NAMED = 0.5, 0.85
"""Share of the other units of its area that a unit calls; and the share of what passes that each side thinks of when it names."""


def trusted(now: datetime, *, runs: bool = True) -> None:
    """Nothing where the cast has no committee. `runs`: whether the round of this year is open."""
    with session("worker", now):
        members = list(Member.objects.select_related("unit__agency").filter(is_active=True).order_by("username"))
    committee = next((one for one in members if one.username == "oversight"), None)
    if committee is None:
        return
    asked = [one for one in members if one.unit.kind not in pulse().not_asked]
    for days, choices in ROUNDS:
        _round(committee, asked, now - timedelta(days=days), choices)
    if runs and calendar().local(now - RUNS).year != calendar().local(now - timedelta(days=ROUNDS[-1][0])).year:
        _runs(committee, asked, now - RUNS)
    _named(members, now - timedelta(days=9))


def _round(committee: Member, asked: list[Member], began: datetime, choices: str) -> None:
    row = _act(committee, open_round, began, closes_at=began + LASTS)
    _answered(asked, row.id, began, choices, LEFT_OUT)
    _act(committee, close_round, began + LASTS, round_id=row.id)


def _runs(committee: Member, asked: list[Member], began: datetime) -> None:
    """The round of this year: some have answered, nobody can read anything yet."""
    row = _act(committee, open_round, began, closes_at=began + LASTS)
    _answered(asked, row.id, began, ROUNDS[-1][1], NOT_YET)


def _answered(asked: list[Member], round_id: UUID, began: datetime, choices: str, left_out: float) -> None:
    chance = Random(f"{began.year}")  # noqa: S311 - invented people
    for number, one in enumerate(asked):
        if chance.random() < left_out:
            continue
        answers = {code: "0" if chance.random() < RATHER_NOT else chance.choice(choices) for code in pulse().questions}
        _act(one, answer_pulse, began + timedelta(hours=1 + number), round_id=round_id, answers=answers)


def _named(members: list[Member], now: datetime) -> None:
    """Who leads a unit names: each pair that calls is drawn once, so that most of what two units say agrees."""
    chance = Random(76)  # noqa: S311 - invented units
    with session("worker", now):
        leads = set(Membership.objects.live(now).filter(role__in=SPEAKS).values_list("member_id", flat=True))
        serves: dict[Any, set[str]] = {}
        for unit, area in UnitArea.objects.order_by("unit", "area").values_list("unit", "area"):
            serves.setdefault(unit, set()).add(area[:2])
    speakers: dict[Any, Member] = {one.unit_id: one for one in members if one.id in leads}
    calls = {
        (one, other) for one in sorted(speakers) for other in sorted(serves)
        if one != other and _near(serves.get(one, set()), serves[other]) and chance.random() < CALLS
    }  # fmt: skip
    for unit, one in sorted(speakers.items()):
        to = {other for caller, other in sorted(calls) if caller == unit and chance.random() < NAMED}
        called = {caller for caller, other in sorted(calls) if other == unit and chance.random() < NAMED}
        if to or called:
            _act(one, name_ties, now, calls=to, called=called)


def _near(one: set[str], other: set[str]) -> bool:
    return bool(one & other) or "" in one | other


def _act(by: Member, operation: Callable[..., Any], now: datetime, **given: Any) -> Any:
    with session("app", now, by.id):
        return operation(by=by, now=now, **given)
