"""Does a link of the chain stand alone? The independence index of critical steps, and what may be said of it.

A step is independent when the unit did it alone, or alone after advice (support level 4 or 5, after the entrustment scales of medical
education: ten Cate 2005, Mink 2018), on time, and its quality checklist passed. Due and not done counts as 0. An area is as
strong as its weakest critical kind of step. Intervals: `proportions.py`.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samaki.figures.proportions import CONFIDENCE, Interval, fewest_for, jointly, wilson

ALONE = 4
"""The least support level at which the unit, not the mentor, did the work."""

STANDS_FROM = 0.70
BREAKS_BELOW = 0.50


class Stratum(StrEnum):
    """What is never added up together."""

    SIMPLE = "simple"
    COMPLEX = "complex"
    DRILL = "drill"


class Paid(StrEnum):
    """Who paid for a step."""

    AGENCY = "agency"
    MENTOR = "mentor"
    OTHER = "other"
    WORKER = "worker"
    FAMILY = "family"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Step:
    """One critical step that fell due.

    `case`: any key that steps of one case share. `level`: 1 to 5, `None` when nobody knows. `on_time`, `passed` (its checklist): `None`
    when not known. What is not known shows no independence, so it counts as 0; a step that was not done has `done` false.
    """

    kind: str
    area: str
    case: str
    due: date
    done: bool
    level: int | None = None
    on_time: bool | None = None
    passed: bool | None = None
    paid: Paid | None = None
    stratum: Stratum = Stratum.SIMPLE


def independent(step: Step) -> bool:
    """Done alone, on time and well, whoever paid."""
    return step.done and (step.level or 0) >= ALONE and step.on_time is True and step.passed is True


def independent_without_mentor_money(step: Step) -> bool:
    """The same, and somebody else is known to have paid, or it cost nothing."""
    return independent(step) and step.paid not in (None, Paid.MENTOR)


def window(steps: Iterable[Step], until: date, months: int) -> list[Step]:
    """The steps due in the months that end with the day `until` (included)."""
    since = _months_before(until, months)
    return [step for step in steps if since < step.due <= until]


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Verdict(StrEnum):
    """What may be said of a kind of step. An area has the one of its kinds that comes last here."""

    STANDS_ALONE = "stands_alone"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    LEANS = "leans"
    BREAKS = "breaks"


@dataclass(frozen=True)
class Index:
    """Independent / due of one kind of step in one area: the counts, how many cases they come from, and what they show.

    `interval` is Wilson's at the confidence asked, `jointly` the one that holds for all kinds of the area at once; both count a case once,
    however many steps of the kind it had (the design effect at an intraclass correlation of 1).
    """

    kind: str
    independent: int
    due: int
    cases: int
    interval: Interval
    jointly: Interval
    verdict: Verdict

    @property
    def share(self) -> float | None:
        """`None` where nothing was due."""
        return self.independent / self.due if self.due else None


VERDICTS: tuple[tuple[Verdict, str, Callable[[Interval, Interval], bool]], ...] = (
    (Verdict.STANDS_ALONE, "the interval lies at .70 or above", lambda own, joint: own.low >= STANDS_FROM),
    (Verdict.BREAKS, "the joint interval lies below .50", lambda own, joint: joint.high < BREAKS_BELOW),
    (Verdict.LEANS, "the joint interval lies below .70", lambda own, joint: joint.high < STANDS_FROM),
    (Verdict.NOT_ENOUGH_EVIDENCE, "anything else", lambda own, joint: True),
)
"""The first line that holds is the verdict; `verdict` asks for enough cases before.

To say that an area stands, all its kinds must: no wider interval is needed for that (Berger 1982, intersection-union test). To point at one
of many kinds as weak needs the interval that holds for all at once.
"""


def verdict(own: Interval, joint: Interval, cases: int, confidence: float = CONFIDENCE) -> Verdict:
    """What the intervals of a kind show. With fewer cases than could show that it stands, nothing is said, good or bad."""
    if cases < fewest_for(STANDS_FROM, confidence):
        return Verdict.NOT_ENOUGH_EVIDENCE
    return next(name for name, _, holds in VERDICTS if holds(own, joint))


@dataclass(frozen=True)
class Area:
    """One area, one stratum: every critical kind, weakest first, and the verdict on the chain.

    `share` is the least share of the kinds that had anything due. `interval`: from the least of the lower ends to the least of the upper
    ends of the joint intervals, so it covers the true minimum whenever these all cover.
    """

    area: str
    stratum: Stratum
    kinds: tuple[Index, ...]
    share: float | None
    interval: Interval
    verdict: Verdict


Counts = Callable[[Step], bool]


def area_index(
    steps: Sequence[Step],
    critical: Collection[str],
    *,
    area: str,
    stratum: Stratum = Stratum.SIMPLE,
    counts: Counts = independent,
    confidence: float = CONFIDENCE,
) -> Area:
    """The index of each critical kind in the area, and their minimum. A kind with nothing due stays in the table: nobody knows of it.

    `counts`: `independent` or `independent_without_mentor_money`. Raises ValueError without any critical kind.
    """
    if not critical:
        raise ValueError("an area needs a critical kind of step")
    own = [step for step in steps if step.area == area and step.stratum == stratum]
    by_kind = {kind: [step for step in own if step.kind == kind] for kind in critical}
    counted = [
        Counted(kind, sum(map(counts, those)), len(those), len({step.case for step in those}))
        for kind, those in by_kind.items()
    ]
    return area_of(counted, area=area, stratum=stratum, confidence=confidence)


@dataclass(frozen=True)
class Counted:
    """One kind of step (or one family of kinds) in one area, as sums: independent / due, and how many cases these come from."""

    kind: str
    independent: int
    due: int
    cases: int


def area_of(
    counted: Sequence[Counted], *, area: str, stratum: Stratum = Stratum.SIMPLE, confidence: float = CONFIDENCE
) -> Area:
    """The same from sums, as they are kept. Raises ValueError without any kind."""
    if not counted:
        raise ValueError("an area needs a critical kind of step")
    kinds = [_index(one, len(counted), confidence) for one in counted]
    shares = [index.share for index in kinds if index.share is not None]
    whole = Interval(min(k.jointly.low for k in kinds), min(k.jointly.high for k in kinds))
    weakest_first = tuple(
        sorted(kinds, key=lambda k: (-_ORDER[k.verdict], 2.0 if k.share is None else k.share, k.kind))
    )
    return Area(area, stratum, weakest_first, min(shares, default=None), whole, weakest_first[0].verdict)


_ORDER = {name: place for place, name in enumerate(Verdict)}


def _index(one: Counted, kinds: int, confidence: float) -> Index:
    effective = one.independent * one.cases / one.due if one.due else 0.0
    own = wilson(effective, one.cases, confidence)
    joint = wilson(effective, one.cases, jointly(kinds, confidence))
    return Index(one.kind, one.independent, one.due, one.cases, own, joint, verdict(own, joint, one.cases, confidence))
