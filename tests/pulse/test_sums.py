"""What of the pulse may be shown, by itself: no group under five, and none that subtraction tells."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.pulse.sums import ALL, FEWEST, hidden, merged, told

SIZES = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "12", "17", "18"])), st.integers(1, 12), min_size=1
)


@given(SIZES)
@settings(max_examples=100, deadline=None)
def test_at_least_five_are_asked_in_every_cell_where_there_are_five_at_all(asked):
    into, sizes = merged(asked), {}
    for cell, size in asked.items():
        sizes[into[cell]] = sizes.get(into[cell], 0) + size
    assert sum(asked.values()) < FEWEST or min(sizes.values()) >= FEWEST


@given(SIZES)
@settings(max_examples=100, deadline=None)
def test_what_is_hidden_of_a_sum_is_nothing_or_at_least_five_together(parts):
    small = hidden(parts)
    assert {cell for cell, n in parts.items() if n < FEWEST} <= small
    assert not small or sum(parts[cell] for cell in small) >= FEWEST or small == parts.keys()


@given(SIZES)
@settings(max_examples=100, deadline=None)
def test_no_figure_and_no_difference_of_shown_figures_is_of_fewer_than_five(cells):
    shown = told([(kind, area, "q", 5, n) for (kind, area), n in cells.items()], ["q"])
    assert all(one.n >= FEWEST for one in shown)
    of = {(one.kind, one.area): one.n for one in shown}
    kinds = sum(n for (kind, area), n in of.items() if kind != ALL and not area)
    left = [of.get((ALL, ""), 0) - kinds] if kinds else []
    for kind in {kind for kind, area in of if area}:
        left.append(of[kind, ""] - sum(n for (one, area), n in of.items() if one == kind and area))
    assert all(one == 0 or one >= FEWEST for one in left)


def test_who_would_rather_not_say_counts_in_no_share():
    rows = [("court", "12", "q", choice, n) for choice, n in ((0, 3), (1, 2), (4, 3), (5, 4))]
    whole = told(rows, ["q"])[0]
    assert (whole.n, whole.agree, whole.rather_not) == (9, 7, 3)
    assert whole.interval.covers(7 / 9)


def test_nothing_is_shown_of_four_in_all():
    assert told([(kind, "", "q", 5, 2) for kind, _again in product("ab", "a")], ["q"]) == []
