"""The log of outreach: what a unit did so that more people know that they can tell. No names, no words: figures only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.cases.rules import check_works_cases
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.intake.models import Outreach
from samaki.ledger.operations import record

MOST = 1_000_000


@story
def log_outreach(*, held_on: date, area: str, kind: str, reached: int, by: Member, now: datetime) -> Outreach:
    """One event of our unit. Raises NotAllowed, Invalid."""
    check_works_cases(by, now)
    with together() as told:
        if held_on > calendar().local(now).date():
            told.wrong(_("This lies in the future. Write when it happened."), field="held_on")
        if area not in pack().places.by_code:
            told.wrong(_("Choose the area from the list."), field="area")
        if kind not in pack().reasons["outreach"]:
            told.wrong(_("Choose what it was."), field="kind")
        if not 0 <= reached <= MOST:
            told.wrong(_("Say how many people it reached."), field="reached")
    row = Outreach(
        unit=by.unit, held_on=held_on, area=area, kind=kind, reached=reached, recorded_by=by.id, recorded_at=now
    )
    row.synthetic = by.synthetic
    row.save(force_insert=True)
    record("outreach.log", by=by, now=now, subject=row, facts={"kind": kind, "area": area, "count": reached})
    return row


@story
def take_back_outreach(*, outreach_id: UUID, by: Member, now: datetime) -> Outreach:
    """It was entered by mistake: it stays, and counts no more. Raises Outreach.DoesNotExist, NotAllowed, CannotMove."""
    lock(outreach_id)
    row = Outreach.objects.get(id=outreach_id)
    check_works_cases(by, now)
    if row.unit_id != by.unit_id:
        raise NotAllowed(_("Another unit wrote this down."))
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already."))
    row.in_error_at = now
    row.save()
    record("outreach.mistake", by=by, now=now, subject=row, facts={"kind": row.kind, "area": row.area})
    return row
