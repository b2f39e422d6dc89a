"""Lines of a child's answer, all tables together; and which of them changed after somebody read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from samaki.journeys.subject_access.sources import SOURCES, read
from samaki.journeys.subject_access.whose import Entry, Whose
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import CLOCK

WRITTEN_OVER = ("hearing", "protection")
"""Tables whose words are written over in their row, without a time of their own: the ledger knows when."""


def entries_of(whose: Whose, since: datetime) -> list[Entry]:
    """Every line that may be given, in the order of the table of sources; what was written over after `since` is marked."""
    found = [one for name in SOURCES if (line := read(name)) is not None for one in line(whose)]
    over = _written_over([one for one in found if one.table in WRITTEN_OVER], whose, since)
    return [replace(one, later=True) if (one.table, str(one.row.id)) in over else one for one in found]


def _written_over(entries: Iterable[Entry], whose: Whose, since: datetime) -> set[tuple[str, str]]:
    """(table, row) of those of which an act of somebody tells after `since`."""
    rows = list(entries)
    if not rows:
        return set()
    acts = LedgerEntry.objects.filter(case_id=whose.case_id, recorded_at__gt=since).exclude(who=CLOCK)
    days = {str(key) for key in acts.filter(act__startswith="hearing.").values_list("subject_id", flat=True)}
    of_child = acts.filter(act__startswith="protection.", child_id=whose.child_id)
    kinds = {facts.get("kind") for facts in of_child.values_list("facts", flat=True)}
    return {
        (one.table, str(one.row.id)) for one in rows
        if (one.table == "hearing" and str(one.row.id) in days) or (one.table == "protection" and one.row.measure in kinds)
    }  # fmt: skip


def count_later(entries: Iterable[Entry], since: datetime) -> dict[str, int]:
    """Part -> how many lines have something in them that was written after `since`."""
    found: dict[str, int] = {}
    for one in entries:
        if one.newer(since):
            found[one.room] = found.get(one.room, 0) + 1
    return found


def readable(entries: Iterable[Entry], until: datetime) -> list[Entry]:
    """What is given: lines that stood there then, with the words that stood there then."""
    return [one.until(until) for one in entries if one.recorded_at <= until]
