"""Stories of a reporter by text: a report, what they add to it, and that they want no word from us. As the role that can only add."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.channels.sms.models import ReportText
from samaki.database import current_alias, story
from samaki.intake.models import Report
from samaki.intake.operations import Told, file_report, report_facts, rounded, tell
from samaki.intake.receipts import digest_of
from samaki.ledger.operations import PUBLIC, record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault
from samaki.vault.wrapping import unwrap


@dataclass(frozen=True)
class Open:
    """A report from a number that waits for a decision, and its wrapped key."""

    report_id: UUID
    holder: int
    state: str
    urgency: str
    language: str
    key_id: UUID
    wrapped: bytes


def ask(function: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a function of the database that looks past row security for this role."""
    marks = ", ".join(["%s"] * len(values))
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select * from app.{function}({marks})", values)  # noqa: S608 - the name is ours
        return cursor.fetchall()


def open_from(number: bytes) -> Open | None:
    """The newest report from this number on which nobody has decided yet."""
    found = [Open(*row) for row in ask("texted_reports", number)]
    return max(found, key=lambda one: one.report_id, default=None)


def language_from(number: bytes) -> str:
    """In which language this number wrote last, whatever became of what it told; "" where it never did."""
    return next((row[0] for row in ask("text_language", number)), "")


def last_area(number: bytes) -> str:
    """The code of the place of the newest report from this number, whatever became of it; "" where none is known."""
    return next((row[0] for row in ask("text_last_area", number)), "")


@story
def report_by_text(*, told: Told, number: bytes, key: UUID, now: datetime, synthetic: bool = False) -> str:
    """A new report, which further texts from this number are added to; returns its receipt in digits. The same key: the same report."""
    receipt = file_report(told=told, key=key, channel="sms", now=now, synthetic=synthetic)
    ask("text_begins", uuid_of(key, "thread"), number, digest_of(receipt), told.language)
    return receipt


@story
def add_by_text(*, to: Open, text: str, key: UUID, now: datetime) -> ReportText:
    """What they texted stands with the report; who holds it is called. The same key: kept once. At most 100 of one report."""
    return _add(to, "said", text, key, now)


@story
def danger_by_text(*, to: Open, text: str, key: UUID, now: datetime) -> ReportText:
    """There is danger now: what they texted stands with the report, which is an emergency from here on and waits to be read, again where
    it had been read. Where it waits as one already, the ladder goes on."""
    row = _add(to, "danger", text, key, now)
    due = after(now, pack().urgencies["emergency"].acknowledge)
    for version, source, channel, area, holder, before in ask("text_danger", to.report_id, due) if row.number else ():
        report = Report(id=to.report_id, version=version, source=source, channel=channel, area=area, holder_id=holder)
        report.urgency, report.due_at = "emergency", due
        facts = report_facts(report) | {"before": before}
        record(
            "report.danger", by=PUBLIC, now=rounded(now), unit=holder, subject=report, report_id=report.id, facts=facts
        )
        tell(report, "report.new", now)
    return row


@story
def stop_by_text(*, to: Open, key: UUID, now: datetime) -> ReportText:
    """They changed their mind about being contacted: it stands with the report, and who holds it is told."""
    return _add(to, "stop", "", key, now)


def _add(to: Open, kind: str, text: str, key: UUID, now: datetime) -> ReportText:
    moment = rounded(now)
    row = ReportText(id=uuid_of(key, str(to.report_id)), kind=kind, made_at=moment)
    words = json.dumps({"text": text}, ensure_ascii=False)
    sealed = vault.seal(unwrap(to.wrapped, to.key_id), words, row.place)
    kept = ask("text_says", to.report_id, row.id, kind, sealed, moment)[0][0]
    if kept is None:  # it came before, was too many, or has been decided meanwhile
        return row
    row.number = kept
    subject = Report(id=to.report_id)
    facts = {"channel": "sms", "kind": kind, "number": kept}
    record("report.text", by=PUBLIC, now=moment, unit=to.holder, subject=subject, report_id=to.report_id, facts=facts)
    queue("report.text", to_unit=to.holder, subject=subject, now=now, dedupe=f"{row.id}", urgency=to.urgency)
    return row


def texts_of_report(report: Report) -> list[ReportText]:
    """What came by text after the report, the oldest first."""
    return list(ReportText.objects.filter(report=report).order_by("number"))


def words_of_text(row: ReportText, key: bytes) -> str:
    """The words of one, under the report's key. Raises CannotOpen."""
    found: dict[str, str] = json.loads(vault.unseal(key, row.sealed, row.place))
    return found["text"]


def uuid_of(key: UUID, of: str) -> UUID:
    """The same key for the same thing of the same text."""
    return UUID(bytes=vault.installation_digest("text", key.bytes + of.encode())[:16])
