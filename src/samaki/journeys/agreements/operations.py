"""Stories of an agreement: recorded as it was signed, looked at again, ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Agency, Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, tell, together
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.guarding.rules import check_words
from samaki.journeys.guarding.words import ask, seal_words, words_of
from samaki.ledger.operations import record

NOTICE = timedelta(days=30)
"""So long before the day both agencies are told."""

LONGEST = timedelta(days=5 * 366)


@story
def record_agreement(
    *,
    one: Agency | None,
    other: Agency | None,
    purposes: Collection[str],
    compartments: Collection[str],
    text: str,
    signed_on: date | None,
    review_by: date | None,
    by: Member,
    now: datetime,
) -> Agreement:
    """An agreement as it was signed on paper; kept by an administrator or an officer of `one`. Raises NotAllowed, Invalid."""
    if one is not None and one.id not in kept():
        raise NotAllowed(
            _(
                "Only the administrator or the confidentiality officer of one of the two agencies keeps their agreements."
            )
        )
    with together():
        _check_agencies(one, other, now)
        _check_lists(purposes, compartments)
        check_words(text)
        if signed_on is None or signed_on > calendar().local(now).date():
            tell(Invalid(_("Write the day on which it was signed; it does not lie in the future."), field="signed_on"))
        _check_review(review_by, now)
    assert one and other and signed_on and review_by  # noqa: PT018 - else the block has told it
    row = Agreement(one=one.id, other=other.id, purposes=sorted(set(purposes)), compartments=sorted(set(compartments)))
    row.signed_on, row.kept_by, row.kept_unit, row.made_at, row.synthetic = (
        signed_on,
        by.id,
        by.unit_id,
        now,
        by.synthetic,
    )
    _until(row, review_by, now)
    row.sealed = seal_words(row, {"text": text.strip()})
    row.save(force_insert=True)
    _write("agreement.record", row, by, now)
    return row


@story
def review_agreement(*, agreement_id: UUID, review_by: date | None, text: str, by: Member, now: datetime) -> Agreement:
    """Both have looked at it and it goes on, until the next day on which they do."""
    row = _locked(agreement_id)
    with together():
        check_words(text)
        _check_review(review_by, now)
    assert review_by is not None  # else the block has told it
    _until(row, review_by, now)
    row.version += 1
    row.sealed = seal_words(row, words_of(row) | {"review": text.strip()})
    row.save(update_fields=["review_by", "due_at", "call_at", "version", "sealed"])
    _write("agreement.review", row, by, now)
    return row


@story
def end_agreement(*, agreement_id: UUID, text: str, by: Member, now: datetime) -> Agreement:
    """It is over. What was shared meanwhile ends by its own dates."""
    row = _locked(agreement_id)
    check_words(text)
    row.ended_at, row.ended_by, row.call_at, row.version = now, by.id, None, row.version + 1
    row.sealed = seal_words(row, words_of(row) | {"ended": text.strip()})
    row.save(update_fields=["ended_at", "ended_by", "call_at", "version", "sealed"])
    _write("agreement.end", row, by, now)
    return row


def kept() -> set[UUID]:
    """Agencies whose agreements the session's member keeps."""
    return set(ask("kept_agencies")[0][0])


def stands(row: Agreement, now: datetime) -> str:
    """in_force, soon (within 30 days), overdue or ended."""
    if row.ended_at is not None:
        return "ended"
    if row.due_at <= now:
        return "overdue"
    return "soon" if row.due_at - NOTICE <= now else "in_force"


def _locked(key: UUID) -> Agreement:
    lock(key)
    row = Agreement.objects.get(id=key)
    if not {row.one, row.other} & kept():
        raise NotAllowed(
            _(
                "Only the administrator or the confidentiality officer of one of the two agencies keeps their agreements."
            )
        )
    if row.ended_at is not None:
        raise CannotMove(_("This agreement has ended. Record the new one."))
    return row


def _until(row: Agreement, day: date, now: datetime) -> None:
    row.review_by = day
    row.due_at = datetime.combine(day, time(0), calendar().timezone).astimezone(now.tzinfo)
    row.call_at = max(row.due_at - NOTICE, now)


def _check_agencies(one: Agency | None, other: Agency | None, now: datetime) -> None:
    if one is None:
        tell(Invalid(_("Choose your agency."), field="one"))
    if other is None or (one is not None and one.id == other.id) or (other.until is not None and other.until <= now):
        tell(Invalid(_("Choose another agency from the list."), field="other"))


def _check_lists(purposes: Collection[str], compartments: Collection[str]) -> None:
    if not purposes or set(purposes) - set(pack().reasons["sharing_purpose"]):
        tell(Invalid(_("Choose what it is for: at least one."), field="purposes"))
    if not compartments or set(compartments) - set(pack().compartments) or "reporter" in compartments:
        tell(Invalid(_("Choose at least one part of the file."), field="compartments"))


def _check_review(review_by: date | None, now: datetime) -> None:
    today = calendar().local(now).date()
    if review_by is None or not today < review_by <= today + LONGEST:
        tell(
            Invalid(
                _("Write the day by which both look at it again: after today, within five years."), field="review_by"
            )
        )


def _write(act: str, row: Agreement, by: Member, now: datetime) -> None:
    facts = {"purpose": row.purposes, "parts": row.compartments, "due_at": row.due_at}
    record(act, by=by, now=now, subject=row, facts=facts)
