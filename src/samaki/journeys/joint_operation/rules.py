"""Who may write of an operation: who holds its step. What is no answer is said; nothing that is missing blocks anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.models import Step
from samaki.cases.rules import check_holds, check_works_cases
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.journeys.joint_operation.models import OperationFact, OperationReady
from samaki.journeys.joint_operation.plan import ANSWERS, Plan

LONGEST, LONGEST_LINE = 8000, 300
"""Letters of a plan, and of who has a role."""
MOST = 999
"""People of one fact."""
LONGEST_DELAY = timedelta(days=31)
"""A delay is looked at again at least so often: a project proposal, no law."""


def is_operation(step: Step) -> bool:
    """Whether the pack says of this kind that its clock asks for a review and never that it be done."""
    kind = pack().step_kinds.get(step.kind)
    return kind is not None and kind.reviewed


def check_plans(step: Step, by: Member, now: datetime) -> None:
    """The step is an operation, and the member's unit holds it, or held it when it ended."""
    if not is_operation(step):
        raise CannotMove(_("This step is no operation."))
    check_holds(step, by, now)


def check_plan(plan: Plan) -> None:
    """Codes of the lists, texts of a length that somebody reads."""
    with together() as told:
        if plan == Plan():
            told.wrong(_("Nothing is filled in yet. Write at least one thing that is known."), field="text")
        for name, code, listed in (
            ("authorised_form", plan.authorised_form, "operation_form"), ("night_ground", plan.night_ground, "operation_night"),
            ("consul", plan.consul, "operation_consul"),
        ):  # fmt: skip
            if code and code not in pack().reasons[listed]:
                told.wrong(_("Choose one from the list."), field=name)
        for name, answer in (("night", plan.night), ("foreign", plan.foreign)):
            if answer not in ANSWERS:
                told.wrong(_("Choose one from the list."), field=name)
        if not set(plan.roles) <= set(pack().reasons["operation_role"]):
            told.wrong(_("Choose one from the list."), field="roles")
        if not set(plan.checks) <= set(pack().reasons["operation_check"]):
            told.wrong(_("Choose one from the list."), field="checks")
        lines = {
            name: getattr(plan, name) for name in ("authorised_by", "authorised_number", "night_text", "consul_text")
        }
        lines |= {f"role_{code}": who for code, who in plan.roles.items()}
        for name, text in lines.items():
            check_length(text, name, LONGEST_LINE)
        check_length(plan.text, "text", LONGEST)


def check_length(text: str, name: str, most: int) -> None:
    """Tells of a text that is too long, inside of `together` or by itself."""
    with together() as told:
        if len(text) > most:
            told.wrong(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=name)


def check_delay(step: Step, reason: str, text: str, review_at: datetime | None, now: datetime) -> None:
    """A delay has a reason and a day on which it is looked at again, ahead and not far."""
    if step.state != "open":
        raise CannotMove(_("This step has ended or rests. What is on hold is looked at again when its hold ends."))
    with together() as told:
        if reason not in pack().reasons["operation_delay"]:
            told.wrong(_("Choose why it is not done yet, from the list."), field="delay")
        if review_at is None:
            told.wrong(_("Write when this is looked at again."), field="review_at")
        elif review_at <= now:
            told.wrong(_("This must lie ahead: the day on which you look at it again."), field="review_at")
        elif review_at > now + LONGEST_DELAY:
            told.wrong(
                _("At most 31 days ahead: look at it again by then, and delay it anew if that is right."),
                field="review_at",
            )
        check_length(text, "delay_text", LONGEST)


def check_asks(unit: Unit | None, what: str, ready_at: datetime | None, could: set[int]) -> None:
    """A unit that has a part in the case, told what it must do and when."""
    with together() as told:
        if unit is None or unit.principal not in could:
            told.wrong(_("Choose a unit that has a part in this case. Hand a step to others first."), field="to_unit")
        if not what.strip():
            told.wrong(_("Say what they must do: they see nothing else."), field="what")
        if ready_at is None:
            told.wrong(_("Write when they must be ready."), field="ready_at")
        check_length(what, "what", LONGEST)


def check_answers(row: OperationReady, answer: str, text: str, by: Member, now: datetime) -> None:
    """The unit that was asked, while it is asked."""
    check_works_cases(by, now)
    if row.unit != by.own_principal:
        raise NotAllowed(_("Only the unit that was asked answers this."))
    if row.ended_at is not None:
        raise CannotMove(_("Your unit is not needed for this any more."))
    if answer not in ("ready", "cannot"):
        raise Invalid(_("Choose one from the list."), field="answer")
    check_length(text, "text", LONGEST)


def check_fact(kind: str, at: datetime, number: int | None, text: str, now: datetime) -> None:
    """What happened: of the list, in the past, words where the list asks for them."""
    with together() as told:
        listed = pack().reasons["operation_fact"].get(kind)
        if listed is None:
            told.wrong(_("Choose what happened, from the list."), field="kind")
        elif listed.needs_text and not text.strip():
            told.wrong(_("Say in a few words what happened."), field="text")
        if at > now:
            told.wrong(_("This lies in the future. Write when it happened."), field="at")
        if number is not None and not 0 <= number <= MOST:
            told.wrong(_("Write a whole number from 0 to %(most)s.") % {"most": MOST}, field="number")
        check_length(text, "text", LONGEST)


def check_taken_back(row: OperationFact) -> None:
    """Once."""
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already. If it happened after all, record it anew."))
