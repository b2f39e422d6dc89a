"""The ladder of the pack, kept by date: a wait goes on by the ladder that stood when it began, whatever is installed meanwhile.

Not copied to every row that waits: which one holds follows from when the wait began. For the clock, which keeps and reads it.
"""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.country import pack
from samaki.countries.kinds import EscalationLevel
from samaki.countries.ladder import as_read, as_written
from samaki.roster.models import LadderVersion


def keep(now: datetime) -> None:
    """Where the pack's ladder is another one than the newest that is kept, it holds for waits that begin from now on."""
    written, newest = as_written(pack().escalation), LadderVersion.objects.order_by("-since", "-id").first()
    if newest is None or (newest.levels != written and newest.since <= now):
        LadderVersion(since=now, levels=written).save(force_insert=True)


def ladder_of(began: datetime) -> tuple[EscalationLevel, ...]:
    """The rungs for a wait that began at this moment; the oldest that is kept, for one that began before."""
    rows = LadderVersion.objects.order_by("-since", "-id")
    row = rows.filter(since__lte=began).first() or rows.last()
    return as_read(row.levels, pack().escalation) if row else tuple(pack().escalation)
