"""Lengths of time as packs write them. What they mean on a calendar is in `calendar.py`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samaki.countries.kinds import Urgency

UNITS = ("clock_minutes", "clock_hours", "working_days", "days", "months")
STATUSES = ("statutory-verified", "statutory-unverified", "practice-target")


@dataclass(frozen=True)
class Duration:
    """`amount` whole units; `unit` is one of `UNITS`. clock_* run day and night."""

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"'{self.unit}' is not a unit of time; use one of {', '.join(UNITS)}")
        if self.amount < 0:
            raise ValueError(f"a duration cannot be negative ({self.amount} {self.unit})")


@dataclass(frozen=True)
class DueRule:
    """When a step is due. `from_`: `opened`, a moment of the pack, or `step:CODE` (when that step was done).

    `status` is one of `STATUSES`; anything but statutory-verified is shown as not legally verified, and none decides.
    """

    amount: int
    unit: str
    from_: str
    urgent: Duration
    source: str
    status: str

    @property
    def normal(self) -> Duration:
        return Duration(self.amount, self.unit)

    def for_urgency(self, urgency: "Urgency") -> Duration:
        """The time allowed at this urgency: the urgent one where the urgency says so."""
        return self.urgent if urgency.uses_urgent_due else self.normal
