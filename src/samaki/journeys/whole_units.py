"""What is open with a unit, and moving all of it: parts of merging and closing. Each part leaves its entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Membership, Unit
from samaki.cases import access
from samaki.cases.models import Relation, Step
from samaki.cases.steps import moved_with_its_unit
from samaki.database import current_alias
from samaki.handoffs import rules as handoff_rules
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import note
from samaki.handoffs.states import ASKING
from samaki.intake.following import note_followers
from samaki.intake.models import Report
from samaki.intake.operations import report_facts
from samaki.ledger.operations import record


@dataclass(frozen=True)
class Work:
    """One open matter of a unit. `what`: step, handoff or report; `kind`: the kind of step; `side`: sent or received.

    `other`: the principal at the other end of a hand-off. `case_code` is empty for those who are not of the unit.
    """

    what: str
    id: UUID
    case_id: UUID | None
    case_code: str
    kind: str
    state: str
    side: str
    other: int | None
    due_at: datetime | None


@dataclass(frozen=True)
class OpenWork:
    """Everything that must have moved before a unit ends."""

    matters: list[Work]
    below: list[Unit]
    takes_unrouted: bool

    def of(self, what: str) -> list[Work]:
        """The matters of one sort."""
        return [work for work in self.matters if work.what == what]

    def __bool__(self) -> bool:
        return bool(self.matters or self.below or self.takes_unrouted)


def open_work(unit: Unit) -> OpenWork:
    """What is open with the unit, as far as the session's member may know: the unit's own, and who decides over it."""
    below = list(Unit.objects.filter(parent=unit, until__isnull=True).order_by("code"))
    takes = Unit.objects.filter(pk=unit.pk, takes_unrouted=True).exists()
    rows = sorted((Work(*row) for row in called("work_of", unit.principal)), key=lambda work: (work.what, work.id))
    return OpenWork(rows, below, takes)


def members_of(unit: Unit, now: datetime) -> list[Member]:
    """Those who have a role in the unit."""
    live = Membership.objects.filter(unit=unit).live(now)
    return list(Member.objects.filter(is_active=True, memberships__in=live).distinct().order_by("username"))


@dataclass
class Moving:
    """All work of `old` on its way to `new`. `as_one`: the two become one, with people, past and all."""

    old: Unit
    new: Unit
    by: Member
    now: datetime
    why: str
    as_one: bool

    def everything(self) -> dict[str, int]:
        """Moves what `new` may take, in one go; how many of each sort went. What it may not take stays and is listed."""
        kinds = {work.id: work.kind for work in open_work(self.old).matters}
        held = self._rows(Step, "steps_to_move")
        steps = [step for step in held if self._fits(step.kind)]
        stay = {step.id for step in held} - {step.id for step in steps}
        running = [one for one in self._rows(Handoff, "handoffs_to_move", False)
                   if one.step_id not in stay and self._fits(kinds[one.id])]  # fmt: skip
        relations = {row.step_id for row in self._rows(Relation, "relations_of")}
        self._end_askings([one for one in running if self._within(one)])
        moved = [one for one in running if not self._within(one)]
        counts = {"steps": self._move_steps(steps, relations), "handoffs": self._move_handoffs(moved, kinds)}
        counts["reports"] = self._move_reports()
        counts["notices"] = _number("move_notices", self.old.principal, self.new.principal)
        counts["below"] = _number("move_below", self.old.principal, self.new.principal)
        if self._same_kind():
            called("move_desk_of_the_unrouted", self.old.principal, self.new.principal)
        return counts

    def past(self) -> dict[str, int]:
        """Hand-offs and reports that have ended, the entries of the directory, the members: what only a merge moves."""
        pair = (self.old.principal, self.new.principal)
        for relation in self._rows(Relation, "relations_of"):
            access.take_over(relation, self.new.principal, self.now)
        ended = [one.id for one in self._rows(Handoff, "handoffs_to_move", True)]
        called("move_handoffs", *pair, ended, True)
        called("move_reports", *pair, True)
        called("move_entries", *pair, self.now)
        return {"ended": len(ended), "members": _number("move_members", *pair, self.now)}

    # ------------------------------------------------------------ what goes
    def _same_kind(self) -> bool:
        return self.new.kind == self.old.kind

    def _fits(self, kind: str) -> bool:
        """A unit of the same kind stands where the old one stood; another one takes what the pathway lets it hold."""
        return self._same_kind() or self.new.kind in pack().step_kinds[kind].may_hold

    def _within(self, handoff: Handoff) -> bool:
        """An asking between the two: the one that is asked would ask itself."""
        return handoff.state in ASKING and {handoff.from_unit_id, handoff.to_unit_id} == {
            self.old.principal,
            self.new.principal,
        }

    # ------------------------------------------------------------ how it goes
    def _move_steps(self, steps: list[Step], seen: set[UUID | None]) -> int:
        dues = [step.due_at if self.as_one else self._due(step) for step in steps]
        calls = [step.call_at if self.as_one else due for step, due in zip(steps, dues, strict=True)]
        moved = self._rows(Step, "move_steps", [step.id for step in steps], dues, calls, self.as_one)
        for step in moved:
            opens = step.id in seen or (not self.as_one and self.new.kind in pack().step_kinds[step.kind].may_hold)
            moved_with_its_unit(step, self.old.principal, by=self.by, now=self.now, why=self.why, opens_file=opens)
        return len(moved)

    def _due(self, step: Step) -> datetime:
        """As for any change of holder: who takes a step over has the time that the pathway gives."""
        rule = pack().step_kinds[step.kind]
        if rule.due.from_ != "opened":
            return step.due_at
        return max(step.due_at, after(self.now, rule.due.for_urgency(pack().urgencies[step.urgency])))

    def _end_askings(self, between: list[Handoff]) -> None:
        sent = {one.id: one.offers > 0 for one in between}
        for handoff in self._rows(Handoff, "end_askings", list(sent), self.now):
            access.end_for_offer(handoff.id, self.now)
            self._note("withdraw" if sent[handoff.id] else "discard", handoff)

    def _move_handoffs(self, going: list[Handoff], kinds: dict[UUID, str]) -> int:
        moved = self._rows(Handoff, "move_handoffs", [one.id for one in going], self.as_one)
        received = {one.id for one in going if one.to_unit_id == self.old.principal}
        for handoff in moved:
            if handoff.id in received and handoff.state in ASKING:
                self._ask_the_new_one(handoff, kinds[handoff.id])
            self._note("move", handoff)
        return len(moved)

    def _ask_the_new_one(self, handoff: Handoff, kind: str) -> None:
        """What was shown with the offer closes for the old unit and opens for the new one, with its own duty."""
        step = Step(id=handoff.step_id, case_id=handoff.case_id, child_id=handoff.child_id, kind=kind)
        handoff.duty = handoff_rules.has_duty(step, self.new)
        called("set_duty", self.old.principal, self.new.principal, [handoff.id], handoff.duty)
        access.end_for_offer(handoff.id, self.now)
        if handoff.state != "draft":
            access.open_for_offer(step, handoff.id, self.new.principal, self.now)

    def _move_reports(self) -> int:
        first = pack().step_kinds[pack().opening.report]
        if not (self._same_kind() or self.new.kind in first.may_hold):
            return 0
        joined: dict[UUID, list[UUID]] = {}
        for key, other in called("joined_of", self.old.principal, self.new.principal):
            joined.setdefault(other, []).append(key)
        moved = self._rows(Report, "move_reports", False)
        for report in moved:
            facts = report_facts(report) | self._facts()
            note_followers(report, self.by, self.now, joined.get(report.id, ()))
            record("report.move", by=self.by, now=self.now, subject=report, report_id=report.id,
                   counterpart=self.old.principal, facts=facts)  # fmt: skip
        return len(moved)

    def _note(self, name: str, handoff: Handoff) -> None:
        note(name, handoff, self.by, self.now, facts={"ground": "reassigned", "why": self.why})

    def _facts(self) -> dict[str, Any]:
        return {"from": self.old.principal, "to": self.new.principal, "ground": "reassigned", "why": self.why}

    def _rows(self, model: Any, function: str, *given: Any) -> list[Any]:
        values = [self.old.principal, self.new.principal, *given]
        statement = f"select * from app.{function}({_places(values)})"  # noqa: S608 (names of this file only)
        return list(model.objects.raw(statement, values))


def lock_work(unit: Unit) -> None:
    """One change of the directory at a time; then the unit and every open case of it, until the transaction ends."""
    called("lock_work", unit.principal)


def end_unit(unit: Unit, into: Unit | None, now: datetime) -> None:
    """The unit, its memberships and its entries end; the database refuses it while work is open."""
    called("end_unit", unit.principal, into.principal if into else None, now)
    unit.refresh_from_db()


def called(function: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of one of the functions of the database that look past row security."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select * from app.{function}({_places(values)})", list(values))  # noqa: S608 (names of this file)
        return list(cursor.fetchall())


def _number(function: str, *values: Any) -> int:
    return int(called(function, *values)[0][0])


def _places(values: Any) -> str:
    return ", ".join(["%s"] * len(values))
