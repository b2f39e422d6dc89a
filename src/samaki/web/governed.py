"""Whether pages must say that nobody has signed yet how this installation is governed: one look now and then, not at each page."""

from __future__ import annotations

import threading
import time

from django.conf import settings
from django.db import Error

from samaki.agencies.country import pack
from samaki.journeys.governance.queries import is_governed

EVERY = 15.0
"""Seconds between two looks of one process; so long a page may still say what was so before."""


class _Seen:
    """What the last look found. Before the first one, and where none succeeded, nothing is known: the pages warn."""

    def __init__(self) -> None:
        self.governed, self.at = False, float("-inf")
        self.looking = threading.Lock()

    def look(self) -> None:
        """Ask the database where it is time to; one request asks, the others go by what is known."""
        if time.monotonic() - self.at < EVERY or not self.looking.acquire(blocking=False):
            return
        try:
            self.governed = is_governed()
        except Error:
            pass  # away: the page that is made now says so itself
        finally:
            self.at = time.monotonic()
            self.looking.release()


_seen = _Seen()


def ungoverned() -> bool:
    """For the frame of every page. False in a demonstration, which says what it is anyway."""
    if not settings.SAMAKI_ASKS_WHO_GOVERNS:
        return False
    _seen.look()
    return not _seen.governed


def ungoverned_as_known() -> bool:
    """The same without asking the database: for pages that are made because it is away."""
    return settings.SAMAKI_ASKS_WHO_GOVERNS and not _seen.governed


def forget() -> None:
    """Somebody signed or withdrew: the next page asks."""
    _seen.at = float("-inf")


def call_instead() -> list[str]:
    """Numbers that somebody in need calls while this installation is not governed."""
    return [pack().hotlines[code].number for code in pack().public_page.hotlines]
