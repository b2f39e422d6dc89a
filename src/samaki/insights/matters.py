"""What a case or a report leaves, from its facts alone. Pure: facts in the order of the log in, a tally out.

A reopened matter is open again in every figure, also in those of the month in which it had been closed; a report that was joined to
another follows that one from then on; a case whose accused were severed in court stays one case here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from samaki.countries.measuring import Measuring
from samaki.insights import asked, courts, leaning, steps
from samaki.insights.facts import Cell, Clock, Fact, Tally, by_subject, judged, minute, wait

EMERGENCY = "emergency"


@dataclass(frozen=True)
class Country:
    """What the pack says: which steps count as what, the step kind that a report has done already, months; `within`: by when a child
    must have been seen, after the moment at which its case became an emergency; `critical`: where the chain breaks if a step fails."""

    rules: Measuring
    reported: str
    clock: Clock
    within: Callable[[datetime], datetime]
    critical: leaning.Critical = field(default_factory=leaning.Critical)


@dataclass(frozen=True)
class CaseStory:
    """A case as its facts leave it. `spells`: since and until when it was open (None: still), more than one where it was opened again;
    `urgencies`: since when it was how pressing; `left`: why its justice part is closed."""

    opened: Fact
    area: str
    spells: tuple[tuple[datetime, datetime | None], ...]
    urgencies: tuple[tuple[datetime, str], ...]
    steps: tuple[steps.StepStory, ...]
    file: tuple[Fact, ...]
    left: str


def case_story(facts: Sequence[Fact]) -> CaseStory | None:
    """None: no entry says that it was opened (one that began before there was a ledger)."""
    opened = next((fact for fact in facts if fact.act == "case.open"), None)
    if opened is None:
        return None
    spells: list[tuple[datetime, datetime | None]] = [(opened.recorded, None)]
    left = ""
    urgencies = [(opened.recorded, opened.text("urgency"))]
    for fact in facts:
        if fact.act == "case.close":
            spells[-1] = (spells[-1][0], fact.recorded)
        elif fact.act == "case.reopen":
            spells.append((fact.recorded, None))
        elif fact.act == "case.urgency":
            urgencies.append((fact.recorded, fact.text("urgency")))
        elif fact.act.startswith("strand.") and fact.text("kind") == "justice":
            left = fact.text("reason") if fact.act == "strand.close" else ""
    file = tuple(courts.standing(facts))
    return CaseStory(
        opened, opened.text("area"), tuple(spells), tuple(urgencies), tuple(steps.stories(facts)), file, left
    )  # fmt: skip


def of_case(facts: Sequence[Fact], country: Country) -> Tally:
    """All marks of a case."""
    told = case_story(facts)
    if told is None:
        return Counter()
    area, rules, clock = told.area, country.rules, country.clock
    found = steps.tally(told.steps, area, rules, country.reported, clock)
    found += steps.lags(facts, area, clock)
    found += steps.retelling(told.steps, area, told.opened.recorded, rules, clock)
    askings = asked.stories(facts)
    found += asked.tally(askings, area, clock)
    found += leaning.answers(askings, area, clock)
    found += leaning.tally(told.steps, area, country.critical, clock, by_subject(facts, "support."))
    found += leaning.source(told.opened, area, country.critical.mentors, clock)
    found += courts.hearings(facts, area, clock)
    found += courts.compensation(told.file, area, rules, clock)
    found += courts.promises(facts, area, clock)
    found += _seen(told, country)
    found += _held(told, facts, clock)
    return found


def _seen(told: CaseStory, country: Country) -> Tally:
    """Measure 2. The time runs from when the case became an emergency; one that was none after all before its time was out is not
    counted; one in which the first contact was put off, with a reason, when the time was out, is a class of its own (`planned`)."""
    since = next((when for when, urgency in told.urgencies if urgency == EMERGENCY), None)
    if since is None or not country.rules.seen.step:
        return Counter()
    due = country.within(since)
    lowered = next((when for when, urgency in told.urgencies if when > since and urgency != EMERGENCY), None)
    if lowered is not None and lowered <= due:
        return Counter()
    first = [one for one in told.steps if one.kind == country.rules.seen.step]
    done = min((one.done for one in first if one.done and one.counts_as([country.rules.seen])), default=None)
    mark = judged(due, done)
    if mark != "yes" and any(_put_off(one, due) for one in first):
        mark = "planned"
    unit = first[0].holder if first else told.opened.unit or 0
    return Counter({(Cell("I2", told.area, unit, 0, "", country.clock.month(since)), mark): 1})


def _put_off(step: steps.StepStory, due: datetime) -> bool:
    """Whether it rests, by a recorded decision of before then, until after then."""
    until = step.last.time("hold_until")
    return step.state == "on_hold" and step.last.recorded <= due and until is not None and until > due


def _held(told: CaseStory, facts: Sequence[Fact], clock: Clock) -> Tally:
    """Measures 4 and 6 of the case: when it came in and went out, and the times at which no open step of it was held by anybody."""
    unit = told.opened.unit or 0
    found: Tally = Counter()
    cell = Cell("I4", told.area, 0, 0, "", clock.month(told.opened.recorded))
    for since, until in told.spells:
        steps.flow(found, cell._replace(month=clock.month(since)), since, until, None, clock)
    mine = Cell("I6", told.area, unit, 0, "case", clock.month(told.opened.recorded))
    steps.flow(found, mine, told.opened.recorded, told.spells[-1][1], None, clock)
    for since, until in _nobodys(facts):
        free = cell._replace(month=clock.month(since))
        found[free, "free"] += 1
        found[free, "free_at"] += minute(since)
        if until is not None:
            again = cell._replace(month=clock.month(until))
            found[again, "held"] += 1
            found[again, "held_at"] += minute(until)
    return found


def _nobodys(facts: Sequence[Fact]) -> list[tuple[datetime, datetime | None]]:
    """Times (since, until; None: now) at which the case was open and nobody held an open step of it. What one transaction did is one
    moment."""
    held: dict[UUID, bool] = {}
    spans: list[tuple[datetime, datetime | None]] = []
    free_since: datetime | None = None
    is_open = False
    for place, fact in enumerate(facts):
        if fact.act in ("case.open", "case.reopen", "case.close"):
            is_open = fact.act != "case.close"
        elif fact.act.startswith("step.") and fact.subject is not None:
            held[fact.subject] = fact.text("state") in steps.OPEN and fact.number("holder") > 0
        if place + 1 < len(facts) and facts[place + 1].recorded == fact.recorded:
            continue
        nobody = is_open and not any(held.values())
        if nobody and free_since is None:
            free_since = fact.recorded
        elif not nobody and free_since is not None:
            spans.append((free_since, fact.recorded))
            free_since = None
    return [*spans, (free_since, None)] if free_since is not None else spans


# ---------------------------------------------------------------- reports
def of_report(facts: Sequence[Fact], of_its_case: Sequence[Fact], country: Country) -> Tally:
    """All marks of a report. `of_its_case`: the facts of the case in which it is now; none while it is in none."""
    told = [fact for fact in facts if fact.facts.get("state") and fact.facts.get("holder")]
    if not told or told[0].act not in ("report.file", "report.begin"):
        return Counter()
    first, last = told[0], told[-1]
    month, area = country.clock.month(first.recorded), last.text("area")
    found: Tally = Counter()
    _acknowledged(found, told, area, month_of=country.clock)
    cell = Cell("I6", area, last.number("holder"), 0, "report", month)
    steps.flow(found, cell, first.recorded, _ended(told), last.time("due_at"), country.clock)
    place, why = _reached(told, of_its_case, country.rules)
    found[Cell("I8", area, last.number("holder"), 0, "", month), f"at:{place}:{why}"] += 1
    return found


def case_of(facts: Sequence[Fact]) -> UUID | None:
    """The case in which a report is now; none where it follows another report, which is counted for both."""
    told = [fact for fact in facts if fact.facts.get("state")]
    return told[-1].case if told and told[-1].text("state") == "in_case" and told[-1].act != "report.join" else None


def _acknowledged(found: Tally, told: Sequence[Fact], area: str, month_of: Clock) -> None:
    """Measure 1, and the time to the first human answer. A second report that was split off by who had read it needed none."""
    first = told[0]
    if first.text("state") != "new":
        return
    waiting = first
    answered = None
    for fact in told[1:]:
        if fact.text("state") != "new":
            answered = fact.recorded
            break
        waiting = fact
    cell = Cell("I1", area, waiting.number("holder"), 0, waiting.text("urgency"), month_of.month(first.recorded))
    found[cell, judged(waiting.time("due_at"), answered)] += 1
    found[cell, wait(first, answered, "seen")] += 1


def _ended(told: Sequence[Fact]) -> datetime | None:
    """When it went into a case, was closed or joined, and is so still."""
    ended = None
    for fact in told:
        over = fact.text("state") in ("in_case", "closed", "joined")
        ended = (ended or fact.recorded) if over else None
    return ended


def _reached(told: Sequence[Fact], of_its_case: Sequence[Fact], rules: Measuring) -> tuple[int, str]:
    """The last place of the chain that it reached, and why it left there ("": it is open)."""
    last = told[-1]
    if last.act == "report.join":
        return 0, "joined"
    if last.text("state") == "closed":
        return 0, last.text("reason") or "closed"
    case = case_story(of_its_case) if last.text("state") == "in_case" else None
    if case is None or len(rules.reached) < 2:
        return 0, ""
    kinds = {key for fact in case.file for key in (fact.text("kind"), f"{fact.text('kind')}:{fact.text('reason')}")}
    there = [
        place for place, one in enumerate(rules.reached)
        if kinds & set(one.facts) or any(step.counts_as(one.steps) for step in case.steps)
    ]  # fmt: skip
    place = max([1, *there])
    return place, case.left or ("done" if place == len(rules.reached) - 1 else "")
