"""Dates that are hard to believe: long before the case, or before the child can have been born. Asked about, never refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.cases.models import Case, Person

LONG_BEFORE = timedelta(days=10 * 366)
"""Before the case was opened: a rescue or a placement of an older case may be written down, one of another time is a slip."""

UNSURE_BY = 3
"""Years by which an age that was written down may be wrong."""


def likely_since(case: Case, child: Person | None) -> datetime:
    """The earliest moment that nobody wonders about: ten years before the case, or as early as the child was born.

    The age is what is known on the file without a name; a birth date is sealed and is not opened for this.
    """
    since = case.opened_at - LONG_BEFORE
    if child is None or child.age is None:
        return since
    born = child.recorded_at - timedelta(days=366 * (child.age + UNSURE_BY))
    return max(since, born)
