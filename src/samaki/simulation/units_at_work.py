"""What the units of a synthetic country do with the hand-offs and steps that wait for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.cases import holding
from samaki.cases.models import Step
from samaki.database import glance, session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING
from samaki.journeys import closing, doing
from samaki.simulation.words import DECIDED, usual_outcome
from samaki.simulation.world import World
from samaki.simulation.years import habits

HEADS = frozenset({"head", "team_lead"})
OFFERS = 3
"""How often a step is offered before its holder gives up and leaves it out, with a reason."""

DECIDE = frozenset({"prosecution", "court", "court_appeal", "court_supreme"})
"""Whose recorded decision ends the justice part."""

ENDINGS = {
    "justice": ("convicted", "convicted", "convicted", "acquitted", "not_enough_evidence", "suspect_absent"),
    "care": ("care_goals_reached",),
}


class UnitsAtWork:
    """Looks at a case after each act, and lets each unit act in time on what waits for it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._seen: dict[UUID, tuple[Any, ...]] = {}
        self._offers: dict[UUID, int] = {}

    def look(self, case_id: UUID) -> None:
        """Every row of the case that waits, past the eyes of single units: what is new gets its turn."""
        with glance(self.world.now):
            asked = list(Handoff.objects.filter(case_id=case_id, call_at__isnull=False).order_by("id"))
            steps = list(Step.objects.filter(case_id=case_id, call_at__isnull=False).order_by("id"))
        waiting = {one.step_id: one.id for one in asked if one.state in ASKING}
        for call_at in [one.call_at for one in asked] + [one.call_at for one in steps]:
            if call_at is not None:
                self.world.waits_until(call_at)
        for handoff in asked:
            if self._is_new(handoff.id, handoff.state):
                self._turn_of_handoff(handoff)
        for step in steps:
            if self._is_new(step.id, step.state, step.holder_id, waiting.get(step.id)) and step.id not in waiting:
                self.world.soon(timedelta(hours=2), self._attend, step.id)

    def _is_new(self, key: UUID, *state: Any) -> bool:
        known = self._seen.get(key) == state
        self._seen[key] = state
        return not known

    # ------------------------------------------------------------ hand-offs
    def _turn_of_handoff(self, handoff: Handoff) -> None:
        now, pace = self.world.now, habits(self.world.passed).pace
        left = max((handoff.due_at or now) - now, timedelta(minutes=10))
        turn: Callable[..., None] | None = TURNS.get(handoff.state)
        if turn is not None:
            self.world.soon(left * pace, turn, self, handoff.id, handoff.state, limit=left)
        if handoff.expires_at:
            self.world.at(handoff.expires_at + timedelta(minutes=5), self.look, handoff.case_id)

    def _move(
        self, key: UUID, member: Member | None, operation: Callable[..., Any], case_id: UUID, **given: Any
    ) -> None:
        if member is not None:
            self.world.act(member, operation, handoff_id=key, **given)
        self.look(case_id)

    def _still(self, key: UUID, state: str) -> Handoff | None:
        with glance(self.world.now):
            return Handoff.objects.filter(id=key, state=state).first()

    def answer_offer(self, key: UUID, state: str) -> None:
        """The asked unit reads it, or nobody does."""
        handoff, now = self._still(key, state), habits(self.world.passed)
        if handoff is None or (self.world.chance(now.silent) and not handoff.duty):
            return
        if self.world.chance(now.by_phone):
            sender = self.world.somebody(handoff.from_unit_id)
            given = {"who": "Synthetic colleague", "number": "000 000 214"}
            self._move(key, sender, handoffs.accept_by_phone, handoff.case_id, **given)
        else:
            self._move(key, self.world.somebody(handoff.to_unit_id), handoffs.receive, handoff.case_id)

    def decide(self, key: UUID, state: str) -> None:
        """Read: accept, ask first, decline where there is no duty, dispute where there is."""
        handoff, now = self._still(key, state), habits(self.world.passed)
        if handoff is None:
            return
        member, given = self.world.somebody(handoff.to_unit_id), {}
        operation: Callable[..., Any] = handoffs.accept
        if self.world.chance(now.asks):
            operation, given = handoffs.ask, {"question": "Which language does the child speak?"}
        elif self.world.chance(now.declines / 3 if handoff.duty else now.declines):
            operation = handoffs.dispute if handoff.duty else handoffs.decline
            given = {"reason": "no_means" if handoff.duty else "no_capacity"}
        self._move(key, member, operation, handoff.case_id, **given)

    def answer_question(self, key: UUID, state: str) -> None:
        """The sender answers what it was asked."""
        if handoff := self._still(key, state):
            sender = self.world.somebody(handoff.from_unit_id)
            self._move(key, sender, handoffs.answer, handoff.case_id, answer="Khmer.")

    def confirm_phone(self, key: UUID, state: str) -> None:
        """The unit that is said to have agreed by telephone says so, or denies it."""
        if handoff := self._still(key, state):
            agreed = self.world.chance(0.9)
            told = handoffs.confirm_phone if agreed else handoffs.deny_phone
            self._move(key, self.world.somebody(handoff.to_unit_id), told, handoff.case_id)

    def settle(self, key: UUID, state: str) -> None:
        """Supervisors end a dispute."""
        if handoff := self._still(key, state):
            head = self.world.somebody(handoff.to_unit_id, HEADS) or self.world.somebody(handoff.from_unit_id, HEADS)
            ends = self.world.rng.choice(("accepted", "accepted", "offered", "withdrawn"))
            self._move(key, head, handoffs.resolve, handoff.case_id, to=ends)

    def begin(self, key: UUID, state: str) -> None:
        """The new holder begins."""
        if handoff := self._still(key, state):
            self._move(key, self.world.somebody(handoff.to_unit_id), handoffs.start, handoff.case_id)

    def confirm(self, key: UUID, state: str) -> None:
        """The sender says that help arrived, sooner or later."""
        if handoff := self._still(key, state):
            if self.world.chance(habits(self.world.passed).confirms):
                self._move(key, self.world.somebody(handoff.from_unit_id), handoffs.confirm, handoff.case_id)
            else:
                self.world.soon(timedelta(days=6), UnitsAtWork.confirm, self, key, state)

    # ------------------------------------------------------------ steps
    def _mine(self, key: UUID) -> tuple[Step, Member] | None:
        with glance(self.world.now):
            step = Step.objects.select_related("case").filter(id=key, state__in=("open", "on_hold")).first()
        member = self.world.somebody(step.holder_id) if step else None
        return (step, member) if step and member else None

    def _attend(self, key: UUID) -> None:
        """The holder looks at a step: hands it on where it belongs to others, else does it in its time."""
        found = self._mine(key)
        if found is None:
            return
        step, member = found
        with session("app", self.world.now, member.id):
            draft = Handoff.objects.filter(step_id=key, state="draft").select_related("to_unit").first()
        if draft is not None or member.unit.kind not in pack().step_kinds[step.kind].may_hold:
            self._hand_on(step, member, draft)
        else:
            left = max(step.due_at - self.world.now, timedelta(hours=6))
            self.world.soon(left * habits(self.world.passed).pace * 0.8, self._work, key, limit=left)

    def _hand_on(self, step: Step, member: Member, draft: Handoff | None) -> None:
        self._offers[step.id] = self._offers.get(step.id, 0) + 1
        may = self._who_may(step, member, self.world.now)
        if draft is not None and self.world.somebody(draft.to_unit_id):
            self.world.act(member, handoffs.offer, handoff_id=draft.id)
        elif not may or self._offers[step.id] > OFFERS:
            self.world.act(member, doing.skip_step, step_id=step.id, reason="done_before")
        else:
            self.world.act(member, handoffs.hand_on, step_id=step.id, to_unit=self.world.rng.choice(may), why="synthetic",
                           urgency=step.urgency)  # fmt: skip
        self.look(step.case_id)

    def _who_may(self, step: Step, member: Member, now: datetime) -> list[Unit]:
        kinds = pack().step_kinds[step.kind].may_hold
        with glance(now):
            serving = list(units(now, area=step.case.area))
        return [one for one in serving if one.kind in kinds and one.principal != member.unit_id
                and self.world.somebody(one.principal)]  # fmt: skip

    def _work(self, key: UUID) -> None:
        found = self._mine(key)
        if found is None:
            return
        step, member = found
        if step.state == "on_hold":
            self.world.act(member, holding.resume_step, step_id=key)
        if step.kind == pack().strands[step.compartment].closure_step:
            self._close(step, member)
        elif self.world.chance(0.04):
            self._rest(step, member)
        else:
            self._do(step, member)
        self.look(step.case_id)

    def _rest(self, step: Step, member: Member) -> None:
        """It waits for something outside: on hold for some days, then taken up again."""
        until = self.world.now + timedelta(days=self.world.rng.randint(3, 6))
        self.world.act(member, holding.hold_step, step_id=step.id, reason="waiting_order", until=until)
        self.world.at(until + timedelta(hours=self.world.rng.uniform(1, 20)), self._work, step.id)

    def _do(self, step: Step, member: Member) -> None:
        kind = pack().step_kinds[step.kind]
        usual = usual_outcome(kind)
        outcome = (
            usual
            if self.world.chance(habits(self.world.passed).preferred)
            else self.world.rng.choice(list(kind.outcomes))
        )
        asked = sorted({one.condition for one in kind.follows if one.condition})
        self.world.act(
            member, doing.do_step, step_id=step.id, outcome=outcome,
            support_level=self.world.rng.choices((5, 4, 3, 2), weights=(6, 3, 2, 1))[0],
            checklist=[item.code for item in kind.checklist if self.world.chance(0.85)],
            conditions=[one for one in asked if self.world.chance(0.5)],
        )  # fmt: skip

    def _close(self, step: Step, member: Member) -> None:
        """End the strand, or hand the decision to who may take it, or wait until others have finished their work."""
        if step.compartment == "justice" and member.unit.kind not in DECIDE:
            self._hand_on(step, member, None)
        elif self.world.act(member, closing.close_strand, strand_id=step.strand_id,
                            reason=self.world.rng.choice(ENDINGS[step.compartment]),
                            text=DECIDED) is None:  # fmt: skip
            self._rest(step, member)


TURNS: dict[str, Callable[..., None]] = {
    "offered": UnitsAtWork.answer_offer,
    "received": UnitsAtWork.decide,
    "needs_information": UnitsAtWork.answer_question,
    "accepted_by_phone": UnitsAtWork.confirm_phone,
    "disputed": UnitsAtWork.settle,
    "accepted": UnitsAtWork.begin,
    "completed": UnitsAtWork.confirm,
}
"""Whose turn it is with a hand-off that waits, by its state (names of `handoffs.states`)."""
