"""What people say of a sample of pairs: how sure is sure, and how much was missed, with intervals.

A pair stands in a stratum by how likely the model holds it; in each as many are drawn at random as tell most (Neyman 1934). Precision is
the weighted share of pairs called sure that people say are one person, in Wilson's interval with the effective number of pairs (Kish
1965). Recall is what is called sure of all that people say are one person, over all strata; its interval is drawn from the strata's
shares (Beta, Jeffreys). Pairs that no rule compared, or below the lowest stratum, are in neither.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from samaki.figures.proportions import Interval, wilson
from samaki.linkage.people import Pair
from samaki.linkage.problems import Unlinkable
from samaki.linkage.records import cells, check_columns

EDGES = (0.02, 0.1, 0.4, 0.8)
LEAST_SPREAD = 0.05
COLUMNS = ("stratum", "pairs_in_stratum", "list_a", "id_a", "list_b", "id_b", "same_person")
VERDICTS = {
    **dict.fromkeys(("y", "yes", "1", "same", "បាទ", "ចាស", "ដូច"), True),
    **dict.fromkeys(("n", "no", "0", "other", "ទេ", "អត់", "មិនដូច"), False),
    **dict.fromkeys(("", "?"), None),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell begins with that a spreadsheet would read as a formula; such a cell is written after an apostrophe."""
DRAWS = 5_000
Key = tuple[str, str]


@dataclass(frozen=True)
class Stratum:
    """Pairs at least `low` likely and below the next stratum; `sure`: whether they count as one person without review."""

    low: float
    sure: bool
    pairs: Sequence[Pair]

    @property
    def name(self) -> str:
        """As written in the file."""
        return f"{'sure' if self.sure else 'below'} {self.low:g}"


@dataclass(frozen=True)
class Drawn:
    """A pair to be looked at, and the stratum that it stands for."""

    stratum: Stratum
    pair: Pair


def strata(pairs: Sequence[Pair], sure: float) -> list[Stratum]:
    """The pairs by how likely they are, the likeliest stratum first."""
    lows = sorted({*(edge for edge in EDGES if edge < sure), sure, (1 + sure) / 2}, reverse=True)
    within: dict[float, list[Pair]] = defaultdict(list)
    for pair in pairs:
        low = next((low for low in lows if pair.likely >= low), None)
        if low is not None:
            within[low].append(pair)
    return [Stratum(low, low >= sure, within[low]) for low in lows if within[low]]


def drawn(pairs: Sequence[Pair], sure: float, most: int, seed: int) -> list[Drawn]:
    """At most so many pairs, more where more is in doubt, mixed so that the order says nothing."""
    rng, of = Random(seed), strata(pairs, sure)  # noqa: S311 - a sample, not a secret
    weights = [len(one.pairs) * (LEAST_SPREAD + _spread(one.pairs)) for one in of]
    counts = [
        min(len(one.pairs), max(math.ceil(most / 20), round(most * weight / sum(weights))))
        for one, weight in zip(of, weights, strict=True)
    ]
    while sum(counts) > most:
        counts[counts.index(max(counts))] -= 1
    found = [Drawn(one, pair) for one, count in zip(of, counts, strict=True) for pair in rng.sample(one.pairs, count)]
    rng.shuffle(found)
    return found


def _spread(pairs: Sequence[Pair]) -> float:
    likely = np.array([pair.likely for pair in pairs])
    return float(np.sqrt((likely * (1 - likely)).mean()))


@dataclass(frozen=True)
class Answers:
    """Of one stratum: its name, its pairs, and of those looked at how many are one person, are not, or were left open."""

    name: str
    pairs: int
    same: int
    other: int
    open: int

    @property
    def sure(self) -> bool:
        """Whether its pairs count as one person without review."""
        return self.name.startswith("sure")


@dataclass(frozen=True)
class Review:
    """What a file says: verdicts by both records, and the answers of each stratum."""

    verdicts: Mapping[frozenset[Key], bool]
    answers: Sequence[Answers]


def read(path: Path) -> Review:
    """A file of `--review` with its last column filled in. Raises Unlinkable, OSError."""
    header, numbers, rows = cells(path)
    check_columns(header, path.name, COLUMNS, COLUMNS)
    verdicts: dict[frozenset[Key], bool] = {}
    told: dict[tuple[str, int], list[bool | None]] = defaultdict(list)
    for number, row in zip(numbers, rows, strict=True):
        of = {column: _unguarded(cell.strip()) for column, cell in zip(header, row, strict=True)}
        where = f"{path.name}, row {number}"
        verdict = _verdict(of["same_person"], where)
        told[_stratum(of, where)].append(verdict)
        key = frozenset({(of["list_a"], of["id_a"]), (of["list_b"], of["id_b"])})
        if verdict is not None and verdicts.setdefault(key, verdict) != verdict:
            raise Unlinkable(f"{where}: the same pair stands above with the other answer.")
    names = [name for name, _pairs in told]
    for name in names:
        if names.count(name) > 1:
            raise Unlinkable(f"{path.name}: the stratum “{name}” stands with two numbers of pairs. Do not change that column, and keep "
                             "files of two runs apart.")  # fmt: skip
    answers = [
        Answers(name, pairs, ones.count(True), ones.count(False), ones.count(None))
        for (name, pairs), ones in told.items()
    ]
    for one in answers:
        if one.pairs < one.same + one.other + one.open:
            raise Unlinkable(
                f"{path.name}: more pairs of the stratum “{one.name}” stand there than it has ({one.pairs}). Was a row copied?"
            )
    return Review(verdicts, sorted(answers, key=lambda one: one.name, reverse=True))


def _unguarded(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from reading a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _verdict(cell: str, where: str) -> bool | None:
    if cell.lower() not in VERDICTS:
        raise Unlinkable(
            f"{where}: same_person is y or n, or ? or empty for “cannot tell”; there stands “{cell[:40]}”."
        )
    return VERDICTS[cell.lower()]


def _stratum(of: Mapping[str, str], where: str) -> tuple[str, int]:
    name, pairs = of["stratum"], of["pairs_in_stratum"]
    if name.split(" ")[0] not in ("sure", "below") or not pairs.isdecimal() or not int(pairs):
        raise Unlinkable(f"{where}: the stratum and its number of pairs must stay as ./samaki link wrote them; there stands "
                         f"“{name[:20]}”, “{pairs[:20]}”.")  # fmt: skip
    return name, int(pairs)


@dataclass(frozen=True)
class Measured:
    """A share with its interval, and on how many looked-at pairs it rests."""

    share: float
    interval: Interval
    looked_at: int


def precision(review: Review) -> Measured | None:
    """Of the pairs called sure, how many are one person. None where none of a stratum of them was answered."""
    sure = [one for one in review.answers if one.sure]
    if not sure or any(not one.same + one.other for one in sure):
        return None
    whole = sum(one.pairs for one in sure)
    looked = [one.same + one.other for one in sure]
    share = sum(one.pairs / whole * one.same / n for one, n in zip(sure, looked, strict=True))
    effective = 1 / sum((one.pairs / whole) ** 2 / n for one, n in zip(sure, looked, strict=True))
    return Measured(share, wilson(min(share, 1.0) * effective, effective), sum(looked))


def recall(review: Review, seed: int = 2015) -> Measured | None:
    """Of the pairs that are one person, how many are called sure. None where a stratum has no answer, or nobody was found."""
    if not any(one.sure for one in review.answers) or any(not one.same + one.other for one in review.answers):
        return None
    sure, pairs = (np.array([getattr(one, name) for one in review.answers]) for name in ("sure", "pairs"))
    same = np.array([[one.same, one.other] for one in review.answers])
    found = pairs * same[:, 0] / same.sum(axis=1)
    if not found.sum():
        return None
    rng = np.random.default_rng(seed)
    draws = rng.beta(same[:, 0] + 0.5, same[:, 1] + 0.5, (DRAWS, len(pairs))) * pairs
    low, high = np.quantile(draws[:, sure].sum(axis=1) / draws.sum(axis=1), (0.025, 0.975))
    return Measured(float(found[sure].sum() / found.sum()), Interval(float(low), float(high)), int(same.sum()))
