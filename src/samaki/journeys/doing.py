"""Doing a step and what follows: outcome, hand-offs completed, next steps opened. One story."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import rules
from samaki.cases.holding import locked_step
from samaki.cases.models import Case, Step, Strand
from samaki.cases.remarks import remark
from samaki.cases.steps import end_step
from samaki.database import lock, story
from samaki.database.refusals import Invalid, together
from samaki.handoffs import asking as handoffs_of_sender
from samaki.handoffs import parts as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import locked
from samaki.handoffs.rules import check_move
from samaki.journeys.danger import heed_outcome
from samaki.journeys.follow import ends_strand, keep_alive, open_following, open_kind
from samaki.journeys.pressure.over import check_pressure_answered
from samaki.journeys.settling import check_says_what_was_settled, check_settles_one, settle_last
from samaki.journeys.support.saying import check_paid, review_family_paid, support_of


@story
def do_step(
    *,
    step_id: UUID,
    outcome: str,
    by: Member,
    now: datetime,
    support_level: int | None = None,
    paid: str = "",
    checklist: list[str] | None = None,
    conditions: list[str] | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> Step:
    """Record a step as done: its hand-offs are completed, the next steps of the pathway open.

    `conditions` are facts that the pathway asks for (the court ordered compensation, ...); they stay with the case.
    """
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "done")
    rules.check_may_do(step, by)
    check_settles_one(step)
    with together() as told:
        told.of(rules.check_outcome, step, outcome)
        told.of(check_does_not_end_strand, step, outcome)
        told.of(check_says_what_was_settled, step, outcome)
        check_extras(step, support_level, checklist or [], conditions or [], paid)
    new_facts = _keep_conditions(step, conditions or [])
    taken = handoffs.taken_of(step)
    settle_last(step, outcome, by, now)
    end_step(
        step,
        "done",
        by=by,
        now=now,
        occurred_at=occurred_at,
        precision=precision,
        outcome=outcome,
        checklist=sorted(checklist or []),
        facts={"conditions": new_facts} if new_facts else {},
        **support_of(step, support_level, paid, by, now),
    )
    review_family_paid(step, now)
    handoffs.set_aside_askings(step, by, now)
    for handoff in taken:
        handoffs.completed(handoff, outcome, by, now)
    open_following(step, outcome, by=by, now=now, base=occurred_at)
    heed_outcome(step, outcome, by=by, now=now, occurred_at=occurred_at, precision=precision)
    keep_alive(step.strand, step, by=by, now=now)
    return step


@story
def complete_handoff(*, handoff_id: UUID, outcome: str, by: Member, now: datetime, **extras: object) -> Handoff:
    """Completing a hand-off does the step: the same story from the other end."""
    handoff = locked(handoff_id)
    check_move("complete", handoff, by, now)
    do_step(step_id=handoff.step_id, outcome=outcome, by=by, now=now, **extras)  # type: ignore[arg-type]
    handoff.refresh_from_db()
    return handoff


@story
def help_did_not_arrive(*, handoff_id: UUID, text: str, by: Member, now: datetime) -> Handoff:
    """The sender closes the loop with a no: the same step opens once more with the sender, so that the child is not left.

    Where its strand has been closed in between, or is not open to the sender, both units are told and nothing opens.
    """
    handoff = handoffs_of_sender.confirm(handoff_id=handoff_id, arrived=False, text=text, by=by, now=now)
    step = Step.objects.select_related("case", "strand").filter(id=handoff.step_id, strand__state="open").first()
    if step is not None:
        open_kind(step.kind, "same_holder", step, by=by, now=now, again=True)
    return handoff


@story
def skip_step(*, step_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Step:
    """Leave a step out, with a reason."""
    return _end_without(step_id, "skip", "skipped", reason, text, by, now)


@story
def stop_step(*, step_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Step:
    """Stop a step that was begun, with a reason."""
    return _end_without(step_id, "stop", "stopped", reason, text, by, now)


@story
def start_step(*, case_id: UUID, kind: str, by: Member, now: datetime, person_id: UUID | None = None) -> list[Step]:
    """A member opens a step by hand (an event that the pathway waits for, or a step that is needed once more).

    Where the pathway lets units of this kind hold it, it is theirs; else it waits with them while it is offered to the
    default holder, and they do not do it themselves.
    """
    lock(case_id)
    rules.check_works_cases(by, now)
    case = Case.objects.get(id=case_id)
    rules.check_works_on(case, by)
    if kind not in pack().step_kinds or kind == pack().opening.report:  # that one is opened by a report
        raise Invalid(_("Choose a kind of step from the list."), field="kind")
    seen = case.steps.order_by("id")
    near = (seen.filter(child_id=person_id) if person_id else seen).first() or seen.first()
    if closed := _closed_part(case, kind, person_id):
        part = pack().strands[closed.kind].label(get_language() or pack().default_language)
        sentence = _("This part of the case is closed: %(part)s. Open it again first.") % {"part": part}
        raise rules.CannotMove(sentence).leading_to("strand", closed.id)
    if case.state != "open":
        raise rules.CannotMove(_("This case is closed. Open the part of it again that there is more to do in."))
    if near is None:
        raise rules.NotAllowed(_("This part of the file is not open to your unit."))
    after = Step(case=case, strand=near.strand, child_id=person_id, person_id=person_id)
    opened = open_kind(kind, "same_holder", after, by=by, now=now, by_hand=True)
    if not opened:
        raise rules.CannotMove(_("A step of this kind is open already, or done and not repeated."))
    return opened


def _closed_part(case: Case, kind: str, person_id: UUID | None) -> Strand | None:
    """The closed part that a step of this kind would stand on, where no such part is open."""
    parts = list(case.strands.filter(kind=pack().step_kinds[kind].strand))
    if pack().step_kinds[kind].strand == "care" and person_id:
        parts = [part for part in parts if part.child_id == person_id]
    return parts[0] if parts and all(part.state == "closed" for part in parts) else None


def _end_without(step_id: UUID, move: str, state: str, reason: str, text: str, by: Member, now: datetime) -> Step:
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, move)
    rules.check_reason(move, reason, text)
    check_pressure_answered(step)
    taken = handoffs.taken_of(step)
    remark(f"step.{state}", step, text, by=by, now=now)
    end_step(step, state, by=by, now=now, end_reason=reason)
    handoffs.set_aside_askings(step, by, now)
    for handoff in taken:
        handoffs.completed(handoff, state, by, now)
    keep_alive(step.strand, step, by=by, now=now)
    return step


def check_does_not_end_strand(step: Step, outcome: str) -> None:
    """A closure step ends with the strand, so that no strand ever stands open with nobody who must act."""
    if ends_strand(step, outcome):
        raise Invalid(
            _("To close this part of the case, close it with its reason: that ends this step too."), field="outcome"
        )


def check_extras(
    step: Step, support_level: int | None, checklist: list[str], conditions: list[str], paid: str = ""
) -> None:
    """Who led, who paid, what was seen to and what became known are of the pack's lists for this kind of step."""
    kind = pack().step_kinds.get(step.kind)
    with together() as told:
        told.of(check_paid, paid)
        if support_level is not None and support_level not in pack().support_levels:
            told.wrong(_("Choose who led, from the list."), field="support_level")
        if kind and not set(checklist) <= {item.code for item in kind.checklist}:
            told.wrong(_("This checklist has an entry that does not belong to the step."), field="checklist")
        if kind and not set(conditions) <= {follow.condition for follow in kind.follows if follow.condition}:
            told.wrong(_("This condition does not belong to the step."), field="conditions")


def _keep_conditions(step: Step, conditions: list[str]) -> list[str]:
    """The facts of these that the case did not have before; they go with the entry, so that they can be taken back."""
    case = step.case
    new = sorted(set(conditions) - set(case.conditions))
    if new:
        case.conditions = sorted({*case.conditions, *conditions})
        case.version += 1
        case.save()
    return new
