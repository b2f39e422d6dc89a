"""What `doctor` can find: one function per thing that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True)
class Finding:
    """`level` is ok, warn or bad; the sentence of the last two says what mends it."""

    what: str
    level: str
    sentence: str
