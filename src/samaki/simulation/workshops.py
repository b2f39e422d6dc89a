"""Workshops of the demonstration: one that was held and is looked at half a year later, and one for which places are taken now."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.simulation.words import HALL, OPINION, PARTICIPANTS, PEN
from samaki.training import attending, closing, inviting, planning
from samaki.training.models import Workshop, WorkshopSeat, WorkshopSession

PROGRAMME, AREA, PLACES = "partners", "12", 4
AGO, AHEAD = timedelta(days=200), timedelta(days=12)
"""The first was held so long before `now`, so that half a year has passed since; the second is so far ahead."""

LEARNT = {"before": 0.4, "after": 0.85}
"""Part of the test -> the share of its questions that the synthetic participants answer right."""


def hold_workshops(now: datetime) -> None:
    """Both, told by the real operations; of those who came half are looked at again, so that the trainer has something to do."""
    rng = random.Random(8)  # noqa: S311 - a story, not a secret
    trainer = Member.objects.select_related("unit").get(username="trainer")
    _held(trainer, now - AGO, now, rng)
    _row, codes = _opened(trainer, now - timedelta(days=2), AHEAD)
    for name, unit, role in PARTICIPANTS[::3]:
        _joins(codes[unit], name, role, now - timedelta(days=1))


def _held(trainer: Member, then: datetime, now: datetime, rng: random.Random) -> None:
    row, codes = _opened(trainer, then - timedelta(days=7), timedelta(days=7))
    keys = [_joins(codes[unit], name, role, then - timedelta(days=5)) for name, unit, role in PARTICIPANTS]
    _act(trainer, planning.begin_workshop, then, workshop_id=row.id)
    _tested(trainer, row, keys, "before", then, rng)
    with session("app", then, trainer.id):
        seats = list(
            WorkshopSeat.objects.filter(workshop=row).order_by("registered_at", "id").values_list("id", flat=True)
        )
        lessons = list(WorkshopSession.objects.filter(workshop=row).order_by("starts_at", "id"))
    for lesson in lessons:
        there = seats if lesson == lessons[0] else seats[:-1]
        _act(trainer, attending.tick_list, lesson.ends_at, session_id=lesson.id, present=there, listed=seats)
    after = lessons[-1].ends_at
    _tested(trainer, row, keys[:-1], "after", after, rng)
    for key in keys[:6]:
        answers = {code: rng.choice("445") for code in pack().training.opinions}
        _outside(closing.give_opinion, after, key=key, answers=answers, text=OPINION if key == keys[0] else "")
    _act(trainer, closing.finish_workshop, after + timedelta(hours=1), workshop_id=row.id)
    for seat in seats[:5]:
        _looked_at(trainer, seat, now - timedelta(days=1), "no" if seat == seats[1] else "yes")


def _opened(trainer: Member, when: datetime, ahead: timedelta) -> tuple[Workshop, dict[str, str]]:
    """(workshop, unit -> code of its invitation)"""
    day = calendar().local(when + ahead).date()
    row = _act(
        trainer,
        planning.plan_workshop,
        when,
        programme=PROGRAMME,
        area=AREA,
        first_day=day,
        places=30,
        place=HALL,
        note=PEN,
    )
    codes = {}
    for unit in Unit.objects.filter(code__in={unit for _name, unit, _role in PARTICIPANTS}).order_by("code"):
        made = _act(trainer, inviting.give_places, when, workshop_id=row.id, to_unit=unit, places=PLACES)
        codes[unit.code] = inviting.code_of(made)
    return _act(trainer, planning.open_workshop, when, workshop_id=row.id), codes


def _joins(code: str, name: str, role: str, when: datetime) -> str:
    """The key of the place."""
    return str(
        _outside(inviting.take_place, when, code=code, key="", name=name, phone="", role=role, contact=False).key
    )


def _tested(trainer: Member, row: Workshop, keys: list[str], part: str, when: datetime, rng: random.Random) -> None:
    _act(trainer, planning.open_test, when, workshop_id=row.id, part=part)
    for key in keys:
        answers = {
            item.code: item.right if rng.random() < LEARNT[part] else rng.choice([one.code for one in item.options])
            for item in pack().training.items_of(PROGRAMME)
        }
        _outside(attending.sit_test, when, key=key, part=part, answers=answers)


def _looked_at(trainer: Member, seat_id: UUID, when: datetime, in_post: str) -> None:
    with session("app", when, trainer.id):
        role = WorkshopSeat.objects.get(id=seat_id).role
    seen = [one.code for one in pack().training.standards_of(role)][:2] if in_post == "yes" else []
    _act(trainer, closing.check_seat, when, seat_id=seat_id, in_post=in_post, observed=seen)


def _act(member: Member, operation: Callable[..., Any], when: datetime, **given: Any) -> Any:
    with session("app", when, member.id):
        return operation(by=member, now=when, **given)


def _outside(operation: Callable[..., Any], when: datetime, **given: Any) -> Any:
    """As who has no account."""
    with session("intake", when):
        return operation(now=when, **given)
