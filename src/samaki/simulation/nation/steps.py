"""People, strands, steps and relations of one case, as `cases.steps`, `cases.access` and `cases.holding` write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samaki.cases import states
from samaki.simulation.nation.draws import Key
from samaki.simulation.nation.ground import Worker
from samaki.simulation.nation.pen import CLOCK, Pen, facts_of, number


class Illegal(AssertionError):
    """The table has no such move: a mistake of the generator, and nothing of the portion is written."""


class Steps(Pen):
    """The file of one case. Lists hold every row, in the order of their making."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.strands: list[Any] = []
        self.children: list[Any] = []
        self.steps: list[Any] = []
        self.relations: list[Any] = []
        self.in_danger: set[Key] = set()

    # ------------------------------------------------------------ relations
    def open_file(self, child: Key | None, unit: int, parts: Iterable[str], ground: str, **of: Key) -> None:
        """A unit sees these compartments from now on."""
        for part in parts:
            self.relations.append(self.new("Relation", case_id=self.case.id, child_id=child, unit_id=unit, compartment=part,
                                           ground=ground, since=self.now, **of))  # fmt: skip

    def open_for_step(self, kind: str, key: Key, child: Key | None, unit: int) -> None:
        """What the step needs, to the unit that took it over."""
        self.open_file(child, unit, self.ground.pack.step_kinds[kind].needs_accepted, "holds_step", step_id=key)

    def end_file(self, *, step: Key | None = None, handoff: Key | None = None, unit: int | None = None) -> None:
        """As `app.end_relations`."""
        for row in self.relations:
            ours = (step is not None and row.step_id is step) or (handoff is not None and row.handoff_id is handoff)
            if ours and unit in (None, row.unit_id) and row.until is None:
                row.until = self.now

    # ------------------------------------------------------------ people
    def add_child(self, by: Worker) -> tuple[Any, Any]:
        """(care strand, child) of one more child, without a name."""
        count = len(self.children) + 1
        child = self.new(
            "Person", case_id=self.case.id, part="survivor", number=count, compartment="case", recorded_at=self.now
        )
        child.child_id = child.id
        self.children.append(child)
        facts = {"part": "survivor", "number": count, "sex": "unknown", "age": None, "age_estimated": True}
        self.enter("person.add", child, by=by, child=child.id, facts=facts)
        return self.add_strand("care", child.id), child

    def add_strand(self, kind: str, child: Key | None = None) -> Any:
        strand = self.new("Strand", case_id=self.case.id, kind=kind, child_id=child, opened_at=self.now)
        self.strands.append(strand)
        return strand

    # ------------------------------------------------------------ steps
    def open_step(
        self, strand: Any, kind: str, holder: int, by: Worker, *, person: Any = None, opens_file: bool = True, after: Any = None,
        key: Key | None = None, base: int | None = None,
    ) -> Any:  # fmt: skip
        """As `cases.steps.open_step`."""
        rule, pack = self.ground.pack.step_kinds[kind], self.ground.pack
        begins = base if base and rule.due.from_ != "opened" else self.now
        due_at = self.ground.times.after(begins, rule.due.for_urgency(pack.urgencies[self.case.urgency]))
        step = self.new(
            "Step", case_id=self.case.id, strand_id=strand.id, compartment=rule.strand, kind=kind, pathway_version=pack.version,
            child_id=strand.child_id or (person.child_id if person else None), person_id=person.id if person else None,
            after_id=after.id if after else None, holder_id=holder, urgency=self.case.urgency, due_at=due_at, call_at=due_at,
            opened_at=self.now,
        )  # fmt: skip
        step.id, step.strand, step.calls, step.offered, step.seen = key or step.id, strand, 0, 0, None
        if opens_file:
            self.open_for_step(kind, step.id, step.child_id, holder)
        self.steps.append(step)
        self._enter_step("step.open", step, by)
        return step

    def move_step(self, name: str, step: Any) -> None:
        """Along the table, which is the production one; anything else is an error."""
        sources, target = states.MOVES[name]
        if step.state not in sources:
            raise Illegal(f"no move {name} of a step from {step.state}")
        if self.told is not None:
            self.told("step", name, step.state, target)
        step.state = target

    def end_step(self, step: Any, name: str, by: Worker, *, occurred: int | None = None, **fields: Any) -> None:
        """As `cases.steps.end_step`; `name` is done, skip or stop."""
        more = fields.pop("facts", {})
        self.move_step(name, step)
        step.ended_at, step.ended_occurred_at, step.call_at, step.hold_until = (
            self.now,
            occurred or self.now,
            None,
            None,
        )
        step.__dict__.update(fields)
        step.version += 1
        self._enter_step(f"step.{step.state}", step, by, more, occurred=occurred)

    def hold_step(self, step: Any, reason: str, until: int, by: Worker) -> None:
        self.move_step("hold", step)
        step.hold_reason, step.hold_until, step.call_at, step.level = reason, until, until, 0
        step.version += 1
        self._enter_step("step.hold", step, by, {"hold_until": self.text(until)})

    def resume_step(self, step: Any, by: Worker) -> None:
        self.move_step("resume", step)
        step.hold_reason, step.hold_until, step.call_at = "", None, step.due_at
        step.version += 1
        self._enter_step("step.resume", step, by, {"hold_until": None})

    def assign(self, step: Any, worker: Worker, by: Worker) -> None:
        step.worker_id = worker.key
        step.version += 1
        self._enter_step("step.assign", step, by, {"hold_until": self.text(step.hold_until), "worker": worker.username})

    def change_holder(self, step: Any, to_unit: int, by: Worker, worker: Key | None) -> None:
        """As `cases.steps.change_holder` after an accepted hand-off: the only place where a step changes hands."""
        old, pack = step.holder_id, self.ground.pack
        step.worker_id, step.level = worker, 0
        if step.state == "on_hold":
            self.move_step("resume", step)
            step.hold_reason, step.hold_until = "", None
        rule, urgency = pack.step_kinds[step.kind], pack.urgencies[step.urgency]
        if rule.due.from_ == "opened" and not urgency.uses_urgent_due and step.kind != pack.urgent.step:
            step.due_at = max(step.due_at, self.ground.times.after(self.now, rule.due.for_urgency(urgency)))
        step.call_at, step.calls = step.due_at, 0
        step.version += 1
        step.holder_id = to_unit
        self.end_file(step=step.id, unit=old)
        self.open_for_step(step.kind, step.id, step.child_id, to_unit)
        self._enter_step("step.holder", step, by, {"from": old, "to": to_unit, "ground": "handoff"}, other=old)

    def call_step(self, step: Any) -> None:
        """The clock calls those who hold it, and those above; see `jobs.calls.step_is_late`."""
        late = step.hold_until if step.state == "on_hold" and step.hold_until else step.due_at
        level, step.call_at = self.ground.next_call(step.urgency, late, self.now)
        step.level, step.calls = max(step.level, level), step.calls + 1
        self._enter_step("step.call", step, CLOCK, {"level": step.level}, unit=step.holder_id)

    def _enter_step(
        self, act: str, step: Any, by: Worker | str, more: dict[str, Any] | None = None, **named: Any
    ) -> None:
        known = (
            f'"due_at":{self.said(step.due_at)}', f'"holder":{step.holder_id}', f'"kind":"{step.kind}"', f'"outcome":"{step.outcome}"',
            f'"pathway":"{step.pathway_version}"', f'"reason":"{step.end_reason or step.hold_reason}"', f'"state":"{step.state}"',
            f'"support_level":{number(step.support_level)}', f'"urgency":"{step.urgency}"',
        )  # fmt: skip
        self.enter(
            act, step, by=by, child=step.child_id, part=step.compartment, facts=facts_of(known, more or {}), **named
        )

    def open_steps(self, strand: Any = None) -> list[Any]:
        """Those that are open, of the case or of one strand."""
        return [step for step in self.steps if step.state in states.OPEN and strand in (None, step.strand)]
