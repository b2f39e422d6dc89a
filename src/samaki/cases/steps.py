"""Opening, moving and ending single steps: the parts that stories are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.cases import access
from samaki.cases.models import Case, Person, Step, Strand
from samaki.database import current_alias
from samaki.ledger.operations import record

BY_HAND = "by_hand"
"""In the entry of a step that a member opened by hand: such a one can have been opened by mistake."""


def already(case: Case, kind: str, person_id: UUID | None, *, again: bool = False) -> bool:
    """Whether a step of this kind is open, or (unless `again`) done and not repeatable, for this case, child or suspect."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select is_open, is_done from app.steps_like(%s, %s, %s)", [case.id, kind, person_id])
        is_open, is_done = cursor.fetchone()
    return bool(is_open or (is_done and not again and not pack().step_kinds[kind].repeatable))


def open_step(
    *,
    case: Case,
    strand: Strand,
    kind: str,
    holder: int,
    by: Member,
    now: datetime,
    person: Person | None = None,
    base: datetime | None = None,
    opens_file: bool = True,
    step_id: UUID | None = None,
    after_id: UUID | None = None,
    by_hand: bool = False,
    hidden_from: int | None = None,
    no_later: datetime | None = None,
) -> Step:
    """Open one step with its holder and due time. `base`: when the fact happened that its clock counts from; `no_later`: due by then.

    `opens_file` is False for a step that is held only while it is being offered: it opens no new compartment. `hidden_from`: the
    unit that never sees it.
    """
    rule = pack().step_kinds[kind]
    due_at = after(
        base if base and rule.due.from_ != "opened" else now, rule.due.for_urgency(pack().urgencies[case.urgency])
    )
    due_at = min(due_at, no_later) if no_later is not None else due_at
    step = Step(
        case=case,
        strand=strand,
        compartment=rule.strand,
        kind=kind,
        pathway_version=pack().version,
        child_id=strand.child_id or (person.child_id if person else None),
        person_id=person.id if person else None,
        after_id=after_id,
        hidden_from=hidden_from,
        holder_id=holder,
        urgency=case.urgency,
        due_at=due_at,
        call_at=due_at,
        opened_at=now,
    )
    if step_id:
        step.id = step_id
    if opens_file:
        access.open_for_step(step, holder, now)
    step.save(force_insert=True)
    _write("step.open", step, by, now, facts={"why": BY_HAND} if by_hand else {})
    return step


def end_step(
    step: Step,
    state: str,
    *,
    by: Member,
    now: datetime,
    occurred_at: datetime | None = None,
    precision: str = "instant",
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """End a step as done, skipped or stopped; its clock stops."""
    step.state, step.ended_at, step.ended_occurred_at, step.call_at = state, now, occurred_at or now, None
    step.hold_until = None
    for name, value in fields.items():
        setattr(step, name, value)
    _save(step)
    _write(f"step.{state}", step, by, now, occurred_at=occurred_at, precision=precision, facts=facts or {})


def change_holder(
    step: Step,
    to_unit: int,
    *,
    by: Member,
    now: datetime,
    ground: str,
    worker: UUID | None,
    begin_by: datetime | None = None,
) -> None:
    """The one place where a step changes hands: the file closes for the old holder and opens for the new one.

    A hold was the old holder's word and ends with it: whoever takes over decides anew whether the child must wait.
    The due time is the child's and does not move with the holder, lateness included; only who accepts what is not urgent
    gets the full time of the pathway for it (never of urgent care, which runs from the exposure). `begin_by`: the end of the clock
    that begins with an acceptance: a step that was late already stays late, and nobody is called over the new holder before that.
    """
    old = step.holder_id
    step.worker_id, step.level = worker, 0
    if step.state == "on_hold":
        step.state, step.hold_reason, step.hold_until = "open", "", None
    rule = pack().step_kinds[step.kind]
    not_pressing = not pack().urgencies[step.urgency].uses_urgent_due and step.kind != pack().urgent.step
    if ground == "handoff" and rule.due.from_ == "opened" and not_pressing:
        step.due_at = max(step.due_at, after(now, rule.due.for_urgency(pack().urgencies[step.urgency])))
    step.call_at = step.due_at
    if begin_by is not None and step.due_at <= now and step.kind != pack().urgent.step:
        step.call_at = begin_by
    _save(step)
    _give(step, to_unit)
    access.end_for_step(step, old, now)
    access.open_for_step(step, to_unit, now)
    _write("step.holder", step, by, now, counterpart=old, facts={"from": old, "to": to_unit, "ground": ground})


def moved_with_its_unit(step: Step, old: int, *, by: Member, now: datetime, why: str, opens_file: bool) -> None:
    """A step that the database has moved with all work of a unit: who may see follows, and the ledger says so."""
    access.end_for_step(step, old, now)
    if opens_file:
        access.open_for_step(step, step.holder_id, now)
    facts = {"from": old, "to": step.holder_id, "ground": "reassigned", "why": why}
    _write("step.holder", step, by, now, counterpart=old, facts=facts)


def _give(step: Step, to_unit: int) -> None:
    """Last of all, since whoever gives a step away may not see it afterwards (and the database refuses such a save)."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.give_step(%s, %s)", [step.id, to_unit])
        if cursor.fetchone()[0] is not True:  # a function gives one row always, and null where nothing was given
            raise RuntimeError("the step could not be given")
    step.holder_id = to_unit


def open_again(step: Step) -> None:
    """The end of a step is not so: it is open with its holder, due when it was due. (Part of mending; saved after it.)"""
    step.state, step.call_at = "open", step.due_at
    step.ended_at = step.ended_occurred_at = step.support_level = step.support_inferred = None
    step.outcome, step.end_reason, step.checklist, step.level = "", "", [], 0
    step.paid = step.paid_inferred = ""


def save_changed(act: str, step: Step, by: Member, now: datetime, **more: Any) -> None:
    """Save a step under its next version with the entry of the act that changed it. (Part of mending.)"""
    _save(step)
    _write(act, step, by, now, **more)


def _save(step: Step) -> None:
    step.version += 1
    step.save()


def _write(act: str, step: Step, by: Member, now: datetime, **more: Any) -> None:
    facts = step_facts(step) | more.pop("facts", {})
    record(
        act,
        by=by,
        now=now,
        subject=step,
        case_id=step.case_id,
        child_id=step.child_id,
        compartment=step.compartment,
        facts=facts,
        **more,
    )


def step_facts(step: Step) -> dict[str, Any]:
    """What the ledger keeps of a step: codes and times, no personal data."""
    return {
        "kind": step.kind,
        "state": step.state,
        "holder": step.holder_id,
        "due_at": step.due_at,
        "urgency": step.urgency,
        "outcome": step.outcome,
        "reason": step.end_reason or step.hold_reason,
        "support_level": step.support_level,
        "pathway": step.pathway_version,
    } | _leaned(step)


def _leaned(step: Step) -> dict[str, Any]:
    """Of a critical step that is done: what the record says of who led and who paid beside what was said, and whether all of its
    checklist was seen to. The independence index is reckoned from these. (What a report has done already was nobody's work.)"""
    kind = pack().step_kinds.get(step.kind)
    if step.state != "done" or kind is None or not kind.critical or step.kind == pack().opening.report:
        return {}
    return {
        "inferred": step.support_inferred,
        "paid": step.paid,
        "paid_inferred": step.paid_inferred,
        "passed": {item.code for item in kind.checklist} <= set(step.checklist),
    }


__all__ = [
    "already",
    "change_holder",
    "end_step",
    "moved_with_its_unit",
    "open_again",
    "open_step",
    "save_changed",
    "step_facts",
]
