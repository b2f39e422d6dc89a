"""Closing and reopening strands, apart: an ended prosecution never ends a child's care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import access, rules
from samaki.cases.mending import MISTAKE, entry_of
from samaki.cases.models import OPEN_STATES, Case, Step, Strand
from samaki.cases.operations import sees
from samaki.cases.queries import all_strands_closed, open_steps_of
from samaki.cases.remarks import remark
from samaki.cases.safety import check_says_who_keeps_safe, goes_on_in, in_danger
from samaki.cases.steps import end_step, open_again, open_step, save_changed
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.handoffs import parts as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING
from samaki.journeys.danger import at_risk_again, tell_of_closing
from samaki.journeys.follow import draft_to_default, ends_strand
from samaki.ledger.operations import record


@story
def close_strand(
    *, strand_id: UUID, reason: str, by: Member, now: datetime, text: str = "", other_case: str = ""
) -> Strand:
    """Close one strand; our own open steps on it stop, somebody else's keep it open. The case closes with the last.

    The care of a child whose last word is danger stays open, and justice while a step that brings a child to safety is
    open in it, save for a reason of the pack that says otherwise. Closed all the same, it is said why, and all are told.
    `other_case`: the code of the case in which the work goes on, where the reason says so.
    """
    strand = _locked(strand_id)
    _check_sees(strand, by)
    why = rules.check_reason("close", reason, text)
    rules.check_closes_strand(strand, why, by, now)
    rules.check_decision_known(strand, why, text)
    with together() as told:
        told.of(check_says_who_keeps_safe, strand, text)
        other = told.of(goes_on_in, strand, why, other_case)
    unsafe = in_danger(Strand(case=strand.case))  # of the whole case, also where the care of another child closes
    tell_of_closing(strand, unsafe, by, now)
    _stop_own_steps(strand, by, now)
    strand.state, strand.close_reason, strand.closed_at, strand.version = "closed", reason, now, strand.version + 1
    strand.save()
    remark("strand.close", strand, text, by=by, now=now)
    _write("strand.close", strand, by, now, text, {"goes_on_in": str(other.id)} if other else {})
    close_case_with_its_last_strand(strand.case, by, now)
    return strand


def close_case_with_its_last_strand(case: Case, by: Member, now: datetime) -> None:
    """A case is closed when all its parts are. (Part of a story that holds the lock.)"""
    if case.state == "open" and all_strands_closed(case.id):
        case.state, case.closed_at, case.version = "closed", now, case.version + 1
        case.save()
        record("case.close", by=by, now=now, subject=case, case_id=case.id, facts={"state": "closed"})


def open_case_with_its_part(case: Case, by: Member, now: datetime) -> None:
    """A case is open while one of its parts is: reopened, or begun for a child who became known later. (Part of a story.)"""
    if case.state == "closed":
        case.state, case.closed_at, case.version = "open", None, case.version + 1
        case.save()
        record("case.reopen", by=by, now=now, subject=case, case_id=case.id, facts={"state": "open"})


@story
def reopen_strand(*, strand_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Strand:
    """Open a closed strand again, with a reason; its first step opens with us, so that nothing drops.

    Where the reason says that the closing was a mistake, and it was ours: what it stopped is open again instead. Where it
    says that a child is in danger: what brings a child to safety opens, as for any word of danger, with an emergency's clock.
    """
    strand = _locked(strand_id)
    rules.check_works_cases(by, now)
    _check_sees(strand, by)
    why = rules.check_reason("reopen", reason, text)
    if strand.close_reason == MISTAKE:
        raise CannotMove(_("This child was entered by mistake. If they belong here after all, add them anew."))
    if strand.state != "closed":
        raise CannotMove(_("This part of the case is open."))
    stopped = stopped_by_closing(strand, by) if why.brings_back else []
    strand.state, strand.close_reason, strand.closed_at, strand.version = "open", "", None, strand.version + 1
    strand.save()
    remark("strand.reopen", strand, text, by=by, now=now)
    _write("strand.reopen", strand, by, now, text)
    open_case_with_its_part(strand.case, by, now)
    for step in stopped:
        _bring_back(step, by, now)
    if why.says == "danger":
        at_risk_again(strand, by=by, now=now)
    if open_steps_of(strand.id) == 0:
        _first_step_again(strand, by, now)
    return strand


def _bring_back(step: Step, by: Member, now: datetime) -> None:
    """As if it had not been ended; what was withdrawn with it stays withdrawn, those asked may have turned to others."""
    entry = entry_of(step.id, "step.stopped", "step.done")
    before = {"outcome": step.outcome, "end_reason": step.end_reason}
    open_again(step)
    save_changed("step.take_back", step, by, now, facts={"before": before, "undoes": entry.id if entry else None})
    for handoff in handoffs.ended_with(step):
        if handoff.state == "completed":  # one that its sender has confirmed is over; the step goes on without it
            handoffs.taken_back(handoff, by, now)


def stopped_by_closing(strand: Strand, by: Member) -> list[Step]:
    """What the closing of a strand ended in its own moment and the member's unit holds; nothing where others closed it."""
    closed = entry_of(strand.id, "strand.close")
    if strand.state != "closed" or closed is None or closed.unit != by.unit_id:
        return []
    ended = strand.steps.filter(holder=by.own_principal, ended_at=strand.closed_at).select_related(
        "holder", "case", "strand"
    )
    return [
        step for step in ended.order_by("id") if step.end_reason == STRAND_CLOSED or ends_strand(step, step.outcome)
    ]


@dataclass(frozen=True)
class Ending:
    """What closing a strand would end: our open steps, the offers we made of them; `others`: units with open work in it."""

    steps: list[Step]
    offers: list[Handoff]
    others: list[str]


def would_end(strand: Strand, by: Member) -> Ending:
    """What closing would do to the work on a strand, as far as the session may see it; nothing is changed."""
    steps = list(_open_steps(strand).order_by("due_at", "id"))
    mine = [step for step in steps if step.holder_id == by.unit_id]
    asked = Handoff.objects.filter(step__in=mine, from_unit=by.unit, state__in=ASKING).exclude(state="draft")
    offers = list(asked.select_related("to_unit", "step").order_by("id"))
    return Ending(mine, offers, sorted({step.holder.name for step in steps if step.holder_id != by.unit_id}))


def _first_step_again(strand: Strand, by: Member, now: datetime) -> None:
    code = pack().strands[strand.kind].closure_step
    step = Step(id=uuid7(), case=strand.case, kind=code, child_id=strand.child_id)
    ours = by.unit.kind in pack().step_kinds[code].may_hold
    if ours:
        access.open_for_step(step, by.unit_id, now)
    person = strand.case.people.filter(id=strand.child_id).first() if strand.child_id else None
    opened = open_step(
        case=strand.case,
        strand=strand,
        kind=code,
        holder=by.unit_id,
        by=by,
        now=now,
        person=person,
        opens_file=False,
        step_id=step.id,
    )
    if not ours:
        draft_to_default(opened, by=by, now=now)


STRAND_CLOSED = "strand_closed"
"""The reason with which a step stops because its strand closes."""


def _open_steps(strand: Strand) -> QuerySet[Step]:
    return strand.steps.filter(state__in=OPEN_STATES).select_related("holder", "case", "strand")


def _stop_own_steps(strand: Strand, by: Member, now: datetime) -> None:
    open_steps = list(_open_steps(strand))
    others = sorted({step.holder.name for step in open_steps if step.holder_id != by.unit_id})
    if others:
        raise CannotMove(
            _("There is open work with %(units)s. They must end it, or you reassign it, before this part closes.")
            % {"units": ", ".join(others)}
        )
    for step in open_steps:
        taken = handoffs.taken_of(step)
        handoffs.set_aside_askings(step, by, now)
        ending = next((code for code in pack().step_kinds[step.kind].outcomes if ends_strand(step, code)), "")
        if ending:
            end_step(step, "done", by=by, now=now, outcome=ending)
        else:
            end_step(step, "stopped", by=by, now=now, end_reason=STRAND_CLOSED)
        for handoff in taken:
            handoffs.completed(handoff, ending or "stopped", by, now)


def _locked(strand_id: UUID) -> Strand:
    case_id = Strand.objects.values_list("case_id", flat=True).get(id=strand_id)
    lock(case_id)
    return Strand.objects.select_related("case").get(id=strand_id)


def _check_sees(strand: Strand, by: Member) -> None:
    if not sees(strand.case_id, strand.kind, strand.child_id, by, works=True):
        raise NotAllowed(_("This part of the file is not open to your unit."))


def _write(act: str, strand: Strand, by: Member, now: datetime, text: str, facts: dict[str, str] | None = None) -> None:
    record(
        act,
        by=by,
        now=now,
        subject=strand,
        case_id=strand.case_id,
        child_id=strand.child_id,
        compartment=strand.kind,
        facts={"kind": strand.kind, "state": strand.state, "reason": strand.close_reason} | (facts or {}),
        changed={"text": text} if text else None,
    )
