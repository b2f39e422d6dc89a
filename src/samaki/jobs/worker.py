"""The worker: a tick every second, and a sign of life after each. E-mail, texts, calls and pushes go out beside it and the ledger is
sealed and counted beside it, each in a thread of its own: a mail server that hangs stops no clock, no long tick keeps entries unsealed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connections

from samaki.channels.sms.gateways import configured
from samaki.channels.sms.giving import Answer
from samaki.database import session
from samaki.jobs import counting, estimating, pushing, ringing, sealer, stepping_back, texting
from samaki.jobs.models import Heartbeat
from samaki.jobs.post import post
from samaki.jobs.tick import tick
from samaki.notices.smtp import PATIENCE, MailProblem, server

log = logging.getLogger("samaki.worker")

LETTERS_EVERY = 5.0  # seconds
FAREWELL = 8.0  # seconds for a letter that is being handed over when the worker is told to stop


def run(stop: threading.Event, every_seconds: float = 1.0) -> None:
    """Beat until `stop` is set. A failing tick is logged and the next one is tried: the heart does not stop.

    A beat that finds nothing due costs about 10 ms of the processor with a hundred clocks and with thousands
    (`bench escalation`), so one a second leaves 99 % of a core to everything else.
    """
    postman = threading.Thread(target=carry, args=(stop, LETTERS_EVERY), name="mail", daemon=True)
    postman.start()
    texter = threading.Thread(target=text, args=(stop, every_seconds), name="texts", daemon=True)
    texter.start()
    others = [
        threading.Thread(target=rounds, args=(stop, every_seconds, what, of), name=what, daemon=True)
        for what, of in (("calls", ringing.round_of), ("pushes", pushing.round_of))
    ]
    for one in others:
        one.start()
    keeper = threading.Thread(target=sealer.run, args=(stop,), name="sealer", daemon=True)
    keeper.start()
    counter = threading.Thread(target=counting.run, args=(stop,), name="counting", daemon=True)
    counter.start()
    tester = threading.Thread(target=stepping_back.run, args=(stop,), name="step-back tests", daemon=True)
    tester.start()
    estimator = threading.Thread(target=estimating.run, args=(stop,), name="estimating", daemon=True)
    estimator.start()
    while not stop.is_set():
        try:
            beat(datetime.now(UTC))
        except Exception:
            log.exception("The tick failed; the next one follows in %s s.", every_seconds)
            connections.close_all()
        stop.wait(every_seconds)
    postman.join(FAREWELL)
    for one in (texter, *others):
        one.join(FAREWELL)
    keeper.join(FAREWELL)
    counter.join(FAREWELL)
    tester.join(FAREWELL)
    estimator.join(FAREWELL)


def carry(stop: threading.Event, every_seconds: float, patience: float = PATIENCE) -> None:
    """Send e-mail until `stop` is set; ends at once when mail is off. What is wrong with the settings is logged once."""
    try:
        found = server()
    except MailProblem as problem:
        log.error("No e-mail is sent: %s", problem)
        return
    while found is not None and not stop.is_set():
        try:
            for answer in post(found, lambda: datetime.now(UTC), stop, patience):
                if answer.outcome != "sent":
                    log.warning("A letter was not sent: %s, code %s", answer.outcome, answer.code)
        except Exception:
            log.exception("A round of e-mail failed; the next one follows in %s s.", every_seconds)
        finally:
            connections.close_all()
        stop.wait(every_seconds)


def text(stop: threading.Event, every_seconds: float) -> None:
    """Send texts, and act on those that were left lying, until `stop` is set. Without a gateway it looks for one every minute."""
    while not stop.is_set():
        try:
            for answer in texting.round_of(lambda: datetime.now(UTC), stop):
                if answer.outcome != "sent":
                    log.warning("A text was not sent: %s, code %s", answer.outcome, answer.code)
        except Exception:
            log.exception("A round of texts failed; the next one follows in %s s.", every_seconds)
        finally:
            connections.close_all()
        stop.wait(every_seconds if configured() else 60.0)


Round = Callable[[Callable[[], datetime], threading.Event], list[Answer]]


def rounds(stop: threading.Event, every_seconds: float, what: str, of: Round) -> None:
    """Rounds of one way out until `stop` is set. A round that fails is logged by kind alone, for words of an error may hold addresses."""
    while not stop.is_set():
        try:
            for answer in of(lambda: datetime.now(UTC), stop):
                if answer.outcome != "sent":
                    log.warning("Of %s one was not sent: %s, code %s", what, answer.outcome, answer.code)
        except Exception as error:  # noqa: BLE001 - the next round follows
            log.error("A round of %s failed: %s", what, type(error).__name__)
        finally:
            connections.close_all()
        stop.wait(every_seconds)


def beat(now: datetime) -> None:
    """One tick, and the sign of life that `/readyz` and the watchdog look at."""
    report = tick(now)
    for error in report.errors:
        log.error("A row could not be acted on: %s", error)
    with session("worker", now):
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": now, "ticked_at": now})
