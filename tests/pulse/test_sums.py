"""What of the pulse may be shown, by itself: no group under five, and none that subtraction tells."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.pulse.sums import ALL, FEWEST, Group, hidden, merged, told

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


GROUPS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "12", "17", "18"])),
    st.integers(1, 12).flatmap(lambda n: st.builds(Group, st.just(n), st.integers(0, n))),
    min_size=1,
)


@given(GROUPS)
@settings(max_examples=300, deadline=None)
def test_what_is_hidden_of_a_sum_is_nothing_or_tells_of_nobody_together(parts):
    found = hidden(parts)
    assert {cell for cell, one in parts.items() if one.n < FEWEST or one.agree in (0, one.n)} <= found
    together = Group(sum(parts[cell].n for cell in found), sum(parts[cell].agree for cell in found))
    assert not found or not together.tells_of_each() or found == parts.keys()


def test_a_group_that_agrees_to_the_last_is_not_told_nor_what_it_could_be_reckoned_from():
    """Six of the police, all for it; five others, none; nine of a court who differ."""
    marks = {"police": ((5, 6),), "ngo": ((1, 5),), "court": ((5, 4), (2, 5))}
    rows = [(kind, "", "q", choice, n) for kind, said in marks.items() for choice, n in said]
    shown = {one.kind: (one.agree, one.n) for one in told(rows, ["q"])}
    assert shown == {ALL: (10, 20), "court": (4, 9)}, "the police and the others are eleven, of whom six agree"
    alone = {one.kind: one.n for one in told([row for row in rows if row[0] != "ngo"], ["q"])}
    assert alone == {ALL: 15}, "without the others the court would tell what the police said"


@given(SIZES)
@settings(max_examples=100, deadline=None)
def test_no_figure_and_no_difference_of_shown_figures_is_of_fewer_than_five(cells):
    rows = [(kind, area, "q", choice, n) for (kind, area), n in cells.items() for choice in (1, 5)]
    shown = told(rows, ["q"])
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
