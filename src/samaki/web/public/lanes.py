"""Many at once: a report is kept by so many at a time in this process, the others wait a little. Nobody is counted by an address.

Everybody of a village, a school or a telephone company may come from one address, so nothing here asks where anybody comes from, and
nobody is locked out. Who cannot be served within the wait is told to press the button again in a minute; what they wrote is kept on
their page. An emergency has places of its own, which nothing else takes, and may take the others as well.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

PLACES, OF_EMERGENCIES = 2, 1
"""At a time in one process; the pool of the intake role has as many connections (`settings.databases.POOL_SIZES`)."""

WAIT, WAIT_OF_EMERGENCY = 5.0, 20.0
"""Seconds."""


class Busy(OperationalError):
    """Too many at this moment: as with a database that is away, trying again soon helps."""


class Lanes:
    """Places for reports on their way into the database."""

    def __init__(self, places: int = PLACES, of_emergencies: int = OF_EMERGENCIES) -> None:
        self._free, self._reserved = places, of_emergencies
        self._changed = threading.Condition()

    @contextmanager
    def place(self, *, emergency: bool, wait: float | None = None) -> Iterator[None]:
        """A place for the time of the block; raises Busy when none is free within `wait` seconds."""
        patience = wait if wait is not None else WAIT_OF_EMERGENCY if emergency else WAIT
        with self._changed:
            if not self._changed.wait_for(lambda: self._free > 0 or (emergency and self._reserved > 0), patience):
                raise Busy("all places are taken")
            of_emergency = self._free == 0
            self._take(of_emergency, -1)
        try:
            yield
        finally:
            with self._changed:
                self._take(of_emergency, 1)
                self._changed.notify_all()

    def _take(self, of_emergency: bool, number: int) -> None:  # noqa: FBT001
        if of_emergency:
            self._reserved += number
        else:
            self._free += number


LANES = Lanes()
"""Those of this process."""
