"""Calls as rows: the ladder's notices become calls, one worker asks the gateway for each, and a telephone that nobody answers sends
the ladder up at once. As `texting` does with texts: taken in one transaction, given outside of any, the answer written in a third."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from django.db.models.functions import Coalesce

from samaki.agencies.models import Member
from samaki.channels.sms.giving import PATIENCE, Answer
from samaki.channels.voice.choosing import SILENT, number_of, opened, queue_call
from samaki.channels.voice.gateways import caller, configured
from samaki.channels.voice.giving import ask_for_call
from samaki.channels.voice.models import VoiceCall, VoiceChoice
from samaki.database import lock, session
from samaki.jobs.addressing import AT_ONCE, FIRST_RUNG, Recipient, leaves_at, sorted_out
from samaki.jobs.unanswered import RINGS, go_up
from samaki.jobs.waking import of_the_roster
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice
from samaki.vault.sealing import CannotOpen

BATCH, MOST = 500, 100
LEASE = timedelta(minutes=2)
TOO_OLD = timedelta(minutes=30)
"""Nobody is called about an older notice: the ladder has called again."""
WAITS = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60))
"""Before the second attempt, the third, ...; after the fourth failure the call is given up, and the ladder goes up."""
SAYS_NOTHING = timedelta(minutes=3)
"""A gateway that took a call and says nothing more of it for so long has lost it; also one that a machine answered, and no key."""
ONE_CALL = timedelta(minutes=1)
EMERGENCIES = ("report.new", "handoff.offered", "report.late", "handoff.late", "step.late")
"""What rings at the first rung, the desk, where it is an emergency: that it came, was handed over, or waits too long."""
KEPT = timedelta(days=30)
TROUBLE = ("unreachable", "tls", "login")


def round_of(clock: Callable[[], datetime], stop: Event, patience: float = PATIENCE) -> list[Answer]:
    """One round; ends early when told to, and when the gateway cannot be used at all."""
    follow(clock())
    forget(clock())
    answers: list[Answer] = []
    if caller() is None:
        return answers
    address(clock())
    while len(answers) < MOST and not stop.is_set() and (answer := call_next(clock(), patience)) is not None:
        answers.append(answer)
        if answer.outcome in TROUBLE:
            break
    return answers


def address(now: datetime) -> int:
    """Every urgent call of the ladder, and an emergency at its first rung, rings at each member who wants it; all else that is new
    stands on the desk. Returns how many notices were looked at."""
    gateway = caller()
    if gateway is None:
        return 0
    with session("worker", now):
        fresh = Notice.objects.filter(
            called_at__isnull=True, urgency__in=AT_ONCE, made_at__gt=now - TOO_OLD, made_at__lte=now
        )
        notices = list(fresh.order_by("made_at", "id").select_for_update(skip_locked=True)[:BATCH])
        Notice.objects.filter(id__in=[notice.id for notice in notices]).update(called_at=now)
        waiting = [one for one in notices if one.seen_at is None and _rings(one)]
        found = of_the_roster(sorted_out(waiting, now, VoiceChoice, verified_at__isnull=False), now) if waiting else {}
        for recipient in sorted(found, key=lambda one: one.member_id):
            lock(recipient.member_id)
            _call(gateway.code, recipient, found[recipient], now)
        return len(notices)


def _rings(one: Notice) -> bool:
    return one.level > FIRST_RUNG or (one.urgency == "emergency" and one.kind in EMERGENCIES)


def _call(gateway: str, recipient: Recipient, about: Sequence[Notice], now: datetime) -> None:
    """One call for all of them. A telephone that rings at this moment is called a minute later: it would be busy."""
    member_id = recipient.member_id
    calls = VoiceCall.objects.filter(member_id=member_id, kind="call").order_by("-made_at")
    waiting = calls.filter(state="waiting", tries=0).select_for_update().first()
    last = calls.filter(tries__gt=0).first()
    due = leaves_at(about, last.made_at if last else None, now)
    if last is not None and last.heard in RINGS and last.state in ("sending", "sent"):
        due = max(due, last.made_at + ONE_CALL)
    if waiting is None:
        choice = VoiceChoice.objects.get(member_id=member_id)
        waiting = queue_call("call", gateway, number_of(choice), now, member_id=member_id, unit=recipient.unit)
        waiting.send_at = due
    waiting.about, waiting.send_at = [*waiting.about, *(one.id for one in about)], min(waiting.send_at or due, due)
    waiting.save(update_fields=["about", "send_at"])


def call_next(now: datetime, patience: float = PATIENCE) -> Answer | None:
    """Ask for the call that is due longest; None when none is. Those that are not needed any more are laid aside."""
    while (taken := take(now)) is not None:
        key, number, to, language, code = taken
        gateway = configured().get(code) or caller()
        if not to or gateway is None:
            continue
        answer = ask_for_call(gateway, key, to, language, patience)  # outside of any transaction
        with session("worker", now):
            note(key, number, answer, now)
        return answer
    return None


def take(now: datetime) -> tuple[UUID, int, str, str, str] | None:
    """(id, number of the attempt, telephone number, language, gateway) of the call that is due longest, for this worker alone; no
    telephone number: it has ended already. None when none is due."""
    with session("worker", now):
        due = VoiceCall.objects.filter(send_at__lte=now).order_by("send_at")
        row = due.select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        row.failures += row.state == "sending"  # that worker died with it
        member = Member.objects.get(id=row.member_id)
        try:
            to = opened(row)
        except CannotOpen:
            to = ""
        if not to or row.failures > len(WAITS) or not _needed(row, member):
            end(row, "given_up" if row.failures > len(WAITS) else "not_needed", now)
            return row.id, row.tries, "", "", row.gateway
        row.state, row.tries, row.send_at = "sending", row.tries + 1, now + LEASE
        row.save(update_fields=["state", "tries", "failures", "send_at"])
        return row.id, row.tries, to, member.language, row.gateway


def _needed(row: VoiceCall, member: Member) -> bool:
    """While its member works here, wants calls, has not taken it, and has not seen all that it stands for."""
    choice = VoiceChoice.objects.filter(member_id=row.member_id, refused_at__isnull=True).exclude(wants="none").first()
    if choice is None or not member.is_active or row.heard == "taken":
        return False
    if row.kind == "prove":
        return choice.verified_at is None
    return choice.verified_at is not None and Notice.objects.filter(id__in=row.about, seen_at__isnull=True).exists()


def note(key: UUID, number: int, answer: Answer, ended: datetime) -> None:
    """Write the gateway's answer, unless another worker has taken the call over meanwhile."""
    row = VoiceCall.objects.select_for_update().get(id=key)
    if (row.state, row.tries) != ("sending", number):
        return
    row.outcome = answer.outcome
    if answer.outcome == "sent":
        end(row, "sent", ended)
    elif answer.permanent:
        VoiceChoice.objects.filter(member_id=row.member_id).update(refused_at=ended)
        end(row, "refused", ended)
    elif row.failures + 1 > len(WAITS):
        end(row, "given_up", ended)
    else:
        row.failures, row.state, row.send_at = row.failures + 1, "waiting", ended + WAITS[row.failures]
        row.save(update_fields=["state", "send_at", "failures", "outcome"])


def end(row: VoiceCall, state: str, now: datetime) -> None:
    """It has left, or never will: its number is gone. An entry says how."""
    row.state, row.send_at, row.sealed, row.ended_at = state, None, b"", now
    if state in ("refused", "given_up") and not row.heard:
        row.heard, row.heard_at = "failed", now
    row.save(update_fields=["state", "send_at", "failures", "ended_at", "outcome", "sealed", "heard", "heard_at"])
    facts = {"state": state, "kind": row.kind, "count": len(row.about), "reason": row.outcome}
    record(f"voice.{state}", by=CLOCK, now=now, unit=row.unit, subject=row, facts=facts)


def follow(now: datetime) -> int:
    """Where nobody took a call, what it stood for is due again now: the next rung is called by the next beat. How many were followed."""
    with session("worker", now):
        lost = VoiceCall.objects.filter(followed_at__isnull=True, state="sent", heard__in=RINGS)
        lost = lost.alias(last=Coalesce("heard_at", "ended_at")).filter(last__lt=now - SAYS_NOTHING)
        lost.update(heard="lost", heard_at=now)
        rows = VoiceCall.objects.filter(followed_at__isnull=True, kind="call", heard__in=SILENT)
        found = list(rows.order_by("made_at").select_for_update(skip_locked=True)[:BATCH])
        for row in found:
            _go_up(row, now)
        return len(found)


def _go_up(row: VoiceCall, now: datetime) -> None:
    row.followed_at = now
    row.save(update_fields=["followed_at"])
    go_up(row.about, row.member_id, now)
    facts = {"state": row.heard, "count": len(row.about)}
    record("voice.unreached", by=CLOCK, now=now, unit=row.unit, subject=row, facts=facts)


def forget(now: datetime) -> None:
    """What has ended, after a month."""
    with session("worker", now):
        old = VoiceCall.objects.filter(ended_at__isnull=False, made_at__lt=now - KEPT)
        VoiceCall.objects.filter(id__in=list(old.values_list("id", flat=True)[:BATCH])).delete()
