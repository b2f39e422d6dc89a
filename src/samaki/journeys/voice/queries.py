"""Reading what a child was told and wants, and who is asked whether a child must be heard again; each a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from django.db import connections
from django.db.models import OuterRef, QuerySet, Subquery

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.cases.models import Case, Person, Step
from samaki.conferences.queries import parts_of
from samaki.database import current_alias
from samaki.journeys.hearings.models import Hearing, HearingChild
from samaki.journeys.hearings.queries import between
from samaki.journeys.hearings.states import AHEAD
from samaki.journeys.hearings.telling import AHEAD as FARTHEST
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.vault import sealing as vault

MOST = 300
"""Rows of one child."""


@dataclass
class Topic:
    """What was said of one topic, the newest first; the first that was no mistake stands."""

    code: str
    said: list[ChildVoice] = field(default_factory=list)

    @property
    def stands(self) -> ChildVoice | None:
        return next((row for row in self.said if row.in_error_at is None), None)


def voices_of(child: Person, sort: str) -> list[Topic]:
    """By topic, in the order of the pack's list; topics of which nobody said anything left out. Known by when it was said."""
    rows = ChildVoice.objects.filter(case_id=child.case_id, child_id=child.id, sort=sort)
    topics: dict[str, Topic] = {}
    for row in rows.order_by("-occurred_at", "-id")[:MOST]:
        topics.setdefault(row.topic, Topic(row.topic)).said.append(row)
    order = list(pack().reasons[{"told": "told_child", "wants": "wish"}[sort]])
    return sorted(topics.values(), key=lambda one: order.index(one.code) if one.code in order else len(order))


def words_of(rows: Collection[ChildVoice | HeardAgain]) -> dict[UUID, dict[str, str]]:
    """What is sealed on each, of one case; empty where its key was destroyed."""
    found = list(rows)
    keys = vault.keys_of_cases(sorted({row.case_id for row in found})) if found else {}
    return {
        row.id: json.loads(vault.unseal(keys[row.case_id], row.sealed, row.place)) if row.case_id in keys else {}
        for row in found
    }


def askings_of(child: Person) -> list[HeardAgain]:
    """Askings to hear a child again that the session sees, the newest first."""
    return list(
        HeardAgain.objects.filter(case_id=child.case_id, child_id=child.id).order_by("-recorded_at", "-id")[:MOST]
    )


def askings_for(hearing_id: UUID) -> QuerySet[HeardAgain]:
    """Those for one day of a court."""
    return HeardAgain.objects.filter(hearing_id=hearing_id).order_by("-recorded_at", "-id")


def waiting_on(unit: int) -> list[HeardAgain]:
    """Askings that a unit has not answered, the soonest due first; each with the `case_code` of its case."""
    code = Subquery(Case.objects.filter(id=OuterRef("case_id")).values("code")[:1])
    rows = HeardAgain.objects.filter(holder__in=parts_of(unit), state="asked").annotate(case_code=code)
    return list(rows.order_by("due_at", "id")[:MOST])


def hearings_ahead(child: Person, now: datetime) -> list[Hearing]:
    """Days of a court to which the child is called, that of today with them, the next first; 1 query. None that is over, though nobody has
    said what came of it."""
    called = HearingChild.objects.filter(child_id=child.id, ended_at=None).values("hearing_id")
    today = datetime.combine(calendar().local(now).date(), time(0), calendar().timezone)
    return list(between(today, now + FARTHEST).filter(id__in=called, case_id=child.case_id, state__in=AHEAD))


def heard_before(child: Person) -> list[datetime]:
    """When the child was heard already, as far as the session sees it: interviews that were done, and days of a court that were held to
    which the child was called; the first first. 2 queries."""
    kinds = [code for code, kind in pack().step_kinds.items() if kind.hears_child]
    interviews = Step.objects.filter(case_id=child.case_id, child_id=child.id, state="done", kind__in=kinds)
    called = HearingChild.objects.filter(child_id=child.id, ended_at=None).values("hearing_id")
    held = Hearing.objects.filter(id__in=called, case_id=child.case_id, state="held")
    days = [step.ended_occurred_at or step.ended_at for step in interviews] + [row.at for row in held]
    return sorted(day for day in days if day is not None)


def answering(child: Person, now: datetime, but: int | None = None) -> list[Unit]:
    """Units that work for the child and answer for it: lawyers first, then whoever may hold its care; never who asks, where anybody else
    does."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.who_received(%s, %s, '', %s) where still", [child.case_id, child.id, now])
        working = {unit for (unit,) in cursor.fetchall()} - {but}
    lawyers, carers = set(pack().pressing.lawyer), _carers()
    found = [
        unit
        for unit in Unit.objects.filter(principal__in=working).order_by("principal")
        if unit.kind in lawyers | carers
    ]
    return sorted(found, key=lambda unit: unit.kind not in lawyers)


def _carers() -> set[str]:
    """Agency kinds that manage the care of a child: those that may hold the step with which it is closed."""
    return set(pack().step_kinds[pack().strands["care"].closure_step].may_hold)
