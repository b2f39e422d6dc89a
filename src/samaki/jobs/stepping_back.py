"""Step-back tests are read, and what-if simulations run, beside the heartbeat and in a thread of their own: they hold no clock up."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.db import connections

from samaki.stepping_back.testing import clock
from samaki.stepping_back.whatif import running

log = logging.getLogger("samaki.stepping_back")

EVERY = 60.0  # seconds between two rounds


def run(stop: threading.Event, every_seconds: float = EVERY) -> None:
    """Until `stop` is set. What fails is logged by kind, and tried again in the next round."""
    while not stop.is_set():
        for act in (clock.read_all, running.run_next):
            try:
                act(datetime.now(UTC))
            except Exception:
                log.exception("A round of step-back tests failed; the next one follows.")
            finally:
                connections.close_all()
        stop.wait(every_seconds)
