"""Of a cohort, who is still in process at each step: open cases are neither lost nor kept by assumption, and both bounds are shown."""

import numpy as np
import pytest

from samaki.figures.attrition import Passage, attrition
from samaki.figures.proportions import Interval
from samaki.figures.waiting import Wait, curve, exits

CHAIN = ("report", "rescue", "charge", "judgment")


def test_a_toy_country_by_hand() -> None:
    """Ten reports: 2 dropped, 1 open at the report; of 7 rescued 3 refused a charge, 2 open; of 2 charged 1 withdrawn; 1 judged."""
    cohort = (
        [Passage(0, "no ground")] * 2
        + [Passage(0)]
        + [Passage(1, "refused")] * 3
        + [Passage(1)] * 2
        + [Passage(2, "withdrawn"), Passage(3, "convicted")]
    )
    lines = attrition(cohort, CHAIN)
    assert [line.step for line in lines] == list(CHAIN)
    assert [line.reached for line in lines] == [10, 7, 2, 1]
    assert [line.open_here for line in lines] == [1, 2, 0, 0]
    assert [dict(line.left) for line in lines] == [{"no ground": 2}, {"refused": 3}, {"withdrawn": 1}, {"convicted": 1}]
    assert [line.share for line in lines] == pytest.approx([1.0, 0.7, 0.2, 0.1])
    assert [line.at_most for line in lines] == pytest.approx([1.0, 0.8, 0.5, 0.4])
    assert [line.expected for line in lines] == pytest.approx([1.0, 7 / 9, 7 / 9 * 2 / 5, 7 / 9 * 2 / 5 / 2])
    assert lines[1].expected_left["refused"] == pytest.approx(7 / 9 * 3 / 5)


def cohort(seed: int) -> list[Passage]:
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 80))
    why = [None, "refused", "lost", "withdrawn"]
    return [Passage(int(random.integers(0, 4)), why[int(random.integers(0, 4))]) for _ in range(n)]


def test_nobody_vanishes_and_what_is_expected_lies_between_the_bounds() -> None:
    for seed in range(200):
        people = cohort(seed)
        lines = attrition(people, CHAIN)
        for line, after in zip(lines, lines[1:], strict=False):
            assert line.reached == after.reached + line.open_here + sum(line.left.values())
        for line in lines:
            assert line.share - 1e-12 <= line.expected <= line.at_most + 1e-12
            assert line.interval.low - 1e-12 <= line.expected <= line.interval.high + 1e-12
        gone = np.cumsum([sum(line.expected_left.values()) for line in lines])
        assert [1 - line.expected for line in lines[1:]] == pytest.approx(gone[:-1].tolist(), abs=1e-12)


def test_it_is_kaplan_meier_and_aalen_johansen_with_steps_in_place_of_time() -> None:
    """An exit at step k is a wait that ended at k + 1; an open case at k was last seen before."""
    for seed in range(40):
        people = [*cohort(seed), Passage(0, "lost"), Passage(3)]
        waits = [Wait(p.reached + 1.0, p.left) if p.left else Wait(p.reached + 0.5, None) for p in people]
        still, ways, lines = curve(waits), exits(waits), attrition(people, CHAIN)
        for place, line in enumerate(lines[1:], 1):
            at = int(np.searchsorted(still.times, place + 0.5)) - 1
            assert line.expected == pytest.approx(still.share[at], abs=1e-9)
            if 0 < line.expected < 1:
                assert (line.interval.low, line.interval.high) == pytest.approx(
                    (still.intervals[at].low, still.intervals[at].high), abs=1e-9
                )
            for why, shares in ways.shares.items():
                assert sum(one.expected_left.get(why, 0.0) for one in lines[:place]) == pytest.approx(
                    shares[at], abs=1e-9
                )


def test_without_open_cases_all_three_figures_are_one() -> None:
    closed = [Passage(p.reached, p.left or "lost") for p in cohort(5)]
    for line in attrition(closed, CHAIN):
        assert line.share == pytest.approx(line.expected)
        assert line.share == line.at_most


def test_an_empty_cohort_has_no_lines_and_a_step_that_is_not_there_is_refused() -> None:
    assert attrition([], CHAIN) == []
    assert attrition([Passage(0)], CHAIN)[1].at_most == 1.0
    assert attrition([Passage(0)], CHAIN)[0].interval == Interval(1.0, 1.0)
    for reached in (-1, 4):
        with pytest.raises(ValueError, match="not in the chain"):
            attrition([Passage(reached)], CHAIN)
