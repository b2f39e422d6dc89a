"""One matter from its first word to the end of the years: who acts when, how soon and how well. Event by event, by chance.

The habits are those of the country that walks the real operations (`simulation.years`); what is planted beside them stands in
`fading`. Nothing happens after `end`: what is open then stays open, with its clocks.
"""

from __future__ import annotations

from typing import Any

from samaki.cases.safety import brings_to_safety
from samaki.cases.states import OPEN
from samaki.handoffs.states import ASKING, LIVE
from samaki.intake.operations import Told
from samaki.journeys.follow import safety_kind
from samaki.simulation.matters import OTHER_SOURCES
from samaki.simulation.nation import fading, turns
from samaki.simulation.nation.askings import CALLS
from samaki.simulation.nation.ground import DAY, HOUR, Worker
from samaki.simulation.nation.living import Living
from samaki.simulation.units_at_work import DECIDE, OFFERS
from samaki.simulation.words import DECIDED, PLACES, TOLD, usual_outcome

ENDS_EARLY = {
    "care": ("services_declined", "lost_contact", "moved_away", "referred_elsewhere"),
    "justice": ("no_offence", "no_offence", "referred_elsewhere"),
    "decided": ("not_enough_evidence", "not_enough_evidence", "suspect_absent", "settled_out_of_court"),
}
"""With which reasons a part ends on the way, as most do: care, justice by the police, justice by who may decide it."""

LIGHT, ENDS = 0.96, (0.12, 0.97)
"""So many cases are light; the chance of such an end at each step, of the others and of these."""

OF_NOTHING = 5
"""Each fifth matter is a report that comes to nothing; all others are cases, or become cases."""

LASTS = {"verification": 0.5, "first_safe_contact": 0.9}
"""Of these steps the usual outcome comes so much more seldom: most matters end at the first."""

SAFETY = safety_kind()
JUDGED = {"convicted": "convicted", "convicted_absent": "convicted", "acquitted": "acquitted"}
CLOSES = ("not_substantiated", "not_substantiated", "not_enough_information", "duplicate")


class Matter(Living):
    """A report, or a case that a unit opens."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._ends = ENDS[self.draws.chance(LIGHT)]

    @property
    def nothing(self) -> bool:
        """Whether it comes to nothing."""
        return self.number % OF_NOTHING == OF_NOTHING - 1

    # ------------------------------------------------------------ how it begins
    def begin(self) -> None:
        """Somebody sees something, or a unit goes out by itself, or the mentor brings what it found."""
        now, drawn = self.habits(), self.draws.uniform()
        if self.nothing or now.mentor_brings <= drawn < now.mentor_brings + now.citizen_brings:
            self._report()
            return
        police = self.ground.serving("police_ahtjp", self.area)
        by = self.somebody(police.principal) if police is not None else None
        if by is None:
            return
        source = "mentor" if drawn < now.mentor_brings else self.draws.pick(OTHER_SOURCES)
        urgency = self.draws.pick(("emergency", *["urgent"] * 4, *["normal"] * 5))
        children = self.draws.pick((0, *[1] * 15, *[2] * 3, 3))
        self.open_own(
            self.draws.pick(self.ground.places[self.area]), source, urgency, children, by, self.number, self.seed
        )
        self._opened(by)

    def _report(self) -> None:
        what, source = self.draws.pick(TOLD)
        where, danger = self.draws.pick(PLACES[self.area]), self.draws.pick(("yes", *["unknown"] * 4, *["no"] * 4))
        area, holder = self.ground.routes[where]
        self.file_report(Told(what=what, where=where, danger=danger, who_tells=source, language="km"), area, holder)
        self.at(self.report.call_at, self._call_report, self.report.call_at)
        left = self.report.due_at - self.now
        self.soon(left * self.habits().pace, self._read, limit=left)

    def _read(self) -> None:
        by = self.somebody(self.report.holder_id)
        if by is None:
            return
        self.acknowledge(by)
        self.at(self.report.call_at, self._call_report, self.report.call_at)
        self.soon(5 * HOUR, self._decide, by)

    def _decide(self, by: Worker) -> None:
        if self.nothing:
            self.close_report(self.draws.pick(CLOSES), by)
            return
        self.open_from_report(by, self.number, self.seed)
        self._opened(by)

    def _call_report(self, expected: int) -> None:
        report = self.report
        if report.call_at != expected:
            return
        level, report.call_at = self.ground.next_call(report.urgency, report.due_at, self.now)
        report.level, report.calls = max(report.level, level), report.calls + 1
        self._enter_report("report.call", "clock", {"level": report.level}, unit=report.holder_id)
        if report.calls < CALLS:
            self.at(report.call_at, self._call_report, report.call_at)

    def _opened(self, by: Worker) -> None:
        self.look()
        if self.draws.chance(0.35):
            self.soon(3 * HOUR, self._name_the_children, by)
        if self.draws.chance(0.03):
            self.soon(5 * DAY, self._one_more_child, by)

    def _one_more_child(self, by: Worker) -> None:
        if self.case.state == "open" and any(step.holder_id == by.unit for step in self.open_steps()):
            self.open_care(by)
            self.look()

    def _name_the_children(self, by: Worker) -> None:
        for child in self.children:
            if child.version == 1 and self.case.state == "open":
                self.names.write(self, child, by)

    # ------------------------------------------------------------ whose turn it is
    def look(self) -> None:
        """After each act: what is new gets its turn, what waits gets its clock."""
        asked = {one.step for one in self.handoffs if one.state in ASKING and one.state != "draft"}
        for handoff in self.handoffs:
            if handoff.state in LIVE and handoff.turn != (handoff.state, handoff.call_at):
                changed = handoff.turn is None or handoff.turn[0] != handoff.state
                handoff.turn = (handoff.state, handoff.call_at)
                if handoff.call_at is not None and (handoff.calls < CALLS or handoff.call_at == handoff.expires_at):
                    self.at(handoff.call_at, self._clock_of, handoff, handoff.call_at)
                if changed and (turn := turns.TURNS.get(handoff.state)) is not None:
                    turn(self, handoff)
        for step in self.steps:
            if step.state not in OPEN:
                continue
            state = (step.state, step.holder_id, step in asked)
            if step.seen != state:
                step.seen = state
                if step not in asked:
                    self.soon(2 * HOUR, self._attend, step)
            if step.call_at != getattr(step, "clocked", None) and step.calls < CALLS:
                step.clocked = step.call_at
                self.at(step.call_at, self._clock_of, step, step.call_at)

    def _clock_of(self, row: Any, expected: int) -> None:
        if row.call_at == expected:
            (self.call_step if row.shape.table == "step" else self.call_handoff)(row)
            self.look()

    # ------------------------------------------------------------ steps
    def _attend(self, step: Any) -> None:
        """The holder looks at a step: hands it on where it belongs to others, else does it in its time."""
        by = self.somebody(step.holder_id) if step.state in OPEN else None
        asking = self.asking_of(step) if by is not None else None
        if by is None or (asking is not None and asking.state != "draft"):
            return
        if asking is not None or not self._may_hold(step.kind, by):
            self._hand_on(step, asking, by)
        else:
            left = max(step.due_at - self.now, 6 * HOUR)
            self.soon(left * self.habits().pace * 0.55, self._work, step, limit=left)

    def _may_hold(self, kind: str, by: Worker) -> bool:
        return self.ground.desks[by.unit].kind in self.ground.pack.step_kinds[kind].may_hold

    def _hand_on(self, step: Any, draft: Any, by: Worker) -> None:
        if draft is not None and step.offered < OFFERS and self.ground.desks[draft.to_unit_id].workers:
            self.send(draft, by)
        elif step.offered >= OFFERS or not (may := self.ground.may_hold(step.kind, self.case.area, by.unit)):
            self.skip_step(step, "done_before", by)
        else:
            self.hand_on(step, self.draws.pick(may), "synthetic", by)
        self.look()

    def _work(self, step: Any) -> None:
        asking = self.asking_of(step)
        by = self.somebody(step.holder_id)
        if (
            step.state not in OPEN
            or by is None
            or (asking is not None and asking.state != "draft")
            or not self._may_hold(step.kind, by)
        ):
            return
        if step.state == "on_hold":
            self.resume_step(step, by)
        strand, kind = step.strand, self.ground.pack.step_kinds[step.kind]
        if step.kind == self.ground.pack.strands[step.compartment].closure_step:
            self._close(step, by)
        elif self.draws.chance(0.04):
            self._rest(step, by)
        elif (
            not kind.never_waits
            and self.draws.chance(self._ends)
            and self._may_close(strand, by)
            and self._safe(strand)
        ):
            self.close_strand(strand, self._ending(strand, by), DECIDED, by)
        else:
            self._do(step, by)
        self.look()

    def _rest(self, step: Any, by: Worker, reason: str = "waiting_order", days: float = 3) -> None:
        """It waits for something outside, for some days; then it is taken up again."""
        until = self.now + int(self.draws.between(days, 2 * days) * DAY)
        self.hold_step(step, reason, until, by)
        self.at(until + self.draws.between(1, 20) * HOUR, self._work, step)

    def _do(self, step: Any, by: Worker) -> None:
        kind, drawn = self.ground.pack.step_kinds[step.kind], self.draws
        outcome = (
            usual_outcome(kind)
            if drawn.chance(self.habits().preferred * LASTS.get(kind.code, 1))
            else drawn.pick(list(kind.outcomes))
        )
        if step.child_id in self.in_danger and drawn.chance(
            0.8
        ):  # who is known to be in danger is mostly brought to safety
            outcome = next((code for code, one in kind.outcomes.items() if one.says == "safe"), outcome)
        asked = sorted({one.condition for one in kind.follows if one.condition})
        late = drawn.chance(0.12)
        occurred = max(step.opened_at, self.now - int(drawn.wait(4 * DAY))) if late else None
        level = self._led(kind.code, drawn.uniform()) if kind.critical or drawn.chance(0.5) else None
        ticks = self._seen_to(kind.code) if kind.critical else 0.85
        self.do_step(
            step, outcome, by, level=level, occurred=occurred, checklist=[item.code for item in kind.checklist if drawn.chance(ticks)],
            conditions=[one for one in asked if drawn.chance(0.5)],
            paid=fading.paid(self.passed, drawn.uniform()) if kind.critical else "",
        )  # fmt: skip

    def _led(self, _kind: str, drawn: float) -> int:
        """The support level of a step of this kind, for a number drawn from 0 to 1."""
        return fading.level(self.passed, drawn)

    def _seen_to(self, _kind: str) -> float:
        """The chance of each line of the checklist of such a critical step."""
        return fading.seen_to(self.passed)

    def _may_close(self, strand: Any, by: Worker) -> bool:
        """Nobody else works on it."""
        return all(step.holder_id == by.unit for step in self.open_steps(strand)) and not any(
            one.state in ASKING and one.state != "draft" and one.step.strand is strand for one in self.handoffs
        )  # fmt: skip

    def _close(self, step: Any, by: Worker) -> None:
        """End the strand, or hand the decision to who may take it, or wait until others have finished."""
        strand = step.strand
        if strand.kind == "justice" and not self._decides(by) and self.draws.chance(0.4):
            self._hand_on(step, self.asking_of(step), by)
        elif not self._safe(strand):
            if strand.kind == "care":
                self.open_kind(SAFETY, "same_holder", step, by)
            self.at(self.now + self.draws.between(10, 20) * DAY, self._work, step)
        elif self._may_close(strand, by):
            self.close_strand(strand, self._ending(strand, by, "care_goals_reached"), DECIDED, by)
        elif step.version < 4:
            self._rest(step, by, "waiting_evidence", 15)  # for what others still do in this part
        else:
            self.at(self.now + self.draws.between(40, 80) * DAY, self._work, step)

    def _safe(self, strand: Any) -> bool:
        """As `cases.safety.check_leaves_nobody_in_danger`."""
        if strand.child_id is not None:
            return strand.child_id not in self.in_danger
        return not (self.in_danger and any(brings_to_safety(step.kind) for step in self.open_steps(strand)))

    def _decides(self, by: Worker) -> bool:
        return self.ground.desks[by.unit].kind in DECIDE

    def _ending(self, strand: Any, by: Worker, care: str = "") -> str:
        """The reason: what a court has said, else what the one who closes may say."""
        if strand.kind == "care":
            return care or self.draws.pick(ENDS_EARLY["care"])
        said = [step.outcome for step in self.steps if step.kind == "judgment" and step.outcome in JUDGED]
        if self._decides(by):
            return JUDGED[said[-1]] if said else self.draws.pick(ENDS_EARLY["decided"])
        return self.draws.pick(ENDS_EARLY["justice"])
