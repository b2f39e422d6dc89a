"""Sums that every member reads: who stayed in post, who calls meetings. The database tells nothing of fewer than five people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from samaki.agencies.country import calendar
from samaki.figures.proportions import Interval, wilson
from samaki.pulse.words import ask

ALL = "*"
YEAR = timedelta(days=365)
TRAINED_SINCE = 3 * YEAR
"""Certificates of so long are asked about: what was taught before says little of today."""


@dataclass(frozen=True)
class Stayed:
    """Of `n` people of a `kind` of agency (ALL: all together) `stay` are still in post."""

    kind: str
    n: int
    stay: int

    @property
    def share(self) -> float:
        return self.stay / self.n

    @property
    def interval(self) -> Interval:
        """Wilson's."""
        return wilson(self.stay, self.n)


def trained(now: datetime) -> list[Stayed]:
    """Who has a certificate of the last three years and was looked at half a year after the workshop. All together first. 1 query."""
    return _ordered(ask("trained_in_post", now - TRAINED_SINCE))


def with_account(now: datetime) -> list[Stayed]:
    """Who had an account a year ago in a unit of which somebody was trained: by memberships. All together first. 1 query."""
    return _ordered(ask("staff_stayed", now - YEAR))


def _ordered(rows: Collection[tuple[str, int, int]]) -> list[Stayed]:
    return sorted((Stayed(*row) for row in rows), key=lambda one: (one.kind != ALL, one.kind))


@dataclass(frozen=True)
class Convened:
    """Meetings of one sort (`case`, `province`, `workshop`) that were held in a year, by who called them."""

    year: int
    sort: str
    by_mentor: int
    by_others: int

    @property
    def n(self) -> int:
        return self.by_mentor + self.by_others

    @property
    def share(self) -> float:
        """Of the agencies."""
        return self.by_others / self.n

    @property
    def interval(self) -> Interval:
        """Wilson's."""
        return wilson(self.by_others, self.n)


def meetings(mentors: Collection[str]) -> list[Convened]:
    """Newest year first. `mentors`: kinds of agency that are one. 1 query."""
    rows = ask("meetings_convened", sorted(mentors), str(calendar().timezone))
    return sorted((Convened(*row) for row in rows), key=lambda one: (-one.year, one.sort))
