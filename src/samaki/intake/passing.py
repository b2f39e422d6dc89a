"""A report for another unit is passed on: recorded, with a reason, to a unit that may receive it. Never to nobody.

A report has no hand-off machine: whoever passes it holds it until this moment, and from this moment the other unit does,
is called at once and has the whole time to read it. So that it is not sent in circles, from the third time on only the
national desk can be chosen, which decides.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import default_desk, units
from samaki.cases.remarks import remark
from samaki.database import current_alias, story
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.intake import rules
from samaki.intake.following import note_followers
from samaki.intake.models import Report, ReportPass
from samaki.intake.operations import locked_report, report_facts, tell
from samaki.intake.routing import takes_reports
from samaki.ledger.operations import record

PASSERS = frozenset({"desk", "team_lead", "head"})
"""Roles of the holding unit that pass a report on: whoever has the desk, and those who lead."""

FREELY = 2
"""How often a report is passed to any unit; after that only the national desk decides who takes it."""


@story
def pass_report(*, report_id: UUID, to_unit: Unit | None, text: str, by: Member, now: datetime) -> Report:
    """Another unit holds the report from now on, unread; its clock begins anew. Raises NotAllowed, CannotMove, Invalid."""
    report = locked_report(report_id)
    check_passes(report, by, now)
    with together() as told:
        if not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
        receiver = check_receives(report, to_unit, by, now)
    before = report.holder_id
    report.state, report.level, report.passes, report.version = "new", 0, report.passes + 1, report.version + 1
    report.due_at = report.call_at = after(now, pack().urgencies[report.urgency].acknowledge)
    report.save()
    facts = report_facts(report) | {"from": before, "to": receiver.principal, "number": report.passes}
    record("report.pass", by=by, now=now, subject=report, report_id=report.id, counterpart=receiver.principal,
           facts=facts, changed={"text": text})  # fmt: skip
    remark("report.pass", report, text, by=by, now=now)
    ReportPass(report=report, from_unit=before, to_unit=receiver.principal, passed_at=now).save(force_insert=True)
    note_followers(report, by, now, holder=receiver.principal)
    _give(report, receiver)
    tell(report, "report.new", now)
    return report


def check_passes(report: Report, by: Member, now: datetime) -> None:
    """The desk or a lead of the unit that holds the report, while nobody has decided what becomes of it."""
    rules.check_move("pass", report, by, now)
    if not by.roles(now) & PASSERS:
        raise NotAllowed(_("Only the duty officer or a team lead of your unit can pass a report on."))


def check_receives(report: Report, to_unit: Unit | None, by: Member, now: datetime) -> Unit:
    """The unit, if this report may be passed to it now."""
    if to_unit is None:
        raise Invalid(_("Choose a unit from the list."), field="to_unit")
    if to_unit.principal == by.unit_id:
        raise Invalid(_("Your own unit holds this report already. Choose another unit."), field="to_unit")
    if to_unit.until is not None and to_unit.until <= now:
        raise Invalid(_("This unit is closed. Choose another unit."), field="to_unit")
    if not takes_reports(to_unit):
        raise Invalid(_("A unit of this kind does not take reports. Choose another unit."), field="to_unit")
    if only_national(report, by) and not to_unit.takes_unrouted:
        raise Invalid(
            _("This report was passed on twice already. Pass it to the national desk, which decides who takes it."),
            field="to_unit",
        )
    return to_unit


def receivers(report: Report, by: Member, now: datetime) -> list[Unit]:
    """Units that this report may be passed to, those that serve its area first."""
    if only_national(report, by):
        return [default_desk(now)]
    found: QuerySet[Unit] = units(now)
    near = {unit.principal for unit in units(now, area=report.area)} if report.area else set()
    able = [unit for unit in found if takes_reports(unit)]
    return sorted((u for u in able if u.principal != by.unit_id), key=lambda u: (u.principal not in near, u.name))


def only_national(report: Report, by: Member) -> bool:
    """Whether it has been passed on so often that only the national desk decides."""
    return report.passes >= FREELY and not by.unit.takes_unrouted


def _give(report: Report, to_unit: Unit) -> None:
    """Last of all: whoever passes a report on does not see it afterwards (and the database refuses such a save)."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.pass_report(%s, %s)", [report.id, to_unit.principal])
        if cursor.fetchone()[0] is not True:
            raise RuntimeError("the report could not be passed on")
    report.holder = to_unit
