"""Stories of a report: filed by anyone, acknowledged, closed. (Opening a case from it is a journey.)"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.remarks import remark
from samaki.cases.rules import check_reason
from samaki.countries import local_digits
from samaki.database import add, at_once, lock, story, whole
from samaki.database.refusals import Invalid, together
from samaki.intake import rules
from samaki.intake.following import note_followers
from samaki.intake.models import Report, ReporterRecord
from samaki.intake.once import ask_for, digests
from samaki.intake.receipts import digest_of, digits_for, receipt_for
from samaki.intake.routing import route, takes_reports, unit_of
from samaki.ledger.operations import PUBLIC, record
from samaki.names import clean_text
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

LIMIT = 20_000
"""Characters kept of one answer; longer ones are refused with a sentence, nothing is cut silently."""

ROUND_TO_MINUTES = 10

BY_DIGITS = ("sms", "phone")
"""Channels whose receipts are digits: typed on a simple telephone, or told and repeated by voice. The form with pictures asks for
them too."""


@dataclass(frozen=True)
class Told:
    """What somebody told us. Only `what` and `where` are asked of everyone; an empty `where` means "I do not know".

    Elsewhere empty means not answered, which is not the same as `unknown` in `danger`: that somebody does not know.
    """

    what: str
    where: str = ""
    when: str = ""
    danger: str = ""
    who_tells: str = ""
    contact: str = ""
    contact_safe: str = ""
    language: str = ""
    first_time: str = ""

    def cleaned(self) -> Told:
        """Zero-width characters and control characters removed; raises Invalid with the fields that are wrong."""
        texts = {name: clean_text(str(value)) for name, value in vars(self).items()}
        with together() as told:
            for name, value in texts.items():
                if len(value) > LIMIT:
                    said = too_long()
                    told.wrong(said, field=name)
            if not texts["what"]:
                said = _("Write what you have seen, heard or lived through. A few words are enough.")
                told.wrong(said, field="what")
            if texts["danger"] not in ("yes", "no", "unknown", ""):
                told.wrong(_("Choose yes, no or I do not know."), field="danger")
            if texts["who_tells"] and texts["who_tells"] not in pack().report_sources:
                told.wrong(_("Choose who is telling us, or leave it out."), field="who_tells")
            if texts["first_time"] not in ("yes", "no", ""):
                told.wrong(_("Choose yes or no, or leave it out."), field="first_time")
        return Told(**texts)

    @property
    def urgency(self) -> str:
        """In danger now: emergency. Surely not: normal. Not known or not answered: urgent."""
        return {"yes": "emergency", "no": "normal"}.get(self.danger, "urgent")


class OtherBody(Invalid):
    """The idempotency key came before with other content."""

    code = "key_reused"


@story
def file_report(
    *, told: Told, key: UUID, channel: str, now: datetime, synthetic: bool = False, by_digits: bool = False
) -> str:
    """Keep what was told, hand it to the unit that serves the place, start its clock; returns the receipt.

    A retry with the same key and content returns the same receipt and keeps nothing twice; with other content it
    raises OtherBody. Runs as the intake role, which can only add.
    """
    return keep_once(told, key, Came(channel, now, synthetic, by_digits=by_digits)).receipt


@dataclass(frozen=True)
class Came:
    """How a report came: its channel; when it is kept; by which member, if one wrote it down; when it was told, if earlier; whether
    its receipt is of digits, for who reads little."""

    channel: str
    now: datetime
    synthetic: bool = False
    by: Member | None = None
    told_at: datetime | None = None
    precision: str = "instant"
    by_digits: bool = False


@dataclass(frozen=True)
class Kept:
    """`report` is None where it had been kept before."""

    receipt: str
    report: Report | None


def keep_once(told: Told, key: UUID, came: Came) -> Kept:
    """The report of this key, kept now or before. For the stories of this room. Raises Invalid, OtherBody."""
    told = told.cleaned()
    request, body = digests(told, key)
    receipt = digits_for(key) if came.by_digits or came.channel in BY_DIGITS else receipt_for(key)
    filed_before = ask_for(request)  # read after the next question, so that both are sent together
    to, report = _place(told, came), None
    before = filed_before()
    if before is None:
        try:
            with whole():
                report = _keep(told, (request, body, digest_of(receipt)), came, *to)
        except IntegrityError:
            before = ask_for(request)()
            if before is None:  # the unit that serves the place was closed in this moment: routed again
                report = _keep(told, (request, body, digest_of(receipt)), came, *_place(told, came))
    if before is not None and before != body:
        raise OtherBody(_("This key was used before for another report. Send the report again with a new key."))
    return Kept(receipt, report)


def _place(told: Told, came: Came) -> tuple[str, str, Unit]:
    """Its area, how that is known, and the unit that will hold it."""
    read = pack().places.named_in(told.what) if came.channel == "sms" and not told.where else ""
    area, holder = (read, unit_of(read, came.now)) if read else route(told.where, came.now)
    if came.by is not None and takes_reports(came.by.unit):
        holder = came.by.unit
    return area, "text" if read else "", holder


def _keep(told: Told, digests: tuple[bytes, ...], came: Came, area: str, area_from: str, holder: Unit) -> Report:
    now = came.now
    report = Report(source=told.who_tells, channel=came.channel, urgency=told.urgency, area=area, holder=holder)
    report.request_digest, report.body_digest, report.receipt_digest = digests
    report.received_at, report.language, report.synthetic = rounded(now), told.language, came.synthetic
    report.first_time, report.area_from = told.first_time, area_from
    report.due_at = report.call_at = after(now, pack().urgencies[told.urgency].acknowledge)
    with at_once():
        _write(report, told, came)
    return report


def _write(report: Report, told: Told, came: Came) -> None:
    """The report with its key, its words, its entry and its notice."""
    now, holder = came.now, report.holder
    key = vault.new_key(now, report_id=report.id)
    words = {"what": told.what, "where": told.where, "when": told.when, "danger": told.danger}
    report.sealed = vault.seal(key, json.dumps(words, ensure_ascii=False), report.place)
    add(report)
    if told.contact or told.contact_safe:
        reporter = ReporterRecord(report=report, recorded_at=report.received_at)
        contact = {"contact": told.contact, "safe": told.contact_safe}
        reporter.sealed = vault.seal(key, json.dumps(contact, ensure_ascii=False), reporter.place)
        add(reporter)
    moment = rounded(came.told_at) if came.told_at else None
    record(
        "report.file",
        by=came.by or PUBLIC,
        now=report.received_at,
        unit=holder.principal,
        counterpart=holder.principal if came.by else None,
        subject=report,
        report_id=report.id,
        occurred_at=moment,
        precision=came.precision,
        facts=report_facts(report) | {"content": report.body_digest.hex()},
    )
    tell(report, "report.new", now)


@story
def acknowledge(*, report_id: UUID, by: Member, now: datetime, taken_by: str = "") -> Report:
    """A person has read it, or takes it unread (`taken_by`: sms, phone): the next clock is the decision what becomes of it."""
    report = locked_report(report_id)
    rules.check_move("acknowledge", report, by, now)
    report.state, report.taken_by, report.level = "acknowledged", taken_by, 0
    report.acknowledged_at = report.acknowledged_at or now
    report.due_at = report.call_at = after(now, pack().urgencies[report.urgency].decide)
    return changed("report.acknowledge", report, by, now)


@story
def close(*, report_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Report:
    """End a report without a case, with a reason of the list ("not substantiated", never "false")."""
    report = locked_report(report_id)
    rules.check_move("close", report, by, now)
    check_reason("report_close", reason, text)
    report.state, report.close_reason, report.ended_at, report.call_at = "closed", reason, now, None
    report.acknowledged_at = report.acknowledged_at or now
    remark("report.close", report, text, by=by, now=now)
    return changed("report.close", report, by, now, text)


@story
def reopen_report(*, report_id: UUID, text: str, by: Member, now: datetime) -> Report:
    """A report was closed by mistake, or more became known: it waits for a decision again, with a clock that runs.
    The time that was given for the decision stands; where it has passed, a new one begins."""
    report = locked_report(report_id)
    rules.check_move("reopen", report, by, now)
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    report.state, report.close_reason, report.ended_at, report.level = "acknowledged", "", None, 0
    if report.due_at <= now:
        report.due_at = after(now, pack().urgencies[report.urgency].decide)
    report.call_at = report.due_at
    remark("report.reopen", report, text, by=by, now=now)
    return changed("report.reopen", report, by, now, text)


def locked_report(report_id: UUID) -> Report:
    """The report, locked until the transaction ends. Raises Report.DoesNotExist when it is not yours to see."""
    lock(report_id)
    return Report.objects.select_related("holder").get(id=report_id)


def changed(act: str, report: Report, by: Member, now: datetime, text: str = "") -> Report:
    """Save the report under its next version with its ledger entry."""
    unread = report.taken_by if act == "report.acknowledge" else ""  # whoever does more with it has opened it
    report.version, report.taken_by = report.version + 1, unread
    report.save()
    record(
        act,
        by=by,
        now=now,
        subject=report,
        report_id=report.id,
        case_id=report.case_id,
        compartment="justice" if report.case_id else "",
        facts=report_facts(report) | ({"taken_by": report.taken_by} if report.taken_by else {}),
        changed={"text": text} if text else None,
    )
    note_followers(report, by, now)
    return report


def report_facts(report: Report) -> dict[str, object]:
    """What the ledger keeps of a report: codes and times."""
    return {
        "state": report.state,
        "source": report.source,
        "channel": report.channel,
        "urgency": report.urgency,
        "area": report.area,
        "holder": report.holder_id,
        "due_at": report.due_at,
        "reason": report.close_reason,
    }


def tell(report: Report, kind: str, now: datetime) -> None:
    """Call the unit that holds the report."""
    queue(kind, to_unit=report.holder_id, subject=report, now=now, dedupe=str(report.version), urgency=report.urgency)


def too_long() -> str:
    """What is said of words that are longer than LIMIT, in the digits of the reader."""
    limit = local_digits(LIMIT, get_language() or "")
    return _("This is too long. At most %(limit)s letters can be taken.") % {"limit": limit}


def rounded(now: datetime) -> datetime:
    """A reporter's times are kept rounded, so that they cannot be laid beside a carrier's list."""
    return now.replace(minute=now.minute // ROUND_TO_MINUTES * ROUND_TO_MINUTES, second=0, microsecond=0)
