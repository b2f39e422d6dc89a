"""When people are reminded of hearings, and how long one is taken to last, as values of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samaki.countries.durations import Duration
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """`early`, `late`: so long before a hearing its units are reminded of it; `asks`: so long after it they are asked what came of it,
    and again each time as much later; `lasts`: how long one is taken to last where nobody wrote its end, to see what falls together.
    Proposals of this project where a pack does not say."""

    early: Duration = Duration(7, "days")
    late: Duration = Duration(1, "days")
    asks: Duration = Duration(7, "days")
    lasts: Duration = Duration(2, "clock_hours")


TIMES = ("early", "late", "asks", "lasts")


def read(entry: Entry) -> Sitting:
    """The table `[hearings]` of a pack; a pack may go without."""
    return Sitting(**{name: entry.duration(name) for name in TIMES if name in entry.table})


def problems(pack: Pack) -> Iterator[str]:
    """Days before and after, the early one before the late one; clock hours of one hearing."""
    told = pack.sitting
    for name in ("early", "late", "asks"):
        length = getattr(told, name)
        if length.unit != "days" or not 1 <= length.amount <= 92:
            yield f"hearings: '{name}' must be 1 to 92 days."
    if told.early.amount <= told.late.amount:
        yield "hearings: 'early' must lie before 'late'."
    if told.lasts.unit != "clock_hours" or not 1 <= told.lasts.amount <= 12:
        yield "hearings: 'lasts' must be 1 to 12 clock_hours."
