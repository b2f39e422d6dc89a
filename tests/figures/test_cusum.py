"""The alarm has the rates that the measures state, exactly, and is drawn as it was walked."""

import numpy as np
import pytest

from samaki.figures.cusum import Cusum, passing, rates

REFERENCE = Cusum()


def test_the_reference_rates() -> None:
    """False alarm about 7 % per 120; detects 35 % in 95 % of runs (mean 50), 50 % always (mean 23)."""
    quiet, broken, worse = (rates(REFERENCE, failing, 120) for failing in (0.20, 0.35, 0.50))
    assert round(quiet.alarm, 2) == 0.07
    assert round(broken.alarm, 2) == 0.95
    assert broken.mean_steps == pytest.approx(50, abs=1)
    assert worse.alarm > 0.99999
    assert worse.mean_steps == pytest.approx(23, abs=0.5)


@pytest.mark.parametrize("failing", [0.20, 0.35, 0.50])
def test_the_exact_chain_agrees_with_walks(failing: float) -> None:
    runs, random = 3000, np.random.default_rng(2)
    alarms = [REFERENCE.path(row.tolist()).alarm for row in random.random((runs, 120)) < failing]
    exact = rates(REFERENCE, failing, 120)
    found = [alarm + 1 for alarm in alarms if alarm is not None]
    error = (exact.alarm * (1 - exact.alarm) / runs) ** 0.5
    assert abs(len(found) / runs - exact.alarm) <= 3.5 * error + 1e-3
    assert np.mean(found) == pytest.approx(exact.mean_steps, abs=3.5 * np.std(found) / len(found) ** 0.5)


def test_the_chain_is_exact_on_runs_short_enough_to_write_down() -> None:
    cusum = Cusum(0.3, 0.6, 1.2)
    all_runs = [[bool(code >> bit & 1) for bit in range(10)] for code in range(1024)]
    weight = [0.4 ** sum(run) * 0.6 ** (10 - sum(run)) for run in all_runs]
    alarms = [cusum.path(run).alarm for run in all_runs]
    told = rates(cusum, 0.4, 10)
    assert told.alarm == pytest.approx(sum(w for w, a in zip(weight, alarms, strict=True) if a is not None), abs=1e-12)
    both = sum(w for run, w, a in zip(all_runs, weight, alarms, strict=True) if a is None and sum(run) <= 4)
    assert passing(cusum, 0.4, 10, 4) == pytest.approx(both, abs=1e-12)
    assert passing(cusum, 0.4, 10, 10) == pytest.approx(1 - told.alarm, abs=1e-12)
    assert passing(cusum, 0.4, 10, -1) == 0.0


def test_the_path_rises_with_failures_never_below_nought_and_names_the_first_alarm() -> None:
    path = REFERENCE.path([False] * 5 + [True] * 8 + [False] * 3 + [True])
    assert path.values[:5] == (0.0,) * 5
    assert path.alarm == 5 + 7  # the eighth failure: 8 x .5596 = 4.48
    assert path.values[path.alarm] >= path.threshold > path.values[path.alarm - 1]
    assert len(path.values) == 17
    assert REFERENCE.path([]).alarm is None
    assert rates(REFERENCE, 0.0, 50).mean_steps is None


def test_a_failure_more_never_delays_the_alarm() -> None:
    random = np.random.default_rng(9)
    for _ in range(200):
        run = (random.random(60) < 0.3).tolist()
        worse = list(run)
        worse[int(random.integers(60))] = True
        first, second = (REFERENCE.path(one).alarm for one in (run, worse))
        assert second is not None or first is None
        assert first is None or (second is not None and second <= first)


@pytest.mark.parametrize("wrong", [(0.0, 0.3, 4.0), (0.3, 0.2, 4.0), (0.2, 1.0, 4.0), (0.2, 0.3, 0.0)])
def test_an_alarm_that_makes_no_sense_is_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="CUSUM needs"):
        Cusum(*wrong)
