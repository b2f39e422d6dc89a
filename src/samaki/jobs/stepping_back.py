"""Step-back tests are read, what-if simulations run, and the plans of areas looked at for alarms, beside the heartbeat and in a thread of
their own: they hold no clock up."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from itertools import count

from django.db import connections

from samaki.stepping_back.fading import alarm
from samaki.stepping_back.testing import clock
from samaki.stepping_back.whatif import running

log = logging.getLogger("samaki.stepping_back")

EVERY = 60.0  # seconds between two rounds
ALARMS = 15
"""So many rounds lie between two looks at the plans of areas: what they rest on changes by the day, not by the minute."""


def run(stop: threading.Event, every_seconds: float = EVERY) -> None:
    """Until `stop` is set. What fails is logged by kind, and tried again in the next round."""
    for number in count():
        if stop.is_set():
            return
        for act in (clock.read_all, running.run_next, *((alarm.sound_all,) if number % ALARMS == 0 else ())):
            try:
                act(datetime.now(UTC))
            except Exception:
                log.exception("A round of step-back tests failed; the next one follows.")
            finally:
                connections.close_all()
        stop.wait(every_seconds)
