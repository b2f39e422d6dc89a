"""What a round says in one breath, and what has changed since the round before. Pure.

All statements together: the share of all answers that agree. Its interval takes people, not answers, as the sample, for the answers of one
person go together; so it is rather too wide than too narrow. The change is the difference of two shares (`figures.proportions.difference`):
the two rounds are taken for independent, for nobody can say which answers are of the same person.

Of single statements only those are named whose change holds when all of them are looked at at once (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samaki.figures.proportions import Interval, difference, jointly, wilson
from samaki.pulse.sums import ALL, Told


@dataclass(frozen=True)
class Whole:
    """All statements together: the `share` of answers that agree, and how many people stand behind each of them at least."""

    share: float
    n: int

    @property
    def interval(self) -> Interval:
        """Wilson's, of people."""
        return wilson(self.share * self.n, self.n)


@dataclass(frozen=True)
class Finding:
    """`before`, `change`: None where no statement was shown in both rounds; then `now` is of all statements. `more`, `fewer`: statements
    with which surely more, or fewer, agree than before."""

    now: Whole | None
    before: Whole | None = None
    change: Interval | None = None
    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()


def found(now: Iterable[Told], before: Iterable[Told] = ()) -> Finding:
    """Of all who answered together; groups are looked at on the page. Compared are the statements that both rounds show."""
    here, there = _of_all(now), _of_all(before)
    both = [code for code in here if code in there]
    if not both:
        return Finding(_whole(list(here.values())))
    first, then = _whole([here[code] for code in both]), _whole([there[code] for code in both])
    assert first is not None
    assert then is not None
    changes = {code: _change(there[code], here[code], jointly(len(both))) for code in both}
    return Finding(
        first,
        then,
        difference((then.share * then.n, then.n), (first.share * first.n, first.n)),
        tuple(code for code, one in changes.items() if one.low > 0),
        tuple(code for code, one in changes.items() if one.high < 0),
    )


def _of_all(told: Iterable[Told]) -> dict[str, Told]:
    return {one.question: one for one in told if one.kind == ALL}


def _whole(told: Sequence[Told]) -> Whole | None:
    if not told:
        return None
    return Whole(sum(one.agree for one in told) / sum(one.n for one in told), min(one.n for one in told))


def _change(before: Told, now: Told, confidence: float) -> Interval:
    return difference((before.agree, before.n), (now.agree, now.n), confidence)
