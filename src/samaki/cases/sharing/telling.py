"""A fact was corrected: every unit that could read the old one is told so, and never what it says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.models import Member
from samaki.agencies.queries import now_of
from samaki.cases.models import Case, Person
from samaki.database import current_alias, uuid7
from samaki.notices.operations import queue


def tell_who_received(
    *,
    case: Case,
    child_id: UUID | None,
    compartment: str,
    since: datetime,
    subject: Any,
    by: Member,
    now: datetime,
    told_already: Collection[int] = (),
) -> None:
    """Of a fact that was recorded at `since`: who may still read it is led to it; who may not any more is told that what it
    received of this case was corrected or withdrawn. `compartment` empty: what every unit of the case knows. (Part of a story.)
    """
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select unit, still from app.who_received(%s, %s, %s, %s)", [case.id, child_id, compartment, since]
        )
        found = cursor.fetchall()
    current = now_of(unit for unit, _still in found)
    readers: dict[int, bool] = {}
    for unit, still in found:
        readers[current[unit]] = still or readers.get(current[unit], False)
    for unit, still in sorted(readers.items()):
        if unit != by.unit_id and unit not in told_already:
            queue("sharing.fact_corrected" if still else "sharing.fact_gone", to_unit=unit, subject=subject, now=now,
                  dedupe=str(uuid7()), case_id=case.id, case_code=case.code)  # fmt: skip


def tell_of_person(person: Person, by: Member, now: datetime) -> None:
    """The same of who somebody is without a name: sex, age, that they are on the file at all."""
    room = "" if person.compartment == "case" else person.compartment
    tell_who_received(case=person.case, child_id=person.child_id, compartment=room, since=person.recorded_at, subject=person, by=by,
                      now=now)  # fmt: skip
