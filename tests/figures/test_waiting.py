"""Waits with those that still wait: the curves of two other libraries, and of lives whose truth is known."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from sksurv.nonparametric import cumulative_incidence_competing_risks, kaplan_meier_estimator
from statsmodels.duration.survfunc import CumIncidenceRight

from samaki.figures.proportions import Interval
from samaki.figures.waiting import Quantile, Wait, curve, exits, log_log

WAYS = ("accepted", "declined", "expired")


def table(seed: int) -> list[Wait]:
    """A random table: 5 to 120 waits, in every second one whole hours with many ties; some still open; one, two or three ways to end."""
    random = np.random.default_rng(seed)
    n, ways = int(random.integers(5, 121)), int(random.integers(1, 4))
    lasted = random.weibull(random.uniform(0.6, 1.8), n) * 12
    lasted = np.ceil(lasted) if seed % 2 else lasted
    ended = (
        random.integers(0, ways + 1, n)
        if random.random() < 0.5
        else 1 + random.integers(0, ways, n) * (random.random(n) < 0.8)
    )
    ended[0] = 1
    return [Wait(float(t), WAYS[int(e) - 1] if e else None) for t, e in zip(lasted, ended, strict=True)]


def check_agrees(seed: int) -> None:
    waits = table(seed)
    lasted = np.array([wait.lasted for wait in waits])
    code = np.array([WAYS.index(wait.ended) + 1 if wait.ended else 0 for wait in waits])
    found = curve(waits)
    times, share, ends = kaplan_meier_estimator(code > 0, lasted, conf_type="log-log")
    places = np.searchsorted(times, found.times)
    assert found.share == pytest.approx(share[places], abs=1e-9)
    for ours, low, high, still in zip(found.intervals, ends[0][places], ends[1][places], found.share, strict=True):
        if 1e-12 < still < 1:
            assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)
    check_exits(waits, lasted, code)


def check_exits(waits: list[Wait], lasted: np.ndarray, code: np.ndarray) -> None:
    """Against scikit-survival and statsmodels. Their codes have no gaps, so absent ways are closed up.

    scikit-survival takes two ways or more. Where everybody left at the last time it has no interval at all and statsmodels none
    there; nothing is compared with what is not there.
    """
    present = sorted(set(code) - {0})
    packed = np.array([present.index(one) + 1 if one else 0 for one in code])
    found, emptied = exits(waits), curve(waits).share[-1] == 0
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        other = CumIncidenceRight(lasted, packed)
        theirs = (
            cumulative_incidence_competing_risks(packed, lasted, conf_type="log-log", var_type="Dinse_Approx")
            if len(present) > 1
            else None
        )
    others = np.searchsorted(other.times, found.times)
    places = np.searchsorted(theirs[0], found.times) if theirs else others
    total = np.array(found.waiting)
    for place, one in enumerate(present):
        way = WAYS[one - 1]
        total = total + np.array(found.shares[way])
        if theirs:
            assert found.shares[way] == pytest.approx(theirs[1][place + 1][places], abs=1e-9)
        assert found.shares[way] == pytest.approx(other.cinc[place][others], abs=1e-9)
        for at, (share, ours) in enumerate(zip(found.shares[way], found.intervals[way], strict=True)):
            error = other.cinc_se[place][others[at]]
            if not 1e-12 < share < 1 - 1e-12 or not np.isfinite(error):
                continue
            assert (ours.low, ours.high) == pytest.approx(ends_of(log_log(share, (error / share) ** 2)), abs=1e-7)
            if theirs and not emptied:
                assert (ours.low, ours.high) == pytest.approx(tuple(theirs[2][place + 1, :, places[at]]), abs=1e-7)
    assert total == pytest.approx(np.ones(len(total)), abs=1e-9)


def ends_of(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def test_curves_are_those_of_two_other_libraries_in_100_tables() -> None:
    for seed in range(100):
        check_agrees(seed)


@pytest.mark.nightly
def test_curves_are_those_of_two_other_libraries_in_1000_tables() -> None:
    for seed in range(1000):
        check_agrees(10_000 + seed)


def test_a_curve_by_hand() -> None:
    """Five waits: ended at 2, 4 and 4, open at 3 and 5."""
    found = curve([Wait(2, "accepted"), Wait(3, None), Wait(4, "accepted"), Wait(4, "declined"), Wait(5, None)])
    assert found.times == (2.0, 4.0)
    assert found.share == pytest.approx((4 / 5, 4 / 5 * 1 / 3))
    assert (found.at_risk, found.ended, found.n, found.open) == ((5, 3), (1, 2), 5, 2)
    assert found.median() == Quantile(4.0, found.median().low, None)
    assert found.p90().value is None
    ways = exits([Wait(2, "accepted"), Wait(3, None), Wait(4, "accepted"), Wait(4, "declined"), Wait(5, None)])
    assert ways.shares["accepted"] == pytest.approx((1 / 5, 1 / 5 + 4 / 5 / 3))
    assert ways.shares["declined"] == pytest.approx((0.0, 4 / 5 / 3))


def test_a_median_is_the_first_time_with_at_most_half_still_waiting() -> None:
    assert curve([Wait(n, "accepted") for n in (1, 2, 3, 4)]).median().value == 2
    assert curve([Wait(n, "accepted") for n in range(1, 11)]).p90().value == 9


def test_open_waits_are_counted_not_dropped() -> None:
    ended = [Wait(1 + n / 100, "accepted") for n in range(20)]
    alone, with_open = curve(ended), curve(ended + [Wait(50, None)] * 30)
    assert alone.median().value is not None
    assert (with_open.median().value, with_open.median().high) == (None, None)
    assert with_open.share[-1] == pytest.approx(0.6)


def test_where_nothing_ended_or_nothing_is_there_nothing_is_said() -> None:
    for waits in ([], [Wait(3, None)]):
        assert (curve(waits).times, curve(waits).open, curve(waits).median().value) == ((), len(waits), None)
        assert (exits(waits).shares, exits(waits).n) == ({}, len(waits))
    last = curve([Wait(1, "accepted")])
    assert (last.share, last.intervals[0]) == ((0.0,), Interval(0.0, 1.0))
    for wrong in (Wait(0, "accepted"), Wait(-1, None), Wait(2, None, 2), Wait(2, None, -1)):
        with pytest.raises(ValueError, match="lasts longer"):
            curve([wrong])


def watched_late(seed: int, n: int = 200) -> list[Wait]:
    """Exponential waits of mean 10; half were there when watching began, long before or just so: seen only if they lasted until then."""
    random = np.random.default_rng(seed)
    lasted = random.exponential(10, 4 * n)
    entered = np.where(random.random(4 * n) < 0.5, 0.0, random.uniform(0, 20, 4 * n))
    kept = np.flatnonzero(lasted > entered)[:n]
    until = random.uniform(10, 40, 4 * n)
    return [
        Wait(
            float(min(lasted[i], entered[i] + until[i])),
            "accepted" if lasted[i] <= entered[i] + until[i] else None,
            float(entered[i]),
        )
        for i in kept
    ]


def test_waits_that_began_before_anybody_watched_do_not_lengthen_the_curve() -> None:
    """Left truncation: over 150 simulated tables the share still waiting after 10 is e^-1, its interval covers about 95 of 100.

    Without entry times it is far off.
    """

    def after_ten(waits: list[Wait]) -> tuple[float, Interval]:
        found = curve(waits)
        place = int(np.searchsorted(found.times, 10.0)) - 1
        return found.share[place], found.intervals[place]

    told = [after_ten(watched_late(seed)) for seed in range(150)]
    naive = [after_ten([Wait(w.lasted, w.ended) for w in watched_late(seed)])[0] for seed in range(150)]
    truth, shares = float(np.exp(-1)), [share for share, _ in told]
    error = float(np.std(shares, ddof=1)) / 150**0.5
    assert abs(float(np.mean(shares)) - truth) < 3 * error
    assert float(np.mean(naive)) - truth > 10 * error
    covered = sum(interval.covers(truth) for _, interval in told) / 150
    assert abs(covered - 0.95) < 3 * (0.95 * 0.05 / 150) ** 0.5


def test_left_truncation_is_that_of_another_library() -> None:
    for seed in range(20):
        waits = watched_late(seed, 60)
        lasted, entered = (np.array([getattr(w, name) for w in waits]) for name in ("lasted", "entered"))
        times, share = kaplan_meier_estimator(
            np.array([w.ended is not None for w in waits]), lasted, time_enter=entered
        )
        found = curve(waits)
        if found.emptied is None:
            assert found.share == pytest.approx(share[np.searchsorted(times, found.times)], abs=1e-9)


def test_where_nobody_watched_was_left_the_curve_says_from_when() -> None:
    waits = [Wait(2, "accepted"), Wait(9, "accepted", 5), Wait(12, None, 6)]
    assert curve(waits).emptied == 2.0
    assert curve([*waits, Wait(20, None)]).emptied is None


def test_competing_exits_with_late_watching_add_up_and_are_right() -> None:
    """Two ways at rates 1 : 3. In the long run a quarter ends in the first, however late watching began."""
    random, ways = np.random.default_rng(3), []
    for seed in range(40):
        waits = [
            Wait(w.lasted, ("accepted" if random.random() < 0.25 else "declined") if w.ended else None, w.entered)
            for w in watched_late(seed)
        ]
        found = exits(waits)
        assert found.waiting[-1] + sum(shares[-1] for shares in found.shares.values()) == pytest.approx(1.0, abs=1e-9)
        ways.append(found.shares["accepted"][-1] / (1 - found.waiting[-1]))
    assert float(np.mean(ways)) == pytest.approx(0.25, abs=3 * float(np.std(ways, ddof=1)) / 40**0.5)


def test_the_library_is_loaded_by_the_first_curve_and_not_before() -> None:
    asked = "import sys, samaki.figures.waiting, samaki.figures.queueing;"
    asked += "print(sorted({'statsmodels', 'pandas', 'simpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_alike_waits_told_together_are_as_if_told_one_by_one() -> None:
    some = [(10, "a", 0, 3), (10, "b", 0, 1), (40, None, 0, 2), (90, "a", 5, 4), (200, None, 0, 1)]
    together = [Wait(lasted, ended, entered, number) for lasted, ended, entered, number in some]
    apart = [Wait(lasted, ended, entered) for lasted, ended, entered, number in some for _each in range(number)]
    assert curve(together) == curve(apart)
    assert exits(together) == exits(apart)
    drawn = curve(together)
    assert drawn.by(9) == (0, 0.0, Interval(0.0, 0.0))
    told = drawn.by(40)
    assert told is not None
    assert (told[0], round(told[1], 6)) == (4, round(1 - drawn.share[0], 6))
    assert drawn.by(91) is None, "nobody who ended was watched so long"
