"""What stands above the page of trust: one share of all statements, its change, and which statements have surely changed."""

import pytest

from samaki.figures.proportions import difference, wilson
from samaki.pulse.finding import Finding, found
from samaki.pulse.staying import Convened
from samaki.pulse.sums import ALL, Told
from samaki.web.pulse.figures import _met


def of(*counts, kind=ALL):
    return [Told(f"q{at}", kind, "", n, agree) for at, (agree, n) in enumerate(counts)]


def test_all_statements_together_are_one_share_of_people_not_of_answers():
    told = found(of((10, 20), (16, 18)))
    assert (told.now.share, told.now.n) == (26 / 38, 18)
    assert told.now.interval == wilson(26 / 38 * 18, 18)
    assert (told.before, told.change, told.more) == (None, None, ())


def test_a_change_is_that_of_the_statements_of_both_rounds():
    told = found(of((90, 100), (50, 100), (5, 10)), of((50, 100), (50, 100)))
    assert (told.now.share, told.before.share) == (0.7, 0.5), "the third was not asked before"
    assert told.change == difference((50, 100), (70, 100))
    assert (told.change.low > 0, told.more, told.fewer) == (True, ("q0",), ())
    back = found(of((50, 100), (50, 100)), of((90, 100), (50, 100)))
    assert (back.change.high < 0, back.more, back.fewer) == (True, (), ("q0",))


def test_of_few_nothing_is_sure_and_groups_are_not_counted():
    told = found(of((8, 10)), of((5, 10)))
    assert told.change.low < 0 < told.change.high
    assert (told.more, told.fewer) == ((), ())
    assert found(of((8, 10), kind="police")) == Finding(None)


def test_single_statements_are_looked_at_all_at_once():
    one = found(of((42, 60)), of((30, 60)))
    assert one.more == ("q0",)
    assert found(of((42, 60), *[(30, 60)] * 7), of(*[(30, 60)] * 8)).more == (), "among eight one such change is chance"


@pytest.mark.parametrize(
    ("mentor", "others", "share", "drawn"),
    [
        (1, 0, "fewer than 5: not shown", set()),
        (1, 3, "fewer than 5: not shown", set()),
        (2, 4, "not shown", set()),
        (9, 1, "at most 40%", {"low", "high"}),
        (1, 9, "at least 60%", {"low", "high"}),
        (0, 6, "100%", {"at", "low", "high"}),
        (6, 6, "50%", {"at", "low", "high"}),
    ],
)
def test_of_fewer_than_five_meetings_no_share_is_told(mentor, others, share, drawn):
    line = _met(Convened(2026, "workshop", mentor, others))
    assert (line["share"], set(line["draw"])) == (share, drawn)
    told = {line["mentor"], line["others"], line["n"], line["between"]}
    small = {str(one) for one in (mentor, others) if 0 < one < 5}
    assert not told & small
    assert ("%" in line["between"]) == ("at" in drawn)
