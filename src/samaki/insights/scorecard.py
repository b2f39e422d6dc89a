"""The figures of an agency on its own clocks, a quarter of a year at a time. Of its own head everything; for who oversees nothing small.

Shares only: they have a line that they reach or do not, whatever the size of the agency. Speed stands beside quality. One query.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import calendar, pack
from samaki.database import current_alias
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import Figure, Marks, figure
from samaki.insights.links import quarters
from samaki.insights.queries import FEW, WHOLE, Months, Table, provinces

SPEED = ("I1", "I3", "I5", "C9")
QUALITY = ("C1", "C2", "I11", "I12")
"""Measures on a scorecard, in this order; each of what the agency's own units were asked, or held."""

QUARTERS = 8
"""So many quarters back can be chosen, the running one included."""


@dataclass(frozen=True)
class Card:
    """`tables`: measure -> its figures by agency (its key as text); all of them where the reader oversees, else one alone."""

    months: Months
    tables: dict[str, Table]

    def figure(self, measure: str, agency: UUID) -> Figure:
        """Of one agency; of nothing where it has none."""
        return self.tables[measure].figures.get(str(agency), Figure(0))


def quarter_months(first: date, now: datetime) -> Months:
    """A quarter from its first day, to the running month where it is not over."""
    running = calendar().local(now).date().replace(day=1)
    return Months(first, min(date(first.year, first.month + 2, 1), running), now)


def choices(now: datetime) -> list[date]:
    """First days of the quarters that can be chosen, the newest first."""
    return list(reversed(quarters(calendar().local(now).date().replace(day=1), QUARTERS)))


def card(months: Months) -> Card:
    """As far as the session's member may see: a head its own agency, the oversight all of them. 1 query."""
    found: dict[str, dict[str, Marks]] = {name: {} for name in (*SPEED, *QUALITY)}
    with connections[current_alias()].cursor() as cursor:
        given: list[Any] = [[MEASURES[name].id for name in found], months.first, months.last, provinces()]
        cursor.execute("select * from app.measured_of_agencies(%s, %s, %s, %s::jsonb)", given)
        for measure, agency, mark, number in cursor.fetchall():
            found[measure].setdefault(agency, Counter())[mark] = number
    return Card(months, {name: _table(name, of_all, months) for name, of_all in found.items()})


def _table(name: str, marks: dict[str, Marks], months: Months) -> Table:
    one = MEASURES[name]
    figures = {agency: figure(one, told, months.window, pack().measuring) for agency, told in marks.items()}
    hidden = {agency for agency, told in marks.items() if told[FEW]}
    shown: Marks = sum((told for agency, told in marks.items() if agency not in hidden), Counter())
    return Table(one, months, {WHOLE: figure(one, shown, months.window, pack().measuring)} | figures, hidden)
