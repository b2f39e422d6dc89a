"""What a tile says of few: words, or a bound; never their share."""

from dataclasses import replace

from samaki.insights.figures import Figure
from samaki.insights.links import NOTHING, Ends, Link
from samaki.web.links import tiles

SURELY = Link(Ends("12", "a", "b"), NOTHING, 40, Figure(40, 0.25, 0.14, 0.40), Figure(0))


def test_a_link_of_few_is_words_and_counts_neither_as_weak_nor_as_strong():
    own = replace(SURELY, carried=3, holds=Figure(3, 1.0, 0.44, 1.0))
    of_others = replace(SURELY, carried=None, hidden=True)
    for few in (own, of_others):
        assert tiles._figure(few) == "too little"
        assert tiles._holding([few]) == {"hold": "", "holding": ""}
        assert tiles._holding([few, SURELY])["hold"] == "0/1"


def test_of_a_share_that_would_tell_of_few_a_tile_says_how_far_it_goes():
    assert tiles._figure(SURELY) == "25%"
    guarded = replace(SURELY, holds=Figure(40, 0.05, 0.01, 0.16), bounded=frozenset({"holds"}), guarded=True)
    assert tiles._figure(guarded) == "at most 10%"
    small = replace(SURELY, holds=Figure(8, 0.25, 0.07, 0.59), bounded=frozenset({"holds"}), guarded=True)
    assert tiles._figure(small) == "not shown"


def test_what_is_not_there_is_no_share():
    assert tiles._figure(replace(SURELY, carried=0, holds=Figure(0))) == "no link"
