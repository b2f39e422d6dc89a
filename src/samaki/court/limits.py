"""Which limits of law apply to whom, and when they are reached: pure, from the pack, and never a decision.

A limit that nobody read in a law is shown as such. Where the category of the offence or the age is not known, every limit that could
apply is shown; the earliest one is warned of first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from samaki.countries.calendar import Calendar, add
from samaki.countries.kinds import LegalLimit

ORDERED = "order"
"""The end that an order itself names: no limit of law."""

ACQUITTED = "acquitted"
"""From this day nobody is convicted or charged any more, and somebody is still held."""


@dataclass(frozen=True)
class Reached:
    """`at`: when the limit is reached. `sort`: custody | detention | closing | order | acquitted | opposition | appeal | cassation.
    `code`: of the pack's list of limits, empty for an order and an acquittal."""

    sort: str
    code: str
    at: datetime

    @property
    def is_held(self) -> bool:
        """It speaks of somebody who is held, not of the time of a party."""
        return self.sort in ("custody", "detention", "closing", ORDERED, ACQUITTED)


def applying(
    limits: Iterable[LegalLimit], of: str, *, category: str = "", age: int | None = None, extended: bool = False
) -> list[LegalLimit]:
    """Those of the pack that may apply. `age`: years at that time; None and an empty category: not known, so all are named."""
    return [
        limit
        for limit in limits
        if limit.of == of
        and (not limit.category or not category or limit.category == category)
        and (age is None or limit.age_from <= age < limit.age_under)
        and limit.extension != ("before" if extended else "after")
    ]


def reached(
    limits: Mapping[str, LegalLimit], of: str, start: datetime, calendar: Calendar, *, category: str = "", age: int | None = None,
    extended: bool = False,
) -> list[Reached]:  # fmt: skip
    """When each of them is reached, counted from `start`; one that begins where another ends is counted from there. The earliest first."""
    found = applying(limits.values(), of, category=category, age=age, extended=extended)
    made = [
        Reached(of, limit.code, add(_begins(limits, limit, start, calendar), limit.duration, calendar))
        for limit in found
    ]
    return sorted(made, key=lambda one: (one.at, one.code))


def _begins(limits: Mapping[str, LegalLimit], limit: LegalLimit, start: datetime, calendar: Calendar) -> datetime:
    before = limits.get(limit.from_.removeprefix("end_of:")) if limit.from_.startswith("end_of:") else None
    return add(start, before.duration, calendar) if before else start
