"""What a roster is warned of before it is published, as values of a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samaki.countries.durations import Duration
from samaki.countries.reading import Entry

if TYPE_CHECKING:
    from samaki.countries.pack import Pack


@dataclass(frozen=True, kw_only=True)
class Rostering:
    """`rest`: at least so long between two shifts of a member; `week_hours`: at most so many hours on duty from Monday to Sunday;
    `look_ahead`: so far ahead gaps and limits are looked for; `calls`: over so many days calls outside of office hours are counted.
    Proposals of this project where a pack does not say: warned of, never refused."""

    rest: Duration = Duration(11, "clock_hours")
    week_hours: int = 72
    look_ahead: Duration = Duration(28, "days")
    calls: Duration = Duration(30, "days")


TIMES = ("rest", "look_ahead", "calls")


def read(entry: Entry) -> Rostering:
    """The table `[roster]` of a pack; a pack may go without."""
    usual = Rostering()
    times = {name: entry.duration(name) for name in TIMES if name in entry.table}
    hours = entry.number("week_hours") if "week_hours" in entry.table else usual.week_hours
    return Rostering(**times, week_hours=hours)


def problems(pack: Pack) -> Iterator[str]:
    """Whole days where days are counted, clock hours of rest, and a week that has so many hours."""
    told = pack.rostering
    if told.rest.unit != "clock_hours" or told.rest.amount < 1:
        yield "roster: 'rest' must be a time in clock_hours."
    for name in ("look_ahead", "calls"):
        length = getattr(told, name)
        if length.unit != "days" or not 1 <= length.amount <= 92:
            yield f"roster: '{name}' must be 1 to 92 days."
    if not 1 <= told.week_hours <= 168:
        yield "roster: 'week_hours' must be 1 to 168: a week has no more."
