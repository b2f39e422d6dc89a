"""Reading measures, what is missing before the next day of a court, and promises; each a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import OuterRef, Subquery

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Case, Person, Step
from samaki.conferences.queries import parts_of
from samaki.database import current_alias
from samaki.journeys.hearings.models import Hearing, HearingGoing
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.protections.states import MISSING
from samaki.journeys.voice.queries import hearings_ahead
from samaki.vault import sealing as vault

MOST = 300
"""Rows of one child."""


@dataclass
class AtCourt:
    """A child before its next day of a court. `next`: that day; `ahead`: all of them; `moved`: days that were put off and took measures
    with them that the new day lacks; `steps`: preparation and accompaniment, by what came of them."""

    ahead: list[Hearing]
    measures: list[Protection]
    promises: list[ChildPromise]
    days: dict[UUID, Hearing]
    steps: list[Step] = field(default_factory=list)
    going: bool = False

    @property
    def next(self) -> Hearing | None:
        return self.ahead[0] if self.ahead else None

    def of_day(self, hearing_id: UUID | None) -> list[Protection]:
        """Measures of one day, or (none) of the whole proceeding."""
        return [row for row in self.measures if row.hearing_id == hearing_id]

    @property
    def missing(self) -> list[Protection]:
        """What the child cannot count on yet, of its next day and of the whole proceeding."""
        wanted = {None, self.next.id if self.next else None}
        return [row for row in self.measures if row.hearing_id in wanted and row.state in MISSING]

    @property
    def unasked(self) -> list[str]:
        """Measures of the pack that nobody has asked for, for the next day or the whole proceeding."""
        wanted = {None, self.next.id if self.next else None}
        known = {row.measure for row in self.measures if row.hearing_id in wanted and row.state != "dropped"}
        return [
            one.code for one in pack().reasons["protection"].values() if one.code not in known and not one.needs_text
        ]

    def carried(self, hearing: Hearing) -> list[Protection]:
        """Measures of the day before in a row of postponements that this new day lacks."""
        known = {row.measure for row in self.of_day(hearing.id)}
        return (
            [row for row in self.of_day(hearing.after_id) if row.state != "dropped" and row.measure not in known]
            if hearing.after_id
            else []
        )


def at_court(child: Person, now: datetime) -> AtCourt:
    """Everything of one child that the session sees (6 queries)."""
    measures = list(Protection.objects.filter(case_id=child.case_id, child_id=child.id).order_by("id")[:MOST])
    promises = list(
        ChildPromise.objects.filter(case_id=child.case_id, child_id=child.id).order_by("due_at", "id")[:MOST]
    )
    ahead = hearings_ahead(child, now)
    about = [row.hearing_id for row in measures] + [row.hearing_id for row in promises]
    keys = {key for key in about if key}
    days = {row.id: row for row in (*Hearing.objects.filter(id__in=keys), *ahead)}
    steps = list(Step.objects.filter(case_id=child.case_id, child_id=child.id, kind__in=pack_steps()).order_by("id"))
    going = bool(ahead) and HearingGoing.objects.filter(hearing_id=ahead[0].id, ended_at=None).exists()
    return AtCourt(ahead, measures, promises, days, steps, going)


def pack_steps() -> list[str]:
    """Steps of care that are about the court: those that the pack marks so."""
    return [code for code, kind in pack().step_kinds.items() if kind.at_court]


def words_of(rows: Collection[Protection | ChildPromise]) -> dict[UUID, list[str]]:
    """The lines of each, the oldest first; none where its key was destroyed."""
    found = [row for row in rows if row.sealed]
    keys = vault.keys_of_cases(sorted({row.case_id for row in found})) if found else {}
    return {
        row.id: json.loads(vault.unseal(keys[row.case_id], row.sealed, row.place)) if row.case_id in keys else []
        for row in found
    }


def working_for(child: Person, now: datetime) -> list[Unit]:
    """Units that work for the child: one of them keeps a promise."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.who_received(%s, %s, '', %s) where still", [child.case_id, child.id, now])
        working = {unit for (unit,) in cursor.fetchall()}
    return list(Unit.objects.filter(principal__in=working).order_by("code"))


def promised_by(unit: int) -> list[ChildPromise]:
    """What a unit has promised to children and not answered for, the soonest due first; each with the `case_code` of its case."""
    code = Subquery(Case.objects.filter(id=OuterRef("case_id")).values("code")[:1])
    rows = ChildPromise.objects.filter(owner__in=parts_of(unit), state="open").annotate(case_code=code)
    return list(rows.order_by("due_at", "id")[:MOST])
