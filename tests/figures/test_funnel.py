"""Limits of a funnel are exact, and areas stand in the order of their names."""

import numpy as np
import pytest
from scipy.stats import binom

from samaki.figures.funnel import Standing, funnel, limits, target


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_chance_puts_an_area_outside_no_oftener_than_is_said_and_one_count_narrower_would(confidence: float) -> None:
    tail = (1 - confidence) / 2
    for share in (0.03, 0.5, 0.8, 0.97):
        for due in (1, 5, 12, 40, 300):
            found = limits(share, due, confidence)
            least, most = round(found.low * due), round(found.high * due)
            assert binom.cdf(least - 1, due, share) < tail + 1e-12
            assert binom.sf(most, due, share) < tail + 1e-12
            assert binom.cdf(least, due, share) >= tail - 1e-12
            assert binom.sf(most - 1, due, share) >= tail - 1e-12


def test_the_funnel_narrows_with_the_number_and_holds_the_target() -> None:
    widths = [limits(0.8, due).high - limits(0.8, due).low for due in (5, 20, 100, 1000)]
    assert widths == sorted(widths, reverse=True)
    assert limits(0.8, 0).covers(0.0)
    assert (limits(1.0, 7).low, limits(0.0, 7).high) == (1.0, 0.0)
    with pytest.raises(ValueError, match="share from 0 to 1"):
        limits(1.2, 7)


def test_areas_stand_by_name_and_only_what_chance_does_not_explain_is_outside() -> None:
    counts = {"takeo": (20, 40), "kandal": (33, 40), "battambang": (3, 5), "pursat": (0, 0), "kampot": (400, 410)}
    found = funnel(counts, 0.8)
    assert list(found) == sorted(counts)
    assert {area: point.standing for area, point in found.items()} == {
        "battambang": Standing.INSIDE,
        "kampot": Standing.ABOVE,
        "kandal": Standing.INSIDE,
        "pursat": Standing.INSIDE,
        "takeo": Standing.BELOW,
    }
    assert found["pursat"].share is None


def test_without_a_target_the_common_share_is_it() -> None:
    counts = {"a": (10, 20), "b": (30, 40)}
    assert target(counts) == pytest.approx(40 / 60)
    assert funnel(counts)["a"] == funnel(counts, 40 / 60)["a"]
    assert target({}) is None
    assert funnel({"a": (0, 0)})["a"].standing == Standing.INSIDE
    with pytest.raises(ValueError, match="is no share"):
        funnel({"a": (3, 2)})


def test_of_a_thousand_areas_that_are_alike_few_are_called_different() -> None:
    random = np.random.default_rng(1)
    due = random.integers(3, 80, 1000)
    found = funnel({f"{n:04}": (int(random.binomial(of, 0.7)), int(of)) for n, of in enumerate(due)}, 0.7)
    assert sum(point.standing != Standing.INSIDE for point in found.values()) <= 5
