"""Who led a critical step and who paid: what was said when it was done, beside what the record shows. Never asked twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.models import Step
from samaki.database.refusals import Invalid
from samaki.journeys.complaints.filing import Grievance, file_complaint
from samaki.journeys.support.inferring import infer, is_critical

FAMILY = "family"


def support_of(step: Step, level: int | None, paid: str, by: Member, now: datetime) -> dict[str, Any]:
    """The fields of a step that is being done: as it was said, and of a critical one as the record shows it."""
    said: dict[str, Any] = {"support_level": level, "paid": paid}
    if not is_critical(step):
        return said
    shown = infer(step, by, now)
    return said | {"support_inferred": shown.level, "paid_inferred": shown.paid}


def check_paid(paid: str) -> None:
    """Who paid is of the pack's list, or not said."""
    if paid and paid not in pack().reasons["paid"]:
        raise Invalid(_("Choose who paid, from the list."), field="paid")


def disagrees(step: Step) -> bool:
    """Whether what was said and what the record shows of who led are two things."""
    return None not in (step.support_level, step.support_inferred) and step.support_level != step.support_inferred


def review_family_paid(step: Step, now: datetime) -> None:
    """A family that pays for what an agency owes the child: somebody of another agency looks into it, with the clock of a complaint.

    Not a step of the case: that would stand on the desk of the very unit whose record it is, and show another unit its file. The same
    step gives one review, however often its end is written.
    """
    if step.paid != FAMILY:
        return
    with translation.override(pack().default_language):
        kind = pack().step_kinds[step.kind].label(pack().default_language)
        words = _("The record of a step says that the child's family paid for it. The step: %(step)s.") % {"step": kind}
    told = Grievance(what=words, unit=step.holder.code, code=step.case.code, language=pack().default_language)
    file_complaint(told=told, key=uuid5(NAMESPACE_OID, f"family paid {step.id}"), channel="record", now=now,
                   synthetic=step.case.synthetic)  # fmt: skip
