"""Shares and agreement are those of statsmodels, and say nothing where nothing is known."""

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from samaki.figures.proportions import (
    Interval,
    clopper_pearson,
    difference,
    fewest_for,
    jointly,
    kappa,
    simultaneous,
    wilson,
    wilson_lower,
    wilson_upper,
)

CLOSE = 1e-9


def random_counts(n: int = 400) -> list[tuple[int, int, float]]:
    random = np.random.default_rng(7)
    due = random.integers(1, 400, n)
    return [
        (int(random.integers(0, of + 1)), int(of), float(level))
        for of, level in zip(due, random.uniform(0.5, 0.999, n), strict=True)
    ] + [(0, 1, 0.95), (1, 1, 0.95), (0, 12, 0.9), (12, 12, 0.9)]


def test_the_interval_of_a_difference_is_that_of_statsmodels() -> None:
    found = random_counts()
    for (before, n, level), (after, m, _level) in zip(found, reversed(found), strict=True):
        ours = difference((before, n), (after, m), level)
        low, high = confint_proportions_2indep(
            after, m, before, n, method="newcomb", compare="diff", alpha=1 - level, correction=False
        )
        assert (ours.low, ours.high) == pytest.approx((low, high), abs=CLOSE)


@pytest.mark.parametrize(("ours", "method"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_intervals_are_those_of_statsmodels(ours, method) -> None:
    for good, due, level in random_counts():
        low, high = proportion_confint(good, due, alpha=1 - level, method=method)
        found = ours(good, due, level)
        assert (found.low, found.high) == pytest.approx((max(low, 0.0), min(high, 1.0)), abs=CLOSE)


def test_one_sided_bounds_are_ends_of_the_interval_with_twice_the_error() -> None:
    for good, due, level in random_counts(100):
        low, high = proportion_confint(good, due, alpha=2 * (1 - level), method="wilson")
        assert wilson_lower(good, due, level) == pytest.approx(max(low, 0.0), abs=CLOSE)
        assert wilson_upper(good, due, level) == pytest.approx(min(high, 1.0), abs=CLOSE)


def test_nothing_due_says_nothing_and_what_is_no_share_is_refused() -> None:
    assert wilson(0, 0) == clopper_pearson(0, 0) == Interval(0.0, 1.0)
    for good, due in ((-1, 3), (4, 3), (1, -1)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(good, due)
        with pytest.raises(ValueError, match="is no share"):
            clopper_pearson(good, due)


def test_small_numbers_are_as_little_as_the_measures_say() -> None:
    assert round(wilson(5, 5).low, 3) == 0.566
    assert fewest_for(0.70) == 9
    assert wilson(9, 9).low >= 0.70 > wilson(8, 8).low
    passing = [good for good in range(41) if wilson(good, 40).low >= 0.70]
    assert round(float(binom.sf(passing[0] - 1, 40, 0.9)) ** 10, 2) == 0.35


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_simultaneous_intervals_cover_ten_kinds_at_once(share: float) -> None:
    """Exact: which counts cover, weighed by how probable they are; ten independent kinds, 40 due of each."""
    counts = np.arange(41)
    weight = binom.pmf(counts, 40, share)
    together = simultaneous([(int(good), 40) for good in counts[:10]])
    assert together[3] == wilson(3, 40, jointly(10))
    wide = sum(p for good, p in zip(counts, weight, strict=True) if wilson(int(good), 40, jointly(10)).covers(share))
    plain = sum(p for good, p in zip(counts, weight, strict=True) if wilson(int(good), 40).covers(share))
    assert wide**10 > 0.93
    assert plain**10 < 0.80


def tables() -> list[np.ndarray]:
    random = np.random.default_rng(3)
    mixed = [random.integers(0, 20, (k, k)) + np.eye(k, dtype=int) for k in (2, 3, 5) for _ in range(30)]
    return [*mixed, np.array([[10, 2], [3, 15]]), np.diag([4, 5, 6])]


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_kappa_is_that_of_statsmodels(weights: str) -> None:
    for table in tables():
        theirs = cohens_kappa(table, wt=None if weights == "none" else weights)
        ours = kappa(table.tolist(), weights)
        assert ours is not None
        assert ours.value == pytest.approx(theirs.kappa, abs=CLOSE)
        assert (ours.interval.low, ours.interval.high) == pytest.approx((theirs.kappa_low, theirs.kappa_upp), abs=CLOSE)
        assert ours.n == table.sum()


def test_kappa_says_nothing_of_nothing_and_of_one_rating_for_all() -> None:
    assert kappa([[0, 0], [0, 0]]) is None
    assert kappa([[9, 0], [0, 0]]) is None
    for wrong in ([[1, 2]], [[1, -2], [0, 1]]):
        with pytest.raises(ValueError, match="square table"):
            kappa(wrong)
