"""The drift alarm hears times that grow inside their limit, and its false alarms are as rare as it says, whatever the times look like."""

import numpy as np
import pytest

from samaki.figures.drift import Drift, false_alarm, scores

DRIFT = Drift()
MINUTES = {"as they are": 1.0, "in hours": 1 / 60}


def times(random: np.random.Generator, medians: np.ndarray) -> np.ndarray:
    return medians * random.lognormal(0, 0.8, len(medians))


@pytest.mark.parametrize("unit", MINUTES)
def test_twenty_minutes_that_slide_to_almost_four_hours_are_heard_inside_the_limit(unit: str) -> None:
    """Over 60 hand-offs, in at least 99 of 100 countries, before half of the way."""
    heard = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        before = times(random, np.full(60, 20.0)) * MINUTES[unit]
        slide = times(random, np.geomspace(20, 230, 60)) * MINUTES[unit]
        alarm = DRIFT.path(before, slide).alarm
        heard += alarm is not None and np.geomspace(20, 230, 60)[alarm] < 120
    assert heard >= 99


def test_a_sudden_change_is_heard_within_twelve() -> None:
    random = np.random.default_rng(4)
    alarm = DRIFT.path(times(random, np.full(60, 20.0)), times(random, np.full(30, 230.0))).alarm
    assert alarm is not None
    assert alarm < 12


@pytest.mark.parametrize("shape", ["lognormal", "exponential", "two groups"])
def test_false_alarms_are_as_rare_as_computed_whatever_the_shape(shape: str) -> None:
    runs, random = 2500, np.random.default_rng(6)
    draw = {
        "lognormal": lambda n: random.lognormal(3, 1, n),
        "exponential": lambda n: random.exponential(60, n),
        "two groups": lambda n: np.where(random.random(n) < 0.7, random.normal(20, 2, n), random.normal(600, 50, n)),
    }[shape]
    loose = Drift(threshold=5.0)  # sounds more often, so fewer runs tell more
    stated = false_alarm(loose, 30, 60)
    found = sum(loose.path(draw(30), draw(60)).alarm is not None for _ in range(runs)) / runs
    assert abs(found - stated) < 3.5 * (stated * (1 - stated) / runs) ** 0.5 + 0.002


def test_the_stated_rate() -> None:
    assert false_alarm(DRIFT, 60, 120) == pytest.approx(0.038, abs=0.001)
    assert false_alarm(DRIFT, 60, 120, cells=400) == pytest.approx(false_alarm(DRIFT, 60, 120), abs=0.002)
    assert false_alarm(DRIFT, 60, 40) < false_alarm(DRIFT, 60, 80) < false_alarm(Drift(threshold=5.0), 60, 80)


def test_equal_times_do_not_sound_it() -> None:
    assert DRIFT.path([30.0] * 40, [30.0] * 200).alarm is None
    assert set(scores([30.0] * 40, [30.0] * 3)) == {0.0}
    assert DRIFT.path([], []).values == ()


def test_scores_are_the_same_for_times_and_for_their_logarithms() -> None:
    random = np.random.default_rng(8)
    before, later = random.lognormal(3, 1, 50), random.lognormal(4, 1, 50)
    assert scores(before, later) == scores(np.log(before), np.log(later))


def test_a_drift_alarm_that_makes_no_sense_is_refused() -> None:
    for wrong in ({"slack": -0.1}, {"threshold": 0.0}):
        with pytest.raises(ValueError, match="drift alarm needs"):
            Drift(**wrong)
