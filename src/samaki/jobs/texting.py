"""Texts as rows: what came is acted on, urgent notices become calls, one worker takes each text, and old rows go.

A text is taken in one transaction (skipping what another worker has locked), given to its gateway outside of any, and the answer is
written in a third. Killed in between it is taken again after LEASE: it may then arrive twice, for no gateway says whether it has a
text already, and is never lost. Its id is the same at every attempt.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from uuid import UUID

from samaki.agencies.models import Member
from samaki.channels.sms import inbound, words
from samaki.channels.sms.answering import ANSWERED
from samaki.channels.sms.choosing import number_of
from samaki.channels.sms.gateways import configured, sender
from samaki.channels.sms.giving import PATIENCE, Answer, give
from samaki.channels.sms.models import TextChoice, TextIn, TextNotice, TextOut
from samaki.channels.sms.outbox import CODE, answer_digest, fill, opened, queue_text
from samaki.database import lock, session
from samaki.intake.operations import rounded
from samaki.jobs.addressing import AT_ONCE, Recipient, leaves_at, sorted_out
from samaki.jobs.last_rung import is_needed, text_own
from samaki.jobs.unanswered import follow_texts
from samaki.jobs.waking import of_the_roster
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice
from samaki.notices.operations import queue
from samaki.vault.sealing import CannotOpen

log = logging.getLogger("samaki.texts")

BATCH, MOST = 500, 100
LEASE = timedelta(minutes=2)
TOO_OLD = timedelta(hours=6)
"""Older notices are called for by the ladder again, or stand on the desk."""
ANSWERS_LAST = timedelta(hours=24)
UNATTENDED = timedelta(seconds=30)
"""What came is acted on where it came in; only what was left lying is taken up here."""
WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 900, 1800))
"""Before the second attempt, the third, ...; after the eighth failure, about an hour, the text is given up: the ladder has gone on."""
TROUBLE = ("unreachable", "tls", "login")
KEPT = timedelta(days=30)
MOST_FAILURES = 10


def round_of(clock: Callable[[], datetime], stop: Event, patience: float = PATIENCE) -> list[Answer]:
    """One round; ends early when told to, and when a gateway cannot be used at all."""
    take_up(clock())
    follow_texts(clock())
    forget(clock())
    if sender() is None:
        return []
    address(clock())
    answers: list[Answer] = []
    while len(answers) < MOST and not stop.is_set():
        answer = send_next(clock(), patience)
        if answer is None:
            break
        answers.append(answer)
        if answer.outcome in TROUBLE:
            break
    return answers


def take_up(now: datetime) -> int:
    """Act on texts that were kept and left: parts that nothing follows any more, or whoever kept them died. How many were tried."""
    with session("worker", now):
        left = TextIn.objects.filter(
            acted_at__isnull=True, arrived_at__lte=now - UNATTENDED, failures__lt=MOST_FAILURES
        )
        keys = list(left.order_by("arrived_at").values_list("id", flat=True)[:BATCH])
    for key in keys:
        try:
            inbound.act_on(key, now)
        except Exception as error:  # noqa: BLE001 - the others are still acted on; `doctor` counts those that are left
            log.error("A text could not be acted on: %s", type(error).__name__)
            with session("worker", now):
                row = TextIn.objects.select_for_update().get(id=key)
                row.failures += 1
                row.save(update_fields=["failures"])
    return len(keys)


def forget(now: datetime) -> None:
    """What was acted on or has ended, after a month."""
    with session("worker", now):
        TextIn.objects.filter(acted_at__isnull=False, arrived_at__lt=now - KEPT).delete()
        old = TextOut.objects.filter(ended_at__isnull=False, made_at__lt=now - KEPT)
        keys = list(old.values_list("id", flat=True)[:BATCH])
        TextNotice.objects.filter(text_id__in=keys).delete()
        TextOut.objects.filter(id__in=keys).delete()


def address(now: datetime) -> int:
    """Every urgent notice becomes a call to each member who is texted; returns how many notices were looked at."""
    gateway = sender()
    if gateway is None:
        return 0
    with session("worker", now):
        fresh = Notice.objects.filter(
            texted_at__isnull=True, urgency__in=AT_ONCE, made_at__gt=now - TOO_OLD, made_at__lte=now
        )
        notices = list(fresh.order_by("made_at", "id").select_for_update(skip_locked=True)[:BATCH])
        Notice.objects.filter(id__in=[notice.id for notice in notices]).update(texted_at=now)
        to_text = [one for one in notices if one.seen_at is None and not one.kind.startswith(("mail.", "text."))]
        found = of_the_roster(sorted_out(to_text, now, TextChoice, verified_at__isnull=False), now) if to_text else {}
        for recipient in sorted(found, key=lambda one: one.member_id):
            lock(recipient.member_id)
            _call(gateway.code, recipient, found[recipient], now)
        text_own(gateway.code, to_text, now)
        return len(notices)


def _call(gateway: str, recipient: Recipient, notices: Sequence[Notice], now: datetime) -> None:
    """One text for all of them, which says how many they are; what may wait and follows within ten minutes goes with the next one."""
    choice = TextChoice.objects.select_related("member").get(member_id=recipient.member_id)
    calls = TextOut.objects.filter(member_id=recipient.member_id, kind="call")
    waiting = calls.filter(state="waiting", tries=0).select_for_update().first()
    last = calls.filter(tries__gt=0).order_by("-made_at").first()
    due = leaves_at(notices, last.made_at if last else None, now)
    if waiting is None:
        waiting = _write(gateway, recipient, choice, notices, now, due)
    else:
        before = Notice.objects.filter(id__in=waiting.about.values("notice"), seen_at__isnull=True)
        text, waiting.answer, waiting.answer_until = _words(choice, [*before, *notices], now)
        waiting.send_at = min(waiting.send_at or due, due)
        _seal_anew(waiting, number_of(choice), text)
    TextNotice.objects.bulk_create(
        TextNotice(text=waiting, notice=one, member_id=recipient.member_id) for one in notices
    )


def _write(
    gateway: str, recipient: Recipient, choice: TextChoice, notices: Sequence[Notice], now: datetime, due: datetime
) -> TextOut:
    text, answer, until = _words(choice, notices, now)
    row = queue_text("call", gateway, number_of(choice), text, now, member_id=recipient.member_id, unit=recipient.unit,
                     answer=answer, answer_until=until)  # fmt: skip
    row.send_at = due
    row.save(update_fields=["send_at"])
    return row


def _words(choice: TextChoice, notices: Sequence[Notice], now: datetime) -> tuple[str, bytes | None, datetime | None]:
    """A code where it answers something, and how many things that code takes; else how many wait."""
    language = choice.member.language
    matters = {(one.subject_kind, one.subject_id) for one in notices}
    taken = sum(kind in ANSWERED for kind, _id in matters)
    if not taken:
        return words.counted("call", len(matters), language), None, None
    code = f"{secrets.randbelow(10**CODE):0{CODE}d}"
    said = words.counted("call_code", taken, language, code=code)
    return said, answer_digest(number_of(choice), code), now + ANSWERS_LAST


def _seal_anew(row: TextOut, to: str, text: str) -> None:
    fill(row, to, text)
    row.save(update_fields=["sealed", "parts", "answer", "answer_until", "send_at"])


def send_next(now: datetime, patience: float = PATIENCE) -> Answer | None:
    """Send the text that is due longest; None when none is. Those that are not needed any more are laid aside."""
    while (taken := take(now)) is not None:
        key, number, to, text, code = taken
        gateway = configured().get(code) or sender()
        if not text or gateway is None:
            continue
        began = monotonic()
        answer = give(gateway, key, to, text, patience)  # outside of any transaction: a slow gateway holds no lock
        ended = now + timedelta(seconds=monotonic() - began)
        with session("worker", ended):
            note(key, number, answer, ended)
        return answer
    return None


def take(now: datetime) -> tuple[UUID, int, str, str, str] | None:
    """(id, number of the attempt, number, words, gateway) of the text that is due longest, for this worker alone; no words: it has
    ended already. None when none is due."""
    with session("worker", now):
        due = TextOut.objects.filter(send_at__lte=now).order_by("send_at", "id")
        row = due.select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        if row.state == "sending":  # that worker died with it
            row.failures += 1
        try:
            to, text = opened(row)
        except CannotOpen:
            to = text = ""
        if not text or row.failures > len(WAITS) or not _needed(row):
            end(row, "given_up" if row.failures > len(WAITS) else "not_needed", now)
            return row.id, row.tries, "", "", row.gateway
        row.state, row.tries, row.send_at = "sending", row.tries + 1, now + LEASE
        row.save(update_fields=["state", "tries", "failures", "send_at"])
        return row.id, row.tries, to, text, row.gateway


def _needed(row: TextOut) -> bool:
    """A call: while its member works here, is texted, has not answered and not seen all that it stands for."""
    if row.kind == "own":
        return is_needed(row)
    if row.kind != "call" or row.member_id is None:
        return True
    choice = TextChoice.objects.filter(
        member_id=row.member_id, wants="urgent", refused_at__isnull=True, verified_at__isnull=False
    )
    works = Member.objects.filter(id=row.member_id, is_active=True).exists()
    unseen = row.about.filter(notice__seen_at__isnull=True).exists()
    return works and unseen and row.answered_at is None and choice.exists()


def note(key: UUID, number: int, answer: Answer, ended: datetime) -> None:
    """Write the gateway's answer, unless another worker has taken the text over meanwhile."""
    row = TextOut.objects.select_for_update().get(id=key)
    if (row.state, row.tries) != ("sending", number):
        return
    row.outcome = answer.outcome
    if answer.outcome == "sent":
        end(row, "sent", ended)
    elif answer.permanent:
        end(row, "refused", ended)
    elif row.failures + 1 > len(WAITS):
        end(row, "given_up", ended)
    else:
        row.failures, row.state, row.send_at = row.failures + 1, "waiting", ended + WAITS[row.failures]
        row.save(update_fields=["state", "send_at", "failures", "outcome"])


def end(row: TextOut, state: str, now: datetime) -> None:
    """It has ended: its words and number are gone. An entry says how; those who lead the unit hear of a call that did not leave."""
    row.state, row.send_at, row.sealed = state, None, b""
    row.ended_at = rounded(now) if row.kind == "reply" else now
    row.save(update_fields=["state", "send_at", "failures", "ended_at", "outcome", "sealed"])
    if row.kind == "reply" or row.unit is None:  # of a reporter: what the ledger says of the report is enough
        return
    facts = {"state": state, "kind": row.kind, "count": row.about.count(), "reason": row.outcome}
    record(f"text.{state}", by=CLOCK, now=now, unit=row.unit, subject=row, facts=facts)
    day = f"{row.member_id}:{now.date().isoformat()}"
    told = Notice.objects.filter(kind="text.unsent", to_unit=row.unit, dedupe__endswith=day)
    if state in ("refused", "given_up") and row.kind in ("call", "own") and not told.exists():
        queue("text.unsent", to_unit=row.unit, subject=row, now=now, dedupe=day, audience="head")
