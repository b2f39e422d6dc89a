"""Dates that are asked about once, never refused: before the case, long before it, or before the child can have been born."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.cases.models import Case, Person
from samaki.web.fields import Doubt
from samaki.web.moments import long_date

LONG_BEFORE = timedelta(days=10 * 366)
"""Before the case was opened: a rescue or a placement of an older case may be written down, one of another time is a slip."""

HALF_A_YEAR = timedelta(days=183)

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


def doubts(case: Case, child: Person | None) -> tuple[Doubt, ...]:
    """What is asked about when something happened: the hardest to believe first."""
    return ((likely_since(case, child), _long_before), (case.opened_at, lambda read: _before_opened(read, case)))


def long_ago(case: Case, child: Person | None) -> tuple[Doubt, ...]:
    """Of what is mostly older than its case, and by which hours are counted: asked about where it lies half a year before the case."""
    since = max(case.opened_at - HALF_A_YEAR, likely_since(case, child))
    return ((since, _long_before),)


def _long_before(read: str) -> str:
    return _("Is this date right? It lies long before this case. If it is right, press the button once more.")


def _before_opened(read: str, case: Case) -> str:
    said = _("You wrote: %(read)s. That is before the case was opened (%(opened)s). If it is right, press the button once "
             "more; else correct it.")  # fmt: skip
    return said % {"read": read, "opened": long_date(case.opened_at)}
