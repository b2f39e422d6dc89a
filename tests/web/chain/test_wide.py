"""The wide picture: bands of eight, parallel steps in one column, done ones folded; the rows are those of the table."""

from dataclasses import replace

import pytest

from samaki.web.chain import Ring, Strand, layout_wide, tally
from samaki.web.chain.wide import LANE, PER_BAND, WIDTH
from samaki.web.chain.widths import estimated_width
from tests.web.chain.drawing import bands_of, ring, rings_of, strand


def after(key: str, follows: str | None, state: str = "held") -> Ring:
    """A ring that follows another."""
    return Ring(key, (key,), ("Police",), state, after=follows)  # type: ignore[arg-type]


def test_holder_fits_its_ring() -> None:
    for one in rings_of(layout_wide([strand(8)])):
        assert estimated_width(one.holder, 13) <= WIDTH - 24


def test_bands_break_after_eight_and_are_joined_by_half_links() -> None:
    bands = bands_of(layout_wide([strand(17)], unfolded=True))
    assert [len(band.rings) for band in bands] == [PER_BAND, PER_BAND, 1]
    assert [sorted(link.half for link in band.links if link.half != "whole") for band in bands] == [
        ["closing"],
        ["closing", "opening"],
        ["opening"],
    ]


def test_parallel_steps_stand_in_one_column_joined_by_a_fork() -> None:
    rings = (after("a", ""), after("b", "a"), after("c", "a"), after("d", "b"), after("e", "c"))
    band = bands_of(layout_wide([Strand("care", "care", "Care", rings)]))[0]
    places = {one.ring.key: (one.x, one.top) for one in band.rings}
    assert places["b"][0] == places["c"][0]
    assert places["d"][0] == places["e"][0]
    assert [places[key][1] for key in "abd"] == [0, 0, 0]
    assert [places[key][1] for key in "ce"] == [LANE, LANE]
    assert len(band.forks) == 1
    assert band.height == 2 * LANE


def test_what_follows_nothing_that_is_shown_has_no_link() -> None:
    rings = (after("a", ""), after("b", "unseen"), after("c", ""))
    band = bands_of(layout_wide([Strand("care", "care", "Care", rings)]))[0]
    assert band.links == ()
    assert band.forks == ()


def test_done_steps_fold_only_when_the_strand_is_long() -> None:
    assert [one.ring.count for one in rings_of(layout_wide([strand(8, done=5)]))] == [1] * 8
    long = layout_wide([strand(12, done=5)])
    assert [one.ring.count for one in rings_of(long)] == [5, *[1] * 7]
    assert long.folded == 5
    assert len(rings_of(layout_wide([strand(12, done=5)], unfolded=True))) == 12


def test_only_as_many_fold_as_needed_so_that_the_latest_stay_to_be_seen() -> None:
    shown = rings_of(layout_wide([strand(20, done=18)]))
    assert [one.ring.count for one in shown] == [13, *[1] * 7]
    assert [one.ring.state for one in shown].count("done") == 6


def test_what_followed_a_folded_step_follows_the_fold() -> None:
    done = [after(f"d{place}", f"d{place - 1}" if place else "", "done") for place in range(9)]
    rings = (*done, after("x", "d2"), after("y", "d8"))
    band = bands_of(layout_wide([Strand("care", "care", "Care", rings)]))[0]
    fold = band.rings[0]
    assert fold.ring.count == 3
    assert {one.ring.after for one in band.rings if one.ring.key in ("x", "d3")} == {"folded"}


def test_parallel_steps_stand_under_one_another_and_fold_only_until_the_strand_fits() -> None:
    done = [after(f"d{place}", f"d{place - 1}" if place else "", "done") for place in range(6)]
    aside = [after(f"p{place}", "d2", "done") for place in range(3)]
    picture = layout_wide([Strand("care", "care", "Care", (*done, *aside))])
    assert max(one.top for one in rings_of(picture)) < 4 * LANE
    assert picture.folded == 2


def test_a_step_of_mine_is_never_folded() -> None:
    one = strand(12, done=5)
    mine = replace(one, rings=(one.rings[0], replace(one.rings[1], mine=True), *one.rings[2:]))
    assert "r1" in {place.ring.key for place in rings_of(layout_wide([mine]))}


def test_a_sealed_strand_is_one_line_and_counts_nothing() -> None:
    sealed = replace(strand(4), sealed_words="Care: in order")
    picture = layout_wide([strand(1, done=1), sealed])
    assert picture.strands[1].bands == ()
    assert tally([strand(1, done=1), sealed]).in_order == 1


def test_several_children_stand_one_under_another_in_the_order_given() -> None:
    picture = layout_wide([strand(3), strand(3, key="care-1"), strand(3, key="care-2")])
    assert [placed.strand.key for placed in picture.strands] == ["justice", "care-1", "care-2"]


@pytest.mark.parametrize(("posts", "mine"), [(3, False), (0, True), (0, False)])
def test_a_badge_leaves_room_for_the_posts_and_for_you(posts: int, mine: bool) -> None:
    one = Ring("a", ("A",), ("Police",), "held", posts=posts, mine=mine, badge="កុមារទី ២ · លើកទី២")
    place = rings_of(layout_wide([Strand("j", "justice", "J", (one,))]))[0]
    assert place.badge.endswith("…") == (bool(posts) or mine)
    assert ring(0).badge == ""
