"""Reading mentoring: of one unit, and which units a mentor works with. Row security shows it to the unit and to its mentor alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds

MOST = 200


def entries_of(unit: Unit) -> dict[str, list[MentoringEntry]]:
    """Sort -> its entries, the newest first; those taken back stay at the end of theirs. 1 query."""
    found: dict[str, list[MentoringEntry]] = {}
    rows = MentoringEntry.objects.select_related("made_in", "mentor")
    for row in rows.filter(unit=unit).order_by("-made_at", "-id")[:MOST]:
        found.setdefault(row.sort, []).append(row)
    return {sort: sorted(rows, key=lambda row: row.state == "taken_back") for sort, rows in found.items()}


def coached(mentor: Unit, today: date) -> list[tuple[Unit, int, int, int]]:
    """(unit, advice that waits, open goals, visits to be written up) of every unit with which this mentor has entries, by code. 1 query."""
    rows = list(MentoringEntry.objects.select_related("unit").filter(mentor=mentor))
    waits = Counter(row.unit_id for row in rows if (row.sort, row.state) == ("advice", "asked"))
    goals = Counter(row.unit_id for row in rows if (row.sort, row.state) == ("goal", "open"))
    visits = Counter(row.unit_id for row in rows if to_write_up(row, today))
    found = {row.unit_id: row.unit for row in rows}
    return [
        (unit, waits[key], goals[key], visits[key]) for key, unit in sorted(found.items(), key=lambda one: one[1].code)
    ]


def to_write_up(row: MentoringEntry, today: date) -> bool:
    """A visit whose day is over, and of which nobody has said whether it took place."""
    return (row.sort, row.state) == ("visit", "planned") and row.on_day is not None and row.on_day < today


def visits_to_write_up(mentor: Unit, today: date) -> int:
    """How many this mentor has. 1 query."""
    return MentoringEntry.objects.filter(mentor=mentor, sort="visit", state="planned", on_day__lt=today).count()


def authors(rows: Iterable[MentoringEntry]) -> dict[UUID, Member]:
    """Who gave advice, by key. 1 query."""
    return Member.objects.in_bulk({row.moved_by for row in rows if row.state == "answered" and row.moved_by})


def to_coach(now: datetime) -> list[Unit]:
    """Every open unit that is no mentor's. 1 query."""
    return list(units(now).exclude(kind__in=mentor_kinds()))
