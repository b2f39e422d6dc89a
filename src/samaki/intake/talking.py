"""Stories of the unit that holds a report: it asks whoever told us, tells them what was done, reads what they wrote, listens to what
they sent. Free text leaves this house for a telephone that somebody else may read; before an operation only fixed phrases do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.documents.marking import marked, words_of
from samaki.cases.documents.media import TAKEN
from samaki.cases.documents.operations import Fetched
from samaki.cases.rules import check_works_cases
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Erased, Invalid, NotAllowed, together
from samaki.intake.models import Report
from samaki.intake.operations import LIMIT, too_long
from samaki.ledger.operations import record
from samaki.names import clean_text
from samaki.threads.asking import ask
from samaki.threads.models import COPY, OF_THE_UNIT, ORIGINAL, ReportContact, ReportFile, ReportFileBytes, ReportMessage
from samaki.threads.peers.careful import found_in
from samaki.vault import sealing as vault


def check_talks(report: Report, by: Member, now: datetime) -> None:
    """A member who works on cases, of the unit that holds the report; also once it is in a case, or closed."""
    check_works_cases(by, now)
    if report.holder_id != by.unit_id:
        raise NotAllowed(_("This report is held by %(unit)s.") % {"unit": report.holder.name})
    if report.erased_at is not None:
        raise Erased()


def only_phrases(report: Report, kind: str) -> bool:
    """Whether only fixed phrases may be sent now. A question (`question`): while an operation is being planned or under way, or it is an
    emergency. What was done (`told`): also before all that, until an operation is over or the matter is closed."""
    return bool(ask("only_phrases_of", report.id, list(pack().talking.fixed_while), kind)[0][0])


@story
def write_to_reporter(
    *, report_id: UUID, kind: str, phrases: Collection[str], text: str, by: Member, now: datetime
) -> ReportMessage:
    """Ask the reporter (`kind` question) or tell them what was done (told): phrases of the pack, words of one's own, or both.

    What came from them before has been read by this. Raises NotAllowed, Invalid, CannotMove (only phrases may be sent now).
    """
    report = _locked(report_id, by, now)
    text = clean_text(text)
    _check_said(kind, phrases, text)
    if text and only_phrases(report, kind):
        raise CannotMove(
            _(
                "Only fixed phrases may be sent now: words of your own could warn somebody who reads along. Choose a phrase."
            )
        )
    _mark_read(report, by, now)
    words = {"text": text, "phrases": [code for code in pack().talking.phrases if code in phrases]}
    message = _add(report, kind, words, by, now)
    record(f"report.{'ask' if kind == 'question' else 'tell'}", by=by, now=now, subject=report, report_id=report.id,
           facts={"kind": kind, "number": message.number, "own_words": bool(text)}, changed=words)  # fmt: skip
    return message


@story
def take_back_words(*, message_id: UUID, by: Member, now: datetime) -> ReportMessage:
    """What our unit asked or told is shown no more to who has the receipt; here it stays, as taken back. They may have read it. Raises
    CannotMove (it is taken back, or it is not ours)."""
    row = ReportMessage.objects.get(id=message_id)
    row.report = _locked(row.report_id, by, now)
    row.refresh_from_db(fields=["taken_back_at"])
    if row.kind not in OF_THE_UNIT or row.taken_back_at is not None:
        raise CannotMove(_("Only what your unit asked or told can be taken back, and once."))
    row.taken_back_at, row.taken_back_by = now, by.id
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    record(
        "report.take_back_words",
        by=by,
        now=now,
        subject=row.report,
        report_id=row.report_id,
        facts={"number": row.number},
    )
    return row


@story
def read_from_reporter(*, report_id: UUID, by: Member, now: datetime) -> int:
    """Somebody has read what the reporter wrote, or texted: nobody is called for it any more. Returns how many messages that were."""
    report = _locked(report_id, by, now)
    read = _mark_read(report, by, now)
    if not read:
        raise CannotMove(_("Somebody of your unit has read this already."))
    record("report.read", by=by, now=now, subject=report, report_id=report.id, facts={"count": read})
    return read


@story
def type_what_is_heard(*, file_id: UUID, text: str, by: Member, now: datetime) -> ReportMessage:
    """What a voice message says, written down for colleagues. The reporter does not see it."""
    row = _file(file_id, by, now)
    text = clean_text(text)
    if not text:
        raise Invalid(_("Write what is said."), field="text")
    if len(text) > LIMIT:
        raise Invalid(too_long(), field="text")
    message = _add(row.report, "heard", {"text": text, "file": str(row.id)}, by, now)
    record("report.hear", by=by, now=now, subject=row.report, report_id=row.report_id,
           facts={"number": message.number}, changed={"text": text})  # fmt: skip
    return message


@story
def fetch_report_file(*, file_id: UUID, form: str, by: Member, now: datetime, reason: str = "") -> Fetched:
    """Take a file away: its working copy (of pictures and PDF marked with who takes it), or for a reason of the pack's list its
    original, whose digest is compared."""
    row = _file(file_id, by, now)
    if row.held:
        raise NotAllowed(_("This may show the abuse of a child. Nobody opens it here, and it cannot be taken away."))
    if form not in (ORIGINAL, COPY):
        raise Invalid(_("Choose the working copy or the original."), field="form")
    if form == ORIGINAL and reason not in pack().reasons["document_original"]:
        raise Invalid(_("Choose what you need the original for."), field="reason")
    part = ReportFileBytes.objects.filter(file=row, form=form).first()
    if part is None:
        raise CannotMove(_("There is no working copy of this file. Take the original, with a reason."))
    record("report.fetch_file", by=by, now=now, subject=row.report, report_id=row.report_id,
           facts={"form": form, "reason": reason, "sha256": bytes(row.sha256).hex()})  # fmt: skip
    content = vault.unseal_bytes(vault.key_of(report_id=row.report_id), part.sealed, part.place)
    if form == ORIGINAL and hashlib.sha256(content).digest() != bytes(row.sha256):
        raise vault.CannotOpen("The original is not what was received: its digest differs.")
    if form == COPY:
        content = marked(content, part.media, words_of(by, f"report {row.id.hex[-8:]}", now))
    return Fetched(content, f"report-{row.id}-{form}.{TAKEN[part.media].ending}")


@story
def hold_report_file(*, file_id: UUID, by: Member, now: datetime) -> ReportFile:
    """It may show the abuse of a child: from now on nobody opens it or takes it away. Nobody can lift that here."""
    row = _file(file_id, by, now)
    if row.held:
        raise CannotMove(_("This file is held already."))
    row.held = True
    row.save(update_fields=["held"])
    record("report.hold_file", by=by, now=now, subject=row.report, report_id=row.report_id,
           facts={"sha256": bytes(row.sha256).hex()})  # fmt: skip
    return row


@dataclass(frozen=True)
class Talk:
    """What was said, oldest first, with the opened words of each; the files of each message; how the reporter may be contacted."""

    said: list[tuple[ReportMessage, dict[str, Any]]]
    files: dict[UUID, list[ReportFile]]
    contact: ReportContact | None

    @property
    def unread(self) -> int:
        """Messages of the reporter that nobody has read."""
        return sum(row.from_reporter and row.read_at is None for row, _words in self.said)

    @property
    def asked(self) -> bool:
        """Whether a question waits for an answer; it holds nothing up."""
        spoke = [
            row.kind
            for row, _words in self.said
            if row.kind in ("question", "answer", "more") and not row.taken_back_at
        ]
        return bool(spoke) and spoke[-1] == "question"


def talk_of(report: Report) -> Talk:
    """The conversation of a report that the session's unit holds; empty for anybody else. Three queries, and one for the key."""
    rows = list(ReportMessage.objects.filter(report=report).order_by("number"))
    files: dict[UUID, list[ReportFile]] = {}
    for file in ReportFile.objects.filter(report=report).order_by("size", "id"):
        files.setdefault(file.message_id, []).append(file)
    key = vault.key_of(report_id=report.id) if rows else b""
    said = [(row, json.loads(vault.unseal(key, row.sealed, row.place))) for row in rows]
    return Talk(said, files, ReportContact.objects.filter(report=report).order_by("-number").first())


def file_named(file: ReportFile) -> str:
    """The name that a file came with; it may name somebody."""
    told: dict[str, str] = json.loads(vault.unseal(vault.key_of(report_id=file.report_id), file.sealed, file.place))
    return told["given"]


def _check_said(kind: str, phrases: Collection[str], text: str) -> None:
    with together() as told:
        if kind not in ("question", "told"):
            told.wrong(_("Choose whether you ask something or tell what was done."), field="kind")
        if set(phrases) - {phrase.code for phrase in pack().talking.of(kind)}:
            told.wrong(_("Choose from the phrases of this list."), field="phrases")
        if not text and not phrases:
            told.wrong(_("Choose a phrase, or write something."), field="phrases")
        if len(text) > LIMIT:
            told.wrong(too_long(), field="text")
        if found_in(text):
            told.wrong(_("A telephone number, a code, a receipt or an address of mail stands in this. Somebody else may hold that phone: "
                         "take it out. The numbers to call stand on their page."), field="text")  # fmt: skip


def _locked(report_id: UUID, by: Member, now: datetime) -> Report:
    lock(report_id)
    report = Report.objects.select_related("holder").get(id=report_id)
    check_talks(report, by, now)
    Report.objects.select_for_update().get(id=report_id)  # who has the receipt holds the row, and knows no other lock
    return report


def _file(file_id: UUID, by: Member, now: datetime) -> ReportFile:
    row = ReportFile.objects.get(id=file_id)
    row.report = _locked(row.report_id, by, now)
    row.refresh_from_db(fields=["held"])
    return row


def _mark_read(report: Report, by: Member, now: datetime) -> int:
    waiting = ReportMessage.objects.filter(report=report, from_reporter=True, read_at=None)
    messages = waiting.update(read_at=now, read_by=by.id, call_at=None, level=0)
    return messages + int(ask("texts_read", report.id)[0][0])


def _add(report: Report, kind: str, words: dict[str, Any], by: Member, now: datetime) -> ReportMessage:
    number = ReportMessage.objects.filter(report=report).count() + 1
    row = ReportMessage(report=report, kind=kind, from_reporter=False, number=number, made_at=now, made_by=by.id)
    row.sealed = vault.seal(vault.key_of(report_id=report.id), json.dumps(words, ensure_ascii=False), row.place)
    row.save(force_insert=True)
    return row
