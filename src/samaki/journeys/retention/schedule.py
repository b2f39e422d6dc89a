"""What the schedule of the pack means for the rows: when a closed case, a report or a lead has been kept long enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from samaki.agencies.country import after, calendar, pack
from samaki.countries.calendar import begun_by
from samaki.countries.retention import RetentionClass


def decided() -> Iterator[RetentionClass]:
    """The classes that two officers decide over."""
    yield from (one for one in pack().retention.values() if one.how == "two_officers")


def due_at(record_class: str, since: datetime) -> datetime:
    """Until when a record of this class is kept. Raises KeyError for a class that is not in the schedule."""
    kept = pack().retention[record_class].after
    assert kept is not None  # the pack is checked for it
    return after(since, kept)


def counted_from(record_class: str, now: datetime) -> datetime:
    """Records of this class that ended after this moment are not due at `now`; earlier ones may be."""
    kept = pack().retention[record_class].after
    assert kept is not None
    return begun_by(now, kept, calendar())


def reasons_of(record_class: str) -> tuple[list[str], bool]:
    """Reasons to close a report; and whether the class has those (False) or all others (True)."""
    refused = pack().retention.get("report_refused")
    return (list(refused.reasons) if refused else [], record_class == "report")
