"""How old somebody was, by the age on the file: an estimate, used only where a wrong guess changes no limit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samaki.cases.births import AGE_WITHIN

GROWN = 18
"""From this age on the limits are those of adults."""


@dataclass(frozen=True)
class Known:
    """`age`: years, as it was told at `told_at`."""

    age: int
    told_at: datetime

    def at(self, moment: datetime) -> int:
        """Years at that time; below nothing: before the birth."""
        return self.age - round((self.told_at - moment).days / 365.25)


def age_at(known: Known | None, moment: datetime) -> int | None:
    """Of who was plainly grown up; of a minor, or nearly one, the exact age matters, and somebody has to say it."""
    years = known.at(moment) if known else 0
    return years if years - AGE_WITHIN >= GROWN else None
