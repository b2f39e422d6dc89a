"""The wide picture: nothing overlaps, every word stays in its place, and the rows are those of the table."""

from dataclasses import replace

import pytest

from samaki.web.chain import Ring, Strand, layout_wide, name_lines, tally
from samaki.web.chain.rings import STATES
from samaki.web.chain.wide import HEIGHT, PER_ROW, PICTURE_WIDTH, ROW, WIDTH, WidePicture, WideRing
from samaki.web.chain.widths import estimated_width

LONG = "Operation, custody and first statement of every person found there"
KHMER = "ប្រតិបត្តិការ\u200bនិងឃាត់ខ្លួន\u200bជនសង្ស័យ\u200bទាំងអស់"


def ring(place: int, state: str = "held", **more: object) -> Ring:
    """A ring with words that are too long for it."""
    name = name_lines(KHMER if place % 2 else LONG)
    defaults = {"holder": (LONG, LONG), "clock": LONG, "led": KHMER, "posts": place % 4}
    return Ring(f"r{place}", name, state=state, **{**defaults, **more})  # type: ignore[arg-type]


def strand(count: int, done: int = 0, key: str = "justice") -> Strand:
    """A strand of so many rings, the first ones done, the rest in every state in turn."""
    states = ["done" if place < done else STATES[1:][place % 6] for place in range(count)]
    return Strand(key, "justice", "Justice", tuple(ring(place, state) for place, state in enumerate(states)))


def rings_of(picture: WidePicture) -> list[WideRing]:
    """All rings, in reading order."""
    return [one for placed in picture.strands for row in placed.rows for one in row.rings]


def boxes(one: WideRing) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every text of a ring, as wide as estimated."""
    lines = [(line, 14.5, one.top + (38 if place == len(one.name) - 1 else 20)) for place, line in enumerate(one.name)]
    lines += [(one.holder, 13, one.top + 98), (one.clock, 13, one.top + 164), (one.led, 13, one.top + 182)]
    return [
        (
            one.cx - estimated_width(text, size) / 2,
            base - size * 0.8,
            one.cx + estimated_width(text, size) / 2,
            base + 3,
        )
        for text, size, base in lines
        if text
    ]


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("count", [1, 3, 8, 9, 17])
def test_no_two_rings_and_no_two_texts_overlap(count: int) -> None:
    picture = layout_wide([strand(count), strand(count, key="care-1"), strand(2, key="care-2")], unfolded=True)
    rings = rings_of(picture)
    shapes = [(one.x, one.y, one.x + WIDTH, one.y + HEIGHT) for one in rings]
    texts = [box for one in rings for box in boxes(one)]
    assert not any(overlap(a, b) for at, a in enumerate(shapes) for b in shapes[at + 1 :])
    assert not any(overlap(a, b) for at, a in enumerate(texts) for b in texts[at + 1 :])


@pytest.mark.parametrize("count", [1, 8, 9, 17])
def test_everything_stays_inside_the_picture(count: int) -> None:
    picture = layout_wide([strand(count)], unfolded=True)
    assert picture.width == PICTURE_WIDTH
    for one in rings_of(picture):
        for left, top, right, bottom in boxes(one):
            assert left >= 0
            assert top >= 0
            assert right <= picture.width
            assert bottom <= picture.height
    links = [link for placed in picture.strands for row in placed.rows for link in row.links]
    assert all(link.x - 22 >= 0 and link.x + 22 <= picture.width for link in links)


def test_holder_fits_its_ring() -> None:
    for one in rings_of(layout_wide([strand(8)])):
        assert estimated_width(one.holder, 13) <= WIDTH - 14


def test_rows_break_after_eight_and_are_joined_by_half_links() -> None:
    rows = layout_wide([strand(17)], unfolded=True).strands[0].rows
    assert [len(row.rings) for row in rows] == [PER_ROW, PER_ROW, 1]
    assert [[link.half for link in row.links if link.half != "whole"] for row in rows] == [
        ["closing"],
        ["opening", "closing"],
        ["opening"],
    ]
    assert rows[1].top - rows[0].top >= ROW


def test_leading_done_steps_fold_only_when_the_strand_is_long() -> None:
    assert [one.ring.count for one in rings_of(layout_wide([strand(8, done=5)]))] == [1] * 8
    long = layout_wide([strand(12, done=5)])
    assert [one.ring.count for one in rings_of(long)] == [5, *[1] * 7]
    assert long.folded
    assert len(rings_of(layout_wide([strand(12, done=5)], unfolded=True))) == 12


def test_folded_rings_count_as_many_as_the_table_has_rows() -> None:
    one = strand(20, done=9)
    assert sum(place.ring.count for place in rings_of(layout_wide([one]))) == len(one.rings)


def test_a_step_of_mine_is_never_folded() -> None:
    one = strand(12, done=5)
    mine = replace(one, rings=(one.rings[0], replace(one.rings[1], mine=True), *one.rings[2:]))
    assert len(rings_of(layout_wide([mine]))) == 12


def test_a_sealed_strand_is_one_line_and_counts_nothing() -> None:
    sealed = replace(strand(4), sealed_words="Care: in order")
    picture = layout_wide([strand(1, done=1), sealed])
    assert picture.strands[1].rows == ()
    assert tally([strand(1, done=1), sealed]).in_order == 1


def test_several_children_stand_one_under_another() -> None:
    picture = layout_wide([strand(3), strand(3, key="care-1"), strand(3, key="care-2")])
    tops = [(placed.top, placed.top + placed.height) for placed in picture.strands]
    assert all(above[1] < below[0] for above, below in zip(tops, tops[1:], strict=False))
    assert tops[-1][1] == picture.height
