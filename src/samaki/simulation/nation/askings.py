"""Hand-offs of one case, as `handoffs.asking`, `answering`, `working`, `parts` and `clocks` write them."""

from __future__ import annotations

from typing import Any

from samaki.handoffs.moves import UNSENT
from samaki.handoffs.states import ASKING, MOVES, TAKEN
from samaki.simulation.nation.ground import MINUTE, Desk, Worker
from samaki.simulation.nation.pen import CLOCK, facts_of
from samaki.simulation.nation.steps import Illegal, Steps

LEAST = MINUTE
CALLS = 1
"""How often the clock's calls for one wait are written; in life it calls until somebody acts."""


class Askings(Steps):
    """One asking after another, each along the table of `handoffs.states`."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.handoffs: list[Any] = []

    def move(self, handoff: Any, name: str, target: str = "") -> None:
        """Set the state as the table says; anything else is an error."""
        row = MOVES[name]
        reached = target or row.targets[0]
        if handoff.state not in row.sources or reached not in row.targets:
            raise Illegal(f"no move {name} from {handoff.state} to {reached}")
        if self.told is not None:
            self.told("handoff", name, handoff.state, reached)
        handoff.state = reached

    # ------------------------------------------------------------ the unit that asks
    def draft(self, step: Any, to: Desk, by: Worker, *, urgency: str = "", why_code: str = "next_step") -> Any:
        """Prepared; nobody else sees it."""
        handoff = self.new(
            "Handoff", case_id=self.case.id, step_id=step.id, compartment=step.compartment, child_id=step.child_id,
            from_unit_id=by.unit, from_parent=self.ground.desks[by.unit].above, urgency=urgency or step.urgency, why_code=why_code,
            drafted_at=self.now, call_at=None,
        )  # fmt: skip
        handoff.step, handoff.calls, handoff.turn, handoff.sender = step, 0, None, by
        self._address(handoff, to)
        self.handoffs.append(handoff)
        self.note("draft", handoff, by)
        return handoff

    def _address(self, handoff: Any, to: Desk) -> None:
        rule = self.ground.pack.step_kinds[handoff.step.kind]
        handoff.to_unit_id, handoff.to_parent = to.principal, to.above
        handoff.duty = bool(rule.duty) and to.kind in rule.duty_for

    def send(self, handoff: Any, by: Worker, why: str = "") -> None:
        """Clock 1 runs; the sender still holds the step."""
        self.move(handoff, "offer")
        self._answer_for(handoff.step, by)
        handoff.offers, handoff.offered_at, handoff.sender_id, handoff.sender = handoff.offers + 1, self.now, by.key, by
        handoff.step.offered += 1
        self._start_acknowledge(handoff)
        pack = self.ground.pack
        needed = [
            code
            for code in pack.step_kinds[handoff.step.kind].needs_offered
            if pack.compartments[code].before_acceptance
        ]
        self.open_file(handoff.child_id, handoff.to_unit_id, needed, "offered", handoff_id=handoff.id)
        self._write("offer", handoff, by, changed={"why": why})

    def hand_on(self, step: Any, to: Desk, why: str, by: Worker) -> Any:
        """Another unit is asked: the draft that waits is written to it, or a new one."""
        handoff = self.asking_of(step) or self.draft(step, to, by, why_code="")
        handoff.urgency, handoff.why_code = step.urgency, ""
        self._address(handoff, to)
        self.say(handoff, "why", why, by)
        self.send(handoff, by, why)
        return handoff

    def accept_by_phone(self, handoff: Any, by: Worker, who: str, number: str) -> None:
        self.move(handoff, "accept_by_phone")
        self._clock(handoff, "confirm_phone", self._after(handoff, "acknowledge"), expires=None)
        self.say(handoff, "phone", f"{who}\n{number}", by)
        self._write("accept_by_phone", handoff, by, changed={"who": who, "number": number})

    def answer(self, handoff: Any, words: str, by: Worker) -> None:
        self.move(handoff, "answer")
        self._go_on(handoff)
        self.say(handoff, "answer", words, by)
        self._write("answer", handoff, by, changed={"answer": words})

    def confirm(self, handoff: Any, by: Worker) -> None:
        self.move(handoff, "confirm")
        self._stop(handoff)
        self._write("confirm", handoff, by)

    def set_aside(self, step: Any, by: Worker) -> None:
        """The step ended or moved another way: what its holder still asks is taken back."""
        for handoff in self.handoffs:
            if handoff.step is step and handoff.state in ASKING and handoff.from_unit_id == by.unit:
                self.end_handoff(handoff, "discard" if handoff.state == "draft" else "withdraw", by)

    # ------------------------------------------------------------ the unit that is asked
    def receive(self, handoff: Any, by: Worker) -> None:
        self.move(handoff, "receive")
        handoff.received_at, due = self.now, self._after(handoff, "decide")
        self._clock(handoff, "decide", due, expires=due)
        handoff.decide_left = None
        self._write("receive", handoff, by)

    def accept(self, handoff: Any, name: str, by: Worker) -> None:
        """accept, confirm_phone or resolve: the holder changes here, and only here."""
        self.move(handoff, name, "accepted")
        ours = by.unit == handoff.to_unit_id
        handoff.decided_at, handoff.worker_id = self.now, by.key if ours else None
        self._clock(handoff, "begin", self._after(handoff, "act"), expires=None)
        self.change_holder(handoff.step, handoff.to_unit_id, by, handoff.worker_id)
        self.end_file(handoff=handoff.id)
        self._write(name, handoff, by, facts={"worker": by.username} if ours else {})

    def ask(self, handoff: Any, question: str, by: Worker) -> None:
        self.move(handoff, "ask")
        handoff.received_at = handoff.received_at or self.now
        answer_by = self._after(handoff, "question_pause_limit")
        expiry = max((handoff.expires_at or self.now) - self.now, LEAST)
        handoff.decide_left = max((handoff.due_at or self.now) - self.now, LEAST)
        self._clock(handoff, "answer", answer_by, expires=answer_by + expiry)
        self.say(handoff, "question", question, by)
        self._write("ask", handoff, by, changed={"question": question})

    def decline(self, handoff: Any, reason: str, by: Worker) -> None:
        handoff.reason, handoff.decided_at = reason, self.now
        self.end_handoff(handoff, "decline", by)

    def dispute(self, handoff: Any, name: str, reason: str, by: Worker) -> None:
        """dispute, or deny_phone: the clock keeps running, and nothing expires."""
        self.move(handoff, name)
        handoff.reason, handoff.escalated, handoff.decided_at = reason, True, None
        self._clock(handoff, "resolve", self._after(handoff, "acknowledge"), expires=None)
        self._write(name, handoff, by, changed={"text": ""})

    def resolve(self, handoff: Any, to: str, by: Worker) -> None:
        if to == "accepted":
            self.accept(handoff, "resolve", by)
        elif to == "withdrawn":
            self.end_handoff(handoff, "resolve", by, "withdrawn")
        else:
            self.move(handoff, "resolve", "offered")
            handoff.offers, handoff.offered_at = handoff.offers + 1, self.now
            self._start_acknowledge(handoff)
            self._write("resolve", handoff, by, changed={"text": ""})

    def begin_work(self, handoff: Any, by: Worker) -> None:
        self.move(handoff, "start")
        handoff.begun_at = self.now
        self._run_on_step(handoff)
        self._write("start", handoff, by)

    def completed(self, step: Any, outcome: str, by: Worker) -> None:
        """The step is done: hand-offs that brought it here are completed, and ask their sender to confirm."""
        for handoff in self.taken_of(step):
            self.move(handoff, "complete")
            handoff.outcome = outcome
            self._clock(handoff, "confirm", self._after(handoff, "decide"), expires=handoff.expires_at)
            self._write("complete", handoff, by)

    # ------------------------------------------------------------ the clock
    def call_handoff(self, handoff: Any) -> None:
        """As `jobs.calls.handoff_is_late`: a pause ends, an offer expires, or somebody is called."""
        handoff.calls += 1
        if handoff.clock == "answer":
            state = handoff.state
            self._go_on(handoff)
            handoff.state = state
            self._write("pause_over", handoff, CLOCK)
        elif handoff.expires_at is not None and handoff.expires_at <= self.now:
            handoff.escalated = True
            self.end_handoff(handoff, "expire", CLOCK)
        else:
            self._climb(handoff)

    def _climb(self, handoff: Any) -> None:
        handoff.call_at = self.later(handoff, self.now)
        if handoff.calls >= CALLS and handoff.expires_at is not None:
            handoff.call_at = (
                handoff.expires_at
            )  # what expires must not be forgotten with the calls that are not written
        level = handoff.climbed
        if handoff.clock == "confirm":
            level = min(level, 2)
        handoff.level = max(handoff.level, level)
        handoff.escalated = handoff.escalated or handoff.level >= 2
        self._write("call", handoff, CLOCK)

    def later(self, handoff: Any, now: int) -> int:
        """When the clock calls next; sets the level that it would call."""
        level, call_at = self.ground.next_call(handoff.urgency, handoff.due_at or now, now)
        handoff.climbed = level
        if handoff.clock == "confirm":
            call_at = self.ground.times.after(now, self.ground.pack.urgencies["normal"].acknowledge)
        return call_at if handoff.expires_at is None else min(call_at, handoff.expires_at)

    def _after(self, handoff: Any, what: str) -> int:
        return self.ground.times.after(self.now, getattr(self.ground.pack.urgencies[handoff.urgency], what))

    def _clock(self, handoff: Any, clock: str, due_at: int, *, expires: int | None) -> None:
        handoff.clock, handoff.due_at, handoff.call_at, handoff.level = clock, due_at, due_at, 0
        handoff.expires_at, handoff.calls = expires, 0

    def _start_acknowledge(self, handoff: Any) -> None:
        urgency, after = self.ground.pack.urgencies[handoff.urgency], self.ground.times.after
        due = after(self.now, urgency.acknowledge)
        self._clock(handoff, "acknowledge", due, expires=after(due, urgency.decide))

    def _go_on(self, handoff: Any) -> None:
        """As `clocks.go_on`: every time moves by what was really waited, no more."""
        if handoff.clock != "answer":
            return
        answer_by = handoff.due_at
        at, left = min(self.now, answer_by), handoff.decide_left or LEAST
        until = (handoff.expires_at or answer_by) - answer_by
        due = max(at + left, self.now + LEAST)
        self._clock(handoff, "decide", due, expires=max(at + until, at + left, self.now + LEAST))
        handoff.decide_left = None

    def _run_on_step(self, handoff: Any) -> None:
        handoff.clock, handoff.due_at, handoff.call_at, handoff.level, handoff.expires_at = "", None, None, 0, None

    def _stop(self, handoff: Any) -> None:
        self._run_on_step(handoff)
        handoff.ended_at = self.now

    # ------------------------------------------------------------ parts
    def end_handoff(self, handoff: Any, name: str, by: Worker | str, target: str = "") -> None:
        """As `parts.end`: what the asked unit saw because of it ends too."""
        self.move(handoff, name, target)
        self._stop(handoff)
        self._write(name, handoff, by)
        self.end_file(handoff=handoff.id)

    def _answer_for(self, step: Any, by: Worker) -> None:
        for earlier in self.taken_of(step):
            if earlier.to_unit_id == step.holder_id and earlier.state != "in_progress":
                name = "start" if earlier.state == "accepted" else "resume"
                self.move(earlier, name)
                earlier.begun_at, earlier.hold_until = earlier.begun_at or self.now, None
                self._run_on_step(earlier)
                self._write(name, earlier, by)

    def taken_of(self, step: Any) -> list[Any]:
        return [one for one in self.handoffs if one.step is step and one.state in TAKEN]

    def asking_of(self, step: Any) -> Any:
        return next((one for one in self.handoffs if one.step is step and one.state in ASKING), None)

    def say(self, handoff: Any, kind: str, words: str, by: Worker) -> None:
        """Words that travel with it, sealed."""
        self.sealed("HandoffMessage", words, case_id=self.case.id, handoff_id=handoff.id, kind=kind, unit=by.unit,
                    recorded_by=by.key, recorded_at=self.now)  # fmt: skip

    def _write(self, name: str, handoff: Any, by: Worker | str, **more: Any) -> None:
        handoff.version += 1
        self.note(name, handoff, by, **more)

    def note(
        self, name: str, handoff: Any, by: Worker | str, *, facts: dict[str, Any] | None = None, **more: Any
    ) -> None:
        """As `moves.note`."""
        by_clock = isinstance(by, str)
        by_sender = not isinstance(by, str) and by.unit == handoff.from_unit_id
        other = handoff.to_unit_id if by_sender or by_clock else handoff.from_unit_id
        one = handoff
        known = (
            f'"clock":"{one.clock}"', f'"due_at":{self.said(one.due_at)}', f'"duty":{"true" if one.duty else "false"}',
            f'"from":{one.from_unit_id}', f'"level":{one.level}', f'"offers":{one.offers}', f'"outcome":"{one.outcome}"',
            f'"reason":"{one.reason}"', f'"state":"{one.state}"', f'"step":"{one.step_id.text}"', f'"to":{one.to_unit_id}',
            f'"urgency":"{one.urgency}"', f'"why":"{one.why_code}"',
        )  # fmt: skip
        self.enter(f"handoff.{name}", handoff, by=by, unit=handoff.from_unit_id if by_clock else None,
                   other=None if name in UNSENT else other, child=handoff.child_id, part=handoff.compartment,
                   facts=facts_of(known, facts or {}), **more)  # fmt: skip
