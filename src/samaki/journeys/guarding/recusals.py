"""Stories of one person who steps aside from one case: tried before a wall round the whole unit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import OPEN_STATES, Case, Step
from samaki.cases.rules import check_works_on
from samaki.cases.steps import save_changed
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.models import Recusal
from samaki.journeys.guarding.words import ask, seal_words
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def step_aside(*, case: Case, member: Member | None, reason: str, text: str, by: Member, now: datetime) -> Recusal:
    """The member has no part in this case from their next request on; by themselves, or by who leads their unit."""
    lock(case.id)
    check_works_on(case, by)
    if member is None or member.unit_id != by.unit_id:
        raise Invalid(_("Choose somebody of your own unit."), field="member")
    if member.id != by.id:
        rules.check_leads_unit(member.unit, by, now)
    rules.check_why("conflict", reason, text)
    if Recusal.objects.filter(case_id=case.id, member_id=member.id, until__isnull=True).exists():
        raise CannotMove(_("This member has stepped aside from this case already."))
    for step in Step.objects.filter(case=case, worker_id=member.id, holder=by.own_principal, state__in=OPEN_STATES):
        step.worker_id = None
        save_changed("step.assign", step, by, now, facts={"worker": ""})
    row = Recusal(case_id=case.id, member_id=member.id, unit=member.unit_id, reason=reason, said_by=by.id, since=now)
    row.sealed = seal_words(row, {"text": text.strip()})
    row.save(force_insert=True)
    record("recusal.say", by=by, now=now, subject=row, case_id=case.id, compartment="", facts={"reason": reason})
    queue("guard.stepped_aside", to_unit=row.unit, subject=row, now=now, dedupe="said", audience="head", urgency="urgent",
          case_id=case.id, case_code=case.code)  # fmt: skip
    return row


@story
def end_recusal(*, recusal_id: UUID, by: Member, now: datetime) -> Recusal:
    """The reason is gone; said by who leads the unit, never by the member."""
    row = Recusal.objects.get(id=recusal_id)
    lock(row.case_id)
    if row.member_id == by.id:
        raise NotAllowed(_("Whoever stepped aside cannot take that back. Ask who leads your unit."))
    rules.check_leads_unit(by.unit, by, now)
    if ask("end_recusal", row.id) != [(True,)]:
        raise CannotMove(_("This has ended already."))
    row.refresh_from_db()
    record("recusal.end", by=by, now=now, subject=row, case_id=row.case_id, facts={"reason": row.reason})
    return row
