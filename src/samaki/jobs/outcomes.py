"""What follows from the mail server's answer: done, tried again later, or shown to those who lead the unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from samaki.database import lock_of
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Mail, MailAttempt, MailChoice, MailNotice, Notice
from samaki.notices.operations import queue
from samaki.notices.smtp import Answer
from samaki.notices.states import moved

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""Before the second attempt, the third, ...; after the ninth failure, some two days, the letter is given up."""


def note(mail_id: UUID, number: int, answer: Answer, ended: datetime) -> None:
    """Write the answer to the attempt, and move the letter unless another worker has taken it over meanwhile."""
    MailAttempt.objects.filter(mail_id=mail_id, number=number).update(
        ended_at=ended, outcome=answer.outcome, code=answer.code
    )
    lock_of(Mail, mail_id, "member_id")
    mail = Mail.objects.select_for_update().get(id=mail_id)
    if (mail.state, mail.tries) != ("sending", number):
        return
    mail.outcome, mail.code = answer.outcome, answer.code
    if answer.outcome == "sent":
        end(mail, "sent", ended)
    elif answer.permanent:
        _refuse(mail, answer, ended)
    else:
        _try_later(mail, ended)


def end(mail: Mail, move: str, now: datetime) -> None:
    """The letter has ended; one entry says how, for how many notices, and with which code."""
    mail.state, mail.send_at, mail.ended_at = moved(mail.state, move), None, now
    mail.save(update_fields=["state", "send_at", "failures", "ended_at", "outcome", "code"])
    facts = {"state": mail.state, "count": mail.about.count(), "reason": mail.outcome, "code": mail.code}
    record(f"mail.{mail.state}", by=CLOCK, now=now, unit=mail.unit, subject=mail, facts=facts)


def _refuse(mail: Mail, answer: Answer, now: datetime) -> None:
    """Not tried again. An address that was refused gets nothing more until its member looks at it."""
    if answer.outcome == "refused_address":
        MailChoice.objects.filter(member_id=mail.member_id).update(refused_at=now, refused_code=answer.code)
    end(mail, "refuse", now)
    _show(mail, "mail.refused", now)


def _try_later(mail: Mail, now: datetime) -> None:
    mail.failures += 1
    other = Mail.objects.filter(member_id=mail.member_id, state="waiting").select_for_update().first()
    if mail.failures > len(WAITS):
        end(mail, "give_up", now)
        _show(mail, "mail.given_up", now)
    elif other is not None:  # made while this one was on its way; one letter says it all
        end(mail, "join", now)
        MailNotice.objects.filter(mail=mail).update(mail=other)
    else:
        mail.state, mail.send_at = moved(mail.state, "later"), now + WAITS[mail.failures - 1]
        mail.save(update_fields=["state", "send_at", "failures", "outcome", "code"])


def died_too_often(mail: Mail, now: datetime) -> bool:
    """A letter still in somebody's hand after its time: that worker died. It counts as a failure, or it might kill for ever."""
    if mail.state != "sending":
        return False
    mail.failures += 1
    if mail.failures <= len(WAITS):
        return False
    mail.outcome, mail.code = "died", None
    end(mail, "give_up", now)
    _show(mail, "mail.given_up", now)
    return True


def _show(mail: Mail, kind: str, now: datetime) -> None:
    """On the desk of the unit, once a day for each member: who leads it sees whose mail does not arrive."""
    day = f"{mail.member_id}:{now.date().isoformat()}"
    if not Notice.objects.filter(kind=kind, to_unit=mail.unit, dedupe__endswith=day).exists():
        queue(kind, to_unit=mail.unit, subject=mail, now=now, dedupe=day, audience="head")
