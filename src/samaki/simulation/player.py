"""Plays a synthetic case forward: the members whose work it is do it, through the real operations."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import holding, identity
from samaki.cases import operations as cases
from samaki.cases.models import Case, Person, Step, Strand
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import closing, doing
from samaki.simulation.cast import AREAS
from samaki.simulation.words import DECIDED, invented_child, usual_outcome

CLOSURES = {strand.closure_step for strand in pack().strands.values()}
"""Steps that end with their strand."""

CONDITIONS = {"appeal_filing": ["convicted_final"], "services": ["reintegration_planned"]}


class Player:
    """One case with its own clock `now`, which ends at `end`."""

    def __init__(self, end: datetime, rng: random.Random, area: str) -> None:
        self.end, self.now, self.rng, self.area = end, end, rng, area
        self.open: list[tuple[UUID, Member]] = []
        self.seen: set[UUID] = set()
        self._members: dict[str, Member] = {}
        self._named: set[UUID] = set()

    def begin(self, acts: int) -> None:
        """Set the clock back by the time that this many acts take."""
        self.now = self.end - timedelta(hours=7 * acts + self.rng.randint(1, 20))

    def member(self, desk: str) -> Member:
        """The member who works at a desk of this area ("police", "social", ...)."""
        name = {"police": "duty", "prosecution": "prosecutor", "health": "nurse"}.get(desk, desk)
        username = "legal.pp" if desk == "legal" else f"{name}.{AREAS[self.area][0].lower()}"
        if username not in self._members:
            self._members[username] = Member.objects.select_related("unit").get(username=username)
        return self._members[username]

    def act(self, member: Member, operation: Callable[..., Any], *, minutes: float | None = None, **given: Any) -> Any:
        """Let some time pass, then tell one story as this member."""
        passed = minutes if minutes is not None else self.rng.uniform(20, 260)
        self.now = min(self.now + timedelta(minutes=passed), self.end - timedelta(seconds=30))
        with session("app", self.now, member.id):
            return operation(by=member, now=self.now, **given)

    def take_up(self, case: Case, member: Member) -> None:
        """Remember the open steps that this member's unit holds."""
        with session("app", self.now, member.id):
            rows = Step.objects.filter(case=case, holder=member.unit, state="open").order_by("id")
            for step in rows:
                if step.id not in self.seen:
                    self.seen.add(step.id)
                    self.open.append((step.id, member))

    def play(self, case: Case, acts: int) -> None:
        """Do up to `acts` steps, handing on what belongs to others."""
        if case.id not in self._named:
            self._named.add(case.id)
            self._name_the_child(case)
        while acts > 0 and self.open:
            step_id, member = self.open.pop(0)
            member = self._hand_on(step_id, member)
            self._do(case, step_id, member)
            acts -= 1

    def leave_asking(self, state: str) -> None:
        """Leave the next hand-off in this state, as it stands when nobody has gone further."""
        for place, (step_id, member) in enumerate(self.open):
            waiting = self._draft(step_id, member)
            if waiting is None:
                continue
            self.open.pop(place)
            self._leave(waiting, member, state)
            return

    def leave_on_hold(self) -> None:
        """Put one of the open steps on hold for a week."""
        for step_id, member in self.open:
            if self._draft(step_id, member) is None:
                self.act(
                    member,
                    holding.hold_step,
                    step_id=step_id,
                    reason="waiting_order",
                    text="The order of the court is awaited.",
                    until=self.now + timedelta(days=6),
                )
                return

    def close_all(self, case: Case) -> None:
        """Close both strands where the work is done."""
        prosecutor, social = self.member("prosecution"), self.member("social")
        for member, kind, reason in ((prosecutor, "justice", "convicted"), (social, "care", "care_goals_reached")):
            with session("app", self.now, member.id):
                strands = list(Strand.objects.filter(case=case, kind=kind, state="open"))
            for strand in strands:
                try:
                    self.act(
                        member,
                        closing.close_strand,
                        strand_id=strand.id,
                        reason=reason,
                        text=DECIDED,
                    )
                except Refusal:
                    continue

    def _hand_on(self, step_id: UUID, member: Member) -> Member:
        waiting = self._draft(step_id, member)
        if waiting is None:
            return member
        other = self._member_of(waiting.to_unit.code)
        if other is None:
            return member
        self.act(member, handoffs.offer, handoff_id=waiting.id)
        self.act(other, handoffs.receive, handoff_id=waiting.id, minutes=9)
        self.act(other, handoffs.accept, handoff_id=waiting.id, minutes=14)
        self.act(other, handoffs.start, handoff_id=waiting.id, minutes=60)
        return other

    def _do(self, case: Case, step_id: UUID, member: Member) -> None:
        with session("app", self.now, member.id):
            step = Step.objects.get(id=step_id)
        if step.state != "open" or step.kind in CLOSURES:
            return
        kind = pack().step_kinds[step.kind]
        if not kind.may_be_done_by(member.unit.kind):  # nobody of the cast takes it: it waits
            return
        outcome = usual_outcome(kind)
        level = self.rng.choices((5, 4, 3, 2), weights=(6, 3, 2, 1))[0]
        self.act(
            member,
            doing.do_step,
            step_id=step_id,
            outcome=outcome,
            support_level=level,
            checklist=[item.code for item in kind.checklist],
            conditions=CONDITIONS.get(step.kind, []),
        )
        self._confirm(step_id, member)
        self.take_up(case, member)

    def _confirm(self, step_id: UUID, member: Member) -> None:
        with session("app", self.now, member.id):
            done = list(Handoff.objects.filter(step_id=step_id, state="completed").select_related("from_unit"))
        for handoff in done:
            sender = self._member_of(handoff.from_unit.code)
            if sender is not None and self.rng.random() < 0.8:
                self.act(sender, handoffs.confirm, handoff_id=handoff.id, minutes=200)

    def _draft(self, step_id: UUID, member: Member) -> Handoff | None:
        with session("app", self.now, member.id):
            return Handoff.objects.filter(step_id=step_id, state="draft").select_related("to_unit").first()

    def _leave(self, handoff: Handoff, member: Member, state: str) -> None:
        other = self._member_of(handoff.to_unit.code)
        if state == "expired":
            self.now = self.end - timedelta(days=9)
        if state == "declined":
            other = self.member("ngo")
            self.act(
                member,
                handoffs.hand_on,
                step_id=handoff.step_id,
                to_unit=other.unit,
                why="Synthetic: they are nearest.",
                urgency="urgent",
                minutes=2,
            )
        else:
            self.act(member, handoffs.offer, handoff_id=handoff.id, minutes=2)
        if other is None or state in ("offered", "expired"):
            return
        if state == "accepted_by_phone":
            self.act(
                member,
                handoffs.accept_by_phone,
                handoff_id=handoff.id,
                who="Synthetic colleague",
                number="000 000 214",
                minutes=5,
            )
            return
        self.act(other, handoffs.receive, handoff_id=handoff.id, minutes=6)
        if state == "needs_information":
            self.act(other, handoffs.ask, handoff_id=handoff.id, question="Does the child speak Khmer?", minutes=5)
        if state == "declined" and not handoff.duty:
            self.act(other, handoffs.decline, handoff_id=handoff.id, reason="no_capacity", minutes=5)
        if state == "disputed" and handoff.duty:
            self.act(other, handoffs.dispute, handoff_id=handoff.id, reason="no_means", minutes=5)

    def _member_of(self, unit_code: str) -> Member | None:
        desk = unit_code.split("-")[0]
        try:
            return self.member(desk)
        except Member.DoesNotExist:
            return None

    def _name_the_child(self, case: Case) -> None:
        police = self.member("police")
        with session("app", self.now, police.id):
            children = list(Person.objects.filter(case=case, part="survivor").select_related("case"))
        for child in children:
            known, names = invented_child(self.rng)
            self.act(police, cases.describe_person, person=child, minutes=3, **known)
            self.act(police, identity.record_identity, person=child, identity=names, minutes=3)
