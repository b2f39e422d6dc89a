"""What a gateway says of a call: a state, or digits that were typed. Kept once however often it is told, in whatever order."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password

from samaki.agencies.models import Member
from samaki.channels.sms.adding import ask
from samaki.channels.voice.choosing import choice_of, proof_of
from samaki.channels.voice.models import VoiceCall
from samaki.database import lock, session, story
from samaki.database.refusals import Refusal
from samaki.handoffs.models import Handoff
from samaki.handoffs.operations import receive
from samaki.intake.models import Report
from samaki.intake.operations import acknowledge
from samaki.ledger.operations import record

RANK = {"": 0, "ringing": 1, "answered": 2, "no_answer": 3, "busy": 3, "failed": 3, "lost": 3, "wrong": 4, "taken": 5}
"""A state never goes back; that it was taken stands, whatever is told later."""
STATES = ("ringing", "answered", "no_answer", "busy", "failed", "digits")
MOST_WRONG, MOST_EVENTS = 3, 40


class Unreadable(Exception):
    """Not what such a gateway posts. Says nothing of what it was."""


@dataclass(frozen=True)
class Said:
    """One event of one call. `event`: digest of the gateway's own key of it."""

    call_id: UUID
    event: str
    state: str
    digits: str = ""


@dataclass(frozen=True)
class Next:
    """What the gateway does now: speak a prompt, then gather digits (`ask`) or hang up (`end`)."""

    do: str = "end"
    prompt: str = "bye"


def said(body: bytes) -> Said:
    """A callback as a value. Raises Unreadable."""
    try:
        given = json.loads(body.decode("utf-8"))
        assert isinstance(given, Mapping)  # noqa: S101 - refused as unreadable below
        key, event, state, digits = (_word(given, name) for name in ("id", "event", "state", "digits"))
        found = Said(UUID(key), hashlib.sha256(event.encode()).hexdigest()[:24], state, digits)
    except (ValueError, AssertionError, RecursionError):
        raise Unreadable from None
    good = state in STATES and 0 < len(event) <= 64 and len(digits) <= 12 and digits.strip("0123456789") == ""
    if not good or bool(digits) != (state == "digits"):
        raise Unreadable
    return found


def _word(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > 200 or not value.isascii():
        raise Unreadable
    return value


def heard(one: Said, gateway: str, now: datetime) -> Next:
    """Keep it, act on it, and say what the gateway does next. A call of nobody, or one that is over: hang up."""
    with session("intake", now):
        found = ask("voice_member", one.call_id, gateway)
    if not found:
        return Next()
    with session("app", now, found[0][0]):
        member = Member.objects.select_related("unit").get(id=found[0][0])
        lock(one.call_id)
        call = VoiceCall.objects.get(id=one.call_id)
        if one.event in call.events or len(call.events) >= MOST_EVENTS or RANK[call.heard] >= RANK["wrong"]:
            return _next(call)
        if one.state == "digits":
            before = call.wrong
            call = type_digits(call_id=one.call_id, event=one.event, digits=one.digits, by=member, now=now)
            return Next("ask", "again") if before < call.wrong < MOST_WRONG else _next(call)
        return _next(note_state(call_id=one.call_id, event=one.event, state=one.state, by=member, now=now))


def _next(call: VoiceCall) -> Next:
    if call.heard == "taken":
        return Next("end", "proved" if call.kind == "prove" else "taken")
    if RANK[call.heard] >= RANK["no_answer"]:
        return Next()
    return Next("ask", call.asked)


@story
def note_state(*, call_id: UUID, event: str, state: str, by: Member, now: datetime) -> VoiceCall:
    """The telephone rings, is answered, or is not. Raises VoiceCall.DoesNotExist for a call that is not theirs."""
    call = _told(call_id, event)
    if RANK[state] > RANK[call.heard]:
        call.heard, call.heard_at = state, now
    call.save(update_fields=["events", "heard", "heard_at"])
    record("voice.heard", by=by, now=now, subject=call, facts={"state": state})
    return call


@story
def type_digits(*, call_id: UUID, event: str, digits: str, by: Member, now: datetime) -> VoiceCall:
    """Keys that were pressed: 1 takes what the call stands for, after it the call PIN where one is set; or the digits that prove the
    number. Wrong three times, the call is over. Raises VoiceCall.DoesNotExist for a call that is not theirs."""
    call = _told(call_id, event)
    call.heard_at = now
    if not _right(call, digits, by):
        call.wrong += 1
        call.heard = "wrong" if call.wrong >= MOST_WRONG else "answered"
        facts = {"count": call.wrong}
        record("voice.wrong", by=by, now=now, subject=call, facts=facts)
    elif call.asked == "menu" and _pin_of(by):
        call.asked, call.heard = "pin", "answered"
        record("voice.heard", by=by, now=now, subject=call, facts={"state": "pin"})
    elif call.kind == "prove":
        call.heard = "taken"
        _prove(by, now)
    else:
        call.heard = "taken"
        record("voice.answer", by=by, now=now, subject=call, facts={"count": _take(call, by, now)})
    call.save(update_fields=["events", "heard", "heard_at", "wrong", "asked"])
    return call


def _told(call_id: UUID, event: str) -> VoiceCall:
    call = VoiceCall.objects.get(id=call_id)
    call.events = [*call.events, event]
    return call


def _right(call: VoiceCall, digits: str, by: Member) -> bool:
    if call.asked == "menu":
        return digits == "1"
    if call.asked == "pin":
        return check_password(digits, _pin_of(by))
    choice = choice_of(by.id)
    return choice is not None and choice.wants != "none" and hmac.compare_digest(digits, proof_of(choice))


def _pin_of(by: Member) -> str:
    choice = choice_of(by.id)
    return choice.pin if choice else ""


def _prove(by: Member, now: datetime) -> None:
    choice = choice_of(by.id)
    if choice is not None:
        choice.verified_at, choice.version = now, choice.version + 1
        choice.save(update_fields=["verified_at", "version"])
        record("voice.prove", by=by, now=now, subject=choice)


def _take(call: VoiceCall, by: Member, now: datetime) -> int:
    taken = 0
    for kind, key in sorted(set(ask("voice_subjects", call.id))):
        with suppress(
            Refusal, Report.DoesNotExist, Handoff.DoesNotExist
        ):  # somebody has it already, or it went elsewhere
            if kind == "report":
                report = acknowledge(report_id=key, by=by, now=now, taken_by="phone")
                record(
                    "report.by_call", by=by, now=now, subject=report, report_id=report.id, facts={"channel": "phone"}
                )
                taken += 1
            elif kind == "handoff":
                row = receive(handoff_id=key, by=by, now=now)
                record("handoff.by_call", by=by, now=now, subject=row, counterpart=row.from_unit_id, case_id=row.case_id,
                       child_id=row.child_id, compartment=row.compartment, facts={"channel": "phone"})  # fmt: skip
                taken += 1
    return taken
