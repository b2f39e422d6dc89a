"""Reports that a member writes down: told on the telephone, at the door, or known to a partner's unit.

The same report with the same clock as one of the page for everybody; the ledger says which member wrote it down. Who told it
may stay anonymous; what they say of how to reach them is sealed as everybody's is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.rules import check_works_cases
from samaki.database import story
from samaki.database.refusals import Invalid
from samaki.intake.models import Report
from samaki.intake.once import filed
from samaki.intake.operations import Came, Told, changed, keep_once
from samaki.intake.routing import takes_reports

CHANNELS = ("phone", "walk_in")
"""How somebody told it to a member."""

PARTNER = ("api", "import")
"""How a partner's unit sends what it knows."""


@story
def log_report(
    *, told: Told, key: UUID, channel: str, by: Member, now: datetime, told_at: datetime | None = None,
    precision: str = "instant", take: bool = False,
) -> tuple[str, Report | None]:  # fmt: skip
    """(receipt, the report where our unit holds it). Kept once for each key, as `file_report` does. Our unit holds it where it may
    hold reports; else the unit that serves the place. `take`: we decide on it, so it counts as read. `told_at`: if earlier than now.

    Raises NotAllowed, Invalid, OtherBody.
    """
    check_works_cases(by, now)
    if channel not in CHANNELS:
        raise Invalid(_("Choose how it was told: on the telephone, or at your door."), field="channel")
    kept = keep_once(told, key, Came(channel, now, by.synthetic, by, told_at, precision))
    report = kept.report
    if report is None or not takes_reports(by.unit):
        return kept.receipt, None
    if take:
        report.state, report.acknowledged_at = "acknowledged", now
        report.due_at = report.call_at = after(now, pack().urgencies[report.urgency].decide)
        changed("report.acknowledge", report, by, now)
    return kept.receipt, report


@story
def send_report(*, told: Told, key: UUID, channel: str, by: Member, now: datetime) -> str:
    """What a partner's unit knows, from its own program or a table: who tells is that partner, unless it says otherwise.
    Routed as everybody's report; the receipt leads back to it. Raises NotAllowed, Invalid, OtherBody."""
    check_works_cases(by, now)
    if channel not in PARTNER:
        raise Invalid(_("Choose from the list."), field="channel")
    told = replace(told, who_tells=told.who_tells or source_of(by.unit))
    return keep_once(told, key, Came(channel, now, by.synthetic, by)).receipt


def standing_of(sent: list[tuple[UUID, Told]], by: Member) -> list[str]:
    """Of each (key, what is told) that a partner's unit would send: `new`, `here` where it was kept before, `other` where its key was kept
    with other words. Nothing is kept by asking. Raises Invalid."""
    return [filed(replace(told, who_tells=told.who_tells or source_of(by.unit)), key) for key, told in sent]


def source_of(unit: Unit) -> str:
    """The source that a unit's own word counts as: that of its kind (`ngo` of `ngo_legal`); "" where the pack has none."""
    return next((code for code in (unit.kind, unit.kind.split("_")[0]) if code in pack().report_sources), "")
