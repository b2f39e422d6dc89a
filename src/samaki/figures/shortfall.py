"""Why critical steps do not count as independent, and how much of that others than the unit may be told. Pure.

A step falls short for one reason, the first that holds: it was not done; nobody knows who led; the mentor led or was there (support level
1 to 3), whatever else; it was late; its checklist was not full. So `MENTOR` counts every step that is done and that the mentor led or
attended, and the two after it are the agency's own. What was not done stands with what was late: both are past their time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from samaki.figures.independence import Verdict


class Short(StrEnum):
    """What was missing."""

    MENTOR = "mentor"
    LATE = "late"
    CHECKLIST = "checklist"
    UNKNOWN = "unknown"


REASONS: Mapping[str, Short] = {
    "abandoned": Short.LATE, "level_unknown": Short.UNKNOWN, "mentor": Short.MENTOR, "late": Short.LATE, "checklist": Short.CHECKLIST,
}  # fmt: skip
"""As marks are kept (`why:REASON`) -> the reason that is told, in the order in which a step is asked for them."""

Counts = Mapping[Short, int]


@dataclass(frozen=True)
class Told:
    """What is said of why `due` steps fell short. `counts`: reason -> steps, the most first. `rest`: those that fell short of which no
    reason is told; None where their number is not told either. `main`: the one reason of more than half of all that fell short."""

    due: int = 0
    counts: Mapping[Short, int] = field(default_factory=dict)
    rest: int | None = 0
    main: Short | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of step in one area: how many were due and independent, and why the others were not."""

    due: int
    independent: int
    short: Counts

    @property
    def fell(self) -> int:
        return self.due - self.independent


def exactly(one: Kind) -> Told:
    """To the unit itself, as it is."""
    told = _most_first(one.short)
    return Told(one.due, told, one.fell - sum(told.values()), _main(told, one.fell))


def added(kinds: Sequence[Kind]) -> Kind:
    """All kinds of an area together."""
    short: Counter[Short] = Counter()
    for one in kinds:
        short.update(one.short)
    return Kind(sum(one.due for one in kinds), sum(one.independent for one in kinds), short)


def guarded(one: Kind, fewest: int) -> Told:
    """To others: no count below `fewest`, nor one from which such a count could be reckoned. Of a kind of which a bound alone is told some
    reasons are always left out, as many as `fewest` steps: all of them together would tell how many were independent."""
    if one.due < fewest or _few(one.fell, fewest):
        return Told(one.due, {}, None)
    bounded = _few(one.independent, fewest)
    told = _of_many(one.short, one.fell, fewest, leaves=bounded)
    most = one.due - 1 if bounded else one.fell
    return Told(one.due, told, None if bounded else one.fell - sum(told.values()), _main(told, most))


def guarded_together(kinds: Sequence[Kind], fewest: int) -> Told:
    """To others, of all kinds of an area at once, where none of them tells a reason by itself: as many reasons as leave every kind's own
    counts open."""
    seen = [one for one in kinds if one.due >= fewest]
    whole = added(seen)
    told = _of_many(whole.short, whole.fell, fewest)
    while told and tells(seen, told, fewest):
        told = dict(list(told.items())[:-1])
    return Told(whole.due, told, None, _main(told, sum(_ends(one, fewest)[1] for one in seen)))


def tells(kinds: Sequence[Kind], told: Counts, fewest: int) -> bool:
    """The attack: whether whoever knows these sums of reasons, and what is told of each kind, can say more of few than that they are few:
    of those of a kind that fell short for one reason, or of those that are bounded."""
    ends, whole = [_ends(one, fewest) for one in kinds], sum(told.values())
    most, least = sum(high for _low, high in ends), sum(low for low, _high in ends)
    untold = 0 if len(told) == len(Short) else most - whole
    for one, (low, high) in zip(kinds, ends, strict=True):
        elsewhere = most - high
        if low < high and (whole - elsewhere > low or whole + untold - (least - low) < high):
            return True
        for reason, count in told.items():
            others = sum(min(high, number) for why, number in told.items() if why != reason)
            here = max(count - elsewhere, low - untold - others)
            if _few(one.short.get(reason, 0), fewest) and here > 1:
                return True
    return False


def _ends(one: Kind, fewest: int) -> tuple[int, int]:
    """Between which numbers all that is told says that the fallen short of a kind lie."""
    if _few(one.independent, fewest) and _few(one.fell, fewest):
        return 1, one.due - 1
    if _few(one.independent, fewest):
        return one.due - fewest + 1, one.due - 1
    if _few(one.fell, fewest):
        return 1, fewest - 1
    return one.fell, one.fell


def _of_many(short: Counts, fell: int, fewest: int, *, leaves: bool = False) -> dict[Short, int]:
    """Reasons of at least `fewest`, the most first, as long as what is left over is none (if nothing must be: `leaves`) or as many."""
    order = list(_most_first(short).items())
    while order and (order[-1][1] < fewest or not _may_be_left(fell - sum(n for _why, n in order), fewest, leaves)):
        order.pop()
    return dict(order)


def _may_be_left(count: int, fewest: int, leaves: bool) -> bool:
    return count >= fewest or (count == 0 and not leaves)


def _most_first(short: Counts) -> dict[Short, int]:
    ranked = sorted(short.items(), key=lambda item: (-item[1], list(Short).index(item[0])))
    return {why: count for why, count in ranked if count}


def _main(told: Counts, fell: int) -> Short | None:
    """The reason that explains more than half of `fell`; where none does, they are several."""
    return next((why for why, count in told.items() if 2 * count > fell), None)


def _few(count: int, fewest: int) -> bool:
    return 0 < count < fewest


WEAK = (Verdict.LEANS, Verdict.BREAKS)
"""Verdicts that say what was missing."""
