"""E-mail as rows: notices become letters, one worker takes each letter, and every attempt is written down.

A letter is taken in one transaction (skipping what another worker has locked), handed to the mail server outside of any,
and its answer is written in a third. Killed in between, the attempt stands there without an end, and after LEASE the letter
is taken again: it may then arrive twice, with the same message id, and is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from uuid import UUID

from samaki.agencies.country import pack
from samaki.database import lock, session
from samaki.database.refusals import Invalid
from samaki.jobs import outcomes
from samaki.jobs.addressing import AT_ONCE, Recipient, send_at, sorted_out
from samaki.notices.addresses import clean_address
from samaki.notices.letters import Letter, write
from samaki.notices.models import Mail, MailAttempt, MailChoice, MailNotice, Notice
from samaki.notices.queries import address_of
from samaki.notices.smtp import PATIENCE, Answer, Server, deliver
from samaki.notices.states import moved
from samaki.vault.sealing import CannotOpen

BATCH = 500
LEASE = timedelta(minutes=10)
TOO_OLD = timedelta(days=2)
"""Older notices are not mailed any more: mail was off, or the worker stood; the desk shows them."""
MOST = 100
"""Attempts of one round; the next round follows within seconds."""
TROUBLE = ("unreachable", "tls", "login")
"""Answers after which the next letter would fare no better."""


@dataclass(frozen=True)
class Taken:
    """A letter in one worker's hand. Without a letter it has ended already: nothing is to be sent."""

    mail_id: UUID
    number: int
    letter: Letter | None


def post(server: Server, clock: Callable[[], datetime], stop: Event, patience: float = PATIENCE) -> list[Answer]:
    """One round: address what is new, then send what is due, and say how each attempt ended.

    It ends early when told to, and when the server cannot be used at all: the next round tries again.
    """
    address(clock())
    answers: list[Answer] = []
    while len(answers) < MOST and not stop.is_set():
        answer = send_next(server, clock(), patience)
        if answer is None:
            break
        answers.append(answer)
        if answer.outcome in TROUBLE:
            break
    return answers


def send_next(server: Server, now: datetime, patience: float = PATIENCE) -> Answer | None:
    """Send the letter that is due longest; None when none is. Those that are not needed any more are laid aside."""
    taken = take(server, now)
    while taken is not None and taken.letter is None:
        taken = take(server, now)
    if taken is None or taken.letter is None:
        return None
    began = monotonic()
    answer = deliver(server, taken.letter, patience)  # outside of any transaction: a slow server holds no lock
    ended = now + timedelta(seconds=monotonic() - began)
    with session("worker", ended):
        outcomes.note(taken.mail_id, taken.number, answer, ended)
    return answer


def address(now: datetime) -> int:
    """Put every new notice into the waiting letter of each member who wants it; returns how many notices were looked at."""
    with session("worker", now):
        fresh = Notice.objects.filter(posted_at__isnull=True, made_at__lte=now).order_by("-made_at", "-id")
        notices = list(fresh.select_for_update(skip_locked=True)[:BATCH])
        Notice.objects.filter(id__in=[notice.id for notice in notices]).update(posted_at=now)
        to_mail = [
            notice
            for notice in notices
            if notice.seen_at is None and notice.made_at > now - TOO_OLD and not notice.kind.startswith("mail.")
        ]
        found = sorted_out(to_mail, now) if to_mail else {}
        for recipient in sorted(
            found, key=lambda one: one.member_id
        ):  # one order, so that two workers never wait crosswise
            lock(recipient.member_id)
            _add(recipient, found[recipient], now)
        return len(notices)


def _add(recipient: Recipient, notices: Sequence[Notice], now: datetime) -> None:
    # the row's lock: a letter that is being taken at this moment is not added to
    mail = Mail.objects.filter(member_id=recipient.member_id, state="waiting").select_for_update().first()
    sent = Mail.objects.filter(member_id=recipient.member_id, state="sent").order_by("-ended_at").first()
    last = max((when for when in (mail and mail.tried_at, sent and sent.ended_at) if when), default=None)
    leaves = send_at(notices, last, now)
    if mail is None:
        mail = Mail(member_id=recipient.member_id, unit=recipient.unit, made_at=now, send_at=leaves)
        mail.save(force_insert=True)
    elif any(notice.urgency in AT_ONCE for notice in notices):
        mail.send_at, mail.failures = min(mail.send_at or leaves, leaves), 0
        mail.save(update_fields=["send_at", "failures"])
    MailNotice.objects.bulk_create(
        MailNotice(mail=mail, notice=notice, member_id=recipient.member_id) for notice in notices
    )


def take(server: Server, now: datetime) -> Taken | None:
    """The letter that is due longest, for this worker alone; None when there is none. The attempt is written down first."""
    with session("worker", now):
        due = Mail.objects.filter(send_at__lte=now).select_related("member").order_by("send_at")
        mail = due.select_for_update(skip_locked=True, of=("self",)).first()
        if mail is None:
            return None
        choice = _needed(mail)
        if choice is None or outcomes.died_too_often(mail, now):
            if choice is None:
                outcomes.end(mail, "drop", now)
            return Taken(mail.id, mail.tries, None)
        letter = _letter(server, mail, choice)
        mail.state, mail.tries = moved(mail.state, "take"), mail.tries + 1
        mail.send_at, mail.tried_at = now + LEASE, now
        mail.save(update_fields=["state", "tries", "failures", "send_at", "tried_at"])
        attempt = MailAttempt(mail=mail, number=mail.tries, message_id=letter.message_id, begun_at=now)
        attempt.save(force_insert=True)
        return Taken(mail.id, mail.tries, letter)


def _needed(mail: Mail) -> MailChoice | None:
    """The member's choice, while they work here, want mail and have not seen everything that the letter stands for."""
    if not mail.member.is_active or not mail.about.filter(notice__seen_at__isnull=True).exists():
        return None
    return MailChoice.objects.filter(member_id=mail.member_id, refused_at__isnull=True).exclude(wants="none").first()


def _letter(server: Server, mail: Mail, choice: MailChoice) -> Letter:
    """An address that cannot be used becomes "": the channel refuses it, and the member is shown as any other refused one."""
    try:
        to = clean_address(address_of(choice))
    except (CannotOpen, Invalid):
        to = ""
    language = mail.member.language if mail.member.language in pack().languages else pack().default_language
    return write(to, language, server.desk, f"<{mail.id}@{server.domain}>")
