"""How long what helps after an exposure can still be begun: values in, values out.

The day of an exposure is often known without its hour, or only the month. Then a window has two ends: as early as it may close, and as
late. What hastens counts from the early one; only what has closed by the late one counts as passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samaki.countries.urgent_health import Window

SPANS = {"day": timedelta(days=1), "month": timedelta(days=31), "year": timedelta(days=366)}
"""How long a moment may be that is known no better; an instant has no length."""

PRESSES = ("instant", "day")
"""Precisions at which a window that may be closing makes a step due at once; of a month nobody is woken."""


@dataclass(frozen=True)
class Clock:
    """A window of one exposure. `early`, `late`: when it may close, and when it has surely closed. `state`: open | unsure | passed."""

    window: Window
    early: datetime
    late: datetime
    state: str


def clocks(at: datetime, precision: str, now: datetime, windows: Iterable[Window]) -> list[Clock]:
    """Of an exposure that began at `at` (or at some time of the day, month or year that begins then), the shortest window first."""
    return [_clock(at, precision, now, window) for window in windows]


def _clock(at: datetime, precision: str, now: datetime, window: Window) -> Clock:
    early = at + timedelta(hours=window.hours)
    late = max(
        early, min(at + SPANS.get(precision, timedelta()), now) + timedelta(hours=window.hours)
    )  # it has happened by now
    return Clock(window, early, late, "open" if now < early else "unsure" if now < late else "passed")


def act_by(found: Sequence[Clock], precision: str, now: datetime) -> datetime | None:
    """Until when somebody should have acted: the end of the earliest window that is still open; None where none is."""
    ends = [one.early for one in found if one.state == "open"]
    if precision in PRESSES:
        ends += [now for one in found if one.state == "unsure"]
    return min(ends, default=None)
