"""Pushes as rows: urgent notices become a push to each browser of who is called, one worker gives each to its push service, and a
browser that is gone ends. As `texting` does with texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from samaki.agencies.models import Member
from samaki.channels.push import words
from samaki.channels.push.choosing import Subscription, opened
from samaki.channels.push.giving import push
from samaki.channels.push.keys import Sender, sender
from samaki.channels.push.models import Push, PushBrowser
from samaki.channels.push.sealing import token
from samaki.channels.sms.giving import PATIENCE, Answer
from samaki.database import session
from samaki.jobs.addressing import AT_ONCE, QUIET, Recipient, concerned
from samaki.jobs.waking import of_the_roster
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice
from samaki.vault.sealing import CannotOpen

BATCH, MOST = 500, 100
LEASE = timedelta(minutes=2)
TOO_OLD = timedelta(hours=6)
TTL = timedelta(hours=1)
"""So long a push service keeps it for a browser that is off; then the ladder has called elsewhere."""
WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 900, 1800))
KEPT = timedelta(days=30)


def round_of(clock: Callable[[], datetime], stop: Event, patience: float = PATIENCE) -> list[Answer]:
    """One round; ends early when told to."""
    forget(clock())
    answers: list[Answer] = []
    ours = sender()
    if ours is None:
        return answers
    address(clock())
    while len(answers) < MOST and not stop.is_set() and (answer := push_next(ours, clock(), patience)) is not None:
        answers.append(answer)
    return answers


def address(now: datetime) -> int:
    """Every urgent notice becomes a push to each browser of those whom it calls; returns how many notices were looked at."""
    with session("worker", now):
        fresh = Notice.objects.filter(
            pushed_at__isnull=True, urgency__in=AT_ONCE, made_at__gt=now - TOO_OLD, made_at__lte=now
        )
        notices = list(fresh.order_by("made_at", "id").select_for_update(skip_locked=True)[:BATCH])
        Notice.objects.filter(id__in=[notice.id for notice in notices]).update(pushed_at=now)
        waiting = [one for one in notices if one.seen_at is None]
        found = concerned(waiting, now) if waiting else {}
        browsers = PushBrowser.objects.filter(member_id__in=[one.member_id for one in found], ended_at__isnull=True)
        holders = set(browsers.values_list("member_id", flat=True))
        found = of_the_roster({one: its for one, its in found.items() if one.member_id in holders}, now)
        browsers = browsers.filter(member_id__in=[one.member_id for one in found])
        to = {one.member_id: one for one in found}
        for browser in browsers.order_by("id"):
            recipient = to[browser.member_id]
            _queue(browser, recipient, [one.id for one in found[recipient]], now)
        return len(notices)


def _queue(browser: PushBrowser, recipient: Recipient, about: list[UUID], now: datetime) -> None:
    """One push for all of them; what follows within ten minutes of another goes with the next one."""
    pushes = Push.objects.filter(browser=browser).order_by("-made_at")
    waiting = pushes.filter(state="waiting", tries=0).select_for_update().first()
    if waiting is None:
        last = pushes.filter(tries__gt=0).first()
        due = max(now, last.made_at + QUIET) if last is not None else now
        waiting = Push(browser=browser, member_id=recipient.member_id, unit=recipient.unit, made_at=now, send_at=due)
        waiting.save(force_insert=True)
    waiting.about = [*waiting.about, *about]
    waiting.save(update_fields=["about"])


def push_next(ours: Sender, now: datetime, patience: float = PATIENCE) -> Answer | None:
    """Give the push that is due longest; None when none is. Those that are not needed any more are laid aside."""
    while (taken := take(now)) is not None:
        key, number, to, language = taken
        if to is None:
            continue
        headers = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "Urgency": "high",
                   "TTL": str(int(TTL.total_seconds())), "Topic": "samaki", "User-Agent": "samaki", "Connection": "close",
                   "Authorization": token(ours.key, to.address, ours.contact, now)}  # fmt: skip
        answer = push(to.address, to.sealed_for(words.said(language)), headers, patience)  # outside of any transaction
        with session("worker", now):
            note(key, number, answer, now)
        return answer
    return None


def take(now: datetime) -> tuple[UUID, int, Subscription | None, str] | None:
    """(id, number of the attempt, where it goes, language) of the push that is due longest, for this worker alone; nowhere: it has
    ended already. None when none is due."""
    with session("worker", now):
        due = Push.objects.filter(send_at__lte=now).order_by("send_at")
        row = due.select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        row.failures += row.state == "sending"  # that worker died with it
        member, browser = Member.objects.get(id=row.member_id), PushBrowser.objects.get(id=row.browser_id)
        try:
            to = opened(browser)[0] if browser.ended_at is None else None
        except CannotOpen:
            to = None
        unseen = Notice.objects.filter(id__in=row.about, seen_at__isnull=True).exists()
        if to is None or row.failures > len(WAITS) or not unseen or not member.is_active:
            end(row, "given_up" if row.failures > len(WAITS) else "not_needed", now)
            return row.id, row.tries, None, ""
        row.state, row.tries, row.send_at = "sending", row.tries + 1, now + LEASE
        row.save(update_fields=["state", "tries", "failures", "send_at"])
        return row.id, row.tries, to, member.language


def note(key: UUID, number: int, answer: Answer, ended: datetime) -> None:
    """Write the service's answer, unless another worker has taken the push over meanwhile."""
    row = Push.objects.select_for_update().get(id=key)
    if (row.state, row.tries) != ("sending", number):
        return
    row.outcome = answer.outcome
    if answer.outcome == "sent":
        PushBrowser.objects.filter(id=row.browser_id).update(last_at=ended)
        end(row, "sent", ended)
    elif answer.outcome in ("gone", "refused"):
        if answer.outcome == "gone":
            _gone(row.browser, row.unit, ended)
        end(row, "refused", ended)
    elif row.failures + 1 > len(WAITS):
        end(row, "given_up", ended)
    else:
        row.failures, row.state, row.send_at = row.failures + 1, "waiting", ended + WAITS[row.failures]
        row.save(update_fields=["state", "send_at", "failures", "outcome"])


def _gone(row: PushBrowser, unit: int, now: datetime) -> None:
    """The browser is not there any more, or its member is not: where it was is forgotten."""
    row.ended_at, row.sealed, row.address = now, b"", None
    row.save(update_fields=["ended_at", "sealed", "address"])
    record("push.gone", by=CLOCK, now=now, unit=unit, subject=row)


def end(row: Push, state: str, now: datetime) -> None:
    """It has ended. An entry says how."""
    row.state, row.send_at, row.ended_at = state, None, now
    row.save(update_fields=["state", "send_at", "failures", "ended_at", "outcome"])
    facts = {"state": state, "count": len(row.about), "reason": row.outcome}
    record(f"push.{state}", by=CLOCK, now=now, unit=row.unit, subject=row, facts=facts)


def forget(now: datetime) -> None:
    """Pushes that have ended, after a month; browsers of who was suspended or closed, at once."""
    with session("worker", now):
        old = Push.objects.filter(ended_at__isnull=False, made_at__lt=now - KEPT)
        Push.objects.filter(id__in=list(old.values_list("id", flat=True)[:BATCH])).delete()
        left = PushBrowser.objects.filter(ended_at__isnull=True, member__is_active=False).select_related("member")
        for row in left.order_by("id")[:BATCH]:
            _gone(row, row.member.unit_id, now)
