"""What critical steps leave of whether the chain stands without the mentor; and the ways in which that could be made to look so. Pure.

IX1 and IX2 carry each mark twice: for their own figure, and under the stratum of the case (`simple:yes`), for simple and complex cases are
never added up in the index. IX1 says of each that is not independent what was missing, the first thing in the order of `_why`
(`why:late`). `STRATUM:case` counts a case once for each kind of step, in the month in which its first one was due: steps
of one case fail and succeed together. WT1 says whether it was on time and well, whoever led; and, for the step-back test, each step apart
(`run:STRATUM:DUE:NUMBER:HOW`), so that a test can be read in the order in which steps fell due. What a gaming measure counts is no proof
of anything: it says where to ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from samaki.figures import independence
from samaki.figures.independence import ALONE, Paid, Stratum
from samaki.insights.asked import Asking
from samaki.insights.facts import Cell, Clock, Fact, Tally, judged, minute
from samaki.insights.steps import OPEN, StepStory

NO_WORDS: Mapping[UUID, Sequence[Fact]] = {}

INSTANT = timedelta(minutes=1)
"""Sooner than this nobody has read what was asked."""


@dataclass(frozen=True)
class Critical:
    """`kinds`: critical kinds of step, without the one that a report has done already. `mentors`: sources of a case that count as the
    mentor. `families`: kind -> the family in which a test looks at it; one that stands in none is its own."""

    kinds: frozenset[str] = frozenset()
    mentors: frozenset[str] = frozenset()
    families: Mapping[str, str] = field(default_factory=dict)


class How(StrEnum):
    """How a critical step went, for the step-back test. `HELPED`: on time and well, and the mentor led or nobody knows who did."""

    ALONE = "alone"
    HELPED = "helped"
    BAD = "bad"
    OPEN = "open"


def stratum_of(steps: Sequence[StepStory]) -> Stratum:
    """Complex: more than one child. (That somebody powerful is accused, or that two provinces work on it, no entry of the ledger says.)"""
    return Stratum.COMPLEX if len({step.child for step in steps if step.child}) > 1 else Stratum.SIMPLE


def level_of(step: StepStory, others: Sequence[Fact] = ()) -> int | None:
    """The support level that counts: where what was said, what the record shows and what other units say (the latest word of each since the
    step was done) differ, the lowest one."""
    known = [step.last.number(name) for name in ("support_level", "inferred")]
    since = [fact for fact in others if step.ended is not None and fact.recorded >= step.ended]
    known += {fact.unit: fact.number("support_level") for fact in since}.values()
    return min((level for level in known if level), default=None)


def paid_by(step: StepStory) -> Paid | None:
    """Who paid: the mentor where either the record or who did the step says so; else what was said, else what the record shows."""
    said = [step.last.text(name) for name in ("paid", "paid_inferred")]
    known = [one for one in said if one in set(Paid)]
    return Paid.MENTOR if Paid.MENTOR in known else Paid(known[0]) if known else None


def tally(
    steps: Sequence[StepStory],
    area: str,
    critical: Critical,
    clock: Clock,
    words: Mapping[UUID, Sequence[Fact]] = NO_WORDS,
) -> Tally:
    """Marks of the index (IX1), of it without the mentor's money (IX2), of the step-back test (WT1), and of levels and times that are hard
    to believe (G1, G4).
    `words`: step -> what other units say of who led it."""
    found: Tally = Counter()
    stratum, counted, numbers = stratum_of(steps), set[str](), Counter[str]()
    ours = [(step.last.time("due_at") or step.opened.recorded, step) for step in steps if step.kind in critical.kinds]
    for due, step in sorted(ours, key=lambda one: one[0]):
        cell = Cell("IX1", area, step.holder, 0, step.kind, clock.month(due))
        level = level_of(step, words.get(step.id, ()))
        for measure, marks in _marks(step, due, level, area, stratum).items():
            for mark in marks:
                found[cell._replace(measure=measure), mark] += 1
                found[cell._replace(measure=measure), f"{stratum}:{mark}"] += 1
            if step.kind not in counted:
                found[cell._replace(measure=measure), f"{stratum}:case"] += 1
        counted.add(step.kind)
        family = critical.families.get(step.kind, step.kind)
        numbers[family] += 1
        for mark in _well(step, due, level, stratum, numbers[family]):
            found[cell._replace(measure="WT1"), mark] += 1
        _odd(found, cell, step, due, level)
    return found


def _marks(step: StepStory, due: datetime, level: int | None, area: str, stratum: Stratum) -> dict[str, list[str]]:
    """Due and not done, or abandoned at any time: no independence. Not due yet: not judged yet."""
    if step.state in OPEN:
        return dict.fromkeys(("IX1", "IX2"), [judged(due, None)])
    one = independence.Step(
        kind=step.kind, area=area, case="", due=due.date(), done=step.state == "done", level=level,
        on_time=step.done is not None and step.done <= due, passed=step.last.facts.get("passed"), paid=paid_by(step), stratum=stratum,
    )  # fmt: skip
    alone, own = independence.independent(one), independence.independent_without_mentor_money(one)
    why = [] if alone else [f"why:{_why(one)}"]
    return {"IX1": ["yes" if alone else "no", *why], "IX2": ["yes" if own else "no"]}


def how(step: StepStory, due: datetime, level: int | None) -> How:
    """On time by when it was done, with all of its checklist, and who led. Left out or stopped at any time is bad."""
    if step.state in OPEN:
        return How.OPEN
    well = step.state == "done" and step.done is not None and step.done <= due and step.last.facts.get("passed") is True
    if not well:
        return How.BAD
    return How.ALONE if (level or 0) >= ALONE else How.HELPED


def _well(step: StepStory, due: datetime, level: int | None, stratum: Stratum, number: int) -> list[str]:
    """`number`: the how-manieth of its family in its case, by due time. `led:LEVEL`: who led what is done; 0 where nobody knows."""
    told = how(step, due, level)
    mark = {How.OPEN: judged(due, None), How.BAD: "no"}.get(told, "yes")
    led = [f"led:{level or 0}"] if step.state == "done" else []
    return [mark, f"run:{stratum}:{minute(due)}:{number}:{told}", *led]


def _why(step: independence.Step) -> str:
    """The first thing that was missing; `figures.shortfall` says how it is told."""
    if not step.done:
        return "abandoned"
    if step.level is None:
        return "level_unknown"
    if step.level < ALONE:
        return "mentor"
    return "late" if step.on_time is not True else "checklist"


def _odd(found: Tally, cell: Cell, step: StepStory, due: datetime, level: int | None) -> None:
    """G1: said to be more alone than the record or another unit says. G4: on time only because it was written down afterwards."""
    if step.state != "done" or step.done is None or step.ended is None:
        return
    said, shown = step.last.number("support_level"), step.last.number("inferred")
    if said and shown:
        found[cell._replace(measure="G1"), "yes" if said >= ALONE > (level or 0) else "no"] += 1
    if step.done <= due:
        found[cell._replace(measure="G4"), "yes" if step.ended > due else "no"] += 1


def answers(askings: Sequence[Asking], area: str, clock: Clock) -> Tally:
    """G2: answered sooner than it can have been read. G3: refused, with the reasons."""
    found: Tally = Counter()
    for one in askings:
        if one.decided is None or one.decision not in ("accepted", "declined") or one.phone:
            continue
        cell = Cell("G2", area, one.receiver, 0, "", clock.month(one.offered.recorded))
        found[cell, "yes" if one.decided - one.offered.recorded < INSTANT else "no"] += 1
        refused = cell._replace(measure="G3")
        found[refused, "yes" if one.decision == "declined" else "no"] += 1
        if one.decision == "declined":
            found[refused, f"why:{one.last.text('reason')}"] += 1
    return found


def source(opened: Fact, area: str, mentors: Collection[str], clock: Clock) -> Tally:
    """SRC: whether the mentor brought the case, and where it came from."""
    cell = Cell("SRC", area, opened.unit or 0, 0, "", clock.month(opened.recorded))
    came = opened.text("source")
    return Counter({(cell, "yes" if came in mentors else "no"): 1, (cell, f"from:{came}"): 1})
