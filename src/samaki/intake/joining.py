"""Two reports of one matter, and one report of two. Each receipt goes on leading to what became of what its holder told.

The report that is joined keeps its words, its reporter and its receipt; it has no clock and follows the other one, in the
database (`app.joined_follow`), whoever holds that and whatever becomes of it. So it can be taken apart at any time.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.remarks import remark
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.intake import rules
from samaki.intake.models import Report
from samaki.intake.operations import LIMIT, changed, locked_report, report_facts, tell, too_long
from samaki.intake.passing import check_receives
from samaki.intake.queries import words_of
from samaki.intake.routing import route
from samaki.intake.triage import rank
from samaki.ledger.operations import record
from samaki.names import clean_text
from samaki.vault import sealing as vault

OTHER = ("new", "acknowledged", "in_case")
"""States of the report that stands for both."""


@story
def join_report(*, report_id: UUID, into: UUID, text: str, by: Member, now: datetime) -> Report:
    """The report follows another of our unit from now on: one clock remains, the sooner, and the more urgent of the two.

    Raises NotAllowed, CannotMove, Invalid, Report.DoesNotExist.
    """
    for key in sorted({report_id, into}):
        lock(key)
    report, other = locked_report(report_id), locked_report(into)
    rules.check_move("join", report, by, now)
    check_joins(report, other, by)
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    if other.state != "in_case":
        _one_clock(other, report)
    report.acknowledged_at = report.acknowledged_at or now
    report.joined_to, report.call_at = other, None
    report.state, report.case_id, report.ended_at = "joined", None, now
    if other.state == "in_case":
        report.state, report.case_id, report.ended_at = "in_case", other.case_id, other.ended_at
    remark("report.join", report, text, by=by, now=now)
    made = changed("report.join", report, by, now, text)
    other.version += 1
    other.save()
    record("report.joined", by=by, now=now, subject=other, report_id=other.id, facts=report_facts(other))
    return made


def check_joins(report: Report, other: Report, by: Member) -> None:
    """Two of our reports, the other one alive, neither of them joined already."""
    if other.id == report.id:
        raise Invalid(_("Choose another report than this one."), field="into")
    if other.holder_id != by.unit_id:
        raise NotAllowed(_("This report is held by %(unit)s.") % {"unit": other.holder.name})
    if other.state not in OTHER or other.joined_to_id or other.erased_at:
        raise CannotMove(_("That report is closed or joined already. Open it again, or choose the one that goes on."))
    if Report.objects.filter(joined_to=report).exists():
        raise CannotMove(_("Other reports are joined to this one. Join it the other way round: that one to this."))


@story
def take_apart(*, report_id: UUID, text: str, by: Member, now: datetime) -> Report:
    """It was another matter after all: the report waits for a decision of its own again, with a clock from now."""
    report = locked_report(report_id)
    rules.check_move("take_apart", report, by, now)
    if report.joined_to_id is None:
        raise CannotMove(_("This report is not joined to another one."))
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    report.joined_to, report.case_id, report.state, report.ended_at, report.level = None, None, "acknowledged", None, 0
    report.due_at = report.call_at = after(now, pack().urgencies[report.urgency].decide)
    remark("report.take_apart", report, text, by=by, now=now)
    return changed("report.take_apart", report, by, now, text)


@story
def split_report(
    *, report_id: UUID, what: str, text: str, by: Member, now: datetime, where: str = "", urgency: str = "",
    to_unit: Unit | None = None,
) -> Report:  # fmt: skip
    """A second report for another matter of the same words, with a holder and a clock of its own: our unit, which has read it, or
    `to_unit`. Who told it reads both with the one receipt; how to reach them stays with the first report.

    Raises NotAllowed, CannotMove, Invalid.
    """
    report = locked_report(report_id)
    rules.check_move("split", report, by, now)
    what, where = clean_text(what), clean_text(where)
    with together() as told:
        for name, value in (("what", what), ("where", where)):
            if len(value) > LIMIT:
                said = too_long()
                told.wrong(said, field=name)
        if not what:
            told.wrong(_("Write what the second matter is, in the words that were told."), field="what")
        if not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
        if urgency and urgency not in pack().urgencies:
            told.wrong(_("Choose how urgent this is."), field="urgency")
        holder = check_receives(report, to_unit, by, now) if to_unit is not None else by.unit
    second = _second(report, holder, what, where, urgency or report.urgency, by, now)
    record("report.split", by=by, now=now, subject=report, report_id=report.id, facts=report_facts(report),
           changed={"text": text})  # fmt: skip
    remark("report.split", report, text, by=by, now=now)
    return second


def _second(report: Report, holder: Unit, what: str, where: str, urgency: str, by: Member, now: datetime) -> Report:
    ours = holder.principal == by.unit_id
    area = (route(where, now)[0] if where else "") or report.area
    second = Report(
        source=report.source, channel=report.channel, urgency=urgency, area=area, holder=holder, split_from=report
    )
    second.receipt_digest, second.request_digest, second.body_digest = (secrets.token_bytes(32) for _n in range(3))
    second.received_at, second.language, second.synthetic = report.received_at, report.language, report.synthetic
    second.state, second.acknowledged_at = ("acknowledged", now) if ours else ("new", None)
    clock = pack().urgencies[urgency]
    second.due_at = second.call_at = after(now, clock.decide if ours else clock.acknowledge)
    words = words_of(report) | {"what": what, "where": where or words_of(report).get("where", "")}
    second.sealed = vault.seal(
        vault.new_key(now, report_id=second.id), json.dumps(words, ensure_ascii=False), second.place
    )
    second.save(force_insert=True)
    record("report.begin", by=by, now=now, subject=second, report_id=second.id, counterpart=holder.principal,
           facts=report_facts(second))  # fmt: skip
    tell(second, "report.new", now)
    return second


def _one_clock(other: Report, report: Report) -> None:
    """Of two clocks the sooner one goes on; of two urgencies the more urgent."""
    other.urgency = min(other.urgency, report.urgency, key=rank)
    if report.due_at < other.due_at:
        other.due_at = other.call_at = report.due_at
