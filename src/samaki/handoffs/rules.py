"""Who may make which move of a hand-off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import leads
from samaki.cases.models import Step
from samaki.cases.rules import check_holds, check_step_moves, check_works_cases
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import MOVES, RECEIVER, SENDER, may_move


def check_move(name: str, handoff: Handoff, by: Member, now: datetime) -> None:
    """The member stands on the right side, and the machine has this move from here."""
    check_works_cases(by, now)
    side = MOVES[name].by
    if side == SENDER and by.unit_id != handoff.from_unit_id:
        raise NotAllowed(_("Only the unit that asks can do this."))
    if side == RECEIVER and by.unit_id != handoff.to_unit_id:
        raise NotAllowed(_("Only the unit that is asked can do this."))
    if not may_move(name, handoff.state):
        raise CannotMove(_sentence(handoff))


def _sentence(handoff: Handoff) -> str:
    if handoff.arrived is False:
        return _("This hand-off is completed, and its sender says that help did NOT arrive.")
    return _SENTENCE.get(handoff.state, _CHANGED)()


def check_offers(step: Step, to_unit: Unit | None, by: Member, now: datetime) -> Unit:
    """The holder offers an open step to another unit that may hold it."""
    check_holds(step, by, now)
    check_step_moves(step, "done")
    if to_unit is None:
        raise Invalid(_("Choose a unit from the list."), field="to_unit")
    if to_unit.principal == by.unit_id:
        raise Invalid(_("Your own unit holds this step already. Choose another unit."), field="to_unit")
    if to_unit.until is not None and to_unit.until <= now:
        raise Invalid(_("This unit is closed. Choose another unit."), field="to_unit")
    if to_unit.kind not in pack().step_kinds[step.kind].may_hold:
        raise Invalid(_("A unit of this kind cannot hold this step."), field="to_unit")
    return to_unit


def check_declines(handoff: Handoff) -> None:
    """A unit with the duty may not decline, only dispute."""
    if handoff.duty:
        raise CannotMove(_("Your agency has the duty to act here. You cannot decline; you can dispute it."))


def check_disputes(handoff: Handoff) -> None:
    """Only a unit with the duty disputes; others decline."""
    if not handoff.duty:
        raise CannotMove(_("Your agency has no duty here: you can simply say no, with a reason."))


def check_resolves(handoff: Handoff, by: Member, now: datetime) -> None:
    """Supervisors of either side decide a dispute."""
    if not (leads(by, handoff.from_unit, now) or leads(by, handoff.to_unit, now)):
        raise NotAllowed(_("Only a team lead or the head of one of the two units can decide this."))
    if not may_move("resolve", handoff.state):
        raise CannotMove(_sentence(handoff))


def has_duty(step: Step, to_unit: Unit) -> bool:
    """Whether the pathway lays the duty to take this step on a unit of this kind."""
    kind = pack().step_kinds[step.kind]
    return bool(kind.duty) and to_unit.kind in kind.duty_for


def _CHANGED() -> str:  # noqa: N802
    return _("This hand-off has moved on in between. Look at where it stands now.")


_SENTENCE = {
    "draft": lambda: _("This hand-off has not been sent yet."),
    "accepted": lambda: _("This hand-off has been accepted already."),
    "in_progress": lambda: _("This hand-off has been accepted and work on it has begun."),
    "declined": lambda: _("This hand-off was declined. The sender can offer it again."),
    "expired": lambda: _("The time to answer has run out. The step is back with the sender, who can offer it again."),
    "withdrawn": lambda: _("This hand-off was withdrawn by the sender."),
    "completed": lambda: _("This hand-off is completed."),
    "confirmed": lambda: _("This hand-off is completed and confirmed."),
    "entered_in_error": lambda: _("This hand-off was entered in error."),
}
