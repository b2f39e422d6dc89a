"""What is reckoned of one accused, part by part: a charge, a time held, a sum of money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass
class Charge:
    """`state`: of `CHARGE`, empty while nobody has written a charge down. `outcome`: convicted | acquitted | judged_other, as it stands
    by now; empty: none stands. `file`: number of the court's own file, 1 the first."""

    offence: str
    child_id: UUID | None
    state: str = ""
    outcome: str = ""
    since: datetime | None = None
    charged_at: datetime | None = None
    judged_at: datetime | None = None
    absent: bool = False
    file: int = 1


@dataclass
class Held:
    """One unbroken time in custody or detention. `fact`: the row that began it, on which its clock stands. `until`: as an order says."""

    sort: str
    since: datetime
    fact: Any
    category: str = ""
    age: int | None = None
    until: datetime | None = None
    extended: bool = False
    ended_at: datetime | None = None
    end: str = ""


@dataclass
class Sum:
    """Compensation of one child in one currency. Nothing is converted."""

    ordered: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @property
    def outstanding(self) -> Decimal:
        return max(self.ordered - self.paid, Decimal(0))
