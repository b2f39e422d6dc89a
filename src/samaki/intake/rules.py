"""Who may do what to a report."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.intake.models import Report

MOVES = {
    "acknowledge": ("new",),
    "open_case": ("new", "acknowledged"),
    "pass": ("new", "acknowledged"),
    "close": ("new", "acknowledged"),
    "reopen": ("closed",),
    "triage": ("new", "acknowledged"),
    "join": ("new", "acknowledged"),
    "take_apart": ("joined", "in_case"),
    "split": ("new", "acknowledged"),
}
"""Move -> states of a report that it leaves."""


def check_move(name: str, report: Report, by: Member, now: datetime) -> None:
    """The member's unit holds the report, and the report is still waiting for this."""
    check_works_cases(by, now)
    if report.holder_id != by.unit_id:
        raise NotAllowed(_("This report is held by %(unit)s.") % {"unit": report.holder.name})
    if report.state not in MOVES[name]:
        raise CannotMove(
            {
                "new": _("This report is open."),
                "acknowledged": _("This report has been acknowledged already."),
                "in_case": _("A case has been opened from this report already."),
                "closed": _("This report has been closed already."),
                "joined": _("This report is joined to another one. Take it apart first."),
            }.get(report.state, _("This report has moved on in between."))
        )
