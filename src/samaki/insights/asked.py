"""What hand-offs leave: answered in time, the closed loop, times between its moves, re-offers, action begun. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samaki.insights.facts import Cell, Clock, Fact, Tally, by_subject, judged, wait

ASKING = ("offered", "received", "needs_information", "accepted_by_phone", "disputed")
CLOCKED = ("offered", "received", "disputed")
"""States in which the clock of the answer runs: not while a question waits for its own, nor after a yes by telephone."""
SEEN = ("received", "needs_information", "disputed", "declined", "accepted")
TAKEN = ("accepted", "in_progress", "on_hold", "completed", "confirmed", "failed")
BEGUN = ("in_progress", "on_hold", "completed", "confirmed")
ENDED = ("declined", "expired", "withdrawn")
NOT_ARRIVED = "not_arrived"
ERROR = "entered_in_error"


@dataclass(frozen=True)
class Asking:
    """A hand-off as its facts leave it: when it was first seen, decided, begun, completed, confirmed; `late`: a clock of the answer ran
    out before somebody moved. `phone`: taken over by telephone first. `begin_by`: by when action had to begin."""

    offered: Fact
    last: Fact
    step: str
    sender: int
    receiver: int
    seen: datetime | None = None
    decided: datetime | None = None
    decision: str = ""
    late: bool = False
    phone: bool = False
    accepted: Fact | None = None
    begin_by: datetime | None = None
    begun: datetime | None = None
    completed: Fact | None = None
    confirmed: datetime | None = None
    failed: datetime | None = None

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.last.text("state")


def stories(facts: Sequence[Fact]) -> list[Asking]:
    """Every hand-off of a case that was offered and was no mistake, in the order in which they were offered."""
    told = [_story(of_it) for of_it in by_subject(facts, "handoff.").values() if of_it[0].act == "handoff.offer"]
    return [one for one in told if one.state != ERROR]


def _story(facts: Sequence[Fact]) -> Asking:
    first = facts[0]
    told = Asking(first, first, first.text("step"), first.number("from"), first.number("to"))
    for before, fact in zip(facts, facts[1:], strict=False):
        told = _moved(told, before, fact)
    return told


def _moved(told: Asking, before: Fact, fact: Fact) -> Asking:
    """The story after one more move. A move that takes an earlier one back takes its time away too."""
    state, was, when = fact.text("state"), before.text("state"), fact.recorded
    due = before.time("due_at")
    told = replace(told, last=fact, phone=told.phone or state == "accepted_by_phone")
    if was in CLOCKED and state != was and due is not None and when > due:
        told = replace(told, late=True)
    if state in SEEN and told.seen is None:
        told = replace(told, seen=when)
    if state in ASKING:
        return replace(told, decided=None, decision="", accepted=None, begun=None)
    if state in ENDED:
        return replace(told, decided=when, decision=state)
    if told.accepted is None:
        told = replace(told, decided=when, decision="accepted", accepted=fact, begin_by=fact.time("due_at"))
    if state in BEGUN and told.begun is None:
        told = replace(told, begun=fact.occurred if state == "completed" else when)
    return _ended(told, fact, state)


def _ended(told: Asking, fact: Fact, state: str) -> Asking:
    if state == "completed":
        return replace(told, completed=told.completed or fact, confirmed=None)
    if state == "confirmed":
        return replace(told, confirmed=fact.recorded)
    return replace(told, completed=None, confirmed=None, failed=fact.recorded if state == "failed" else None)


def tally(askings: Sequence[Asking], area: str, clock: Clock) -> Tally:
    """Marks of measure 3 and of the closed loop, each with the receiver and, on the other side, the sender."""
    found: Tally = Counter()
    tried: set[str] = set()
    for asking in askings:
        month = clock.month(asking.offered.recorded)
        for measure, mark in _marks(asking):
            found[Cell(measure, area, asking.receiver, asking.sender, "", month), mark] += 1
        again = "yes" if asking.step in tried else "no"
        found[Cell("C8", area, asking.sender, asking.receiver, "", month), again] += 1
        tried.add(asking.step)
    return found


def _marks(asking: Asking) -> list[tuple[str, str]]:
    marks = [("I3", mark) for mark in _answered(asking)]
    marks.append(
        ("C3", wait(asking.offered, asking.seen or asking.decided, "seen" if asking.seen else asking.decision))
    )
    marks.append(("C4", wait(asking.offered, asking.decided, asking.decision)))
    if asking.decision not in ("withdrawn", ""):
        marks.append(("C1", _loop(asking)))
    if asking.accepted is not None:
        marks += _after(asking, asking.accepted)
    return marks


def _answered(asking: Asking) -> list[str]:
    """Measure 3. Withdrawn by the sender before an answer: nobody failed, `away`. By telephone, unconfirmed: it still waits."""
    if asking.decision == "withdrawn":
        return ["away"]
    if asking.decision in ("declined", "expired"):
        lost = asking.late or asking.decision == "expired"
        return ["no" if lost else "yes", f"why:{asking.decision}:{asking.last.text('reason')}"]
    marks = ["phone"] if asking.phone else []
    if asking.late or asking.decided is not None:
        return [*marks, "no" if asking.late else "yes"]
    return [*marks, judged(asking.last.time("due_at"), None)]


def _loop(asking: Asking) -> str:
    """Closed: the sender has confirmed, whether help arrived or not. Declined, expired or failed: not closed. Else it is open."""
    if asking.confirmed is not None:
        return "yes"
    lost = asking.decision in ("declined", "expired") or asking.failed is not None
    return "no" if lost else judged(None, None)


def _after(asking: Asking, accepted: Fact) -> list[tuple[str, str]]:
    begun = asking.begun or asking.failed
    done = asking.completed.occurred if asking.completed else asking.failed
    marks = [
        ("C5", wait(_from(accepted), begun, "begun" if asking.begun else "failed")),
        ("C6", wait(_from(accepted), done, "completed" if asking.completed else "failed")),
    ]
    if asking.begun or not asking.failed:
        marks.append(("C9", judged(asking.begin_by, asking.begun)))
    if asking.completed is not None:
        marks.append(("C7", wait(_from(asking.completed), asking.confirmed, "confirmed")))
    if asking.confirmed is not None:
        marks.append(("C2", "no" if asking.last.text("reason") == NOT_ARRIVED else "yes"))
    return marks


def _from(fact: Fact) -> Fact:
    """A clock that runs from when a move was recorded: moves are strict, and nobody could have seen it before."""
    return replace(fact, occurred=fact.recorded)
