"""Mending what was recorded of a step: correct it, take it back, or say that it was opened by mistake.

Nothing is deleted. A correction is the next version, and what stood before is in the ledger. Taking a step back opens it
again with its holder, and ends what it had opened, as long as nobody has worked on that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import access, rules
from samaki.cases.holding import locked_step
from samaki.cases.mending import MISTAKE, begun, check_mends, check_says_why, entry_of
from samaki.cases.models import OPEN_STATES, Step, Strand
from samaki.cases.operations import UNCHANGED, Unchanged
from samaki.cases.queries import open_steps_of
from samaki.cases.remarks import remark
from samaki.cases.sharing.telling import tell_who_received
from samaki.cases.steps import BY_HAND, already, open_again, save_changed
from samaki.database import story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.handoffs import parts as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import locked
from samaki.handoffs.rules import check_move
from samaki.journeys.danger import heed_outcome, undo_sign
from samaki.journeys.doing import check_does_not_end_strand, check_extras
from samaki.journeys.follow import keep_alive, open_following
from samaki.journeys.settling import OPEN, settle_anew
from samaki.journeys.support.saying import review_family_paid
from samaki.ledger.models import LedgerEntry

ENDED_BY = ("step.done", "step.skipped", "step.stopped", "step.correct")


@story
def take_back_step(*, step_id: UUID, text: str, by: Member, now: datetime) -> Step:
    """A step was recorded as ended by mistake: it is open again with its holder, due when it was due.

    What it had opened ends as opened by mistake; refused where somebody has worked on that, or has confirmed the help.
    """
    step = locked_step(step_id)
    entry = check_takes_back(step, by, now)
    check_says_why(text)
    ended = handoffs.ended_with(step)
    if any(handoff.state == "confirmed" for handoff in ended):
        raise CannotMove(_(
            "The unit that asked has confirmed that help arrived. Correct what came out of it instead, or ask them to "
            "take their confirmation back."
        ))  # fmt: skip
    following = begun(of_step=step.id)
    if any(one.begun for one in following):
        raise CannotMove(_(
            "Somebody has worked on what followed already. Talk to them; you can correct what came out of this step "
            "instead."
        ))  # fmt: skip
    ended_too = _end_all([one.id for one in following if one.is_open], by, now)
    _forget_facts(step, entry)
    before = _standing(step)
    open_again(step)
    remark("step.take_back", step, text, by=by, now=now)
    facts = {"before": before, "undoes": entry.id if entry else None}
    save_changed("step.take_back", step, by, now, facts=facts, changed={"text": text})
    for handoff in ended:
        handoffs.taken_back(handoff, by, now)
    _tell_readers(step, entry, by, now)
    undo_sign(step, by, now)
    settle_anew(step, str(before["outcome"]), OPEN, by, now)
    _settle(ended_too, by, now)
    return step


@story
def take_back_handoff(*, handoff_id: UUID, text: str, by: Member, now: datetime) -> Handoff:
    """A hand-off was completed by mistake: the same story from the other end."""
    handoff = locked(handoff_id)
    check_move("take_back", handoff, by, now)
    take_back_step(step_id=handoff.step_id, text=text, by=by, now=now)
    handoff.refresh_from_db()
    return handoff


@story
def correct_step(
    *,
    step_id: UUID,
    text: str,
    by: Member,
    now: datetime,
    version: int | None = None,
    outcome: str | Unchanged = UNCHANGED,
    reason: str | Unchanged = UNCHANGED,
    support_level: int | None | Unchanged = UNCHANGED,
    paid: str | Unchanged = UNCHANGED,
    checklist: list[str] | Unchanged = UNCHANGED,
    occurred_at: datetime | Unchanged = UNCHANGED,
    precision: str = "instant",
) -> Step:
    """Correct what was recorded of a step that has ended; what is left out stays, what stood before is in the ledger.

    Another outcome opens what follows it, and ends what only the first one had opened where nobody has worked on that.
    """
    step = locked_step(step_id)
    entry = check_corrects(step, by, now)
    rules.fresh(step, version)
    before = _standing(step)
    given: dict[str, Any] = {"outcome": outcome, "support_level": support_level, "paid": paid, "checklist": checklist}
    wanted = {name: value for name, value in given.items() if value is not UNCHANGED}
    with together() as told:
        told.of(check_says_why, text)
        if step.state == "done":
            _check_done(step, before | wanted)
        elif reason is not UNCHANGED:
            list_name = {"skipped": "skip", "stopped": "stop"}[step.state]
            rules.check_reason(list_name, str(reason), text)
            wanted = {"end_reason": reason}
    for name, value in wanted.items():
        setattr(step, name, sorted(value) if name == "checklist" else value)
    if occurred_at is not UNCHANGED:
        step.ended_occurred_at = occurred_at
    if _standing(step) == before:
        raise Invalid(_("Say what is to be changed: at least one field."), field="outcome")
    remark("step.correct", step, text, by=by, now=now)
    facts = {"before": before, "undoes": entry.id if entry else None, "ended": step.ended_occurred_at}
    save_changed("step.correct", step, by, now, facts=facts, changed={"text": text})
    _tell_readers(step, entry, by, now)
    review_family_paid(step, now)
    if step.outcome != before["outcome"]:
        known = precision if occurred_at is not UNCHANGED else entry.occurred_precision if entry else "instant"
        settle_anew(step, str(before["outcome"]), step.outcome, by, now)
        _another_outcome(step, known, by, now)
    return step


@story
def mark_step_error(*, step_id: UUID, text: str, by: Member, now: datetime) -> Step:
    """A step was started by hand and should not have been: it ends as a mistake, and what was asked for it with it."""
    step = locked_step(step_id)
    check_marks_error(step, by, now)
    check_says_why(text)
    remark("step.mistake", step, text, by=by, now=now)
    end_mistaken([step.id], by, now)
    step.refresh_from_db()
    return step


def _tell_readers(step: Step, ended: LedgerEntry | None, by: Member, now: datetime) -> None:
    """Who could read what came out of it; those who handed it on are told by the hand-off."""
    senders = [one.from_unit_id for one in handoffs.taken_of(step)] + [
        one.from_unit_id for one in handoffs.ended_with(step)
    ]
    since = ended.recorded_at if ended is not None else step.opened_at
    tell_who_received(case=step.case, child_id=step.child_id, compartment=step.compartment, since=since, subject=step, by=by,
                      now=now, told_already=senders)  # fmt: skip


# ---------------------------------------------------------------- who may
def check_takes_back(step: Step, by: Member, now: datetime) -> LedgerEntry | None:
    """The step has ended, its part is open, and it was this member's doing or they lead the unit; the entry of its end."""
    entry = _check_ended(step, "take_back", by, now)
    strand = Strand.objects.filter(id=step.strand_id).first()
    if strand is None or strand.state != "open":
        raise CannotMove(_("This part of the case is closed. Open it again first, if there is more to do in it."))
    if already(step.case, step.kind, step.person_id, again=True) and not _follows_itself(step):
        raise CannotMove(_("A step of this kind is open again already. Go on with that one."))
    return entry


def _follows_itself(step: Step) -> bool:
    """Whether the open step of this kind is the one that this step opened: it ends with it."""
    mine = [one.id for one in begun(of_step=step.id) if one.is_open]
    return Step.objects.filter(id__in=mine, kind=step.kind, person_id=step.person_id).exists()


def check_corrects(step: Step, by: Member, now: datetime) -> LedgerEntry | None:
    """The same for correcting; that can be done in a closed part too."""
    return _check_ended(step, "take_back", by, now)


def check_marks_error(step: Step, by: Member, now: datetime) -> None:
    """It was started by hand, by this member or one whom they lead, and nobody has taken it over."""
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "mark_error")
    opened = entry_of(step.id, "step.open")
    if opened is None or opened.facts.get("why") != BY_HAND:
        raise CannotMove(
            _("This step came with the pathway or with a hand-off. Leave it out with a reason, or hand it back.")
        )
    check_mends(opened, step.holder, by, now)
    if handoffs.taken_of(step):
        raise CannotMove(
            _("This step came with the pathway or with a hand-off. Leave it out with a reason, or hand it back.")
        )


def _check_ended(step: Step, move: str, by: Member, now: datetime) -> LedgerEntry | None:
    rules.check_works_cases(by, now)
    entry = entry_of(step.id, *ENDED_BY)
    if step.holder_id != by.unit_id:
        raise NotAllowed(_("This step is held by %(unit)s. Only they can do this.") % {"unit": step.holder.name})
    if step.state in OPEN_STATES:
        raise CannotMove(_("This step is open: there is nothing to take back."))
    if step.kind == pack().opening.report:
        raise CannotMove(
            _("A case was opened with this step, and a case stays. Close its parts with the reason that fits.")
        )
    if step.end_reason == MISTAKE:
        raise CannotMove(_("This step was opened by mistake. If it is needed after all, start it anew."))
    check_mends(entry, step.holder, by, now)
    return entry


# ---------------------------------------------------------------- parts
def _check_done(step: Step, wanted: dict[str, Any]) -> None:
    with together() as told:
        told.of(rules.check_outcome, step, str(wanted["outcome"]))
        if wanted["outcome"] != step.outcome:
            told.of(check_does_not_end_strand, step, str(wanted["outcome"]))
            told.of(check_does_not_end_strand, step, step.outcome)
        check_extras(step, wanted["support_level"], wanted["checklist"], [], wanted["paid"])


def _standing(step: Step) -> dict[str, Any]:
    """What is recorded of the end of a step."""
    names = ("outcome", "end_reason", "support_level", "paid", "checklist", "ended_occurred_at")
    return {name: getattr(step, name) for name in names}


def _another_outcome(step: Step, precision: str, by: Member, now: datetime) -> None:
    """What follows is now what follows the new outcome; what somebody has begun stays."""
    for handoff in handoffs.ended_with(step):
        handoffs.outcome_corrected(handoff, step.outcome, by, now)
    undo_sign(step, by, now)
    wanted = {follow.code for follow in pack().step_kinds[step.kind].follows if step.outcome in follow.on}
    strand = Strand.objects.filter(id=step.strand_id).first()
    if strand is not None and strand.state == "open":
        open_following(step, step.outcome, by=by, now=now, base=step.ended_occurred_at)
    idle = [one.id for one in begun(of_step=step.id) if one.is_open and not one.begun]
    kinds = dict(Step.objects.filter(id__in=idle).values_list("id", "kind"))
    end_mistaken([key for key in idle if kinds.get(key) not in wanted], by, now)
    heed_outcome(step, step.outcome, by=by, now=now, occurred_at=step.ended_occurred_at, precision=precision)


def end_mistaken(keys: list[UUID], by: Member, now: datetime) -> None:
    """Steps that should not have been opened end; what was asked for them is taken back, no part stands without a step."""
    _settle(_end_all(keys, by, now), by, now)


def _end_all(keys: list[UUID], by: Member, now: datetime) -> list[Step]:
    ended = []
    for step in Step.objects.filter(id__in=keys, state__in=OPEN_STATES).select_related("case", "holder").order_by("id"):
        step.state, step.ended_at, step.ended_occurred_at, step.call_at = "stopped", now, now, None
        step.end_reason, step.hold_until = MISTAKE, None
        opened = entry_of(step.id, "step.open")
        save_changed("step.mistake", step, by, now, facts={"undoes": opened.id if opened else None})
        handoffs.set_aside_askings(step, by, now)
        ended.append(step)
    return ended


def _settle(ended: list[Step], by: Member, now: datetime) -> None:
    """No part stands without a step. What a unit saw because of a step that ended here closes again, last of all: until
    then it must be able to save."""
    strands = Strand.objects.in_bulk({step.strand_id for step in ended})
    for step in ended:
        strand = strands.get(step.strand_id)
        if strand is not None:
            keep_alive(strand, step, by=by, now=now)
        elif open_steps_of(step.strand_id) == 0:
            raise CannotMove(_("This is the last open step of a part that is not open to you. Hand it on instead."))
    for step in ended:
        access.end_for_step(step, step.holder_id, now)


def _forget_facts(step: Step, entry: LedgerEntry | None) -> None:
    """Facts that the case learnt only from this step are no longer known."""
    learnt = set(entry.facts.get("conditions", [])) if entry else set()
    case = step.case
    if learnt & set(case.conditions):
        case.conditions = sorted(set(case.conditions) - learnt)
        case.version += 1
        case.save()
