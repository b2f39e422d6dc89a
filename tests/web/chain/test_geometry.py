"""The geometry at random: 1 to 40 steps, 1 to 6 children, any branching, any state, long words in both scripts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.web.chain import Strand, layout_wide, tally
from samaki.web.chain.rings import ALARMING, ENDED
from samaki.web.chain.tall import layout_tall, rows_of
from samaki.web.chain.tree import grow, parents
from samaki.web.chain.wide import (
    GAP,
    HOLDER_WIDTH,
    LANE,
    LINK_HEIGHT,
    PER_BAND,
    PICTURE_WIDTH,
    SNAPPED,
    WIDTH,
    WideBand,
    WideLink,
)
from samaki.web.chain.widths import estimated_width
from tests.web.chain import drawing
from tests.web.chain.drawing import bands_of, cases, clashes, extras, fork_boxes, link_box, rings_of, shape, texts

bounded = settings(max_examples=60, deadline=None, derandomize=True)
unfoldings = st.booleans()


@given(cases(), unfoldings)
@bounded
def test_nothing_overlaps_and_everything_stays_inside_its_band(strands, unfolded):
    for band in bands_of(layout_wide(strands, unfolded=unfolded)):
        rings, words = [shape(one) for one in band.rings], [box for one in band.rings for box in texts(one)]
        hung = [box for one in band.rings for box in extras(one)]
        links, forks = [link_box(link) for link in band.links], fork_boxes(band)
        assert clashes(rings) == clashes(words) == clashes(hung) == clashes(links) == clashes(forks) == []
        assert clashes(hung, words) == clashes(links, words) == clashes(links, hung) == []
        assert clashes(forks, rings) == clashes(forks, words) == clashes(forks, hung) == clashes(forks, links) == []
        assert band.width == PICTURE_WIDTH
        for left, top, right, bottom in rings + words + hung + links + forks:
            assert left >= 0
            assert top >= 0
            assert right <= band.width
            assert bottom <= band.height


@given(cases(), unfoldings)
@bounded
def test_no_word_is_wider_than_its_place(strands, unfolded):
    for one in rings_of(layout_wide(strands, unfolded=unfolded)):
        assert estimated_width(one.holder, 13) <= HOLDER_WIDTH
        assert all(right - left <= WIDTH + GAP - 14 for left, _top, right, _bottom in texts(one))
        assert all(one.x <= left and right <= one.x + WIDTH for left, _top, right, _bottom in extras(one))


@given(drawing.strands(), unfoldings)
@bounded
def test_every_line_meets_its_rings(strand, unfolded):
    bands = bands_of(layout_wide([strand], unfolded=unfolded))
    for band in bands:
        for link in band.links:
            assert link.half in joined_halves(band, link)
        for fork in band.forks:
            above = [link for link in band.links if link.x == fork.x and link.y in (fork.y_from - 12, fork.y_from - 10)]
            end = [link for link in band.links if link.x == fork.x and link.y in (fork.y_to + 12, fork.y_to + SNAPPED)]
            assert len(above) == len(end) == 1
            assert (above[0].state == "broken") == (fork.x_from != fork.x)


def joined_halves(band: WideBand, link: WideLink) -> set[str]:
    """Which halves this link may be, by the rings and forks that it touches."""
    right = any(one.x == link.x + GAP // 2 and one.cy == link.y for one in band.rings)
    left = any(one.x + WIDTH == link.x - GAP // 2 and one.cy == link.y for one in band.rings)
    hung = any(fork.x == link.x and fork.y_to in (link.y - LINK_HEIGHT // 2, link.y - SNAPPED) for fork in band.forks)
    found = {"whole"} if right and (left or hung) else set()
    return found | ({"opening"} if right and not left else set()) | ({"closing"} if left and not right else set())


@given(drawing.strands())
@bounded
def test_every_ring_that_follows_another_has_one_link_and_no_other_ring_has(strand):
    bands = bands_of(layout_wide([strand], unfolded=True))
    followers = sum(parent is not None for parent in parents(strand.rings))
    assert sum(link.half != "closing" for band in bands for link in band.links) == followers
    for earlier, later in zip(bands, [*bands[1:], None], strict=True):
        closing = [link for link in earlier.links if link.half == "closing"]
        opening = [link for link in later.links if link.half == "opening"] if later else []
        assert len(closing) <= len(opening)
        assert bool(closing) == bool(opening)


@given(drawing.strands())
@bounded
def test_parallel_steps_share_a_column_and_a_follower_stands_one_to_the_right(strand):
    spots = grow(strand.rings)
    assert len({(spot.column, spot.lane) for spot in spots}) == len(spots)
    for spot in spots:
        if spot.parent is not None:
            assert spot.column == spots[spot.parent].column + 1
            assert spot.lane >= spots[spot.parent].lane


@given(cases())
@bounded
def test_folding_loses_no_step_and_hides_nothing_that_is_not_done(strands):
    for one in strands:
        picture = layout_wide([one])
        shown = rings_of(picture)
        expected = 0 if one.sealed_words is not None else len(one.rings)
        assert sum(place.ring.count for place in shown) == len(rows_of(one)) == expected
        kept = {place.ring.key for place in shown}
        open_ones = [ring.key for ring in one.rings if (ring.state not in ENDED or ring.mine) and expected]
        assert kept.issuperset(open_ones)
        assert picture.folded == sum(place.ring.count for place in shown if place.ring.count > 1)
        if len(open_ones) < PER_BAND and expected:
            assert len(shown) <= PER_BAND
            assert len(bands_of(picture)) == 1


@given(cases())
@bounded
def test_the_phone_says_the_same_rings_and_folds_no_alarm_and_nothing_of_mine(strands):
    for part in layout_tall(strands).strands:
        rings = [link.ring for link in (*part.earlier, *part.near, *part.later)]
        assert rings == ([] if part.strand.sealed_words is not None else list(part.strand.rings))
        folded = [link.ring for link in (*part.earlier, *part.later)]
        assert not [ring for ring in folded if ring.state in ALARMING or (ring.mine and ring.state not in ENDED)]


@given(cases())
@bounded
def test_a_link_of_the_phone_joins_only_what_follows(strands):
    for one in strands:
        for part in layout_tall([one]).strands:
            links = [*part.earlier, *part.near, *part.later]
            above = parents([link.ring for link in links])
            for place, link in enumerate(links):
                follows_next = place + 1 < len(links) and above[place + 1] == place
                assert (link.after is not None) == follows_next
                said = link.follows is not None
                assert said == (above[place] is not None and above[place] != place - 1)


@given(cases())
@bounded
def test_a_sealed_strand_draws_and_counts_nothing(strands):
    for placed in layout_wide(strands).strands:
        if placed.strand.sealed_words is not None:
            assert placed.bands == ()
    hidden = [one for one in strands if one.sealed_words is not None]
    assert tally(strands) == tally([one for one in strands if one not in hidden])


def test_forty_steps_in_a_row_take_five_bands_of_one_lane():
    bands = bands_of(layout_wide([drawing.strand(40)], unfolded=True))
    assert [len(band.rings) for band in bands] == [PER_BAND] * 5
    assert {band.height for band in bands} == {LANE}


def test_a_lane_of_another_band_takes_no_room():
    rings = [drawing.ring(place) for place in range(9)]
    extra = drawing.ring(20, after="r0")
    bands = bands_of(layout_wide([Strand("j", "justice", "J", (*rings, extra))], unfolded=True))
    assert [band.height for band in bands] == [2 * LANE, LANE]
