"""Reading mentoring: of one unit, and which units a mentor works with. Row security shows it to the unit and to its mentor alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds

MOST = 200


def entries_of(unit: Unit) -> dict[str, list[MentoringEntry]]:
    """Sort -> its entries, the newest first; those taken back stay at the end of theirs. 1 query."""
    found: dict[str, list[MentoringEntry]] = {}
    for row in MentoringEntry.objects.select_related("made_in").filter(unit=unit).order_by("-made_at", "-id")[:MOST]:
        found.setdefault(row.sort, []).append(row)
    return {sort: sorted(rows, key=lambda row: row.state == "taken_back") for sort, rows in found.items()}


def coached(mentor: Unit) -> list[tuple[Unit, int, int]]:
    """(unit, advice that waits, open goals) of every unit with which this mentor has entries, by code. 1 query."""
    rows = list(MentoringEntry.objects.select_related("unit").filter(mentor=mentor))
    waits = Counter(row.unit_id for row in rows if (row.sort, row.state) == ("advice", "asked"))
    goals = Counter(row.unit_id for row in rows if (row.sort, row.state) == ("goal", "open"))
    found = {row.unit_id: row.unit for row in rows}
    return [(unit, waits[key], goals[key]) for key, unit in sorted(found.items(), key=lambda one: one[1].code)]


def to_coach(now: datetime) -> list[Unit]:
    """Every open unit that is no mentor's. 1 query."""
    return list(units(now).exclude(kind__in=mentor_kinds()))
