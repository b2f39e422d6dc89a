"""The gain of paired answers: the published example, the exact ends, what cannot be said, and that the intervals cover."""

import numpy as np
import pytest
from scipy import stats

from samaki.figures.gain import item_gain, mean_gain


def test_the_published_example_and_its_mirror():
    found = item_gain(both=36, lost=2, won=12, neither=0)
    assert found.gain == pytest.approx(0.2)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.0569, 0.3404), abs=5e-5), (
        "Newcombe 1998, table II, method 10"
    )
    mirror = item_gain(both=36, lost=12, won=2, neither=0)
    assert (mirror.gain, mirror.interval.low, mirror.interval.high) == pytest.approx(
        (-found.gain, -found.interval.high, -found.interval.low)
    )


def test_nothing_is_said_of_nobody_and_ends_stay_within_one():
    assert item_gain(0, 0, 0, 0) is None
    all_won = item_gain(0, 0, 30, 0)
    assert all_won.gain == all_won.interval.high == 1.0
    assert all_won.interval.low == pytest.approx(0.8394, abs=1e-3)
    same = item_gain(10, 0, 0, 10)
    assert same.gain == 0
    assert same.interval.covers(0)
    with pytest.raises(ValueError, match="0 or more"):
        item_gain(-1, 0, 0, 2)
    assert mean_gain(1, 3, 9) is None


def test_the_mean_gain_is_that_of_a_paired_t_interval():
    rng = np.random.default_rng(2015)
    before, after = rng.integers(0, 9, 118), rng.integers(0, 9, 118)
    told = mean_gain(118, int((after - before).sum()), int(((after - before) ** 2).sum()))
    interval = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (told.gain, told.interval.low, told.interval.high) == pytest.approx(
        ((after - before).mean(), *interval), abs=1e-9
    )


def test_the_interval_of_an_item_covers_about_as_often_as_it_says():
    rng, cells = np.random.default_rng(7), np.array([0.25, 0.05, 0.45, 0.25])  # both, lost, won, neither
    truth = cells[2] - cells[1]
    drawn = rng.multinomial(118, cells, size=2000)
    covered = np.mean([item_gain(*map(int, one)).interval.covers(truth) for one in drawn])
    assert 0.93 <= covered <= 0.97
