"""What the steps of a case leave: on time, safe after, flow and age, retelling, entry lag. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samaki.countries.measuring import Done, Measuring
from samaki.insights.facts import Cell, Clock, Fact, Tally, by_subject, judged, minute

MISTAKE = "mistake"
OPEN = ("open", "on_hold")


@dataclass(frozen=True)
class StepStory:
    """A step as its facts leave it. `done`: when the work was done, which may be earlier than it was written down (`ended`)."""

    id: UUID
    kind: str
    child: UUID | None
    opened: Fact
    last: Fact
    state: str
    done: datetime | None
    ended: datetime | None
    holders: tuple[tuple[datetime, int], ...]

    @property
    def holder(self) -> int:
        """Who holds it, or held it at its end."""
        return self.holders[-1][1]

    def counts_as(self, ways: Iterable[Done]) -> bool:
        """Whether it was done with one of these outcomes."""
        return self.state == "done" and any(
            self.kind == way.step and self.last.text("outcome") in way.outcomes for way in ways
        )


def stories(facts: Sequence[Fact]) -> list[StepStory]:
    """Every step of a case, in the order in which they opened. One that was opened by mistake never was."""
    told = [_story(key, of_it) for key, of_it in by_subject(facts, "step.").items()]
    return [one for one in told if one is not None]


def _story(key: UUID, facts: Sequence[Fact]) -> StepStory | None:
    first, last = facts[0], facts[-1]
    if last.text("reason") == MISTAKE and last.text("state") == "stopped":
        return None
    done = ended = None
    holders = [(first.recorded, first.number("holder"))]
    for fact in facts:
        held = fact.number("to") if fact.act == "step.holder" else fact.number("holder")
        if held != holders[-1][1]:
            holders.append((fact.recorded, held))
        if fact.act == "step.correct":
            done = fact.time("ended") or done
        elif fact.text("state") in OPEN:
            done = ended = None
        elif ended is None:
            done, ended = fact.occurred, fact.recorded
    return StepStory(key, last.text("kind"), first.child, first, last, last.text("state"), done, ended, tuple(holders))


def on_time(step: StepStory) -> str | None:
    """The mark of measure 5; None: it fell away before it was due. Left out after that it is due and not done."""
    due = step.last.time("due_at")
    if step.state == "done":
        return judged(due, step.done)
    if step.state in OPEN:
        return judged(due, None)
    assert step.ended is not None  # a step that is not open has ended
    return "no" if due is not None and step.ended > due else None


def tally(steps: Sequence[StepStory], area: str, rules: Measuring, without: str, clock: Clock) -> Tally:
    """Marks of measures 5, 6, 7 and 12. `without`: the step kind that a report in a case has done already: nobody's work was due."""
    found: Tally = Counter()
    after = {way.step: way for way in rules.after}
    for step in steps:
        if step.kind == without:
            continue
        due, mark = step.last.time("due_at") or step.opened.recorded, on_time(step)
        if mark:
            found[Cell("I5", area, step.holder, 0, step.kind, clock.month(due)), mark] += 1
        if mark and step.kind in after:
            met = mark if step.state != "done" or step.counts_as([after[step.kind]]) else "no"
            found[Cell("I12", area, step.holder, 0, step.kind, clock.month(due)), met] += 1
        _flow(found, step, area, clock)
    return found


def _flow(found: Tally, step: StepStory, area: str, clock: Clock) -> None:
    """In with each unit that takes it, out when it goes on or ends; a unit that has it still: its age."""
    ends = [when for when, _unit in step.holders[1:]] + [step.ended]
    for (began, unit), until in zip(step.holders, ends, strict=True):
        flow(
            found,
            Cell("I6", area, unit, 0, step.kind, clock.month(began)),
            began,
            until,
            step.last.time("due_at"),
            clock,
        )


def flow(found: Tally, cell: Cell, began: datetime, until: datetime | None, due: datetime | None, clock: Clock) -> None:
    """One matter that comes in, and goes out or is pending. Sums of minutes make hours without reading each matter again."""
    found[cell, "in"] += 1
    found[cell, "in_at"] += minute(began)
    if until is not None:
        gone = cell._replace(month=clock.month(until))
        found[gone, "out"] += 1
        found[gone, "out_at"] += minute(until)
    elif cell.measure == "I6":
        found[cell._replace(measure="I7"), f"age:{minute(began)}:{minute(due) if due else ''}"] += 1


def lags(facts: Sequence[Fact], area: str, clock: Clock) -> Tally:
    """Measure Q1: how long after it happened the end of a step or a fact of the court file was written down."""
    found: Tally = Counter()
    for fact in facts:
        if fact.act in ("step.done", "court.record") and fact.unit:
            late = max(minute(fact.recorded) - minute(fact.occurred), 0)
            found[Cell("Q1", area, fact.unit, 0, fact.act, clock.month(fact.recorded)), f"lag:{late}"] += 1
    return found


def retelling(steps: Sequence[StepStory], area: str, opened: datetime, rules: Measuring, clock: Clock) -> Tally:
    """Measure 9: how often each child was asked formally; counted with the unit that asked first."""
    found: Tally = Counter()
    asked: dict[UUID | None, list[StepStory]] = {}
    for step in steps:
        if step.counts_as(rules.heard):
            asked.setdefault(step.child, []).append(step)
    for of_child in asked.values():
        found[Cell("I9", area, of_child[0].holder, 0, "", clock.month(opened)), f"times:{len(of_child)}"] += 1
    return found
