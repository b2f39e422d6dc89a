"""No small count can be worked out from what is published: toy tables with known answers, and an attack by linear programme."""

from __future__ import annotations

from itertools import chain, combinations
from math import inf

import numpy as np
import pytest

from samaki.figures import suppression
from samaki.figures.disclosure import (
    WHOLE,
    BadTable,
    Bounds,
    CannotProtect,
    Counts,
    Sum,
    attack,
    check,
    crossed,
    range_of,
    rounded,
)
from samaki.figures.suppression import exposed, shown, suppressed

AREAS = {
    ("A", "yes"): 30, ("A", "no"): 20, ("B", "yes"): 25, ("B", "no"): 4, ("C", "yes"): 80, ("C", "no"): 60,
}  # fmt: skip


def row(*numbers: int) -> Counts:
    """A list of counts with their total."""
    return crossed({(name,): number for name, number in zip("abcdefgh", numbers, strict=False)})


def test_totals_of_every_way_of_counting_are_reckoned_and_sums_join_them() -> None:
    counts = crossed(AREAS | {("C", "no"): 0})
    assert {key: count for key, count in counts.cells.items() if WHOLE in key} == {
        ("A", WHOLE): 50, ("B", WHOLE): 29, ("C", WHOLE): 80, (WHOLE, "yes"): 135, (WHOLE, "no"): 24, (WHOLE, WHOLE): 159,
    }  # fmt: skip
    assert len(counts.sums) == 3 + 2 + 2


@pytest.mark.parametrize(
    ("numbers", "hidden", "of_a"),
    [
        ((3, 12, 40), "ab", Bounds(0, 15)),  # the next smallest as well, or 55 - 52 would tell it
        ((4, 7, 40), "ab", Bounds(0, 11)),  # two small ones hide each other: together they are more than nine
        ((1, 2, 40), "abc", Bounds(0, 43)),  # together they are three, which tells too much
        ((0, 50, 40), "ac", Bounds(0, 40)),  # nothing is a small count too
    ],
)  # fmt: skip
def test_of_a_list_the_least_is_hidden_that_protects_and_the_attack_finds_just_what_the_sum_tells(
    numbers, hidden, of_a
) -> None:
    counts = row(*numbers)
    pattern = suppressed(counts)
    assert {key[0] for key in pattern.hidden} == set(hidden)
    assert attack(shown(counts, pattern), counts.sums)["a",] == of_a


def test_what_is_small_as_a_whole_is_hidden_as_a_whole() -> None:
    counts = row(1, 2)
    pattern = suppressed(counts)
    assert pattern.hidden == set(counts.cells)
    assert attack(shown(counts, pattern), counts.sums)["a",] == Bounds(0, inf)
    assert suppressed(row(10, 10, 11)).hidden == set()


def test_in_a_table_of_two_ways_a_rectangle_is_hidden_and_no_total() -> None:
    counts = crossed(AREAS)
    pattern = suppressed(counts)
    assert pattern.primary == {("B", "no")}
    assert pattern.complementary == {("B", "yes"), ("A", "yes"), ("A", "no")}
    assert attack(shown(counts, pattern), counts.sums)["B", "no"] == Bounds(0, 24)


def test_without_complementary_suppression_the_attack_works_out_the_small_count() -> None:
    counts = crossed(AREAS)
    only = suppression.Pattern(frozenset({("B", "no")}), frozenset())
    assert attack(shown(counts, only), counts.sums) == {("B", "no"): Bounds(4, 4)}
    assert exposed(shown(counts, only), counts.sums, only.primary) == [("B", "no")]
    beside = suppression.Pattern(only.primary, frozenset({("B", "yes")}))  # the columns still tell it
    assert exposed(shown(counts, beside), counts.sums, only.primary) == [("B", "no")]


def test_what_an_earlier_publication_shows_cannot_be_hidden_any_more() -> None:
    counts = crossed(AREAS)
    around = suppressed(counts, known={("A", "yes")})
    assert ("C", "yes") in around.hidden
    assert ("A", "yes") not in around.hidden
    with pytest.raises(CannotProtect, match="B / no"):
        suppressed(counts, known=set(counts.cells) - {("B", "no")})
    with pytest.raises(CannotProtect, match="B / no"):
        suppressed(counts, known={("B", "no")})


@pytest.mark.parametrize("seed", range(4))
def test_random_tables_of_one_to_three_ways_withstand_the_attack_and_rounding_tells_less(seed: int) -> None:
    draw = np.random.default_rng(seed)
    for ways in ((5,), (4, 2), (3, 3), (2, 3, 2)):
        keys = [tuple(f"{way}{at}" for way, at in enumerate(place)) for place in np.ndindex(*ways)]
        counts = crossed({key: int(draw.choice([0, 2, 7, 9, 10, 13, 30, 200])) for key in keys})
        pattern = suppressed(counts)
        exact, coarse = shown(counts, pattern), shown(counts, pattern, base=5)
        assert pattern.primary == {key for key, count in counts.cells.items() if count < 10}
        assert exposed(exact, counts.sums, pattern.primary) == []
        assert exposed(coarse, counts.sums, pattern.primary, base=5) == []
        narrow, wide = attack(exact, counts.sums), attack(coarse, counts.sums, base=5)
        for key, found in narrow.items():
            assert wide[key].low - 1e-6 <= found.low <= counts.cells[key] <= found.high <= wide[key].high + 1e-6


def test_no_smaller_loss_protects_a_table_of_which_every_pattern_is_tried() -> None:
    for inner in ({("A", "yes"): 3, ("A", "no"): 20, ("B", "yes"): 15, ("B", "no"): 90},
                  {("A", "yes"): 3, ("A", "no"): 20, ("B", "yes"): 15, ("B", "no"): 6}):  # fmt: skip
        counts = crossed(inner)
        pattern = suppressed(counts)
        order = {key: at for at, key in enumerate(sorted(counts.cells))}
        lost = suppression._weights(order, counts.sums, np.array([counts.cells[key] for key in order]))  # noqa: SLF001
        others = sorted(set(counts.cells) - pattern.primary)
        holding = [
            sum(lost[order[key]] for key in some)
            for some in chain.from_iterable(combinations(others, many) for many in range(5))
            if not exposed(
                {key: None if key in pattern.primary or key in some else count for key, count in counts.cells.items()},
                counts.sums, pattern.primary,
            )
        ]  # fmt: skip
        assert sum(lost[order[key]] for key in pattern.complementary) == pytest.approx(min(holding))


def test_rounding_and_the_range_of_what_was_rounded_fit_each_other() -> None:
    for base in (1, 3, 5, 10):
        for shown_count in range(0, 40, base):
            low, high = range_of(shown_count, base)
            fits = [count for count in range(60) if rounded(count, base) == shown_count]
            assert (low, high) == (fits[0], fits[-1])
    assert range_of(10, 5, 10) == (10, 12), "what is shown is ten or more, and the reader is told so"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: crossed({}), "The table has no cell."),
        (lambda: crossed({("A",): 1, ("A", "yes"): 2}), "as many coordinates"),
        (lambda: crossed({("A", WHOLE): 1}), "give the parts alone"),
        (lambda: crossed({("A",): -1}), "A is -1: a count is never negative"),
        (lambda: crossed({("A",): 1.5}), "A is 1.5: a count is a whole number"),  # type: ignore[dict-item]
        (lambda: crossed({("A",): True}), "a count is a whole number"),
        (lambda: check(Counts({("A",): 1}, (Sum(("A",), (("B",),)),))), "names B, which the table does not have"),
        (lambda: check(Counts({("A",): 2, ("B",): 1}, (Sum(("A",), (("B",), ("B",))),))), "counts a cell twice"),
        (lambda: check(Counts({("A",): 3, ("B",): 1}, (Sum(("A",), (("B",),)),))), "A is 3, but its parts are 1 together"),
        (lambda: attack({("A",): 3, ("B",): 5, ("C",): None}, (Sum(("A",), (("B",), ("C",))),)), "No counts fit"),
    ],
)  # fmt: skip
def test_a_bad_table_gets_a_clear_sentence(make, sentence: str) -> None:
    with pytest.raises(BadTable, match=sentence):
        make()
