"""A step is independent when a unit did it alone, on time and well; an area is as strong as its weakest critical kind.

Little evidence says little.
"""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from scipy.stats import binom

from samaki.figures.independence import (
    STANDS_FROM,
    VERDICTS,
    Paid,
    Step,
    Stratum,
    Verdict,
    area_index,
    independent,
    independent_without_mentor_money,
    verdict,
    window,
)
from samaki.figures.proportions import fewest_for, jointly, wilson

DAY = date(2026, 3, 31)
GOOD = Step("referral", "takeo", "c1", DAY, True, 5, True, True, Paid.AGENCY)
BAD = replace(GOOD, done=False, level=None, on_time=None, passed=None, paid=None)


def steps(good: int, due: int, kind: str = "referral") -> list[Step]:
    return [replace(GOOD if n < good else BAD, kind=kind, case=f"c{n}") for n in range(due)]


def area(all_steps: list[Step], critical: tuple[str, ...] = ("referral",), **options):
    return area_index(all_steps, critical, area="takeo", **options)


def test_a_step_is_independent_only_when_all_of_it_is_known_to_hold() -> None:
    for done, level, on_time, passed in product(
        (True, False), (None, 1, 2, 3, 4, 5), (True, False, None), (True, False, None)
    ):
        step = replace(GOOD, done=done, level=level, on_time=on_time, passed=passed)
        assert independent(step) == (done and level in (4, 5) and on_time is True and passed is True)


def test_mentor_money_is_left_out_and_an_unknown_payer_is_not_taken_for_the_agency() -> None:
    without = {paid for paid in [*Paid, None] if independent_without_mentor_money(replace(GOOD, paid=paid))}
    assert without == set(Paid) - {Paid.MENTOR}
    mentor = [replace(step, paid=Paid.MENTOR) for step in steps(12, 12)]
    assert area(mentor).share == 1.0
    assert area(mentor, counts=independent_without_mentor_money).share == 0.0


def test_due_and_not_done_is_nought() -> None:
    assert area([*steps(10, 10), replace(BAD, case="c99")]).kinds[0].share == pytest.approx(10 / 11)


@pytest.mark.parametrize("good", range(6))
def test_five_cases_are_not_enough_evidence_whatever_came_of_them(good: int) -> None:
    assert area(steps(good, 5)).verdict == Verdict.NOT_ENOUGH_EVIDENCE


def test_nothing_due_is_not_enough_evidence() -> None:
    nothing = area([])
    assert (nothing.share, nothing.verdict) == (None, Verdict.NOT_ENOUGH_EVIDENCE)
    assert (nothing.interval.low, nothing.interval.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("good", "due", "expected"),
    [
        (9, 9, Verdict.STANDS_ALONE),
        (8, 9, Verdict.NOT_ENOUGH_EVIDENCE),
        (0, 9, Verdict.BREAKS),
        (34, 40, Verdict.STANDS_ALONE),
        (33, 40, Verdict.NOT_ENOUGH_EVIDENCE),
        (20, 40, Verdict.LEANS),
        (10, 40, Verdict.BREAKS),
    ],
)
def test_verdicts_of_one_kind(good: int, due: int, expected: Verdict) -> None:
    assert area(steps(good, due)).verdict == expected


def test_the_table_of_verdicts_names_each_verdict_once_and_ends_with_what_always_holds() -> None:
    assert sorted(line[0] for line in VERDICTS) == sorted(Verdict)
    assert VERDICTS[-1][0] == Verdict.NOT_ENOUGH_EVIDENCE


def test_an_area_is_as_strong_as_its_weakest_critical_kind_and_shows_it_first() -> None:
    mixed = steps(40, 40, "referral") + steps(5, 40, "court") + steps(3, 3, "shelter") + steps(0, 40, "not critical")
    found = area(mixed, ("referral", "court", "shelter", "never due"))
    assert [kind.kind for kind in found.kinds] == ["court", "shelter", "never due", "referral"]
    assert found.verdict == Verdict.BREAKS
    assert found.share == 5 / 40
    assert found.interval.high == wilson(5, 40, jointly(4)).high
    assert found.interval.low == 0.0  # of "never due" nothing is known


def test_a_kind_without_evidence_keeps_an_area_from_standing() -> None:
    found = area(steps(40, 40) + steps(4, 4, "court"), ("referral", "court"))
    assert found.verdict == Verdict.NOT_ENOUGH_EVIDENCE
    with pytest.raises(ValueError, match="critical"):
        area([], ())


def test_simple_complex_and_drill_and_other_areas_are_never_added_up() -> None:
    mixed = steps(12, 12) + [
        replace(BAD, stratum=one, case=f"x{n}") for one in (Stratum.COMPLEX, Stratum.DRILL) for n in range(12)
    ]
    mixed += [replace(BAD, area="kandal", case=f"y{n}") for n in range(12)]
    assert area(mixed).share == 1.0
    assert area(mixed, stratum=Stratum.COMPLEX).share == 0.0
    assert area(mixed, stratum=Stratum.DRILL).kinds[0].due == 12


def test_many_steps_of_one_case_are_one_piece_of_evidence() -> None:
    crowded = [replace(GOOD, case="only one") for _ in range(40)]
    found = area(crowded).kinds[0]
    assert (found.due, found.cases, found.verdict) == (40, 1, Verdict.NOT_ENOUGH_EVIDENCE)
    assert found.interval == wilson(1, 1)


@pytest.mark.parametrize(
    ("months", "kept"),
    [(12, [date(2025, 4, 1), DAY]), (1, [date(2026, 3, 1), DAY]), (24, [date(2024, 4, 1), date(2025, 4, 1), DAY])],
)
def test_a_rolling_window_ends_with_its_day_and_holds_whole_months(months: int, kept: list[date]) -> None:
    days = [
        date(2024, 3, 31),
        date(2024, 4, 1),
        date(2025, 3, 31),
        date(2025, 4, 1),
        date(2026, 2, 28),
        date(2026, 3, 1),
        DAY,
        date(2026, 4, 1),
    ]
    found = [step.due for step in window([replace(GOOD, due=day) for day in days], DAY, months)]
    assert set(kept) <= set(found)
    assert max(found) == DAY
    assert min(found) == min(kept)


def test_a_good_step_more_never_makes_an_area_weaker() -> None:
    order = list(Verdict)
    for due in (9, 20, 60, 150):
        found = [order.index(area(steps(good, due)).verdict) for good in range(due + 1)]
        ranks = [
            {Verdict.BREAKS: 0, Verdict.LEANS: 1, Verdict.NOT_ENOUGH_EVIDENCE: 2, Verdict.STANDS_ALONE: 3}[order[place]]
            for place in found
        ]
        assert ranks == sorted(ranks)


def test_an_area_that_does_not_stand_is_seldom_said_to_and_one_that_does_seldom_said_to_break() -> None:
    """Exact, for every number of cases to 200: a kind just at .70 is said to stand, or to be weak, in at most 5.1 of 100."""
    for due in range(fewest_for(STANDS_FROM), 201):
        counts = np.arange(due + 1)
        weight = binom.pmf(counts, due, STANDS_FROM)
        told = [verdict(wilson(int(good), due), wilson(int(good), due, jointly(1)), due) for good in counts]
        stands = sum(p for p, one in zip(weight, told, strict=True) if one == Verdict.STANDS_ALONE)
        weak = sum(p for p, one in zip(weight, told, strict=True) if one in (Verdict.LEANS, Verdict.BREAKS))
        assert stands < 0.051
        assert weak < 0.051
