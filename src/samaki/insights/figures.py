"""From marks to a figure: n, the value with its interval, median and P90, open ones counted. Pure.

What a small figure hides: `small`. Statistics: `samaki.figures` (Wilson; Kaplan-Meier; Aalen-Johansen, with left truncation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import sqrt

from samaki.countries.measuring import Measuring
from samaki.figures import attrition as maps
from samaki.figures.proportions import wilson
from samaki.figures.waiting import Curve, Quantile, Wait, curve, exits
from samaki.insights.definitions import AGES, FLOW, HOURS, LAGS, PLACES, SHARE, TIMES, WAITS, Definition
from samaki.insights.facts import minute

Marks = Counter[str]

FEWEST = 5
"""Of fewer than these, who is not of the unit sees no value: one child could be known by it."""

Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Figure:
    """`value` lies between `low` and `high` with 95 % confidence; a measure that counts everything there is has no interval.

    `open`: not judged yet, so `at_least` and `at_most` are the value if all of them fail or all succeed. `apart`: class -> how many, told
    beside and not counted. `median`, `p90`: minutes, with the open ones counted. `ways`: way -> share that had ended so at the longest time
    seen. `after`: waits that ended before anybody wrote them down. `rows`: lines of a map. `lasting`: the curve of what waits.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    open: int = 0
    at_least: float | None = None
    at_most: float | None = None
    apart: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    median: Quantile | None = None
    p90: Quantile | None = None
    ways: Mapping[str, float] = field(default_factory=dict)
    after: int = 0
    counts: Mapping[str, float] = field(default_factory=dict)
    rows: tuple[maps.StepShare, ...] = ()
    lasting: Curve | None = None

    @property
    def small(self) -> bool:
        """Whether it is of so few that others than the unit itself do not see it."""
        return 0 < self.n < FEWEST


@dataclass(frozen=True)
class Window:
    """From `since` to before `until`; what is still open is looked at as it stands at `now`."""

    since: datetime
    until: datetime
    now: datetime

    @property
    def end(self) -> datetime:
        """Its end, or now where that lies ahead."""
        return min(self.until, self.now)


def figure(
    definition: Definition, marks: Marks, window: Window, rules: Measuring, before: Marks | None = None
) -> Figure:
    """`marks`: those of the window (of AGES: of all months); `before`: of flows, those of all months before it."""
    return SHAPES[definition.shape](marks, before or Counter(), window, rules)


def _split(marks: Marks, name: str) -> list[tuple[list[str], int]]:
    """Marks of this name: their parts, and how many."""
    return [(mark.split(":")[1:], number) for mark, number in marks.items() if mark.split(":")[0] == name]


def _share(marks: Marks, now: datetime) -> Figure:
    yes, no, waiting, moment = marks["yes"], marks["no"], 0, minute(now)
    for (due,), number in _split(marks, "open"):
        late = due != "" and int(due) < moment
        no, waiting = (no + number, waiting) if late else (no, waiting + number)
    n, whole = yes + no, yes + no + waiting
    inner = wilson(yes, n)
    timed = _timed(marks, now)
    return Figure(
        n, _part(yes, n), inner.low if n else None, inner.high if n else None, open=waiting,
        at_least=_part(yes, whole), at_most=_part(yes + waiting, whole),
        apart={one: marks[one] for one in ("planned", "phone", "away") if marks[one]},
        reasons={":".join(parts): number for parts, number in sorted(_split(marks, "why"))},
        median=timed.median() if timed else None, p90=timed.p90() if timed else None, after=marks["after"] if timed else 0,
        lasting=timed,
    )  # fmt: skip


def _part(some: float, whole: float) -> float | None:
    """The share; None of nothing."""
    return some / whole if whole else None


def waits_of(marks: Marks, now: datetime) -> list[Wait]:
    """Every wait that was watched, alike ones together; those that last, until now."""
    return [_wait(parts, now, number) for parts, number in _split(marks, "wait")]


def _timed(marks: Marks, now: datetime) -> Curve | None:
    waits = waits_of(marks, now)
    return curve(waits) if waits else None


def _waits(marks: Marks, now: datetime) -> Figure:
    """n: all waits that were watched, those that last counted in."""
    waits = waits_of(marks, now)
    if not waits:
        return Figure(0, after=marks["after"])
    drawn, ways = curve(waits), exits(waits)
    median = drawn.median()
    return Figure(
        drawn.n, median.value, median.low, median.high, open=drawn.open, median=median, p90=drawn.p90(), after=marks["after"],
        ways={way: shares[-1] for way, shares in ways.shares.items()}, lasting=drawn,
    )  # fmt: skip


def _wait(parts: list[str], now: datetime, number: int) -> Wait:
    way, minutes, entered = parts
    lasted = int(minutes) if way else max(minute(now) - int(minutes), int(entered) + 1)
    return Wait(lasted, way or None, int(entered), number)


def _flow(marks: Marks, before: Marks, window: Window) -> Figure:
    """Out / in, with the interval of a ratio of two counts (of all that moved, the share that went out: Wilson). Disposition time:
    pending / out, times the days of the window."""
    came, went = marks["in"], marks["out"]
    pending = before["in"] - before["out"] + came - went
    inner = wilson(went, came + went)
    days = max((window.end - window.since).total_seconds() / 86400, 0.0)
    counts: dict[str, float] = {"in": came, "out": went, "pending": pending}
    return Figure(
        came + went,
        _part(went, came),
        _odds(inner.low) if came else None,
        _odds(inner.high) if came else None,
        open=pending,
        counts=counts | ({"disposition_days": pending / went * days} if went else {}),
    )


def _odds(share: float) -> float | None:
    return share / (1 - share) if share < 1 else None


def _hours(marks: Marks, before: Marks, window: Window) -> Figure:
    """Everything there is, so no interval. n: cases that were open during the window; one that was opened again counts again."""
    whole, free = _minutes(marks, before, window, "in", "out"), _minutes(marks, before, window, "free", "held")
    n = before["in"] - before["out"] + marks["in"]
    value = _part(free, whole)
    return Figure(
        n,
        value,
        open=n - marks["out"],
        counts={"open_hours": round(whole / 60, 1), "ownerless_hours": round(free / 60, 1)},
    )


def _minutes(marks: Marks, before: Marks, window: Window, start: str, stop: str) -> int:
    """Minutes within the window: of what ran when it began, of what began in it, less what was left of those that stopped in it."""
    since, end = minute(window.since), minute(window.end)
    ran = (before[start] - before[stop]) * (end - since)
    return ran + marks[start] * end - marks[f"{start}_at"] - (marks[stop] * end - marks[f"{stop}_at"])


def _ages(marks: Marks, now: datetime) -> Figure:
    """The share past its due time; median and P90 of the ages of all that wait (a count of what is there, so without an interval). Sums of
    provinces tell of due times apart (`due`)."""
    moment = minute(now)
    ages = {(moment - int(began), due): number for (began, due), number in _split(marks, "age")}
    dues = [(due, number) for (_age, due), number in ages.items()]
    dues += [(due, number) for (due,), number in _split(marks, "due")]
    late = sum(number for due, number in dues if due and int(due) < moment)
    n = sum(ages.values())
    if not n:
        return Figure(0)
    inner, counted = wilson(late, n), sorted((age, number) for (age, _due), number in ages.items())
    return Figure(
        n,
        late / n,
        inner.low,
        inner.high,
        open=n,
        median=_plain(counted, 0.5),
        p90=_plain(counted, 0.9),
        counts={"late": late},
    )


def _plain(values: list[tuple[int, int]], part: float) -> Quantile:
    """The smallest value with at least this part at or below it. `values`: (value, how many), from the least on."""
    wanted, below = part * sum(number for _value, number in values) - 1e-9, 0
    for value, number in values:
        below += number
        if below >= wanted:
            return Quantile(value, None, None)
    return Quantile(values[-1][0], None, None)


def _places(marks: Marks, rules: Measuring) -> Figure:
    passages = [maps.Passage(int(place), why or None, number) for (place, why), number in _split(marks, "at")]
    if not passages or not rules.reached:
        return Figure(0)
    rows = maps.attrition(passages, [one.code for one in rules.reached])
    last, n = rows[-1], sum(one.number for one in passages)
    inner = wilson(last.reached, n)
    waiting = sum(one.number for one in passages if one.left is None)
    return Figure(
        n,
        last.share,
        inner.low,
        inner.high,
        open=waiting,
        at_least=last.share,
        at_most=last.at_most,
        rows=tuple(rows),
    )


def _times(marks: Marks) -> Figure:
    """The mean with its normal interval, and how many children were asked once, twice, ...; of one child, and where all were asked as often
    (which would say that it is certain), there is no interval."""
    counts = {int(times): number for (times,), number in sorted(_split(marks, "times"))}
    n = sum(counts.values())
    if not n:
        return Figure(0)
    mean = sum(times * number for times, number in counts.items()) / n
    spread = sum(number * (times - mean) ** 2 for times, number in counts.items())
    half = Z * sqrt(spread / (n - 1) / n) if spread else None
    low = None if half is None else max(mean - half, 1.0)
    high = None if half is None else mean + half
    return Figure(n, mean, low, high, counts={str(times): number for times, number in counts.items()})


def _lags(marks: Marks) -> Figure:
    """The median in minutes, with P90, and how many were written down within a day."""
    values = sorted((int(minutes), number) for (minutes,), number in _split(marks, "lag"))
    if not values:
        return Figure(0)
    median, n = _plain(values, 0.5), sum(number for _minutes, number in values)
    within = sum(number for minutes, number in values if minutes <= 24 * 60)
    return Figure(n, median.value, median=median, p90=_plain(values, 0.9), counts={"within_a_day": within})


SHAPES: Mapping[str, Callable[[Marks, Marks, Window, Measuring], Figure]] = {
    SHARE: lambda marks, before, window, rules: _share(marks, window.now),
    WAITS: lambda marks, before, window, rules: _waits(marks, window.now),
    FLOW: lambda marks, before, window, rules: _flow(marks, before, window),
    HOURS: lambda marks, before, window, rules: _hours(marks, before, window),
    AGES: lambda marks, before, window, rules: _ages(marks, window.now),
    PLACES: lambda marks, before, window, rules: _places(marks, rules),
    TIMES: lambda marks, before, window, rules: _times(marks),
    LAGS: lambda marks, before, window, rules: _lags(marks),
}


def protect(figures: Mapping[str, Figure]) -> set[str]:
    """Which figures of one table are not shown to others: the small ones; and where they can be reckoned from a total that is shown (they
    are fewer than `FEWEST` together), the next smallest as well."""
    hidden = {name for name, one in figures.items() if one.small}
    others = sorted((one.n, name) for name, one in figures.items() if name not in hidden and one.n)
    if hidden and sum(figures[name].n for name in hidden) < FEWEST and others:
        hidden.add(others[0][1])
    return hidden
