"""Stories of a release: drafted, submitted, answered by each agency, published, withdrawn. The clock counts it (`counting`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove
from samaki.figures.disclosure import FEWEST
from samaki.insights.publication import rules
from samaki.insights.publication.counting import BASE, THE_RELEASES
from samaki.ledger.operations import record
from samaki.publicstats.models import FigureRelease, ReleaseAnswer
from samaki.publicstats.states import OPEN


@story
def draft_release(
    *, years: Collection[int], corrects: int | None = None, reason: str = "", by: Member, now: datetime
) -> FigureRelease:
    """A release of whole years that have ended, which the clock counts next. `corrects`: the number of a published one whose years it
    counts anew, with a reason. Raises NotAllowed, Invalid, CannotMove."""
    rules.check_publishes(by, now)
    lock(THE_RELEASES)
    rules.check_years(years, now)
    if FigureRelease.objects.filter(state__in=OPEN).exists():
        raise CannotMove(_("Another release is being prepared. Publish or withdraw that one first."))
    if corrects is not None:
        rules.check_reason(reason)
        rules.check_moves("correct", FigureRelease.objects.get(number=corrects))
    last = FigureRelease.objects.order_by("-number").first()
    row = FigureRelease(number=(last.number if last else 0) + 1, years=sorted(set(years)), base=BASE, fewest=FEWEST)
    row.corrects, row.reason = corrects, reason if corrects is not None else ""
    row.drafted_by, row.unit_id, row.made_at, row.synthetic = by.id, by.unit_id, now, by.synthetic
    row.save(force_insert=True)
    record(
        "publication.draft", by=by, now=now, subject=row, facts=_facts(row) | {"years": row.years, "corrects": corrects}
    )
    return row


@story
def submit_release(*, release_id: UUID, sha256: str, by: Member, now: datetime) -> FigureRelease:
    """Ask every agency whose data it is. Raises NotAllowed, CannotMove, Stale."""
    row = _locked(release_id)
    rules.check_publishes(by, now)
    rules.check_moves("submit", row)
    if row.content is None:
        raise CannotMove(_("It is still being counted. Wait a minute, then look again."))
    if not row.owners:
        raise CannotMove(_("Nothing was counted in these years. Withdraw it, and choose others."))
    rules.check_same(row, sha256)
    row.asked, row.call_at = 0, now  # at its next beat the clock asks
    return _moved(row, "in_review", "publication.submit", by, now)


@story
def approve_release(*, release_id: UUID, sha256: str, by: Member, now: datetime) -> ReleaseAnswer:
    """For one's agency. With the last one that is needed the database says that it is approved. Raises NotAllowed, CannotMove, Stale."""
    return _answer(release_id, sha256, True, "", by, now)


@story
def send_back_release(*, release_id: UUID, sha256: str, reason: str, by: Member, now: datetime) -> ReleaseAnswer:
    """For one's agency, with a reason; all answers lapse. Raises NotAllowed, Invalid, CannotMove, Stale."""
    rules.check_reason(reason)
    return _answer(release_id, sha256, False, reason, by, now)


@story
def publish_release(*, release_id: UUID, sha256: str, by: Member, now: datetime) -> FigureRelease:
    """Show it to everybody; the one that it corrects is shown as corrected. Raises NotAllowed, CannotMove, Stale."""
    row = _locked(release_id)
    rules.check_publishes(by, now)
    rules.check_moves("publish", row)
    rules.check_same(row, sha256)
    row.published_at = now
    return _moved(row, "published", "publication.publish", by, now)


@story
def withdraw_release(*, release_id: UUID, reason: str, by: Member, now: datetime) -> FigureRelease:
    """Take it away; its address stays and says so. Raises NotAllowed, Invalid, CannotMove."""
    row = _locked(release_id)
    rules.check_publishes(by, now)
    rules.check_moves("withdraw", row)
    rules.check_reason(reason)
    row.reason, row.ended_at = reason, now
    return _moved(row, "withdrawn", "publication.withdraw", by, now)


def _locked(release_id: UUID) -> FigureRelease:
    lock(THE_RELEASES)
    return FigureRelease.objects.get(id=release_id)


def _moved(row: FigureRelease, state: str, act: str, by: Member, now: datetime) -> FigureRelease:
    row.state = state
    row.save(update_fields=["state", "reason", "published_at", "ended_at", "asked", "call_at"])
    record(act, by=by, now=now, subject=row, facts=_facts(row))
    return row


def _answer(release_id: UUID, sha256: str, agrees: bool, reason: str, by: Member, now: datetime) -> ReleaseAnswer:
    row = _locked(release_id)
    rules.check_answers(row, by, now)
    rules.check_moves("approve" if agrees else "send_back", row)
    rules.check_same(row, sha256)
    if agrees and row.answers.filter(agency=by.unit.agency_id, lapsed_at__isnull=True).exists():
        raise CannotMove(_("Your agency has approved this release already."))
    answer = ReleaseAnswer(release=row, member_id=by.id, unit_id=by.unit_id, agrees=agrees, reason=reason)
    answer.sha256, answer.answered_at = sha256, now
    answer.save(force_insert=True)
    row.refresh_from_db()
    record("publication.approve" if agrees else "publication.send_back", by=by, now=now, subject=row, facts=_facts(row))
    return answer


def _facts(row: FigureRelease) -> dict[str, Any]:
    return {"number": row.number, "state": row.state, "sha256": row.sha256, "reason": row.reason}
