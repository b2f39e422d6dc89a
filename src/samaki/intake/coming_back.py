"""Stories of who comes back with the receipt: they read, answer, add something or a file, say how they may be contacted, or that
they changed their mind. As the intake role, which adds and reads by the digest of a receipt, and nothing else.

Nothing here closes a report or waits for an answer: who holds it decides, and is called.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.cases.documents.media import media_of
from samaki.database import current_alias, story
from samaki.database.refusals import CannotMove, Invalid, Refusal, together
from samaki.intake.enclosing import MOST_FILES, Enclosed, enclose
from samaki.intake.models import Report, ReporterRecord
from samaki.intake.operations import LIMIT, OtherBody, rounded, too_long
from samaki.intake.receipts import digest_of, read_receipt
from samaki.ledger.operations import PUBLIC, record
from samaki.names import clean_text
from samaki.notices.operations import queue
from samaki.threads.asking import ask
from samaki.threads.models import ReportMessage
from samaki.vault import sealing as vault
from samaki.vault.wrapping import unwrap

MOST_MESSAGES = 100
"""Of who told us, to one report."""

KINDS = ("more", "doubt")
"""What a reporter chooses from: something more (an answer, where there is a question), or "please do not act, I was wrong"."""

HOW = ("call", "text", "never")


class NoReport(Refusal):
    """No report with this receipt, or what it sealed is erased."""

    status = 404
    code = "not_found"


@dataclass(frozen=True)
class Word:
    """What somebody says who comes back. `text` may be empty where a file comes, or with `doubt`."""

    text: str = ""
    kind: str = "more"
    file: Enclosed | None = field(default=None, repr=False)

    def cleaned(self) -> Word:
        """Control characters removed; raises Invalid with the fields that are wrong."""
        text = clean_text(self.text)
        with together() as told:
            if len(text) > LIMIT:
                told.wrong(too_long(), field="text")
            if self.kind not in KINDS:
                told.wrong(_("Choose from the list."), field="kind")
            if not text and self.file is None and self.kind == "more":
                told.wrong(_("Write something, choose a file, or leave this page."), field="text")
            if self.file is not None:
                told.of(self.file.checked)
        return Word(text, self.kind, self.file)


@dataclass(frozen=True)
class Reach:
    """How a reporter may be contacted: `how` call, text or never; `hours`: codes of the pack, none: at any time."""

    how: str
    hours: tuple[str, ...] = ()
    contact: str = ""
    safe: str = ""

    def cleaned(self) -> Reach:
        """Raises Invalid with the fields that are wrong."""
        contact, safe = clean_text(self.contact), clean_text(self.safe)
        with together() as told:
            if self.how not in HOW:
                told.wrong(_("Choose how we may contact you, or that we may not."), field="how")
            if set(self.hours) - set(pack().talking.hours):
                told.wrong(_("Choose from the list."), field="hours")
            for name, text in (("contact", contact), ("safe", safe)):
                if len(text) > LIMIT:
                    told.wrong(too_long(), field=name)  # fmt: skip
        if self.how == "never":
            return Reach("never")
        return Reach(self.how, tuple(code for code in pack().talking.hours if code in self.hours), contact, safe)


@dataclass(frozen=True)
class Said:
    """One message, as the reporter reads it. `phrases`: codes of the pack; `files`: (kind, bytes) of each."""

    id: UUID
    kind: str
    from_reporter: bool
    made_at: datetime
    text: str
    phrases: tuple[str, ...]
    files: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Thread:
    """What was said, oldest first; whether a question is open; how they may be contacted, None: they have not said; `texted`: a text
    came since the last question."""

    said: tuple[Said, ...]
    asked: bool
    how: str | None
    hours: tuple[str, ...]
    texted: bool = False


@story
def say_more(*, receipt: str, word: Word, key: UUID, now: datetime) -> UUID:
    """Keep what a reporter says; the unit that holds the report is told. Sent twice it is kept once. Returns the report's key.

    Raises NoReport for a receipt of none, Invalid, OtherBody, and CannotMove where they said very much already.
    """
    word = word.cleaned()
    digest, report, data_key = _opened(receipt)
    content = [
        word.kind,
        word.text,
        word.file.digest() if word.file else "",
        bool(word.file and word.file.may_show_abuse),
    ]
    given = _Given(digest, report, data_key, _request("say", key), _body(content), rounded(now))
    return _once(given, lambda: _keep(given, word.kind, {"text": word.text}, word.file))


@story
def say_how_to_reach(*, receipt: str, reach: Reach, key: UUID, now: datetime) -> UUID:
    """Whether, how and when they may be contacted; what they wrote about it is sealed as it was in the report.

    "Never" takes back what they agreed to before: whoever holds the report reads so at once. Raises NoReport, Invalid (also where
    nothing was ever written about how to reach them), OtherBody.
    """
    reach = reach.cleaned()
    digest, report, data_key = _opened(receipt)
    if reach.how != "never" and not reach.contact and not ask("report_reachable", digest)[0][0]:
        raise Invalid(_("You have given no number and no other way yet: write it here, or choose that we do not contact you."),
                      field="contact")  # fmt: skip
    content = [reach.how, list(reach.hours), reach.contact, reach.safe]
    given = _Given(digest, report, data_key, _request("reach", key), _body(content), rounded(now))

    def kept() -> UUID:
        ask("report_reaches", digest, uuid4(), reach.how, list(reach.hours), given.at)
        if reach.contact or reach.safe:
            row = ReporterRecord(report_id=report, recorded_at=given.at)
            words = json.dumps({"contact": reach.contact, "safe": reach.safe}, ensure_ascii=False)
            row.sealed = vault.seal(data_key, words, row.place)
            row.save(force_insert=True)
        return _keep(given, "withdraw" if reach.how == "never" else "contact", {}, None)

    return _once(given, kept)


def thread_of(receipt: str) -> Thread | None:
    """What was said with this receipt; None for a receipt of no report, and for a report that is erased."""
    try:
        digest, _report, key = _opened(receipt)
    except NoReport:
        return None
    files: dict[UUID, list[tuple[str, int]]] = {}
    for message, media, size in ask("report_enclosed", digest):
        files.setdefault(message, []).append((media, size))
    said = tuple(_read(row, key, files) for row in ask("report_thread", digest))
    reached = ask("report_reached", digest)
    how, hours = reached[0] if reached else (None, [])
    texted = bool(ask("report_texted", digest)[0][0])
    return Thread(said, is_asked(said) and not texted, how, tuple(hours), texted)


def what_waits(receipt: str) -> str:
    """What a reporter would find on their page: `question`, `word` (told since they last said anything), or "" for nothing."""
    found = ask("report_waits", digest_of(read_receipt(receipt) or "no such receipt"))
    return str(found[0][0]) if found and found[0][0] else ""


def is_asked(said: tuple[Said, ...]) -> bool:
    """Whether a question came after everything that the reporter said."""
    spoke = [one.kind for one in said if one.kind in ("question", "answer", "more")]
    return bool(spoke) and spoke[-1] == "question"


@dataclass(frozen=True)
class _Given:
    digest: bytes
    report: UUID
    key: bytes
    request: bytes
    body: bytes
    at: datetime


def _opened(receipt: str) -> tuple[bytes, UUID, bytes]:
    """(digest of the receipt, the report, its key)."""
    digest = digest_of(read_receipt(receipt) or "no such receipt")
    found = ask("report_key", digest)
    if not found:
        raise NoReport(_("There is no report with this receipt."))
    report, key, wrapped = found[0]
    return digest, report, unwrap(wrapped, key)


def _request(act: str, key: UUID) -> bytes:
    return vault.installation_digest("request", act.encode() + key.bytes)


def _body(content: list[Any]) -> bytes:
    return vault.installation_digest("body", json.dumps(content, sort_keys=True).encode())


def _once(given: _Given, keep: Any) -> UUID:
    """Kept under this key, or it was kept already; with other content OtherBody."""
    before = _before(given)
    if before is None:
        try:
            with transaction.atomic(using=current_alias()):
                made: UUID = keep()
                return made
        except IntegrityError:
            before = _before(given)
            if before is None:
                raise
    if before != given.body:
        raise OtherBody(_("This key was used before for something else. Send it again with a new key."))
    return given.report


def _before(given: _Given) -> bytes | None:
    found = ask("report_said_before", given.request)[0][0]
    return bytes(found) if found is not None else None


def _keep(given: _Given, kind: str, words: dict[str, Any], file: Enclosed | None) -> UUID:
    """The message with its file, its entry and its notice: that something came, never what."""
    rows = ask("report_thread", given.digest)
    if sum(from_reporter for _id, _kind, from_reporter, *_rest in rows) >= MOST_MESSAGES:
        raise CannotMove(_("You have written very often. Please wait for the answer."))
    if file is not None and len(ask("report_enclosed", given.digest)) >= MOST_FILES:
        raise Invalid(_("You have sent as many files as can be taken. Describe in words what you have."), field="file")
    message, times = ReportMessage(id=uuid4()), pack().talking
    sealed = vault.seal(given.key, json.dumps(words, ensure_ascii=False), message.place)
    said = ask("report_says", given.digest, message.id, given.request, given.body, kind, sealed, given.at,
               after(given.at, times.read_soon), after(given.at, times.read))  # fmt: skip
    _report, holder, kind, urgency, number = said[0]
    facts: dict[str, Any] = {"kind": kind, "number": number}
    if file is not None:
        kept = enclose(given.digest, given.key, message.id, file, media_of(file.content))
        facts |= {
            "media": kept.media,
            "size": kept.size,
            "sha256": kept.sha256.hex(),
            "held": kept.held,
            "copied": kept.copied,
        }
    subject = Report(id=given.report)
    record("report.say", by=PUBLIC, now=given.at, unit=holder, subject=subject, report_id=given.report,
           facts=facts | {"content": given.body.hex()})  # fmt: skip
    queue("report.said", to_unit=holder, subject=subject, now=given.at, dedupe=f"{number}", urgency=urgency,
          facts={"kind": kind})  # fmt: skip
    return given.report


def _read(row: tuple[Any, ...], key: bytes, files: dict[UUID, list[tuple[str, int]]]) -> Said:
    message, kind, from_reporter, sealed, made_at = row
    words = json.loads(vault.unseal(key, sealed, ReportMessage(id=message).place))
    return Said(message, kind, from_reporter, made_at, words.get("text", ""), tuple(words.get("phrases", ())),
                tuple(files.get(message, ())))  # fmt: skip
