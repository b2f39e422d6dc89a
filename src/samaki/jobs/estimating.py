"""Estimates from lists are made beside the heartbeat, one at a time, each in a process of its own. It never holds an act up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connections

from samaki.database import session
from samaki.surveys.lists import running
from samaki.surveys.lists.models import ListStudy
from samaki.surveys.lists.operations import end_estimate, give_back, goes_on, next_estimate
from samaki.surveys.words import words_of

log = logging.getLogger("samaki.estimating")

EVERY = 3.0  # seconds between two looks at what waits


def run(stop: threading.Event, every_seconds: float = EVERY) -> None:
    """Estimate until `stop` is set. A round that fails is logged by kind alone; the estimate is taken up again, and loses nothing."""
    while not stop.is_set():
        try:
            while not stop.is_set() and round_of(lambda: datetime.now(UTC), stop):
                pass
        except Exception as error:  # noqa: BLE001 - the next round follows
            log.error("A round of estimates failed: %s", type(error).__name__)
        finally:
            connections.close_all()
        stop.wait(every_seconds)


def round_of(now: Callable[[], datetime], stop: threading.Event) -> bool:
    """One estimate, where one waits; whether there was one. No transaction is open while it is reckoned."""
    with session("worker", now()):
        row = next_estimate(now())
    if row is None:
        return False
    try:
        told = running.run(
            words_of(row), row.method, row.replicates, row.seed, lambda done: _goes_on(row, done, now, stop)
        )
    except running.Unwanted:
        with session("worker", now()):
            give_back(row.id)
        return True
    with session("worker", now()):
        end_estimate(study_id=row.id, result=told.get("result"), trouble=told.get("trouble"), now=now())
    return True


def _goes_on(row: ListStudy, done: int, now: Callable[[], datetime], stop: threading.Event) -> bool:
    with session("worker", now()):
        return goes_on(row.id, done, now()) and not stop.is_set()
