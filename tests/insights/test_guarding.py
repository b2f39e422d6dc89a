"""What a share, and a count beside it, tells of fewer than five: it is not told to who is of none of the units."""

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.figures.attrition import Passage, attrition
from samaki.insights import guarding
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import FEWEST, Figure, figure
from samaki.insights.queries import WHOLE, Months, Table
from samaki.web.bounds import bound
from samaki.web.measures import saying
from tests.insights.toys import MARCH, RULES

SHARE = MEASURES["I1"]


def share(counted: int, n: int) -> Figure:
    return Figure(n, counted / n, 0.1, 0.9)


def test_one_of_sixteen_and_all_but_one_of_thirteen_have_only_a_bound_and_the_total_tells_neither() -> None:
    figures = {"a": share(1, 16), "b": share(12, 30), "c": share(20, 40), WHOLE: share(33, 86)}
    assert guarding.bounded(SHARE, figures, WHOLE) == {"a", "b"}, "all together less the others would tell the one"
    assert guarding.bounded(SHARE, figures | {"d": share(12, 13), WHOLE: share(45, 99)}, WHOLE) == {"a", "d"}
    assert guarding.bounded(SHARE, figures | {WHOLE: share(36, 92)}, WHOLE, {"z"}) == {"a"}
    assert guarding.bounded(SHARE, {"a": share(1, 16), "b": share(1, 20), WHOLE: share(2, 36)}, WHOLE) == {
        "a",
        "b",
        WHOLE,
    }
    assert guarding.bounded(SHARE, {"a": share(0, 16), "b": share(20, 40), WHOLE: share(20, 56)}, WHOLE) == set()
    still = Figure(20, 0.25, open=2, at_least=0.25, at_most=0.35)
    assert guarding.bounded(MEASURES["I8"], {"a": still, WHOLE: still}, WHOLE) == {"a", WHOLE}, (
        "the bounds tell the two"
    )
    day = MARCH.now.date().replace(day=1)
    table = Table(SHARE, Months(day, day, MARCH.now), figures)
    one, next_one, rest, _all = saying.rows_of_others(table, {"a": "A", "b": "B", "c": "C", WHOLE: "all"})
    assert (one["value"], one["between"], one["draw"], one["cells"]) == ("at most 25%", "", None, {"n": 16})
    assert next_one["value"] == "not shown"
    assert (rest["value"], rest["between"]) == ("50%", "10% to 90%")


def attacked(figures, kept, hidden_n=0):
    """What the numbers of those kept can be, by trying all: told are every other share, all together, and the bounds in words."""
    total = round(figures[WHOLE].value * figures[WHOLE].n)
    known = sum(round(one.value * one.n) for name, one in figures.items() if name not in kept and name != WHOLE)
    ranges = []
    for name in sorted(kept):
        words, n = bound(round(figures[name].value * figures[name].n), figures[name].n), figures[name].n
        low, high = (1, 4) if "most" in words else (n - 4, n - 1) if "least" in words else (0, n)
        ranges.append(range(low, high + 1))
    ranges.append(range(hidden_n + 1))
    fits = [one for one in product(*ranges) if sum(one) == total - known]
    return {name: {one[at] for one in fits} for at, name in enumerate(sorted(kept))}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(5, 12)), min_size=2, max_size=4), st.integers(0, 4))
@settings(max_examples=120, deadline=None)
def test_no_attack_on_a_table_tells_a_share_of_few_closer_than_its_bound(cells, hidden_n):
    """Every small table: of one that counts few, or all but few, all that its words say stays possible."""
    cells = [(min(count, n), n) for count, n in cells]
    count_of_hidden = min(1, hidden_n)
    whole = sum(count for count, _n in cells) + count_of_hidden, sum(n for _count, n in cells) + hidden_n
    figures = {str(at): share(count, n) for at, (count, n) in enumerate(cells)} | {WHOLE: share(*whole)}
    kept = guarding.bounded(SHARE, figures, WHOLE, {"z"} if hidden_n else ())
    if WHOLE in kept:
        return
    possible = attacked(figures, kept, hidden_n)
    for name in kept:
        count, n = cells[int(name)]
        if 0 < count < FEWEST:
            assert {1, min(4, n - 1)} <= possible[name]
        if 0 < n - count < FEWEST:
            assert {max(n - 4, 1), n - 1} <= possible[name]


def test_one_each_of_two_areas_is_not_told_by_all_together():
    """Two that count one each: all together less the others is two, and no count is none, so both were told. They are not any more."""
    figures = {"a": share(1, 16), "b": share(1, 20), "c": share(20, 40), WHOLE: share(22, 76)}
    assert guarding.bounded(SHARE, figures, WHOLE) == {"a", "b", "c"}
    assert guarding.silent([share(1, 16), share(1, 20), share(20, 40)], [False] * 3) == {0, 1, 2}
    assert guarding.silent([share(1, 16), share(4, 20), share(20, 40)], [False] * 3) == {0, 1}, (
        "five together fit every bound"
    )


def test_counts_beside_a_figure_are_told_from_five_on_and_not_of_all_together() -> None:
    of_six = Figure(20, 0.5, 0.3, 0.7, open=6, apart={"away": 2})
    assert saying._notes(SHARE, of_six) == ["still open: 6", "taken back: 2"]
    assert saying._notes(SHARE, of_six, of_others=True) == ["still open: 6"]
    assert saying._notes(SHARE, of_six, of_others=True, whole=True) == []


def test_a_map_tells_no_step_down_of_few_and_no_reason_of_few() -> None:
    cohort = (
        [Passage(0)] * 3
        + [Passage(0, "far")] * 6
        + [Passage(1, "far")] * 9
        + [Passage(1, "near")]
        + [Passage(2, "done")] * 2
    )
    told = guarding.places(attrition(cohort, ["a", "b", "c"]))
    assert [(reached, waiting) for _row, reached, waiting in told] == [(21, None), (12, None), (None, None)], (
        "12 less the ten that left would tell the two"
    )
    enough = [Passage(0)] * 6 + [Passage(1, "far")] * 9 + [Passage(2, "done")] * 5
    assert [told[1:] for told in guarding.places(attrition(enough, ["a", "b", "c"]))] == [(20, 6), (14, 0), (5, 0)]
    assert guarding.places([]) == []
    assert guarding.reasons({"far": 9, "near": 1}) == ({}, 10)
    assert guarding.reasons({"far": 9, "near": 6, "x": 3, "y": 3}) == ({"far": 9, "near": 6}, 6)


def test_where_all_were_asked_as_often_there_is_no_interval_of_no_width() -> None:
    alike = figure(MEASURES["I9"], Counter({"times:1": 6}), MARCH, RULES)
    assert (alike.n, alike.value, alike.low, alike.high) == (6, 1.0, None, None)
    assert saying.row("", MEASURES["I9"], alike)["between"] == ""
