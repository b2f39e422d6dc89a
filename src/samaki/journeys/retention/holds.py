"""Stories of a legal hold: what must be kept is kept, until whoever set it says that it need not be."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.cases.remarks import remark
from samaki.cases.rules import check_reason
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Erased, together
from samaki.journeys.guarding.rules import check_words
from samaki.journeys.retention import rules
from samaki.journeys.retention.models import LegalHold
from samaki.ledger.operations import record


@story
def set_hold(*, case: Case, reason: str, text: str, days: int, by: Member, now: datetime) -> LegalHold:
    """Nothing of this case is erased while the hold stands; after `days` somebody looks at it again. Raises NotAllowed, Invalid."""
    lock(case.id)
    rules.check_sets_hold(case, by, now)
    if Case.objects.values_list("erased_at", flat=True).get(id=case.id) is not None:
        raise Erased()
    with together():
        check_reason("legal_hold", reason, text)
        rules.check_review(days)
    if LegalHold.objects.filter(case_id=case.id, unit=by.unit_id, reason=reason, ended_at__isnull=True).exists():
        raise CannotMove(_("Your unit has set a hold for this reason already."))
    due = now + timedelta(days=days)
    row = LegalHold(case_id=case.id, case_code=case.code, reason=reason, unit=by.unit_id, set_by=by.id, set_at=now)
    row.review_at = row.call_at = due
    row.save(force_insert=True)
    remark("hold.set", row, text, by=by, now=now)
    _write("hold.set", row, text, by, now)
    return row


@story
def review_hold(*, hold_id: UUID, days: int, by: Member, now: datetime) -> LegalHold:
    """Somebody looked: it is still needed, and is looked at again after `days`."""
    row = _locked(hold_id)
    rules.check_ends_hold(row, by, now)
    with together():
        rules.check_review(days)
    row.review_at = row.call_at = now + timedelta(days=days)
    row.save(update_fields=["review_at", "call_at"])
    _write("hold.review", row, "", by, now)
    return row


@story
def end_hold(*, hold_id: UUID, text: str, by: Member, now: datetime) -> LegalHold:
    """It need not be kept for this reason any more. Nothing is erased by that: two officers decide."""
    row = _locked(hold_id)
    rules.check_ends_hold(row, by, now)
    with together():
        check_words(text)
    row.ended_at, row.ended_by, row.call_at = now, by.id, None
    row.save(update_fields=["ended_at", "ended_by", "call_at"])
    remark("hold.end", row, text, by=by, now=now)
    _write("hold.end", row, text, by, now)
    return row


def holds_on(case: Case) -> list[LegalHold]:
    """Holds that stand, the oldest first, as far as the session sees them."""
    return list(LegalHold.objects.filter(case_id=case.id, ended_at__isnull=True).order_by("set_at", "id"))


def _locked(hold_id: UUID) -> LegalHold:
    row = LegalHold.objects.get(id=hold_id)
    lock(row.case_id)
    row.refresh_from_db()
    return row


def _write(act: str, row: LegalHold, text: str, by: Member, now: datetime) -> None:
    facts = {"reason": row.reason, "due_at": row.review_at, "unit": row.unit}
    record(
        act,
        by=by,
        now=now,
        subject=row,
        case_id=row.case_id,
        facts=facts,
        changed={"text": text} if text.strip() else None,
    )
