"""Who may ask to erase, decide over it, set and end a legal hold. The database asks the same again (migration 0039)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.models import Case
from samaki.cases.rules import check_works_cases, check_works_on
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, tell
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.conflicts import guarded
from samaki.journeys.guarding.words import ask
from samaki.journeys.retention.models import Erasure, LegalHold

PERIOD_OVER = "period_over"


def stands_against(case_id: UUID | None, report_id: UUID | None) -> list[str]:
    """What stands against erasing it, as far as the session may know of the thing: open, court, held:REASON, emergency, in_case,
    erased."""
    return [str(found) for (found,) in ask("what_stands_against", case_id, report_id)]


def check_nothing_against(case_id: UUID | None, report_id: UUID | None) -> None:
    """Nothing is open, held or in use."""
    if found := stands_against(case_id, report_id):
        raise CannotMove(AGAINST[found[0].partition(":")[0]]())


AGAINST = {
    "open": lambda: _("There is open work in it. It has to be ended first."),
    "court": lambda: _("Its part at the court is open: nothing is erased before that has ended."),
    "held": lambda: _("A legal hold stands on it: nothing is erased before who set it has ended it."),
    "emergency": lambda: _("It is open in an emergency. Wait until that has ended."),
    "in_case": lambda: _("This report is part of a case: it is erased with it."),
    "erased": lambda: _("This was erased already."),
}


def check_decider(decider: Unit | None, now: datetime) -> Unit:
    """A unit of another agency in which a confidentiality officer sits."""
    if decider is None or not rules.officers_of(decider, now):
        raise Invalid(_("Choose a unit in which a confidentiality officer sits."), field="decider")
    if decider.principal in guarded():
        raise Invalid(_("The second officer is of another agency than you."), field="decider")
    return decider


def check_why(reason: str, text: str, *, due: bool) -> None:
    """A reason of the pack, true so far as the schedule tells, and words that somebody reads."""
    rules.check_why("erasure", reason, text)
    if reason == PERIOD_OVER and not due:
        tell(Invalid(_("The time to keep it is not over yet. Choose another reason."), field="reason"))


def check_second(row: Erasure, by: Member, now: datetime, *, agrees: bool) -> None:
    """The other officer, in time and not too soon, once."""
    rules.check_officer(by, now)
    rules.check_answers(row, by, now)
    if row.decider not in guarded() or row.asked_unit in guarded():
        raise NotAllowed(_("Only a confidentiality officer of the other agency that was asked can decide this."))
    if agrees and row.ready_at > now:
        raise CannotMove(
            _("Whoever needs this file still has time to say so. Agree after that; you can say no at once.")
        )


def check_sets_hold(case: Case, by: Member, now: datetime) -> None:
    """Who works on the case, or a confidentiality officer whose unit reads it."""
    if rules.is_officer(by, now):
        return
    check_works_cases(by, now)
    check_works_on(case, by)


def check_ends_hold(row: LegalHold, by: Member, now: datetime) -> None:
    """The unit that set it, or the confidentiality officer of its agency, while the case is open to them."""
    if row.ended_at is not None:
        raise CannotMove(_("This hold has ended already."))
    if not Case.objects.filter(id=row.case_id).exists():
        raise NotAllowed(_("This case is not open to your unit. Ask the unit that set the hold."))
    if rules.is_officer(by, now) and row.unit in guarded():
        return
    if row.unit != by.unit_id:
        raise NotAllowed(_("Only the unit that set this hold, or the confidentiality officer of its agency, ends it."))
    check_works_cases(by, now)


def check_review(days: int) -> None:
    """A hold is looked at again within the time of the pack."""
    most = pack().guarding.hold_review
    limit = most.amount * (31 if most.unit == "months" else 1)
    if not 1 <= days <= limit:
        tell(
            Invalid(
                _("Write after how many days it is looked at again, at most %(days)s.") % {"days": limit}, field="days"
            )
        )
