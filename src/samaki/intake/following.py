"""Reports that are joined to another one follow it in the database (`app.joined_follow`); the ledger says so, once for each act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from samaki.agencies.models import Member
from samaki.intake.models import Report
from samaki.ledger.operations import record


def note_followers(
    report: Report, by: Member, now: datetime, followers: Iterable[UUID] | None = None, holder: int | None = None
) -> None:
    """One entry that names those that followed, and what they are now. (Part of the story that changed the report.)

    `followers`: where the session does not see them itself. `holder`: who holds them from this act on, where that is another unit.
    """
    if followers is None:
        joined = Report.objects.filter(joined_to=report, erased_at__isnull=True)
        followers = joined.order_by("id").values_list("id", flat=True)
    if keys := [str(key) for key in followers]:
        facts = {"among": keys, "count": len(keys), "state": report.state, "holder": holder or report.holder_id}
        record("report.follow", by=by, now=now, subject=report, report_id=report.id, facts=facts)
