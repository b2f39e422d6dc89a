"""The worker: a tick every few seconds, woken early by the database, and a sign of life after each."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.db import connections

from samaki.database import session
from samaki.jobs.models import Heartbeat
from samaki.jobs.tick import tick

log = logging.getLogger("samaki.worker")


def run(stop: threading.Event, every_seconds: float = 5.0) -> None:
    """Beat until `stop` is set. A failing tick is logged and the next one is tried: the heart does not stop."""
    while not stop.is_set():
        try:
            beat(datetime.now(UTC))
        except Exception:
            log.exception("The tick failed; the next one follows in %s s.", every_seconds)
            connections.close_all()
        stop.wait(every_seconds)


def beat(now: datetime) -> None:
    """One tick, and the sign of life that `/readyz` and the watchdog look at."""
    report = tick(now)
    for error in report.errors:
        log.error("A row could not be acted on: %s", error)
    with session("worker", now):
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": now, "ticked_at": now})
