"""Figures are counted beside the heartbeat, a little after what they count was sealed, then releases that were drafted from them. It never
holds an act up."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.db import connections

from samaki.insights import keeping
from samaki.insights.publication import counting as drafts

log = logging.getLogger("samaki.counting")

EVERY = 15.0  # seconds between two looks at what was sealed


def run(stop: threading.Event, every_seconds: float = EVERY) -> None:
    """Count until `stop` is set. A round that fails is logged, the next one is tried: the ledger waits, and loses nothing."""
    while not stop.is_set():
        try:
            while not stop.is_set() and keeping.keep(datetime.now(UTC)):
                pass
            drafts.count_drafts(datetime.now(UTC))
        except Exception:
            log.exception("A round of counting failed; the next one follows.")
        finally:
            connections.close_all()
        stop.wait(every_seconds)
