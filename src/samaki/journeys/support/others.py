"""What another unit says of who led a critical step: the one that handed it on, or was there. It stands beside the holder's word.

The word is an entry of the ledger and nothing else: nobody changes it, the latest one of a unit counts, and who may read the entries of a
step reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.models import Step
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.support.inferring import is_critical
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record

ACT = "support.say"


@dataclass(frozen=True)
class Word:
    """A unit's word on who led."""

    unit: str
    level: int
    at: datetime


@story
def say_who_led(*, step_id: UUID, level: int | None, by: Member, now: datetime) -> Step:
    """Our unit's word on a critical step that another unit has done. Raises Step.DoesNotExist, NotAllowed, CannotMove, Invalid."""
    lock(step_id)
    step = Step.objects.select_related("case", "holder").get(id=step_id)
    check_says_who_led(step, by, now)
    if level not in pack().support_levels:
        raise Invalid(_("Choose who led, from the list."), field="support_level")
    facts = {"kind": step.kind, "holder": step.holder_id, "support_level": level}
    record(ACT, by=by, now=now, subject=step, case_id=step.case_id, child_id=step.child_id, compartment=step.compartment,
           counterpart=step.holder_id, facts=facts)  # fmt: skip
    return step


def check_says_who_led(step: Step, by: Member, now: datetime) -> None:
    """A unit that works on cases, of a critical step that another one has done."""
    rules.check_works_cases(by, now)
    if step.holder_id == by.unit_id:
        raise NotAllowed(_("Your own unit says it when it does the step, and can correct it there."))
    if step.state != "done" or not is_critical(step):
        raise CannotMove(_("Who led is asked of critical steps that are done."))


def words_on(step: Step) -> list[Word]:
    """The latest word of each other unit since the step was done, as far as the session reads them. 1 or 2 queries."""
    if step.ended_at is None or not is_critical(step):
        return []
    told = LedgerEntry.objects.filter(
        case_id=step.case_id, subject_id=step.id, act=ACT, recorded_at__gte=step.ended_at
    ).order_by("id")
    latest = {entry.unit or 0: entry for entry in told}
    names = {unit.principal: unit.name for unit in Unit.objects.filter(principal__in=list(latest))} if latest else {}
    return [
        Word(names.get(unit, ""), int(entry.facts["support_level"]), entry.recorded_at)
        for unit, entry in latest.items()
    ]
