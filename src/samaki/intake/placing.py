"""Where a report is, as who read it knows: what was read from free words, or not known, is put right at the desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import story
from samaki.database.refusals import Invalid
from samaki.intake import rules
from samaki.intake.models import Report
from samaki.intake.operations import locked_report, report_facts
from samaki.ledger.operations import record


@story
def set_place(*, report_id: UUID, area: str, by: Member, now: datetime) -> Report:
    """The area is this one, "" for not known. Who holds the report stays, and its clock: to give it to whose area it is, it is passed on.

    Raises NotAllowed, CannotMove, Invalid.
    """
    report = locked_report(report_id)
    rules.check_move("triage", report, by, now)
    if area and area not in pack().places.by_code:
        raise Invalid(_("Choose a place from the list."), field="area")
    before, report.area, report.area_from, report.version = report.area, area, "desk", report.version + 1
    report.save()
    record(
        "report.place",
        by=by,
        now=now,
        subject=report,
        report_id=report.id,
        facts=report_facts(report) | {"before": before},
    )
    return report
